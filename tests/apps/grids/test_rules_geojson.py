"""GeoJSON in and out: every fault is named with the number of its feature."""

import json

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.apps.grids.rules import geojson
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.geojson import read_geojson, suspected_system, write_geojson
from linli.apps.grids.rules.partition import divide, square
from linli.apps.grids.rules.shapes import area_m2, converted
from linli.core.geo import CoordinateSystem

SQUARE = [[115.48, 35.24], [115.49, 35.24], [115.49, 35.25], [115.48, 35.25], [115.48, 35.24]]


def feature(rings=(SQUARE,), shape="Polygon", **properties):
    geometry = {"type": shape, "coordinates": list(rings)}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features)} | more)


def moved(by):
    return [[x + by, y] for x, y in SQUARE]


def test_reading_keeps_what_the_file_says():
    reading = read_geojson(
        collection(feature(name=" 第1网格 ", code="371702004002001", kind="unit"))
    )

    assert reading.problems == ()
    (found,) = reading.features
    assert (found.name, found.code, found.kind) == ("第1网格", "371702004002001", CellKind.UNIT)
    assert area_m2(found.shape) == pytest.approx(1_009_770, rel=1e-5)


def test_reading_takes_a_bare_polygon_and_a_single_feature():
    bare = json.dumps({"type": "Polygon", "coordinates": [SQUARE]})

    assert len(read_geojson(bare).features) == 1
    assert len(read_geojson(json.dumps(feature())).features) == 1
    assert len(read_geojson("\ufeff".encode() + bare.encode()).features) == 1


MERCATOR = {"properties": {"name": "EPSG:3857"}}
BOWTIE = [[115.48, 35.24], [115.49, 35.25], [115.49, 35.24], [115.48, 35.25], [115.48, 35.24]]
METRES = [[520000, 3900000], [520100, 3900000], [520100, 3900100], [520000, 3900000]]
LANCASHIRE = [[-1.5, 53.1], [-1.4, 53.1], [-1.4, 53.2], [-1.5, 53.1]]
HOLE_OUTSIDE = [[115.60, 35.24], [115.61, 35.24], [115.61, 35.25], [115.60, 35.24]]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ({"type": "Point"}, "grid.feature_not_feature"),
        ({"type": "Feature", "geometry": None}, "grid.feature_no_geometry"),
        (feature(shape="LineString"), "grid.feature_not_polygon"),
        (feature(rings=()), "grid.feature_no_geometry"),
        (feature(rings=[[[115.48, 35.24], [115.49, 35.24]]]), "grid.feature_too_few_points"),
        (feature(rings=[SQUARE[:-1]]), "grid.feature_ring_open"),
        (feature(rings=[BOWTIE]), "grid.feature_self_crossing"),
        (feature(rings=[SQUARE, HOLE_OUTSIDE]), "grid.feature_invalid"),
        (feature(rings=[[[y, x] for x, y in SQUARE]]), "grid.feature_swapped"),
        (feature(rings=[METRES]), "grid.feature_projected"),
        (feature(rings=[LANCASHIRE]), "grid.feature_out_of_range"),
        (feature(rings=[[["115", 35.24]]]), "grid.feature_not_numbers"),
        (feature(rings=[[[True, 35.24]]]), "grid.feature_not_numbers"),
        (feature(rings=[[[1e300, 35.24]]]), "grid.feature_out_of_range"),
        (feature(code="12"), "grid.feature_code_malformed"),
        (feature(name="x" * 121), "grid.feature_name_too_long"),
    ],
)  # fmt: skip
def test_fault_is_named_with_its_feature_and_the_others_are_read(bad, code):
    reading = read_geojson(collection(feature(name="good"), bad))

    assert [(problem.code, problem.feature) for problem in reading.problems] == [(code, 2)]
    assert [found.name for found in reading.features] == ["good"]


