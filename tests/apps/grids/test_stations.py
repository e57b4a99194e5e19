"""Posts on cells: what they count, what their holders may look into, and how that follows."""

from datetime import timedelta

import pytest

from linli.apps.accounts.models import RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.grids.models import Station
from linli.apps.grids.selectors.staff import (
    cells_of_worker,
    cells_without_worker,
    post_counts,
    staff_history,
    staff_of,
    worked_cells,
)
from linli.apps.grids.services.assignments import (
    AssignmentLater,
    AssignmentOutsidePlace,
    CellNotOpen,
    assign,
)
from linli.apps.grids.services.stations import (
    PostKindUnknown,
    PostNotOnCell,
    move_post,
    open_post,
    post_worker,
)
from linli.apps.organisations import services as organisations
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.basis import Basis, Ending
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.selectors.radar import radar_counts
from linli.apps.organisations.selectors.unattended import unattended_page
from linli.core.access import Actor, Grant
from linli.core.errors import NotAllowed
from tests.factories.grids import NOW, SINCE, SYSTEM, TODAY, make_grid
from tests.factories.organisations import make_absence
from tests.factories.people import make_person
from tests.factories.places import dwellings_of, make_compound, make_tree

pytestmark = pytest.mark.django_db
POST = organisations.PostData(valid_from=TODAY, basis=Basis.APPOINTED)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def grid(tree):
    return make_grid(tree.community, cells=2, drawn=False, entrances=2)


def posted(grid, cell, kind=SeatKind.GRID_WORKER_FULL, name="张三"):
    person = make_person(grid.place, name=name)
    station, appointment = post_worker(
        actor=SYSTEM, cell_id=cell.pk, kind=kind, person_id=person.pk, post=POST, now=NOW
    )
    return person, station, appointment


def reach(person, now=NOW, role=Role.GRID_WORKER):
    rows = RoleGrant.objects.filter(person_id=person.pk, role=role, starts_at__lte=now)
    rows = rows.exclude(ends_at__lte=now)
    return sorted(rows.values_list("scope_path", flat=True))


def test_posts_stand_in_one_team_and_have_work_numbers(grid):
    first = posted(grid, grid.cells[0])[1]
    second = posted(grid, grid.cells[1], SeatKind.GRID_WORKER_PART)[1]

    assert [first.work_number, second.work_number] == ["004002-001", "004002-002"]
    team = Body.objects.get(type=BodyType.GRID_TEAM)
    assert {first.seat.body_id, second.seat.body_id} == {team.pk}
    assert team.place == grid.place


def test_leader_takes_the_seat_the_team_was_founded_with(grid):
    stations = [posted(grid, cell, SeatKind.GRID_CHIEF)[1] for cell in grid.cells]

    assert [station.seat.position for station in stations] == [1, 2]


def test_other_kinds_of_posts_do_not_work_on_cells(grid):
    with pytest.raises(PostKindUnknown):
        open_post(
            actor=SYSTEM,
            cell_id=grid.cells[0].pk,
            kind=SeatKind.SECRETARY,
            valid_from=TODAY,
            now=NOW,
        )


def test_worker_reaches_the_buildings_of_the_cell_only(grid):
    person = posted(grid, grid.cells[1])[0]

    assert reach(person) == [grid.buildings[1].path]


def test_fixed_community_worker_keeps_the_community(grid):
    person = posted(grid, grid.cells[1], SeatKind.FIXED_WORKER)[0]

    assert reach(person) == [grid.buildings[1].path]
    assert reach(person, role=Role.COMMUNITY_WORKER) == [grid.place.path]


def test_reach_follows_when_a_building_changes_over(grid):
    first, second = (posted(grid, cell)[0] for cell in grid.cells)
    assert grid.buildings[1].path not in reach(first)

    assign(actor=SYSTEM, cell_id=grid.cells[0].pk, place_ids=[grid.buildings[1].pk], now=NOW)

    assert reach(second) == []
    assert any(grid.buildings[1].path.startswith(path) for path in reach(first))


def test_single_dwelling_opens_its_entrance(grid):
    person = posted(grid, grid.cells[1])[0]
    unit = dwellings_of(grid.buildings[0])[0]

    assign(actor=SYSTEM, cell_id=grid.cells[1].pk, unit_ids=[unit.pk], now=NOW)

    assert reach(person) == sorted([unit.scope_path, grid.buildings[1].path])


def test_substitute_reaches_the_same_buildings_for_the_time(grid):
    holder, station, _appointment = posted(grid, grid.cells[1])
    other = make_person(grid.place, name="李四")

    make_absence(station.seat, holder, other, TODAY, TODAY + timedelta(days=3))

    assert reach(other) == [grid.buildings[1].path]
    assert reach(other, NOW + timedelta(days=4)) == []
    (row,) = staff_of([grid.cells[1].pk], day=TODAY)[grid.cells[1].pk]
    assert row.person_id == other.pk
    after = TODAY + timedelta(days=4)
    assert cells_of_worker(Actor(person_id=other.pk), day=TODAY) == [grid.cells[1]]
    assert cells_of_worker(Actor(person_id=other.pk), day=after) == []
    cell = grid.cells[1]
    assert worked_cells(Actor(person_id=other.pk), day=TODAY) == [(cell.pk, cell.code, cell.name)]
    assert worked_cells(Actor(person_id=other.pk), day=after) == []


def test_rights_end_with_the_post(grid):
    person, _station, appointment = posted(grid, grid.cells[1])
    day = TODAY + timedelta(days=1)

    organisations.end_appointment(
        actor=SYSTEM, appointment_id=appointment.pk, valid_to=day, ending=Ending.RESIGNED, now=NOW
    )

    assert reach(person, NOW + timedelta(days=2)) == []


