"""Cases follow their places and cells: lists and figures are right after every act on the tree."""

import json
from datetime import timedelta

import pytest
from django.utils.translation import gettext

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.cases.models import Case
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.rules.replay import COLUMNS, replay
from linli.apps.cases.selectors.figures import figure_faults
from linli.apps.cases.selectors.lists import ListFilter, case_page
from linli.apps.cases.selectors.visibility import visible_to
from linli.apps.cases.services import withdraw_case
from linli.apps.cases.services.calls import call_upwards
from linli.apps.cases.services.delays import ask_delay
from linli.apps.cases.services.recording import columns_of
from linli.apps.grids.selectors.planning import preview
from linli.apps.grids.services.drafts import plan_merge, plan_moves, plan_split
from linli.apps.grids.services.revisions import check_revision
from linli.apps.grids.services.switching import publish_for_today
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.places import services as places
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind
from linli.core.canonical import canonical_bytes
from linli.kit.days import local_day
from tests.factories.cases import NOW, SYSTEM, case_in, make_case, make_town, worker
from tests.factories.copies import wrong_copies
from tests.factories.grids import make_grid, new_draft
from tests.factories.organisations import make_body, seat_of
from tests.factories.places import dwellings_of, make_compound, make_unit

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)
_COLUMNS = {
    PlaceKind.COUNTY: "county_id",
    PlaceKind.TOWNSHIP: "township_id",
    PlaceKind.COMMUNITY: "community_id",
    PlaceKind.VILLAGE: "community_id",
}


@pytest.fixture
def town():
    return make_town()


def all_is_right():
    """Assert that copies say what a walk up the tree says, and everything counted from them."""
    for case in Case.objects.select_related("place", "unit"):
        wanted = dict.fromkeys(_COLUMNS.values())
        place = case.place
        while place is not None:
            if place.kind in _COLUMNS:
                wanted[_COLUMNS[PlaceKind(place.kind)]] = place.pk
            place = place.parent
        assert {column: getattr(case, column) for column in wanted} == wanted
        assert case.scope_path == case.place.path
        if case.unit is not None:
            assert case.unit.place_id == case.place_id
        assert told(case) == json.loads(canonical_bytes(columns_of(case)))
    assert wrong_copies() == []
    assert list(figure_faults()) == []


def told(case):
    events = AuditEvent.objects.filter(
        subject_type="case", subject_id=str(case.pk), kind__startswith="case."
    )
    found = replay(
        json.loads(facts) for facts in events.order_by("pk").values_list("facts", flat=True)
    )
    return {name: found[name] for name in COLUMNS}


def listed(actor, **chosen):
    page = case_page(actor, ListFilter(**chosen), after="", now=LATER)
    return {row.case_id for row in page.rows}


def seen(actor, *, closed=False):
    cases = visible_to(actor, day=local_day(LATER))
    cases = cases.filter(state="CLOSED") if closed else cases.exclude(state="CLOSED")
    return set(cases.values_list("pk", flat=True))


def one_in_each_state(town):
    return [case_in(town, state) for state in CaseState]


def test_a_compound_goes_to_another_township_with_its_cases(town):
    cases = one_in_each_state(town)
    office = make_body(town.tree.other_township, BodyType.GOVERNANCE_OFFICE)
    ask_delay(
        actor=town.handler, case_id=cases[list(CaseState).index(CaseState.HANDLING)].pk,
        kind=DelayKind.EXTENSION, reason=PauseReason.PARTS, text="配件未到",
        until=NOW + timedelta(days=9), now=NOW + timedelta(hours=2),
    )  # fmt: skip
    assert listed(town.clerk) == seen(town.clerk) != set()

    places.move_place(
        actor=SYSTEM, place_id=town.compound.pk, parent_id=town.tree.village.pk, now=LATER
    )

    all_is_right()
    assert listed(town.clerk) == seen(town.clerk) == set()
    assert (
        listed(town.stranger)
        == seen(town.stranger)
        == {case.pk for case in cases if case.state != CaseState.CLOSED}
    )
    assert listed(town.stranger, state=CaseState.CLOSED) == seen(town.stranger, closed=True)
    waiting = Case.objects.get(pk=cases[list(CaseState).index(CaseState.OPEN)].pk)
    assert waiting.seat == seat_of(office, SeatKind.HEAD)


def test_a_community_goes_to_another_township(town):
    one_in_each_state(town)

    places.move_place(
        actor=SYSTEM, place_id=town.tree.sibling_community.pk,
        parent_id=town.tree.other_township.pk, now=LATER,
    )  # fmt: skip
    places.move_place(
        actor=SYSTEM, place_id=town.tree.community.pk,
        parent_id=town.tree.other_township.pk, now=LATER,
    )  # fmt: skip

    all_is_right()


def test_cases_of_a_merged_community_hang_on_the_one_it_went_up_in(town):
    one_in_each_state(town)
    direct = make_case(town, place_id=town.tree.community.pk)

    places.merge_places(
        actor=SYSTEM, source_ids=[town.tree.community.pk],
        target_id=town.tree.sibling_community.pk, now=LATER,
    )  # fmt: skip

    all_is_right()
    direct.refresh_from_db()
    assert direct.place == town.tree.sibling_community


def test_townships_merged_into_a_new_one(town):
    one_in_each_state(town)

    places.merge_into_new_place(
        actor=SYSTEM, source_ids=[town.tree.township.pk, town.tree.other_township.pk],
        parent_id=town.tree.county.pk, kind=PlaceKind.TOWNSHIP, name="新城街道",
        code="371702050", now=LATER,
    )  # fmt: skip

    all_is_right()
    assert {case.township.name for case in Case.objects.all()} == {"新城街道"}


