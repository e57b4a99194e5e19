"""Claims, reach and plans: pure, for all trees; no dwelling is ever lost or counted twice."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from linli.apps.grids.rules.planning import (
    NO_CELL,
    Dwelling,
    Plan,
    cells_of,
    claims_after,
    loads_of,
    shares_of_closed,
)
from linli.apps.grids.rules.responsibility import Responsibility, reach
from linli.apps.grids.rules.revisions import (
    CellChange,
    Conflict,
    Load,
    LoadNorm,
    load_obstacles,
    successor,
    total,
)

ROOT = "0001"
BUILDINGS = [f"{ROOT}{n:04d}" for n in range(1, 5)]
ENTRANCES = [f"{building}{n:04d}" for building in BUILDINGS for n in range(1, 4)]
CHILDREN = {
    ROOT: BUILDINGS,
    **{building: [e for e in ENTRANCES if e.startswith(building)] for building in BUILDINGS},
}
DWELLINGS = [
    Dwelling(unit, path, Load(1, 1, 2, 8950))
    for unit, path in enumerate((path for path in ENTRANCES for _ in range(3)), start=1)
]
UNIT_PATHS = {dwelling.unit_id: dwelling.path for dwelling in DWELLINGS}
CELLS = st.integers(1, 4)

claims = st.builds(
    Responsibility,
    by_path=st.dictionaries(st.sampled_from([*BUILDINGS, *ENTRANCES]), CELLS).map(
        lambda found: {ROOT: 1, **found}
    ),
    by_unit=st.dictionaries(st.sampled_from(sorted(UNIT_PATHS)), CELLS),
)
moves = st.builds(
    Plan,
    by_path=st.dictionaries(st.sampled_from([*BUILDINGS, *ENTRANCES]), CELLS),
    by_unit=st.dictionaries(st.sampled_from(sorted(UNIT_PATHS)), CELLS),
)


def test_nearest_claim_counts():
    found = Responsibility(by_path={ROOT: 1, BUILDINGS[0]: 2, ENTRANCES[0]: 3}, by_unit={1: 4})

    assert found.cell_of(ENTRANCES[0], 1) == 4
    assert found.cell_of(ENTRANCES[0], 2) == 3
    assert found.cell_of(ENTRANCES[1], 4) == 2
    assert found.cell_of(BUILDINGS[1]) == 1
    assert found.cell_of("0002") is None


def test_position_decides_only_where_nothing_is_claimed():
    found = Responsibility(
        by_path={BUILDINGS[0]: 2}, by_position={BUILDINGS[0]: 9, BUILDINGS[1]: 9}
    )

    assert found.cell_of(ENTRANCES[0]) == 2
    assert found.cell_of(ENTRANCES[3]) == 9
    assert found.paths_of(9) == [BUILDINGS[1]]


def test_reach_leaves_out_what_belongs_to_others():
    found = Responsibility(by_path={ROOT: 1, ENTRANCES[0]: 2})

    assert reach(found, 1, children=lambda path: CHILDREN.get(path, ())) == (
        ENTRANCES[1], ENTRANCES[2], *BUILDINGS[1:],
    )  # fmt: skip
    assert reach(found, 2, children=lambda path: CHILDREN.get(path, ())) == (ENTRANCES[0],)


def test_reach_of_single_dwellings_is_their_entrance():
    found = Responsibility(by_path={ROOT: 1}, by_unit={1: 2})

    places = {UNIT_PATHS[unit] for unit in found.units_of(2)}

    assert reach(found, 2, children=CHILDREN.get, places_of_units=places) == (ENTRANCES[0],)


@given(found=claims, cell=CELLS)
def test_reach_holds_every_dwelling_of_the_cell_and_none_claimed_for_others(found, cell):
    places = {UNIT_PATHS[unit] for unit in found.units_of(cell)}

    paths = reach(found, cell, children=lambda path: CHILDREN.get(path, ()), places_of_units=places)

    for dwelling in DWELLINGS:
        inside = any(dwelling.path.startswith(path) for path in paths)
        if found.cell_of(dwelling.path, dwelling.unit_id) == cell:
            assert inside
        elif inside:
            # Only a single dwelling of the cell opens an entrance of another one.
            by_path = found.cell_of(dwelling.path) == cell
            assert by_path or any(place.startswith(dwelling.path) for place in places)


@given(before=claims, plan=moves)
def test_plan_loses_no_dwelling_and_moves_what_it_says(before, plan):
    after = claims_after(before, plan, UNIT_PATHS)

    cells = cells_of(DWELLINGS, after)
    assert set(cells) == set(UNIT_PATHS)
    assert NO_CELL not in cells.values()
    loads = loads_of(DWELLINGS, cells)
    assert total(loads.values()) == total(dwelling.load for dwelling in DWELLINGS)
    for unit, cell in plan.by_unit.items():
        assert cells[unit] == cell
    for dwelling in DWELLINGS:
        chosen = [path for path in plan.by_path if dwelling.path.startswith(path)]
        if dwelling.unit_id not in plan.by_unit and chosen:
            assert cells[dwelling.unit_id] == plan.by_path[max(chosen, key=len)]
        elif not chosen and dwelling.unit_id not in plan.by_unit:
            assert cells[dwelling.unit_id] == before.cell_of(dwelling.path, dwelling.unit_id)


@given(before=claims, plan=moves, closed=CELLS, into=CELLS)
def test_closing_a_cell_leaves_nothing_in_it(before, plan, closed, into):
    if into == closed:
        into = closed % 4 + 1
    open_moves = Plan(
        by_path={path: cell for path, cell in plan.by_path.items() if cell != closed},
        by_unit={unit: cell for unit, cell in plan.by_unit.items() if cell != closed},
        successors={closed: into},
    )

    cells = cells_of(DWELLINGS, claims_after(before, open_moves, UNIT_PATHS))

    assert closed not in cells.values()
    assert NO_CELL not in cells.values()


def test_closing_without_successor_shows_the_dwellings_it_leaves_behind():
    before = Responsibility(by_path={BUILDINGS[0]: 1, BUILDINGS[1]: 2})

    after = claims_after(before, Plan(successors={1: None}), UNIT_PATHS)

    inside = [dwelling for dwelling in DWELLINGS if dwelling.path.startswith(BUILDINGS[0])]
    assert cells_of(inside, after) == {dwelling.unit_id: NO_CELL for dwelling in inside}


def test_shares_and_successor():
    shares = shares_of_closed({1: 7, 2: 7, 3: 7, 4: 8}, {1: 2, 2: 2, 3: 3, 4: 8}, [7])

    assert shares == {7: {2: 2, 3: 1}}
    assert successor(shares[7], []) == 2
    assert successor({5: 1, 4: 1}, []) == 4
    assert successor({}, [9]) == 9
    assert successor({}, []) is None


def test_what_hangs_on_a_cell_follows_its_dwelling_else_the_successor():
    change = CellChange(1, ROOT, date(2026, 3, 2), successors={7: 2}, moved={11: 3})

    assert change.cell_for(old_cell=7, unit_id=11) == 3
    assert change.cell_for(old_cell=7, unit_id=12) == 2
    assert change.cell_for(old_cell=7) == 2
    assert change.cell_for(old_cell=8) == 8


def test_load_obstacles_name_cell_and_count():
    loads = {"a": Load(600, 550), "b": Load(), "c": Load(100, 90), "d": Load(400, 400)}

    found = load_obstacles(loads, {"a": 1, "c": 1, "d": 0}, LoadNorm(300, 500))

    assert [(item.conflict, item.name, item.count, item.stops) for item in found] == [
        (Conflict.OVER_NORM, "a", 550, False),
        (Conflict.EMPTY, "b", 0, False),
        (Conflict.NO_WORKER, "b", 0, False),
        (Conflict.UNDER_NORM, "c", 90, False),
        (Conflict.NO_WORKER, "d", 0, False),
    ]
