"""What other applications colour the doors of a building by, for whom, and as of which day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from linli.apps.accounts.rules import Role
from linli.apps.cases.models import Case
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.selectors.visibility import visible_to
from linli.apps.people.rules.kinds import Tenure
from linli.apps.places import selectors
from linli.apps.places.rules import UnitKind
from linli.apps.places.rules.layers import Layer, Mark, layers_for, register_layer
from linli.core.access import Actor, Grant
from tests.factories.cases import NOW, make_case, make_town, resident
from tests.factories.grids import make_grid
from tests.factories.people import make_company, make_holding, make_household, make_person
from tests.factories.places import dwellings_of, make_building, make_tree, make_unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
SYSTEM = Actor.system()


def staff(role, path):
    return Actor(account_id=7001, grants=(Grant(role=role, path=path, source="setup"),))


def shown(building, layer, *, actor=SYSTEM, day=None):
    """Return the words that the legend counts, and the sign of each door by its number."""
    picture = selectors.building_picture(actor, building, today=TODAY, day=day, layer=layer)
    assert picture.layer.code == layer
    cells = [door for floor in picture.floors for cell in floor.cells for door in cell]
    signs = {door.unit.number: str(door.mark.sign) for door in cells if door.mark}
    with override("en"):
        return {str(mark.label): count for mark, count in picture.legend}, signs


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def building(town):
    return make_building(town.compound, entrances=1, floors=2)


def test_households_are_entered_or_not_as_of_the_day(building):
    first, second, *_ = dwellings_of(building)
    make_household(first, make_person(building))
    make_household(first, make_person(building), since=date(2020, 1, 1))
    make_household(second, make_person(building))
    make_unit(building, "9", kind=UnitKind.SHED)

    assert shown(building, "households")[0] == {
        "Household entered": 1, "Several households": 1, "No household entered": 2,
    }  # fmt: skip
    assert shown(building, "households", day=date(2016, 1, 1))[0] == {
        "Household entered": 2, "Several households": 0, "No household entered": 2,
    }  # fmt: skip


def test_handover_and_letting_follow_who_holds_the_unit(building):
    sold, waiting, unsold, _unknown = dwellings_of(building)
    developer = make_company(building, developer=True)
    make_holding(sold, make_person(building))
    make_holding(sold, make_person(building), Tenure.TENANT, since=date(2024, 1, 1))
    make_holding(waiting, developer, Tenure.UNDELIVERED)
    make_holding(unsold, developer, Tenure.UNSOLD)

    assert shown(building, "handover")[0] == {
        "Handed over": 1, "Sold, not yet handed over": 1, "Unsold, with the developer": 1,
        "No owner entered": 1,
    }  # fmt: skip
    assert shown(building, "letting")[0] == {
        "Owner entered, no tenant": 2, "Let: a tenant is entered": 1,
        "Neither owner nor tenant entered": 1,
    }  # fmt: skip
    before = shown(building, "letting", day=date(2023, 12, 31))[0]
    assert before["Let: a tenant is entered"] == 0


def test_cells_are_told_apart_by_name_and_end_of_code():
    grid = make_grid(make_tree().community)

    legend, signs = shown(grid.buildings[1], "cells")

    assert legend == {grid.cells[1].name: 4}
    assert set(signs.values()) == {str(int(grid.cells[1].code[-3:]))}


def test_units_without_a_cell_say_so(building):
    assert shown(building, "cells")[0] == {"Belongs to no cell": 4}


def test_open_cases_are_counted_for_the_day_and_only_for_staff_of_the_place(town, building):
    one, two, *_ = dwellings_of(building)
    for _time in range(2):
        make_case(town, place_id=one.place_id, unit_id=one.pk)
    urgent = make_case(town, place_id=two.place_id, unit_id=two.pk, actor=town.neighbour)
    Case.objects.filter(pk=urgent.pk).update(level=Level.URGENT)

    legend, signs = shown(building, "cases", actor=town.clerk)

    assert legend == {"Open cases": 1, "Open cases, one of them urgent": 1, "No open case": 2}
    assert [signs[unit.number] for unit in (one, two)] == ["2", "1!"]
    assert shown(building, "cases", actor=town.clerk, day=TODAY - timedelta(days=1))[0] == {
        "Open cases": 0, "Open cases, one of them urgent": 0, "No open case": 4,
    }  # fmt: skip


def test_a_case_closed_later_was_open_on_the_day(town, building):
    unit = dwellings_of(building)[0]
    case = make_case(town, place_id=unit.place_id, unit_id=unit.pk, now=NOW - timedelta(days=9))
    closed = datetime(2026, 2, 27, 16, 30, tzinfo=UTC)  # the 28th here
    Case.objects.filter(pk=case.pk).update(state="CLOSED", outcome="SOLVED", closed_at=closed)

    opened = {
        day: shown(building, "cases", actor=town.clerk, day=date(2026, 2, day))[0]["Open cases"]
        for day in (20, 21, 27, 28)
    }

    assert opened == {20: 0, 21: 1, 27: 1, 28: 0}


def test_what_the_layer_shows_of_cases_is_what_the_list_shows(town, building):
    """A worker of one entrance is told of no case of the other one, as on their list."""
    pair = make_building(town.compound, "2号楼", entrances=2, floors=1)
    mine, theirs = dwellings_of(pair)[0], dwellings_of(pair)[-1]
    for unit in (mine, theirs):
        make_case(town, place_id=unit.place_id, unit_id=unit.pk)
    worker = staff(Role.GRID_WORKER, mine.scope_path)

    picture = selectors.building_picture(worker, pair, today=TODAY, layer="cases")

    told = {
        door.unit.id
        for floor in picture.floors
        for cell in floor.cells
        for door in cell
        if door.mark and str(door.mark.sign) == "1"
    }
    assert told == {case.unit_id for case in visible_to(worker, day=TODAY)} == {mine.pk}


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.COMMUNITY_WORKER, {"kind", "area", "households", "handover", "letting", "cells",
                                 "cases"}),
        (Role.GRID_WORKER, {"kind", "area", "households", "handover", "letting", "cells", "cases"}),
        (Role.PROPERTY_STAFF, {"kind", "area", "cells"}),
        (Role.AUDIT_ADMIN, {"kind", "area"}),
        (None, {"kind", "area"}),
    ],
)  # fmt: skip
def test_layers_are_offered_by_post(town, building, role, offered):
    actor = staff(role, town.compound.path) if role else resident()

    assert {layer.code for layer in layers_for(actor, building.path)} == offered


def test_posts_elsewhere_offer_nothing(town, building):
    assert {layer.code for layer in layers_for(town.stranger, building.path)} == {"kind", "area"}


@pytest.mark.parametrize("layer", ["households", "handover", "letting", "cells", "cases"])
def test_a_bigger_building_costs_no_more_queries(town, building, layer):
    def counted(shown_building):
        with CaptureQueriesContext(connection) as queries:
            shown(shown_building, layer, actor=town.clerk)
        return len(queries)

    tower = make_building(town.compound, "3号楼", entrances=2, floors=6)
    for place in (building, tower):
        for unit in dwellings_of(place):
            person = make_person(place)
            make_household(unit, person)
            make_holding(unit, person)
            make_case(town, place_id=unit.place_id, unit_id=unit.pk, actor=resident())
    counted(building)

    assert counted(tower) == counted(building)


def test_every_tone_has_a_pattern_or_border_and_every_mark_words():
    for layer in layers_for(SYSTEM, "0001"):
        for mark in layer.legend:
            assert str(mark.sign)
            assert str(mark.label)
        assert len({mark.tone for mark in layer.legend}) >= len(layer.legend) - 1


def test_two_layers_of_one_code_are_refused():
    register_layer(next(iter(layers_for(SYSTEM, ""))))

    with pytest.raises(ValueError, match="two layers"):
        register_layer(Layer("kind", "again", (), lambda actor, units, day: {}))
    with pytest.raises(ValueError, match="no tone"):
        Mark("purple", "x", "x")
