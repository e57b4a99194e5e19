"""Who looked: a masked page leaves a line a viewer and day, a file one for everybody in it."""

from datetime import date, timedelta

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.people.models import Holding, HouseholdMember
from linli.apps.people.rules.kinds import Look
from linli.apps.people.selectors.looks import looks_at
from linli.apps.people.services import note_view
from linli.apps.transfers.services import note_fetch, open_export
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from tests.factories.organisations import make_absence, make_body, make_post
from tests.factories.people import NOW, make_holding, make_household, make_person
from tests.factories.transfers import staff


def view(actor, person, hours=0):
    return note_view(actor=actor, person_id=person.pk, now=NOW + timedelta(hours=hours))


def fetch(actor, place, register="people.roster", *, now=NOW):
    item = open_export(
        actor=actor, register=register, place_id=place.pk, purpose="核对名册", now=now
    )
    for _ in range(2):
        note_fetch(actor=actor, export_id=item.pk, kind="csv", now=now)


@pytest.fixture
def keeper(scene):
    return staff(scene.tree.community, Role.COMMUNITY_WORKER, NOW)


def told(person):
    return [(one.look, one.place, one.note) for one in looks_at(person)]


def test_a_masked_page_leaves_one_line_a_viewer_and_day(scene) -> None:
    person = make_person(scene.compound)

    assert [view(scene.worker, person, hours) for hours in (0, 1, 24)] == [True, False, True]
    assert view(scene.clerk, person) is True

    assert [one.look for one in looks_at(person)] == [Look.VIEWED] * 3
    assert AuditEvent.objects.filter(kind="person.viewed", account_id=103).count() == 2


def test_whoever_looks_at_the_own_record_leaves_none_and_a_stranger_is_refused(scene) -> None:
    person = make_person(scene.compound)
    own = Actor(account_id=103, person_id=person.pk, grants=scene.worker.grants)

    assert view(own, person) is False
    with pytest.raises(NotAllowed):
        view(scene.stranger, person)
    assert looks_at(person) == []


def test_a_roster_that_left_shows_to_everybody_in_it_and_to_nobody_else(scene, keeper) -> None:
    unit = scene.units[0]
    owner, tenant, gone, later, elsewhere = (make_person(scene.compound) for _ in range(5))
    make_holding(unit, owner)
    make_household(unit, tenant)
    make_holding(scene.units[3], gone)
    Holding.objects.filter(person=gone).update(valid_to=NOW.date() - timedelta(days=1))
    make_household(scene.units[1], later, since=NOW.date() + timedelta(days=1))

    fetch(keeper, scene.tree.community)

    line = (Look.SENT, scene.tree.community.name, "核对名册")
    assert told(owner) == told(tenant) == [line, line]
    assert told(gone) == told(later) == told(elsewhere) == []
    assert AuditEvent.objects.filter(kind="export.fetched").count() == 2


def test_a_file_of_another_register_or_place_does_not_show(scene, keeper) -> None:
    owner = make_person(scene.compound)
    make_holding(scene.units[0], owner)
    village = staff(scene.tree.village, Role.COMMUNITY_WORKER, NOW)

    fetch(village, scene.tree.village)
    fetch(keeper, scene.compound, "organisations.bodies")

    assert told(owner) == []


def test_whoever_moved_out_later_still_sees_the_file_of_the_time_before(scene, keeper) -> None:
    tenant = make_person(scene.compound)
    make_household(scene.units[0], tenant)
    fetch(keeper, scene.tree.community)
    HouseholdMember.objects.filter(person=tenant).update(valid_to=date(2026, 3, 20))
    fetch(keeper, scene.tree.community, now=NOW + timedelta(days=30))

    assert len(told(tenant)) == 2


def test_files_of_posts_and_absences_show_to_holders_and_substitutes(scene) -> None:
    body = make_body(scene.compound)
    seat = body.seats.first()
    holder, substitute = make_person(scene.compound), make_person(scene.compound)
    make_post(seat, holder)
    make_absence(seat, holder, substitute, NOW.date(), NOW.date() + timedelta(days=5))

    chief = staff(scene.tree.township, Role.TOWNSHIP_ADMIN, NOW)
    fetch(chief, scene.tree.township, "organisations.posts")
    fetch(chief, scene.tree.township, "organisations.absences")

    assert len(told(holder)) == 4
    assert len(told(substitute)) == 2


def test_the_number_of_queries_does_not_grow_with_what_was_looked_at(
    scene, keeper, django_assert_max_num_queries
) -> None:
    person = make_person(scene.compound)
    make_household(scene.units[0], person)
    for hours in range(0, 24 * 12, 24):
        view(scene.worker, person, hours)
        fetch(keeper, scene.tree.community)

    with django_assert_max_num_queries(12):
        assert len(looks_at(person)) == 12 + 24