def test_units_and_buildings_take_their_cases_along_when_a_compound_is_split(town):
    unit, stays = make_unit(town.compound, "101"), make_unit(town.compound, "102")
    building = places.add_place(
        actor=SYSTEM, parent_id=town.compound.pk, kind=PlaceKind.BUILDING, name="9号楼", now=NOW
    )
    moved = make_case(town, unit_id=unit.pk)
    inside = make_case(town, place_id=building.pk)
    staying = make_case(town, unit_id=stays.pk)

    (part,) = places.split_place(
        actor=SYSTEM, place_id=town.compound.pk, ends=False, now=LATER,
        parts=[places.Part(name="东院", place_ids=(building.pk,), unit_ids=(unit.pk,))],
    )  # fmt: skip

    all_is_right()
    assert Case.objects.get(pk=moved.pk).place == part
    assert Case.objects.get(pk=inside.pk).scope_path.startswith(part.path)
    assert Case.objects.get(pk=staying.pk).place == town.compound


def test_a_case_lies_in_the_place_of_its_unit(town):
    unit = make_unit(make_compound(town.tree.community, "幸福小区"), "101")

    case = make_case(town, place_id=town.tree.community.pk, unit_id=unit.pk)

    assert case.place == unit.place
    assert case.scope_path == unit.scope_path


@pytest.fixture
def grid(town):
    return make_grid(town.tree.sibling_community, cells=2)


def at(town, grid, number, **options):
    """Report from a dwelling of a building."""
    unit = dwellings_of(grid.buildings[number])[0]
    return make_case(town, place_id=unit.place_id, unit_id=unit.pk, **options)


def in_force(revision):
    check_revision(actor=SYSTEM, revision_id=revision.pk, now=LATER)
    return publish_for_today(actor=SYSTEM, revision_id=revision.pk, now=LATER)


def test_open_cases_go_over_with_their_dwellings_and_closed_ones_stay(town, grid):
    old = grid.cells[0]
    moves, stays, closed, at_building = (at(town, grid, 0) for _ in range(4))
    Case.objects.filter(pk=at_building.pk).update(unit=None)
    units = dwellings_of(grid.buildings[0])
    other = make_case(town, place_id=units[-1].place_id, unit_id=units[-1].pk)
    places_of_grid = make_case(town, place_id=grid.place.pk)
    Case.objects.filter(pk=stays.pk).update(unit=other.unit)
    withdraw_case(actor=town.reporter, case_id=closed.pk, now=NOW + timedelta(hours=1))
    revision = new_draft(grid.place)
    (row,) = plan_split(
        actor=SYSTEM, revision_id=revision.pk, cell_id=old.pk, names=["新格"], now=NOW
    )
    revision.cells.update(polygon=None)
    plan_moves(actor=SYSTEM, revision_id=revision.pk, units={units[0].pk: row.pk}, now=NOW)
    hanging = {one.code: one.count for one in preview(revision, day=LATER.date()).hanging}

    in_force(revision)

    row.refresh_from_db()
    cells = dict(Case.objects.values_list("pk", "cell_id"))
    assert hanging == {"cases.hanging.open": 5}
    assert cells[moves.pk] == row.cell_id != old.pk
    assert cells[stays.pk] == cells[other.pk] == cells[closed.pk] == old.pk
    assert cells[at_building.pk] == cells[places_of_grid.pk] == old.pk
    all_is_right()


def test_merged_cells_hand_their_open_cases_and_calls_to_the_one_that_stays(town, grid):
    first, second = grid.cells
    case = at(town, grid, 1)
    caller = worker(Role.COMMUNITY_WORKER, grid.place.path)
    call = call_upwards(
        actor=caller, case_id=case.pk, body_ids=[town.department.pk], text="请到场",
        legal_basis="燃气管理条例", now=NOW + timedelta(hours=1),
    )[0]  # fmt: skip
    assert case.cell == second
    revision = new_draft(grid.place)
    plan_merge(
        actor=SYSTEM, revision_id=revision.pk, cell_ids=[first.pk, second.pk], into_id=first.pk,
        now=NOW,
    )  # fmt: skip

    in_force(revision)

    case.refresh_from_db()
    call.refresh_from_db()
    assert (case.cell, call.cell) == (first, first)
    assert case.steps.order_by("number").last().kind == "followed"
    all_is_right()


def test_a_compound_that_leaves_its_community_leaves_the_cell(town, grid):
    case = at(town, grid, 1)

    places.move_place(
        actor=SYSTEM, place_id=grid.compound.pk, parent_id=town.tree.community.pk, now=LATER
    )

    case.refresh_from_db()
    assert case.cell is None
    assert Place.objects.get(pk=case.community_id) == town.tree.community
    all_is_right()


def test_open_cases_of_joined_dwellings_hang_on_the_new_one(town, grid):
    case, closed = at(town, grid, 1), at(town, grid, 1)
    withdraw_case(actor=town.reporter, case_id=closed.pk, now=NOW + timedelta(hours=1))
    other = Unit.objects.filter(place=case.unit.place, valid_to=None).exclude(pk=case.unit_id)[0]

    joined = places.join_units(
        actor=SYSTEM, unit_ids=[other.pk, case.unit_id], into=places.NewUnit("888"), now=LATER,
    )  # fmt: skip

    case.refresh_from_db()
    closed.refresh_from_db()
    assert case.unit == joined.units[0]
    assert closed.unit_id != case.unit_id
    assert case.cell == grid.cells[1]
    wanted = (gettext("open cases"), 1)
    assert wanted in [(str(one.label), one.count) for one in joined.consequences]
    all_is_right()
