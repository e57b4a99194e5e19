"""Reading: who may know of a record, who gives a reason, what the person sees of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.people import permissions, selectors
from linli.apps.people.models import Reading
from linli.apps.people.rules.errors import ReasonMissing
from linli.apps.people.rules.kinds import ReadingReason
from linli.apps.people.selectors.files import person_file
from linli.apps.people.selectors.looks import looks_at
from linli.apps.people.selectors.registers import SearchKind, search_kind
from linli.apps.people.services import (
    look_up,
    open_record,
    restrict_person,
    reveal,
)
from linli.core.access import Actor
from linli.core.errors import NotAllowed, NotFound
from linli.core.identifiers import fictional_id_number
from linli.kit.sealed_fields import opened
from tests.apps.people.conftest import actor_with
from tests.factories.people import NOW, make_company, make_holding, make_person

WHY = {"reason": ReadingReason.CONTACT, "note": "通知楼道维修"}


@pytest.fixture
def person(scene):
    return make_person(
        scene.compound,
        name="王小明",
        id_number=fictional_id_number(date(1980, 5, 6), 11),
        phone="10900001234",
    )


def shown(actor, person, now=NOW):
    return person_file(actor, person, now=now).card


def test_everything_is_masked_by_default(scene, person) -> None:
    card = shown(scene.clerk, person)

    assert (card.name, card.phone) == ("王**", "109****1234")
    assert card.id_number == "9999**********" + opened(person.id_number)[-4:]


def test_revealed_fields_show_to_one_reader_for_some_minutes(scene, person) -> None:
    reveal(actor=scene.clerk, person_id=person.pk, fields=["phone"], now=NOW, **WHY)

    def phone(actor, minutes: int) -> str:
        return shown(actor, person, NOW + timedelta(minutes=minutes)).phone

    assert phone(scene.clerk, 9) == "10900001234"
    assert phone(scene.clerk, 10) == "109****1234"
    assert phone(scene.colleague, 1) == "109****1234"
    assert shown(scene.clerk, person).name == "王**"


def test_person_sees_who_looked_when_in_which_post_and_why(scene, person) -> None:
    reveal(actor=scene.clerk, person_id=person.pk, fields=["phone", "name"], now=NOW, **WHY)
    open_record(actor=scene.township, person_id=person.pk, now=NOW, **WHY)

    looks = looks_at(person)

    assert [(one.at, one.reason, one.note, one.fields) for one in looks] == [
        (NOW, ReadingReason.CONTACT, "通知楼道维修", []),
        (NOW, ReadingReason.CONTACT, "通知楼道维修", ["name", "phone"]),
    ]
    assert {one.account for one in looks} == {"某工作人员"}


def test_words_of_the_reason_lie_sealed_and_not_in_the_trail(scene, person) -> None:
    from linli.apps.audit.models import AuditEvent

    reading = reveal(actor=scene.clerk, person_id=person.pk, fields=["name"], now=NOW, **WHY)

    assert "通知" not in AuditEvent.objects.get(kind="person.revealed").facts
    assert opened(Reading.objects.get(pk=reading.pk).note) == "通知楼道维修"


@pytest.mark.parametrize("note", ["", " ", "x", "长" * 201])
def test_reason_needs_words(scene, person, note: str) -> None:
    with pytest.raises(ReasonMissing):
        reveal(
            actor=scene.clerk,
            person_id=person.pk,
            fields=["phone"],
            reason=ReadingReason.CASE,
            note=note,
            now=NOW,
        )


def test_wide_posts_give_a_reason_that_holds_for_hours(scene, person) -> None:
    def decision(hours: int = 0):
        later = NOW + timedelta(hours=hours)
        return permissions.can_open_person(scene.township, person, now=later)

    assert (bool(decision()), decision().reason) == (False, "people.reason_needed")
    with pytest.raises(NotAllowed):
        reveal(actor=scene.township, person_id=person.pk, fields=["phone"], now=NOW, **WHY)
    open_record(actor=scene.township, person_id=person.pk, now=NOW, **WHY)

    assert [bool(decision(hours)) for hours in (0, 3, 4)] == [True, True, False]


def test_reason_opens_nothing_outside_ones_places(scene, person) -> None:
    with pytest.raises(NotFound):
        selectors.get_person(scene.stranger, person.pk)
    with pytest.raises(NotAllowed):
        open_record(actor=scene.stranger, person_id=person.pk, now=NOW, **WHY)


def test_owner_who_lives_elsewhere_is_known_where_the_unit_lies(scene) -> None:
    owner = make_person(scene.tree.village)
    with pytest.raises(NotFound):
        selectors.get_person(scene.clerk, owner.pk)

    make_holding(scene.units[0], owner)

    assert selectors.get_person(scene.clerk, owner.pk) == owner


def test_children_are_for_community_workers_with_a_reason(scene) -> None:
    child = make_person(scene.compound, born=date(2016, 1, 1))

    def decision(actor):
        return permissions.can_open_person(actor, child, now=NOW)

    assert decision(scene.worker).reason == "people.child_record"
    assert decision(scene.clerk).reason == "people.reason_needed"
    open_record(actor=scene.clerk, person_id=child.pk, now=NOW, **WHY)
    assert decision(scene.clerk)
    with pytest.raises(NotAllowed):
        open_record(actor=scene.worker, person_id=child.pk, now=NOW, **WHY)


def test_restricted_record_asks_even_the_neighbour_for_a_reason(scene, person) -> None:
    restrict_person(actor=scene.clerk, person_id=person.pk, now=NOW)
    person.refresh_from_db()

    assert permissions.can_open_person(scene.clerk, person, now=NOW).reason == (
        "people.reason_needed"
    )
    assert not selectors.persons_visible_to(scene.clerk).filter(pk=person.pk).exists()


@pytest.mark.parametrize(
    "role",
    sorted(set(Role) - {"GRID_WORKER", "COMMUNITY_WORKER", "TOWNSHIP_ADMIN", "DISTRICT_ADMIN"}),
)
def test_other_roles_know_of_nobody(scene, person, role) -> None:
    actor = actor_with(role, scene.tree.county.path, 200)

    assert not permissions.can_read_person(actor, person)
    assert not permissions.can_list_people(actor)
    with pytest.raises(NotAllowed):
        look_up(actor=actor, text="王小明", now=NOW)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("王小明", SearchKind.NAME),
        ("小明", SearchKind.NAME),
        ("王", SearchKind.TOO_SHORT),
        ("123", SearchKind.TOO_SHORT),
        ("123x", SearchKind.LAST_FOUR),
        ("10900001234", SearchKind.NUMBER),
        ("+86 109 0000 1234", SearchKind.NUMBER),
        ("99999919800506011X", SearchKind.NUMBER),
        ("Li Wei", SearchKind.NAME),
        ("", SearchKind.TOO_SHORT),
    ],
)
def test_what_was_typed_is_told_apart(text: str, kind: SearchKind) -> None:
    assert search_kind(text) is kind


@pytest.mark.parametrize(
    "text",
    ["王小明", "小明", "王小", "10900001234", "+86 109-0000-1234", "1234", "9999991980050601"],
)
def test_search_finds_by_name_ends_full_numbers_and_last_four(scene, person, text: str) -> None:
    text = opened(person.id_number) if text.startswith("9999") else text
    make_person(scene.compound, name="李建国", phone="10900005678")

    found = look_up(actor=scene.worker, text=text, now=NOW)

    assert [card.person_id for card in found.cards] == [person.pk]
    assert found.cards[0].name == "王**"


def test_search_stays_within_ones_places_and_tells_of_full_numbers_elsewhere(scene) -> None:
    make_person(scene.tree.village, name="王小明", phone="10900001234")

    results = {
        text: look_up(actor=scene.clerk, text=text, now=NOW)
        for text in ("10900001234", "1234", "王小明")
    }

    assert [found.cards for found in results.values()] == [[], [], []]
    assert [found.elsewhere for found in results.values()] == [1, 0, 0]


def test_long_names_of_other_peoples_are_found_by_their_ends(scene) -> None:
    person = make_person(scene.compound, name="买买提·吐尔逊")

    for text in ("买买提吐尔逊", "买买", "尔逊", "吐尔逊", "买买提"):
        found = look_up(actor=scene.clerk, text=text, now=NOW)
        assert [card.person_id for card in found.cards] == [person.pk]
    assert look_up(actor=scene.clerk, text="提吐", now=NOW).cards == []


def test_search_stands_in_the_trail_without_its_text(scene, person) -> None:
    from linli.apps.audit.models import AuditEvent

    look_up(actor=scene.clerk, text="10900001234", now=NOW)

    event = AuditEvent.objects.get(kind="people.searched")
    assert event.facts == '{"by":"NUMBER","elsewhere":0,"found":1}'


def test_companies_are_public_but_their_phones_are_not(scene) -> None:
    company = make_company(scene.compound, name="菏泽某某置业有限公司")
    company.phone = "10900001234"
    company.save()

    card = shown(scene.clerk, company)

    assert (card.name, card.id_number) == (opened(company.name), opened(company.id_number))
    assert card.phone == "109****1234"


def test_resident_sees_own_and_wards_only(scene, person) -> None:
    other = make_person(scene.compound)
    resident = Actor(account_id=5, person_id=person.pk)

    assert permissions.can_see_own(resident, person)
    assert not permissions.can_see_own(resident, other)
    assert not permissions.can_see_own(replace(resident, person_id=None), other)
    assert not permissions.can_read_person(resident, person)
