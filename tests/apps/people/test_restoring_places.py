"""A building ended by mistake comes back in one act, with exactly what its end had closed."""

import json
from datetime import date, timedelta

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.cases.models import CaseStep
from linli.apps.grids.models import Assignment
from linli.apps.grids.services.assignments import assign
from linli.apps.organisations.models import HouseholdMark
from linli.apps.organisations.rules.basis import Mark
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.services import mark_household
from linli.apps.people.models import Holding, Household, HouseholdMember, Person
from linli.apps.people.rules.errors import LivesElsewhere
from linli.apps.people.rules.kinds import Tenure
from linli.apps.places import services
from linli.apps.places.models import Place, PlaceEnding, Unit, UnitEnding
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.errors import (
    EndedWithPlace,
    NameTaken,
    PlaceEnded,
    PlaceEndingUnknown,
    PlaceStands,
)
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from tests.factories.cases import make_case, make_town
from tests.factories.grids import make_grid
from tests.factories.organisations import make_body
from tests.factories.people import make_holding, make_household, make_person
from tests.factories.places import SYSTEM, make_building, make_compound, make_tree, make_unit

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 1)
TABLES = (Place, Unit, Holding, Household, HouseholdMember, Person, HouseholdMark)


@pytest.fixture
def compound():
    return make_compound(make_tree().community)


@pytest.fixture
def building(compound):
    return make_building(compound)


def demolish(place, now, on=ON):
    return services.demolish_place(actor=SYSTEM, place_id=place.pk, on=on, now=now)


def restore(place, now, actor=SYSTEM):
    return services.restore_place(actor=actor, place_id=place.pk, now=now)


def stored():
    return {table: list(table.objects.order_by("pk").values()) for table in TABLES}


def flats_of(building):
    return list(Unit.objects.under(building.path).order_by("pk"))


def test_exactly_what_ended_with_the_building_comes_back(compound, building, now):
    first, second, gone = flats_of(building)[:3]
    services.end_unit(actor=SYSTEM, unit_id=gone.pk, on=ON, now=now)  # by itself, the same day
    owner, tenant = make_person(first.place), make_person(second.place)
    make_holding(first, owner)
    make_holding(second, owner)
    make_holding(second, tenant, Tenure.TENANT)
    make_household(first, owner)
    make_household(second, tenant)
    before = stored()
    many = demolish(building, now)
    assert stored() != before

    done = restore(building, now)

    assert stored() == before
    assert Unit.objects.get(pk=gone.pk).valid_to == ON
    assert [line.count for line in done] == [2, 2, 1, 1]
    (event,) = AuditEvent.objects.filter(kind="place.restored")
    facts = json.loads(event.facts)
    assert (facts["ended"], event.subject_id) == (ON.isoformat(), str(building.pk))
    assert len(facts["units_restored"]) == many.units
    assert facts["places_restored"][0] == building.pk
    assert len(facts["places_restored"]) == many.places
    told = AuditEvent.objects.filter(kind="holding.unit_restored").values_list("subject_id")
    assert {pk for (pk,) in told} == {str(first.pk), str(second.pk)}
    assert not PlaceEnding.objects.filter(taken_back_at=None).exists()
    assert UnitEnding.objects.get(taken_back_at=None).unit_id == gone.pk
    demolish(building, now)  # a second end is one of its own
    restore(building, now)
    assert stored() == before


def test_an_empty_building_comes_back_too(compound, now):
    shed = services.add_place(
        actor=SYSTEM, parent_id=compound.pk, kind=PlaceKind.BUILDING, name="车棚",
        on=date(2020, 1, 1), now=now,
    )  # fmt: skip
    services.end_place(actor=SYSTEM, place_id=shed.pk, on=ON, now=now)

    assert restore(shed, now) == ()
    assert Place.objects.get(pk=shed.pk).is_open
    with pytest.raises(PlaceStands):
        restore(shed, now)


