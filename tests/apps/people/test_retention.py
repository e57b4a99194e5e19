"""Retention: ends, restricted, erased, with a proof that carries nothing; changing the keys."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.apps.people.models import CareNote, Consent, Person, Reading, RightsRequest
from linli.apps.people.rules.errors import KeysInUse
from linli.apps.people.rules.kinds import ConsentSubject, ReadingReason
from linli.apps.people.rules.lifecycle import PersonState
from linli.apps.people.selectors.ties import _providers, register_tie
from linli.apps.people.services import (
    apply_retention,
    give_consent,
    reseal_batch,
    retire_keys,
    reveal,
    rotate_keys,
    withdraw_consent,
)
from linli.apps.people.services.rotation import sealed_models
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from linli.kit.keys import UnknownKey, key_provider
from linli.kit.sealed_fields import opened
from linli.kit.ticks import SomeFailed
from tests.factories.damage import damaged
from tests.factories.people import (
    NOW,
    make_holding,
    make_household,
    make_person,
    make_request,
)


def retain(days: int, **options):
    return apply_retention(actor=Actor.system(), now=NOW + timedelta(days=days), **options)


@pytest.fixture
def person(scene) -> Person:
    return make_person(scene.compound, name="王小明", phone="10900001234")


def test_record_ends_is_restricted_and_erased_by_its_periods(scene, person) -> None:
    def state() -> tuple[str, bool, bool]:
        person.refresh_from_db()
        return person.state, person.phone is not None, person.name is not None

    assert retain(0)["ties_ended"] == 1
    assert person.state == PersonState.ACTIVE
    assert retain(89)["restricted"] == 0
    assert state() == (PersonState.ACTIVE, True, True)
    assert retain(90)["restricted"] == 1
    assert state() == (PersonState.RESTRICTED, False, True)
    assert retain(731)["erased"] == 0
    assert retain(732)["erased"] == 1
    assert state() == (PersonState.ERASED, False, False)
    assert retain(800) == dict.fromkeys(retain(800), 0)


def test_whoever_lives_or_owns_here_or_is_tied_elsewhere_stays(scene, person) -> None:
    owner, member, officer = (make_person(scene.compound) for _ in range(3))
    make_holding(scene.units[0], owner)
    make_household(scene.units[1], member)
    register_tie("test", lambda ids, day: {officer.pk} & set(ids))
    try:
        retain(0)
        retain(100)
    finally:
        _providers.pop("test")

    states = dict(Person.objects.values_list("pk", "state"))
    assert states == {
        person.pk: PersonState.RESTRICTED,
        owner.pk: PersonState.ACTIVE,
        member.pk: PersonState.ACTIVE,
        officer.pk: PersonState.ACTIVE,
    }


def test_who_comes_back_in_time_is_kept(scene, person) -> None:
    retain(0)
    make_household(scene.units[0], person)

    assert retain(95)["restricted"] == 0

    person.refresh_from_db()
    assert (person.state, person.ties_ended_on) == (PersonState.ACTIVE, None)


def test_proof_of_erasure_names_fields_and_no_values(scene, person) -> None:
    number = opened(person.id_number)
    for day in (0, 90, 732):
        retain(day)

    event = AuditEvent.objects.get(kind="person.erased")
    assert '"name"' in event.facts
    assert '"id_number"' in event.facts
    assert '"phone"' not in event.facts  # gone before
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person WHERE id = %s", [person.pk])
        row = cursor.fetchone()
        columns = [
            column.name if hasattr(column, "name") else column[0] for column in cursor.description
        ]
    held = {
        name for name, value in zip(columns, row, strict=True) if value not in (None, "", False)
    }
    assert held == {"id", "kind", "state", "ties_ended_on", "created_at"}
    assert number not in event.facts


def test_readings_requests_and_old_consents_end_with_their_periods(scene, person) -> None:
    make_household(scene.units[0], person)
    reveal(
        actor=scene.clerk,
        person_id=person.pk,
        fields=["name"],
        reason=ReadingReason.CASE,
        note="办理",
        now=NOW,
    )
    request = make_request(person)
    RightsRequest.objects.filter(pk=request.pk).update(state="GRANTED", decided_at=NOW)
    consent = give_consent(
        actor=scene.clerk, person_id=person.pk, subject=ConsentSubject.CARE_NOTE, now=NOW
    )
    withdraw_consent(actor=scene.clerk, consent_id=consent.pk, now=NOW)

    retain(1097)
    assert (Reading.objects.count(), Consent.objects.count()) == (1, 1)
    done = retain(1099)

    assert (done["readings"], done["requests"], done["consents"]) == (1, 1, 1)
    assert not Reading.objects.exists()
    assert not RightsRequest.objects.exists()


def test_with_the_record_go_the_rows_that_tie_its_number(scene, person) -> None:
    holding = make_holding(scene.units[0], person)
    household = make_household(scene.units[0], person)
    for rows in (type(holding).objects, household.members):
        rows.update(valid_to=NOW.date())
    for day in (0, 90, 732):
        retain(day)

    assert not type(holding).objects.filter(person=person).exists()
    assert not household.members.exists()
    facts = facts_of(AuditEvent.objects.get(kind="person.erased"))
    assert facts["rows"] == {"people.Holding": 1, "people.HouseholdMember": 1}


def left(days: int, *numbers: int, table: str = "people_person") -> SomeFailed:
    """Return what a run says at the end on which the database refuses rows of these numbers."""
    with damaged(table, *numbers), pytest.raises(SomeFailed) as failed:
        retain(days)
    return failed.value


def test_a_record_on_which_it_breaks_keeps_no_other(scene) -> None:
    people = [make_person(scene.compound, name=f"王小{n}") for n in range(3)]
    first = people[0].pk

    def states() -> list[str]:
        return [Person.objects.get(pk=one.pk).state for one in people]

    ended = left(0, first)
    assert (list(ended.numbers), ended.outcome["ties_ended"]) == ([first], 2)
    assert retain(0)["ties_ended"] == 1
    restricted = left(90, first)
    assert (list(restricted.numbers), restricted.outcome["restricted"]) == ([first], 2)
    assert states() == [PersonState.ACTIVE, PersonState.RESTRICTED, PersonState.RESTRICTED]
    retain(90)
    erased = left(732, first)
    assert (list(erased.numbers), erased.outcome["erased"]) == ([first], 2)
    assert states() == [PersonState.RESTRICTED, PersonState.ERASED, PersonState.ERASED]
    assert retain(732)["erased"] == 1


def test_records_on_which_it_breaks_do_not_take_the_turn_of_others(scene) -> None:
    people = [make_person(scene.compound, name=f"王小{n}") for n in range(4)]
    retain(0)

    with damaged("people_person", people[0].pk, people[1].pk), pytest.raises(SomeFailed) as failed:
        retain(90, most=2)

    assert failed.value.outcome["restricted"] == 2


def test_a_reading_that_cannot_go_keeps_no_other(scene, person) -> None:
    for _ in range(3):
        reveal(
            actor=scene.clerk,
            person_id=person.pk,
            fields=["name"],
            reason=ReadingReason.CASE,
            note="办理",
            now=NOW,
        )
    stuck = Reading.objects.first()
    make_household(scene.units[0], person)

    assert list(left(1099, stuck.pk, table="people_reading").numbers) == [stuck.pk]

    assert Reading.objects.get() == stuck
    retain(1099)
    assert not Reading.objects.exists()


def test_what_ties_somebody_may_break_for_one(scene) -> None:
    people = [make_person(scene.compound, name=f"王小{n}") for n in range(3)]

    def breaks(person_ids, day):
        if people[1].pk in person_ids:
            raise LookupError(people[1].pk)
        return set()

    register_tie("broken", breaks)
    try:
        with pytest.raises(SomeFailed) as failed:
            retain(0)
    finally:
        del _providers["broken"]

    assert failed.value.outcome["ties_ended"] == 2


def test_the_command_says_how_many_failed(scene, person, capsys) -> None:
    other = make_person(scene.compound, name="李大力")

    with (
        damaged("people_person", person.pk),
        pytest.raises(CommandError, match=r"^1 records failed"),
    ):
        call_command("retention")

    assert "ties_ended: 1" in capsys.readouterr().out
    other.refresh_from_db()
    assert other.ties_ended_on is not None


def test_only_the_clock_runs_it(scene) -> None:
    for act in (
        lambda: apply_retention(actor=scene.clerk, now=NOW),
        lambda: rotate_keys(actor=scene.clerk, suite="gm", now=NOW),
        lambda: reseal_batch(actor=scene.clerk, label="people.Person"),
        lambda: retire_keys(actor=scene.clerk, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_command_applies_retention(scene, person, capsys) -> None:
    call_command("retention")

    assert "ties_ended: 1" in capsys.readouterr().out


@pytest.fixture
def own_keys(settings, tmp_path: Path) -> Path:
    settings.KEY_FOLDER = tmp_path / "keys"
    return settings.KEY_FOLDER


@pytest.mark.parametrize("suite", ["intl", "gm"])
def test_rotation_seals_everything_again_and_can_be_stopped_and_resumed(
    own_keys, scene, system, suite: str
) -> None:
    people = [
        make_person(scene.compound, name=f"王小{n}", phone=f"1090000000{n}") for n in range(5)
    ]
    request = make_request(people[0], "电话错了")
    call = {"actor": system, "label": "people.Person", "size": 2}
    old = key_provider().ring().current

    rotate_keys(actor=system, suite=suite, now=NOW)
    done, last = reseal_batch(**call)  # stopped after the first batch

    assert (done, last) == (2, people[1].pk)
    for number, person in enumerate(people):  # both generations read and search
        assert opened(Person.objects.get(pk=person.pk).name) == f"王小{number}"
        assert Person.objects.with_phone(f"1090000000{number}").get() == person
    with pytest.raises(KeysInUse):
        retire_keys(actor=system, now=NOW)

    call_command("rotate_keys", "--resume", "--batch", "2")  # goes on from the start

    assert retire_keys(actor=system, now=NOW) == [old.number]
    assert [one.number for one in key_provider().ring().generations] == [2]
    for number, person in enumerate(people):
        stored = Person.objects.get(pk=person.pk)
        assert opened(stored.name) == f"王小{number}"
        assert Person.objects.with_phone(f"1090000000{number}").get() == person
        assert Person.objects.maybe_named(f"小{number}").get() == person
    request.refresh_from_db()
    assert opened(request.text) == "电话错了"


def test_value_under_a_lost_key_says_so(own_keys, scene) -> None:
    person = make_person(scene.compound)
    (own_keys / "generation-0001.json").unlink()

    with pytest.raises(UnknownKey):
        opened(Person.objects.get(pk=person.pk).name)


def test_every_table_with_sealed_columns_is_rotated() -> None:
    assert {"people.Person", "people.CareNote", "people.Reading", "people.RightsRequest"} <= set(
        sealed_models()
    )
    assert {"accounts.Account"} <= set(sealed_models())
    assert CareNote._meta.label in sealed_models()
