"""Split, merge and switch: no dwelling is ever lost, and what was stays as it was."""

import json
from datetime import timedelta
from time import process_time

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.grids.models import Assignment, Cell, GridRevision, Station
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.partition import divide
from linli.apps.grids.rules.revisions import total
from linli.apps.grids.selectors.hanging import Hanging, register_mover, remove_mover
from linli.apps.grids.selectors.loads import loads
from linli.apps.grids.selectors.location import cell_at
from linli.apps.grids.selectors.planning import dwellings_of as planned_dwellings
from linli.apps.grids.selectors.planning import preview
from linli.apps.grids.selectors.responsibility import cells_of_units, worker_reach
from linli.apps.grids.services.assignments import CellHasGroups, assign
from linli.apps.grids.services.drafts import (
    add_cell,
    plan_merge,
    plan_moves,
    plan_split,
    plan_station,
)
from linli.apps.grids.services.revisions import begin_revision, check_revision, publish_revision
from linli.apps.grids.services.stations import open_post
from linli.apps.grids.services.switching import publish_for_today, switch_revision
from linli.apps.grids.tasks import switch_due
from linli.apps.organisations.rules.bodies import SeatKind
from linli.apps.people.rules.kinds import Relation
from tests.factories.grids import NOW, OUTLINE, SINCE, SYSTEM, TODAY, make_grid
from tests.factories.people import make_household, make_person
from tests.factories.places import dwellings_of, make_building, make_compound, make_tree

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=10)
AFTER = NOW + timedelta(days=10)


def test_first_revision_gives_every_dwelling_its_cell():
    grid = make_grid(make_tree().community, cells=2)

    units = [unit.pk for unit in dwellings_of(grid.place)]
    found = cells_of_units(units, day=TODAY)

    assert len(units) == 8
    assert sorted(found) == sorted(units)
    assert [cell.code for cell in grid.cells] == ["371702004002001", "371702004002002"]
    assert cells_of_units(units, day=SINCE - timedelta(days=1)) == {}


def test_split_moves_single_dwellings_on_its_day():
    grid = make_grid(make_tree().community, cells=1, drawn=False, floors=4)
    cell, units = grid.cells[0], [unit.pk for unit in dwellings_of(grid.place)]
    revision = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="split", now=NOW)
    (row,) = plan_split(
        actor=SYSTEM, revision_id=revision.pk, cell_id=cell.pk, names=["新网格"], now=NOW
    )
    plan_moves(
        actor=SYSTEM, revision_id=revision.pk, units=dict.fromkeys(units[:3], row.pk), now=NOW
    )
    check_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW, day=LATER)
    publish_revision(actor=SYSTEM, revision_id=revision.pk, valid_from=LATER, now=NOW)

    change = switch_revision(actor=SYSTEM, revision_id=revision.pk, now=AFTER)

    new = Cell.objects.get(name="新网格")
    assert new.code == "371702004002002"
    assert change.moved == dict.fromkeys(units[:3], new.pk)
    assert cells_of_units(units, day=LATER - timedelta(days=1)) == dict.fromkeys(units, cell.pk)
    assert cells_of_units(units, day=LATER) == {
        **dict.fromkeys(units[:3], new.pk),
        **dict.fromkeys(units[3:], cell.pk),
    }
    assert loads(grid.place.path, day=LATER)[new.pk].dwellings == 3
    assert loads(grid.place.path, day=LATER, cells_on=TODAY)[cell.pk].dwellings == 8


def test_merge_closes_the_others_and_takes_everything_over():
    grid = make_grid(make_tree().community, cells=3)
    into, *others = grid.cells
    units = [unit.pk for unit in dwellings_of(grid.place)]
    revision = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="merge", now=NOW)
    plan_merge(
        actor=SYSTEM,
        revision_id=revision.pk,
        cell_ids=[cell.pk for cell in grid.cells],
        into_id=into.pk,
        now=NOW,
    )
    check_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW)

    change = publish_for_today(actor=SYSTEM, revision_id=revision.pk, now=NOW)

    assert change.successors == {cell.pk: into.pk for cell in others}
    assert cells_of_units(units, day=TODAY) == dict.fromkeys(units, into.pk)
    assert set(Cell.objects.filter(valid_to=TODAY)) == set(others)
    assert GridRevision.objects.get(pk=grid.revision.pk).state == "REPLACED"
    assert Assignment.objects.filter(valid_to=None).values("cell").distinct().count() == 1