def test_what_ended_with_a_larger_place_comes_back_with_that_one(compound, building, now):
    entrance = building.children.order_by("pk").first()
    services.demolish_place(actor=SYSTEM, place_id=entrance.pk, on=ON, now=now)
    demolish(compound, now)

    with pytest.raises(EndedWithPlace) as refusal:
        restore(building, now)
    assert refusal.value.facts == {"name": building.name, "around": compound.name}
    with pytest.raises(PlaceEnded):
        restore(entrance, now)
    restore(compound, now)
    assert Place.objects.get(pk=building.pk).is_open
    assert Place.objects.get(pk=entrance.pk).valid_to == ON  # that end was one of its own
    restore(entrance, now)
    assert not Unit.objects.under(building.path).exclude(valid_to=None).exists()


def test_what_has_taken_its_place_since_stands_against_it(compound, building, now):
    person = make_person(compound)
    make_household(flats_of(building)[0], person)
    demolish(building, now)
    other = services.add_place(
        actor=SYSTEM, parent_id=compound.pk, kind=PlaceKind.BUILDING, name=building.name, now=now
    )
    with pytest.raises(NameTaken):
        restore(building, now)
    services.rename_place(actor=SYSTEM, place_id=other.pk, name="新楼", now=now)
    make_household(make_unit(compound, "102"), person, since=ON)
    ended = stored()

    with pytest.raises(LivesElsewhere):
        restore(building, now)

    assert stored() == ended
    assert not AuditEvent.objects.filter(kind="place.restored").exists()


def test_an_end_from_before_it_was_kept_does_not_come_back_and_a_stranger_takes_none_back(
    building, now
):
    demolish(building, now)

    with pytest.raises(NotAllowed):
        restore(building, now, actor=Actor(account_id=1, name="外人"))
    PlaceEnding.objects.all().delete()
    with pytest.raises(PlaceEndingUnknown):
        restore(building, now)


def test_a_place_that_went_up_in_another_does_not_come_back(compound, now):
    source = make_compound(compound.parent, name="旧院")
    services.merge_places(actor=SYSTEM, source_ids=[source.pk], target_id=compound.pk, now=now)

    with pytest.raises(PlaceEndingUnknown):
        restore(source, now)


def test_recognitions_and_cells_come_back_with_the_building(now):
    grid = make_grid(make_tree().community, drawn=False)
    building = grid.buildings[0]
    flat = flats_of(building)[0]
    assign(actor=SYSTEM, cell_id=grid.cells[1].pk, unit_ids=[flat.pk], now=now)
    mine = Assignment.objects.filter(place=building, valid_to=None)
    cell = mine.get().cell_id
    home = make_household(flat, make_person(flat.place))
    branch = make_body(building.parent, BodyType.COMPOUND_BRANCH)
    marked = {"body_id": branch.pk, "household_id": home.pk, "mark": Mark.CENTRE_HOUSEHOLD}
    mark_household(actor=SYSTEM, valid_from=date(2021, 7, 1), now=now, **marked)
    later = now + timedelta(days=2)
    demolish(building, later, on=later.date())
    assert not mine.exists()

    restore(building, later)

    assert HouseholdMark.objects.get().valid_to is None
    assert mine.get().cell_id == cell
    assert Assignment.objects.get(unit=flat, valid_to=None).cell_id == grid.cells[1].pk


def test_open_cases_in_it_are_told_of_the_return(now):
    town = make_town()
    flat = make_unit(town.compound, "101")
    inside, there = make_case(town, unit_id=flat.pk), make_case(town, actor=town.neighbour)
    demolish(town.compound, now, on=now.date())

    done = restore(town.compound, now)

    assert [line.count for line in done] == [2]
    for case in (inside, there):
        steps = CaseStep.objects.filter(case=case).order_by("number")
        assert list(steps.values_list("kind", flat=True))[-2:] == ["place_gone", "place_back"]
