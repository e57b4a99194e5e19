"""Which cell is it? By position, by name, as of a day; and what contradicts itself."""

from datetime import timedelta

import pytest
from shapely.geometry import box

from linli.apps.grids.models import PlacePoint
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.shapes import inner_point
from linli.apps.grids.selectors.finding import cells_around, cells_named
from linli.apps.grids.selectors.location import boundary_of, cell_at, cells_at
from linli.apps.grids.selectors.responsibility import (
    cell_of_place,
    cell_of_unit,
    contradictions,
    dwellings_without_cell,
)
from linli.apps.grids.selectors.sheets import supervision_phone
from linli.apps.grids.services.outlines import (
    OutlineNotLater,
    PhoneMalformed,
    PointOutOfRange,
    set_outline,
    set_points,
    set_supervision_line,
)
from tests.factories.grids import NOW, OUTLINE, SINCE, SYSTEM, TODAY, make_grid, make_revision
from tests.factories.places import dwellings_of, make_building, make_compound, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree()


def test_position_finds_the_cell_around_it(tree):
    grid = make_grid(tree.community, cells=4)

    for cell in grid.cells:
        middle = inner_point(boundary_of(cell.pk, TODAY))
        assert cell_at(middle, day=TODAY) == cell.pk
        assert cell_at(middle, day=SINCE - timedelta(days=1)) is None
    assert cell_at((115.60, 35.24), day=TODAY) is None


def test_position_on_a_shared_edge_has_one_cell(tree):
    halves = box(115.47, 35.24, 115.48, 35.25), box(115.48, 35.24, 115.49, 35.25)
    compound = make_compound(tree.community)
    make_building(compound)
    cells = make_revision(
        tree.community,
        [("西", CellKind.UNIT, halves[0], [compound]), ("东", CellKind.UNIT, halves[1], [])],
    )

    assert cells_at([(115.48, 35.245), (115.485, 35.245)], day=TODAY) == [cells[0].pk, cells[1].pk]


def test_building_without_claim_belongs_where_it_stands(tree):
    grid = make_grid(tree.community, cells=2)
    grid.cells[0].assignments.all().delete()
    grid.cells[1].assignments.all().delete()
    east = inner_point(boundary_of(grid.cells[1].pk, TODAY))
    set_points(actor=SYSTEM, points={grid.buildings[0].pk: east}, now=NOW)
    unit = dwellings_of(grid.buildings[0])[0]

    assert cell_of_unit(unit, day=TODAY) == grid.cells[1]
    assert cell_of_place(grid.buildings[0], day=TODAY) == grid.cells[1]
    count, first = dwellings_without_cell(grid.place.path, day=TODAY)
    assert (count, {one.place_id for one in first}) == (4, {first[0].place_id})
    assert all(one.scope_path.startswith(grid.buildings[1].path) for one in first)


def test_building_that_stands_in_another_cell_than_claimed_is_a_contradiction(tree):
    grid = make_grid(tree.community, cells=2)
    points = [inner_point(boundary_of(cell.pk, TODAY)) for cell in grid.cells]
    first, second = grid.buildings
    set_points(actor=SYSTEM, points={first.pk: points[0], second.pk: points[0]}, now=NOW)

    (found,) = contradictions(grid.place.path, day=TODAY)

    assert (found.place_id, found.claimed_id, found.standing_id) == (
        second.pk, grid.cells[1].pk, grid.cells[0].pk,
    )  # fmt: skip


def test_points_can_be_set_again(tree):
    grid = make_grid(tree.community, cells=2)
    building = grid.buildings[0]
    set_points(actor=SYSTEM, points={building.pk: (115.475, 35.245)}, now=NOW)
    set_points(actor=SYSTEM, points={building.pk: (115.485, 35.245)}, now=NOW)

    assert PlacePoint.objects.get().lon == 115.485
    with pytest.raises(PointOutOfRange):
        set_points(actor=SYSTEM, points={building.pk: (35.2, 115.4)}, now=NOW)


def test_names_find_compounds_and_buildings(tree):
    grid = make_grid(tree.community, cells=2)

    (compound,) = cells_named("邮政局", day=TODAY)
    (building,) = cells_named("邮政局 2号楼", day=TODAY)

    assert set(compound.cells) == set(grid.cells)
    assert (building.name, building.cells) == ("邮政局家属院 2号楼", (grid.cells[1],))
    assert cells_named("邮", day=TODAY) == []
    assert cells_named("2号楼", day=TODAY) == []
    assert cells_named("%", day=TODAY) == []
    (around,) = cells_around(inner_point(boundary_of(grid.cells[0].pk, TODAY)), day=TODAY)
    assert around.cells == (grid.cells[0],)


def test_outline_has_a_history(tree):
    later = TODAY + timedelta(days=1)
    first = set_outline(
        actor=SYSTEM,
        place_id=tree.community.pk,
        shape=OUTLINE,
        source="测绘院",
        valid_from=SINCE,
        now=NOW,
    )
    place = tree.community.pk
    again = {"actor": SYSTEM, "place_id": place, "shape": OUTLINE, "source": "新", "now": NOW}

    set_outline(**again, valid_from=later)

    first.refresh_from_db()
    assert first.valid_to == later
    with pytest.raises(OutlineNotLater):
        set_outline(**again, valid_from=later)


def test_complaints_line_is_that_of_the_nearest_place(tree):
    def line(place, phone):
        set_supervision_line(
            actor=SYSTEM, place_id=place.pk, phone=phone, valid_from=TODAY, now=NOW
        )

    line(tree.county, "0530-100")
    line(tree.township, "0530-200")
    line(tree.township, " 0530-201 ")

    assert supervision_phone(tree.community.path, day=TODAY) == "0530-201"
    assert supervision_phone(tree.village.path, day=TODAY) == "0530-100"
    assert supervision_phone(tree.village.path, day=TODAY - timedelta(days=1)) == ""
    with pytest.raises(PhoneMalformed):
        line(tree.county, "javascript:alert(1)")
