"""Conversion between coordinate systems against gcoord 1.0.7's answers; areas and lengths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.core.geo import (
    CoordinateSystem,
    convert,
    distance_m,
    metres_per_degree,
)

WGS84, GCJ02, BD09 = CoordinateSystem.WGS84, CoordinateSystem.GCJ02, CoordinateSystem.BD09

# position, in GCJ-02, in BD-09: as gcoord 1.0.7 answers, rounded to 0.1 mm
VECTORS = [
    ((115.48, 35.25), (115.485851333, 35.249622361), (115.492410241, 35.255360868)),
    ((116.397428, 39.90923), (116.403671626, 39.910633506), (116.410044102, 39.916972856)),
    ((121.4737, 31.2304), (121.478223059, 31.228457738), (121.484781469, 31.234310594)),
    ((87.6177, 43.7928), (87.620549224, 43.794024555), (87.626981325, 43.800146634)),
    ((114.1694, 22.3193), (114.174367066, 22.316550799), (114.180927599, 22.322222377)),
    ((126.642464, 45.756967), (126.648434010, 45.758918131), (126.655063670, 45.764611822)),
    ((91.1322, 29.6604), (91.133743325, 29.657679590), (91.140342762, 29.663425674)),
    ((105.0, 35.0), (105.003286241, 34.999098632), (105.009666828, 35.005403668)),
]  # fmt: skip

places = st.tuples(st.floats(73.5, 135), st.floats(18, 53.5))


@pytest.mark.parametrize(("wgs84", "gcj02", "bd09"), VECTORS)
def test_convert_agrees_with_gcoord(wgs84, gcj02, bd09):
    assert distance_m(convert(wgs84, WGS84, GCJ02), gcj02) < 0.001
    assert distance_m(convert(wgs84, WGS84, BD09), bd09) < 0.001
    assert distance_m(convert(gcj02, GCJ02, WGS84), wgs84) < 0.001
    assert distance_m(convert(bd09, BD09, WGS84), wgs84) < 0.001
    assert distance_m(convert(gcj02, GCJ02, BD09), bd09) < 0.001


def test_convert_leaves_points_abroad_alone():
    tokyo = (139.7, 35.7)

    assert convert(tokyo, WGS84, GCJ02) == tokyo
    assert convert(tokyo, GCJ02, WGS84) == tokyo


@given(place=places, system=st.sampled_from([GCJ02, BD09]))
def test_convert_there_and_back_errs_by_less_than_a_centimetre(place, system):
    assert distance_m(convert(convert(place, WGS84, system), system, WGS84), place) < 0.01


@given(place=places)
def test_gcj02_shifts_by_some_hundred_metres(place):
    assert 30 < distance_m(convert(place, WGS84, GCJ02), place) < 900


def test_metres_per_degree_at_the_equator_and_in_the_north():
    east, north = metres_per_degree(0)

    assert east == pytest.approx(111_319.49, abs=0.01)
    assert north == pytest.approx(110_574.28, abs=0.01)
    assert metres_per_degree(60)[0] == pytest.approx(55_800, abs=1)
