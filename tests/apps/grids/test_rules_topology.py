"""Overlaps, gaps and what lies outside: found, named, measured; slivers stop nothing."""

from random import Random

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

from linli.apps.grids.rules.partition import divide, scatter, square
from linli.apps.grids.rules.shapes import area_m2
from linli.apps.grids.rules.topology import Drawn, Fault, check_topology

OUTLINE = shapely.box(115.47, 35.24, 115.49, 35.25)
WEST, EAST = shapely.box(115.47, 35.24, 115.48, 35.25), shapely.box(115.48, 35.24, 115.49, 35.25)
ONE_METRE = 1 / 91_000


def check(*shapes, outline=OUTLINE, **options):
    drawn = [Drawn(str(n), f"第{n}网格", shape) for n, shape in enumerate(shapes, 1)]
    return check_topology(drawn, place="王堤口", outline=outline, **options)


def test_clean_division_has_no_finding():
    assert check(WEST, EAST).findings == ()


def test_overlap_names_both_cells_and_its_size():
    wide = shapely.box(115.47, 35.24, 115.4801, 35.25)

    (finding,) = check(wide, EAST).findings

    assert finding.fault == Fault.OVERLAP
    assert finding.names == ("第1网格", "第2网格")
    assert finding.area_m2 == pytest.approx(9.1 * 1110, rel=0.01)
    assert finding.stops


def test_gap_names_the_cells_beside_it_and_the_place():
    narrow = shapely.box(115.4801, 35.24, 115.49, 35.25)

    (finding,) = check(WEST, narrow).findings

    assert finding.fault == Fault.GAP
    assert finding.names == ("第1网格", "第2网格", "王堤口")
    assert finding.stops


def test_part_outside_names_the_cell_and_the_place():
    over = shapely.box(115.48, 35.24, 115.491, 35.25)

    (finding,) = check(WEST, over).findings

    assert finding.fault == Fault.OUTSIDE
    assert finding.names == ("第2网格", "王堤口")


def test_hole_is_found_without_an_outline():
    ring = OUTLINE.difference(square((115.48, 35.245), 50))

    (finding,) = check(ring, outline=None).findings

    assert finding.fault == Fault.GAP
    assert finding.area_m2 == pytest.approx(10_000, rel=0.001)


def test_each_patch_is_a_finding_of_its_own_and_the_largest_comes_first():
    holes = shapely.union_all([square((115.474, 35.245), 20), square((115.486, 35.245), 50)])

    report = check(OUTLINE.difference(holes))

    assert [finding.area_m2 for finding in report.findings] == [10_000, 1_600]


@pytest.mark.parametrize(("centimetres", "stops"), [(1, False), (3, True)])
def test_sliver_under_the_tolerance_stops_nothing(centimetres, stops):
    # 1,110 m long: 1 cm wide is 11 m², 3 cm wide is 33 m².
    shifted = shapely.box(115.47, 35.24, 115.48 - centimetres / 100 * ONE_METRE, 35.25)

    report = check(shifted, EAST, tolerance_m2=20)

    assert [finding.stops for finding in report.findings] == [stops]
    assert report.is_clean is not stops


def test_neighbour_is_named_and_stops_nothing():
    neighbour = Drawn("n", "长城 第9网格", shapely.box(115.489, 35.24, 115.50, 35.25))

    report = check(WEST, EAST, neighbours=[neighbour])

    assert [(f.fault, f.names) for f in report.findings] == [
        (Fault.NEIGHBOUR, ("第2网格", "长城 第9网格"))
    ]
    assert report.is_clean


def test_missing_and_invalid_boundaries_are_named():
    bowtie = shapely.Polygon([(115.48, 35.24), (115.49, 35.25), (115.49, 35.24), (115.48, 35.25)])

    report = check(OUTLINE, None, bowtie)

    assert [(f.fault, f.names) for f in report.findings] == [
        (Fault.MISSING, ("第2网格",)),
        (Fault.INVALID, ("第3网格",)),
    ]
    assert not report.is_clean


def test_touching_in_a_point_or_a_line_is_no_fault():
    north = shapely.box(115.47, 35.25, 115.49, 35.26)

    assert check(WEST, EAST, north, outline=None).findings == ()


@settings(max_examples=25, deadline=None)
@given(count=st.integers(2, 12), seed=st.integers(0, 10_000))
def test_proposed_division_is_clean_and_a_moved_cell_is_found(count, seed):
    parts = divide(OUTLINE, scatter(OUTLINE, count, chance=Random(seed)))

    assert check(*parts).findings == ()
    assert sum(map(area_m2, parts)) == pytest.approx(area_m2(OUTLINE), rel=1e-5)

    moved = [translate(parts[0], 0.0005, 0.0003), *parts[1:]]
    faults = {finding.fault for finding in check(*moved).findings}
    assert Fault.GAP in faults
    assert faults & {Fault.OVERLAP, Fault.OUTSIDE}