class Counter:
    """A mover as a higher application would register one."""

    name = "test"

    def __init__(self):
        self.changes = []

    def hanging(self, cell_ids, *, day):
        return [Hanging("rule.violated", len(cell_ids))]

    def move(self, change, *, actor, now):
        self.changes.append(change)
        return {"moved": len(change.moved)}


@pytest.fixture
def mover():
    counter = Counter()
    register_mover(counter)
    yield counter
    remove_mover(counter.name)


def test_movers_are_asked_before_and_called_on_the_day(mover):
    grid = make_grid(make_tree().community, cells=2)
    revision = merged(grid)
    assert [item.count for item in preview(revision, day=TODAY).hanging] == [1]

    change = publish_for_today(actor=SYSTEM, revision_id=revision.pk, now=NOW)

    assert mover.changes[1:] == [change]
    facts = json.loads(
        AuditEvent.objects.get(kind="grid.revision_switched", subject_id=revision.pk).facts
    )
    assert facts["moved"] == {"cases": {"cases": 0}, "test": {"moved": 4}}


def test_failing_mover_undoes_the_whole_switch(mover, monkeypatch):
    grid = make_grid(make_tree().community, cells=2)
    revision = merged(grid)
    units = [unit.pk for unit in dwellings_of(grid.place)]
    before = cells_of_units(units, day=TODAY)

    def fail(change, *, actor, now):
        raise RuntimeError

    monkeypatch.setattr(mover, "move", fail)

    with pytest.raises(RuntimeError):
        publish_for_today(actor=SYSTEM, revision_id=revision.pk, now=NOW)

    assert cells_of_units(units, day=TODAY) == before
    assert GridRevision.objects.get(pk=revision.pk).state == "CHECKED"


def test_two_movers_cannot_have_one_name(mover):
    with pytest.raises(ValueError, match="two movers"):
        register_mover(Counter())


def merged(grid):
    revision = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="merge", now=NOW)
    plan_merge(
        actor=SYSTEM,
        revision_id=revision.pk,
        cell_ids=[cell.pk for cell in grid.cells],
        into_id=grid.cells[0].pk,
        now=NOW,
    )
    return check_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW)


def test_switch_that_comes_late_takes_effect_from_the_published_day():
    grid = make_grid(make_tree().community, cells=2)
    revision = merged(grid)
    publish_revision(actor=SYSTEM, revision_id=revision.pk, valid_from=LATER, now=NOW)
    units = [unit.pk for unit in dwellings_of(grid.place)]

    switch_due(NOW)
    assert GridRevision.objects.get(pk=revision.pk).state == "PUBLISHED"
    switch_due(AFTER + timedelta(days=3))
    switch_due(AFTER + timedelta(days=3))

    assert cells_of_units(units, day=LATER) == dict.fromkeys(units, grid.cells[0].pk)
    assert len(set(cells_of_units(units, day=LATER - timedelta(days=1)).values())) == 2


def test_posts_go_with_their_closed_cell_or_where_the_plan_says():
    grid = make_grid(make_tree().community, cells=3)
    stations = [
        open_post(
            actor=SYSTEM,
            cell_id=cell.pk,
            kind=SeatKind.GRID_WORKER_FULL,
            valid_from=SINCE,
            now=NOW,
        )
        for cell in grid.cells
    ]
    revision = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="merge", now=NOW)
    plan_merge(
        actor=SYSTEM,
        revision_id=revision.pk,
        cell_ids=[cell.pk for cell in grid.cells[:2]],
        into_id=grid.cells[0].pk,
        now=NOW,
    )
    kept = revision.cells.get(cell=grid.cells[0])
    plan_station(
        actor=SYSTEM, revision_id=revision.pk, seat_id=stations[2].seat_id, row_id=kept.pk, now=NOW
    )
    check_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW)

    publish_for_today(actor=SYSTEM, revision_id=revision.pk, now=NOW)

    now_on = dict(Station.objects.on(TODAY).values_list("seat_id", "cell_id"))
    assert now_on == {station.seat_id: grid.cells[0].pk for station in stations}
    earlier = dict(Station.objects.on(TODAY - timedelta(days=1)).values_list("seat_id", "cell_id"))
    assert earlier == {
        station.seat_id: cell.pk for station, cell in zip(stations, grid.cells, strict=True)
    }


