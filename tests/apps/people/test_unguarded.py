"""The work list of minors for whom nobody acts: its mark follows every act, its index bounds it."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from linli.apps.people import services
from linli.apps.people.models import Person, Representation
from linli.apps.people.rules.identity import Identity
from linli.apps.people.rules.kinds import CreateGround, DuplicateGround, PersonKind, Relation
from linli.apps.people.rules.lifecycle import age_on, minors_born_after
from linli.apps.people.selectors.agents import minors_without_guardian
from linli.core.access import Actor
from tests.factories.people import make_person
from tests.factories.places import SYSTEM, make_compound, make_tree, make_unit
from tests.factories.transfers import staff

pytestmark = pytest.mark.django_db
BORN = date(2018, 3, 4)


@pytest.fixture
def compound():
    return make_compound(make_tree().community)


def listed(now, actor=SYSTEM, place_code=""):
    page, _place = minors_without_guardian(actor, place_code=place_code, today=now.date())
    return {card.person_id for card in page.rows}


def marked():
    return set(Person.objects.filter(may_lack_guardian=True).values_list("pk", flat=True))


def test_every_day_of_a_life_agrees_on_who_is_a_minor():
    for day in (date(2026, 3, 2), date(2026, 3, 31), date(2028, 2, 29), date(2028, 3, 1)):
        for offset in range(-40, 40):
            born = date(day.year - 18, day.month, min(day.day, 28)) + timedelta(days=offset)
            assert (born > minors_born_after(day)) == (age_on(born, day) < 18), (born, day)


def test_registering_and_naming_and_ending_a_guardian_move_the_mark(compound, now):
    parent = make_person(compound)
    new = services.NewPerson(name="王小宝", birth_date=date(2010, 3, 4))
    entered = {"home_id": compound.pk, "ground": CreateGround.OTHER_PERSON, "now": now}
    youth = services.register_person(actor=SYSTEM, new=new, **entered)
    assert listed(now) == marked() == {youth.pk}

    named = {"principal_id": youth.pk, "agent_id": parent.pk, "on": now.date(), "now": now}
    row = services.appoint_agent(actor=SYSTEM, **named)
    assert listed(now) == marked() == set()

    ended = {"representation_id": row.pk, "on": now.date(), "now": now}
    services.end_representation(actor=SYSTEM, **ended)
    assert listed(now) == marked() == {youth.pk}

    later = now + timedelta(days=3 * 365)
    services.apply_retention(actor=Actor.system(), now=later)
    assert marked() == set()


def test_a_corrected_birth_date_and_an_erased_guardian_put_somebody_on_the_list(compound, now):
    person = make_person(compound, id_number=None)
    change = services.PersonChange(birth_date=BORN)
    services.correct_person(actor=SYSTEM, person_id=person.pk, change=change, now=now)
    assert listed(now) == {person.pk}
    guardian = make_person()
    named = {"principal_id": person.pk, "agent_id": guardian.pk, "on": now.date(), "now": now}
    row = services.appoint_agent(actor=SYSTEM, **named)
    Representation.objects.filter(pk=row.pk).update(valid_to=now.date())
    Person.objects.filter(pk=person.pk).update(may_lack_guardian=False)

    services.erase_person(actor=SYSTEM, person_id=guardian.pk, now=now)

    assert listed(now) == {person.pk}


def test_a_merge_that_takes_the_guardian_along_moves_the_mark(compound, now):
    kept, dropped = (make_person(compound, name="王小宝", born=BORN) for _ in range(2))
    guardian = make_person(compound)
    named = {"principal_id": dropped.pk, "agent_id": guardian.pk, "on": now.date(), "now": now}
    services.appoint_agent(actor=SYSTEM, **named)
    pair = {"kept_id": kept.pk, "dropped_id": dropped.pk, "now": now}
    proposal = services.propose_merge(
        actor=SYSTEM, ground=DuplicateGround.SAME_NAME_AND_HOME, **pair
    )

    services.confirm_merge(actor=SYSTEM, proposal_id=proposal.pk, now=now)
    assert listed(now) == set()

    services.reverse_merge(actor=SYSTEM, proposal_id=proposal.pk, now=now)
    assert listed(now) == {kept.pk}


def test_a_roster_marks_its_minors(compound, now):
    flat = make_unit(compound, "101")
    grown, child, unknown = (
        services.RosterPerson(
            Identity(PersonKind.NATURAL, name, None, None, None, None, born, None)
        )
        for name, born in (("王一", date(1980, 1, 1)), ("王二", BORN), ("王三", None))
    )
    home = services.RosterDwelling(
        unit_id=flat.pk, home_id=compound.pk, scope_path=compound.path, since=date(2020, 1, 1),
        residents=[(grown, Relation.HEAD), (child, Relation.CHILD), (unknown, Relation.NOT_KIN)],
    )  # fmt: skip

    services.enter_roster(actor=SYSTEM, scope_path=compound.path, dwellings=[home], now=now)

    assert listed(now) == marked() == {child.person_id}


def test_the_list_walks_its_own_index_however_many_people_there_are(compound, now):
    worker = staff(compound, "COMMUNITY_WORKER", now)
    child = make_person(compound, born=BORN)
    make_person(compound)
    sent = []

    def note(execute, sql, params, many, context):
        if 'FROM "people_person"' in sql:
            sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert listed(now, worker, compound.code) == {child.pk}
    (sql, params) = sent[-1]
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN"
        if connection.vendor == "postgresql":
            explain = "EXPLAIN"
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"{explain} {sql}", params)
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())

    assert "people_person_unguarded" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_minors_of_before_are_marked_by_the_migration(compound):
    child = make_person(compound, born=BORN)
    make_person(compound)
    Person.objects.update(may_lack_guardian=False)

    import_module("linli.apps.people.migrations.0010_mark_unguarded_minors").mark(apps, None)

    assert marked() == {child.pk}