def test_unknown_kind_is_named():
    reading = read_geojson(collection(feature(kind="HEXAGON")))

    assert reading.problems[0].code == "grid.feature_kind_unknown"


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (feature([moved(0.1)], name="a"), "grid.feature_name_twice"),
        (feature([moved(0.1)], name="b", code="371702004002001"), "grid.feature_code_twice"),
        (feature(name="b"), "grid.feature_shape_twice"),
    ],
)
def test_duplicates_are_named(second, code):
    reading = read_geojson(collection(feature(name="a", code="371702004002001"), second))

    assert [(problem.code, problem.feature) for problem in reading.problems] == [(code, 2)]
    assert dict(reading.problems[0].facts)["other"] == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "grid.file_not_json"),
        ("{", "grid.file_not_json"),
        ('{"a": NaN}', "grid.file_not_json"),
        (b"\xff\xfe", "grid.file_not_json"),
        ("[" * 100_000, "grid.file_not_json"),
        ("[1]", "grid.file_not_geojson"),
        ('{"type": "Topology"}', "grid.file_not_geojson"),
        (collection(), "grid.file_empty"),
        (collection(feature(), crs=MERCATOR), "grid.file_other_system"),
        (collection(feature(), crs="?"), "grid.file_other_system"),
    ],
)  # fmt: skip
def test_file_that_cannot_be_used_is_named(text, code):
    reading = read_geojson(text)

    assert [(problem.code, problem.feature) for problem in reading.problems] == [(code, None)]
    assert reading.features == ()


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4490", "urn:ogc:def:crs:EPSG::4326"]
)
def test_systems_equal_to_ours_are_taken(name):
    reading = read_geojson(collection(feature(), crs={"properties": {"name": name}}))

    assert len(reading.features) == 1


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [
        ("MAX_FEATURES", 1, "grid.file_too_many_features"),
        ("MAX_POINTS", 4, "grid.feature_too_many_points"),
        ("MAX_ALL_POINTS", 7, "grid.file_too_many_points"),
        ("MAX_BYTES", 7, "grid.file_too_large"),
    ],
)
def test_limits(monkeypatch, limit, value, code):
    text = collection(feature(), feature([moved(1)]))
    assert read_geojson(text).problems == ()

    monkeypatch.setattr(geojson, limit, value)

    assert read_geojson(text).problems[0].code == code


def test_what_is_written_is_read_back():
    parts = divide(shapely.Polygon(SQUARE), [(115.482, 35.245), (115.487, 35.243)])

    text = write_geojson([(part, {"name": str(n), "kind": "UNIT"}) for n, part in enumerate(parts)])

    assert [found.shape.normalize() for found in read_geojson(text).features] == [
        shapely.set_precision(part, 1e-8).normalize() for part in parts
    ]


def test_written_file_is_golden():
    ring = [(115.48, 35.24), (115.48, 35.25), (115.49, 35.25), (115.48, 35.24)]

    facts = {"code": "371702004002001", "name": "第1网格"}

    assert write_geojson([(shapely.Polygon(ring), facts)]) == (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
        '{"code":"371702004002001","name":"第1网格"},"geometry":{"type":"Polygon","coordinates":'
        "[[[115.48,35.24],[115.49,35.25],[115.48,35.25],[115.48,35.24]]]}}]}"
    )  # fmt: skip


@pytest.mark.parametrize("system", [CoordinateSystem.GCJ02, CoordinateSystem.BD09])
def test_coordinates_of_another_system_are_converted(system):
    shifted = converted(shapely.Polygon(SQUARE), CoordinateSystem.WGS84, system)

    (found,) = read_geojson(write_geojson([(shifted, {})]), system=system).features

    assert area_m2(shapely.symmetric_difference(found.shape, shapely.Polygon(SQUARE))) < 20


PLACES = st.tuples(st.floats(110, 118), st.floats(30, 40))


@settings(deadline=None)  # the first call loads the geometry engine
@given(middle=PLACES, system=st.sampled_from([CoordinateSystem.GCJ02, CoordinateSystem.BD09]))
def test_file_in_a_shifted_system_is_suspected(middle, system):
    outline = square(middle, 1000)
    parts = divide(outline, [(middle[0] - 0.003, middle[1]), (middle[0] + 0.003, middle[1])])

    shifted = [converted(part, CoordinateSystem.WGS84, system) for part in parts]

    assert suspected_system([(part, outline) for part in shifted]) == system
    assert suspected_system([(part, outline) for part in parts]) is None


def test_file_of_another_place_is_no_shifted_system():
    far = square((115.6, 35.3), 500)

    assert suspected_system([(far, square((115.48, 35.25), 500))]) is None