def test_moved_post_takes_its_number_and_rights_along(grid):
    person, station, _appointment = posted(grid, grid.cells[1])
    day = TODAY + timedelta(days=1)

    moved = move_post(
        actor=SYSTEM,
        seat_id=station.seat_id,
        cell_id=grid.cells[0].pk,
        valid_from=day,
        now=NOW + timedelta(days=1),
    )

    assert moved.work_number == station.work_number
    assert [row.kind for row in staff_of([grid.cells[1].pk], day=TODAY)[grid.cells[1].pk]]
    assert staff_of([grid.cells[1].pk], day=day) == {}
    later = NOW + timedelta(days=2)
    assert all(not path.startswith(grid.buildings[1].path) for path in reach(person, later))
    assert [(row.name, row.valid_to) for row in staff_history(grid.cells[1])] == [("张三", day)]
    with pytest.raises(PostNotOnCell):
        move_post(actor=SYSTEM, seat_id=station.seat_id, cell_id=grid.cells[0].pk, now=later)


def test_counts_are_of_held_posts_under_a_place(tree, grid):
    posted(grid, grid.cells[0])
    posted(grid, grid.cells[0], SeatKind.GRID_WORKER_PART)
    posted(grid, grid.cells[1], SeatKind.FIXED_WORKER)
    open_post(
        actor=SYSTEM,
        cell_id=grid.cells[1].pk,
        kind=SeatKind.GRID_WORKER_FULL,
        valid_from=SINCE,
        now=NOW,
    )

    counts = post_counts(tree.county.path, day=TODAY)

    assert counts == {
        SeatKind.GRID_CHIEF: 0,
        SeatKind.GRID_WORKER_FULL: 1,
        SeatKind.GRID_WORKER_PART: 1,
        SeatKind.VILLAGE_GRID_WORKER: 0,
        SeatKind.FIXED_WORKER: 1,
    }
    assert sum(post_counts(tree.foreign_county.path, day=TODAY).values()) == 0
    assert sum(post_counts(tree.county.path, day=TODAY - timedelta(days=1)).values()) == 0


def test_cell_with_a_vacant_post_or_without_workers_is_without_worker(tree, grid):
    posted(grid, grid.cells[1], SeatKind.FIXED_WORKER)
    assert set(cells_without_worker(tree.county.path, day=TODAY)) == set(grid.cells)

    posted(grid, grid.cells[1], SeatKind.GRID_WORKER_PART)

    assert list(cells_without_worker(tree.county.path, day=TODAY)) == [grid.cells[0]]


def test_own_cells_of_a_worker(grid):
    person = posted(grid, grid.cells[1])[0]

    assert cells_of_worker(Actor(person_id=person.pk), day=TODAY) == [grid.cells[1]]
    assert cells_of_worker(Actor(person_id=person.pk), day=TODAY - timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("role", "where", "allowed"),
    [
        (Role.TOWNSHIP_ADMIN, "township", True),
        (Role.COMMUNITY_WORKER, "community", False),
        (Role.TOWNSHIP_ADMIN, "other_township", False),
    ],
)
def test_who_may_set_up_posts(tree, grid, role, where, allowed):
    who = Actor(account_id=1, grants=(Grant(role, getattr(tree, where).path),))

    def act():
        return open_post(
            actor=who,
            cell_id=grid.cells[0].pk,
            kind=SeatKind.GRID_WORKER_FULL,
            valid_from=TODAY,
            now=NOW,
        )

    if allowed:
        assert act() == Station.objects.get()
    else:
        with pytest.raises(NotAllowed):
            act()


def test_assign_refuses_what_does_not_fit(tree, grid):
    cell, building = grid.cells[0], grid.buildings[1]
    foreign, early = make_compound(tree.sibling_community), SINCE - timedelta(days=1)

    with pytest.raises(AssignmentOutsidePlace):
        assign(actor=SYSTEM, cell_id=cell.pk, place_ids=[foreign.pk], now=NOW)
    with pytest.raises(AssignmentOutsidePlace):
        assign(actor=SYSTEM, cell_id=cell.pk, unit_ids=[999_999], now=NOW)
    with pytest.raises(CellNotOpen):
        assign(actor=SYSTEM, cell_id=cell.pk, place_ids=[building.pk], valid_from=early, now=NOW)
    assign(actor=SYSTEM, cell_id=cell.pk, place_ids=[building.pk], now=NOW)
    with pytest.raises(AssignmentLater):
        assign(
            actor=SYSTEM,
            cell_id=grid.cells[1].pk,
            place_ids=[building.pk],
            valid_from=TODAY - timedelta(days=1),
            now=NOW,
        )
    who = Actor(account_id=1, grants=(Grant(Role.GRID_WORKER, grid.place.path),))
    with pytest.raises(NotAllowed):
        assign(actor=who, cell_id=cell.pk, place_ids=[building.pk], now=NOW)


def test_assigning_twice_changes_nothing(grid):
    again = {"actor": SYSTEM, "cell_id": grid.cells[0].pk, "now": NOW}

    assert len(assign(**again, place_ids=[grid.buildings[1].pk])) == 1
    assert assign(**again, place_ids=[grid.buildings[1].pk]) == []


def test_cells_without_anybody_are_on_the_vacancy_radar(grid):
    posted(grid, grid.cells[0])

    assert radar_counts(grid.place.path, TODAY).unattended == 1
    rows = unattended_page(grid.place.path, TODAY).rows
    assert [(row.name, row.route, row.code) for row in rows] == [
        (grid.cells[1].name, "grids:cell", grid.cells[1].code)
    ]