def test_group_cells_divide_their_village_cell():
    tree = make_tree()
    compound = make_compound(tree.village, "前街")
    buildings = [make_building(compound, f"{n}号", entrances=1, floors=1) for n in (1, 2)]
    revision = begin_revision(actor=SYSTEM, place_id=tree.village.pk, title="五级", now=NOW)
    edit = {"actor": SYSTEM, "revision_id": revision.pk, "now": NOW}
    village = add_cell(**edit, name="王河圈网格", kind=CellKind.VILLAGE, shape=OUTLINE)
    halves = divide(OUTLINE, [(115.472, 35.246), (115.488, 35.246)])
    groups = [
        add_cell(**edit, name=f"第{n}组", kind=CellKind.GROUP, parent_id=village.pk, shape=half)
        for n, half in enumerate(halves, 1)
    ]
    plan_moves(**edit, places={b.pk: g.pk for b, g in zip(buildings, groups, strict=True)})
    check_revision(**edit)
    publish_for_today(**edit)

    cells = {cell.name: cell for cell in Cell.objects.filter(place=tree.village)}
    assert cells["第1组"].parent == cells["王河圈网格"]
    assert cells["王河圈网格"].code < cells["第1组"].code
    found = loads(tree.village.path, day=TODAY)
    assert found[cells["第1组"].pk].dwellings == 2
    assert found[cells["王河圈网格"].pk].dwellings == 4
    assert cell_at((115.472, 35.246), day=TODAY) == cells["第1组"].pk
    assert worker_reach(cells["王河圈网格"], day=TODAY) == tuple(b.path for b in buildings)
    with pytest.raises(CellHasGroups):
        assign(actor=SYSTEM, cell_id=cells["王河圈网格"].pk, place_ids=[compound.pk], now=NOW)


def test_loads_count_households_and_persons_wherever_the_claim_stands():
    grid = make_grid(make_tree().community, cells=2, drawn=False)
    units = dwellings_of(grid.buildings[1])
    for unit in units[:2]:
        make_household(
            unit, make_person(grid.place), (make_person(grid.place, name="孩子"), Relation.CHILD)
        )
    assign(actor=SYSTEM, cell_id=grid.cells[0].pk, unit_ids=[units[0].pk], now=NOW)

    found = loads(grid.place.path, day=TODAY)

    assert (found[grid.cells[0].pk].households, found[grid.cells[0].pk].persons) == (1, 2)
    assert (found[grid.cells[1].pk].households, found[grid.cells[1].pk].persons) == (1, 2)
    assert (found[grid.cells[0].pk].dwellings, found[grid.cells[1].pk].dwellings) == (5, 3)
    dwellings = planned_dwellings(grid.place.path, day=TODAY)
    assert total(dwelling.load for dwelling in dwellings) == total(found.values())


def test_split_of_500_dwellings_is_quick_and_asks_no_more_than_a_small_one(
    django_assert_max_num_queries,
):
    # 10 floors with 2 doors: 20 dwellings an entrance. The bar is 5 seconds; see bench/split.py.
    grid = make_grid(make_tree().community, cells=1, drawn=False, entrances=25, floors=10)
    units = [unit.pk for unit in dwellings_of(grid.place)]
    revision = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="split", now=NOW)
    edit = {"actor": SYSTEM, "revision_id": revision.pk, "now": NOW}
    (row,) = plan_split(**edit, cell_id=grid.cells[0].pk, names=["新网格"])
    begun = process_time()

    with django_assert_max_num_queries(120):
        plan_moves(**edit, units=dict.fromkeys(units[::2], row.pk))
        preview(revision, day=TODAY)
        check_revision(**edit)
        publish_for_today(**edit)

    assert process_time() - begun < 5
    found = cells_of_units(units, day=TODAY)
    assert len(units) == 500
    assert sorted(found) == sorted(units)
    assert sum(1 for cell in found.values() if cell != grid.cells[0].pk) == 250
