"""GeoJSON in and out (RFC 7946): each fault is named with the number of its feature.

A file is read as a whole: the answer holds all sound features and all problems, so that a person
can put everything right at once.
"""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping

from linli.apps.grids.rules.cells import CellCodeMalformed, CellKind, parse_cell_code
from linli.apps.grids.rules.shapes import DECIMALS, Shape, area_m2, converted, rounded
from linli.core.geo import CoordinateSystem, Point

MAX_BYTES = 8 * 1024 * 1024
MAX_FEATURES = 2_000
MAX_POINTS = 20_000
MAX_ALL_POINTS = 300_000
MAX_NAME = 120

# Names of longitude-latitude systems that equal ours; anything else must be converted first.
_SAME_SYSTEM = re.compile(r"(CRS:?84|EPSG:+(4326|4490)|CGCS2000)$", re.IGNORECASE)
_CHINA_LON = (73.0, 136.0)
_CHINA_LAT = (3.0, 54.0)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the number of the feature (the first is 1, none for the file), code, facts."""

    code: str
    feature: int | None = None
    facts: "tuple[tuple[str, str | int], ...]" = ()


@dataclass(frozen=True, slots=True)
class Feature:
    """One sound feature: a boundary in CGCS2000 and what the file says of its cell."""

    number: int
    shape: Shape
    name: str = ""
    code: str = ""
    kind: CellKind | None = None
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: its sound features, and everything that is wrong with it."""

    features: tuple[Feature, ...] = ()
    problems: tuple[Problem, ...] = ()


class _Faulty(Exception):
    """A feature cannot be used."""

    def __init__(self, code: str, /, **facts: str | int) -> None:
        self.code = code
        self.facts = tuple(sorted(facts.items()))


def read_geojson(
    data: bytes | str,
    *,
    system: CoordinateSystem = CoordinateSystem.WGS84,
    check_code: Callable[[str], object] = parse_cell_code,
) -> Reading:
    """Return the boundaries of a feature collection, a feature or a bare polygon.

    `system` says how the file's coordinates are meant; the shapes returned are in CGCS2000.
    `check_code` raises CellCodeMalformed for a code that cannot be; outlines pass `str`.
    """
    try:
        items = _items(data)
    except _Faulty as fault:
        return Reading(problems=(Problem(fault.code, facts=fault.facts),))
    features: list[Feature] = []
    problems: list[Problem] = []
    budget = MAX_ALL_POINTS
    for number, item in enumerate(items, start=1):
        try:
            feature = _feature(item, number, system, check_code)
            _check_new(feature, features)
        except _Faulty as fault:
            problems.append(Problem(fault.code, number, fault.facts))
            continue
        features.append(feature)
        budget -= int(shapely.get_num_coordinates(feature.shape))
        if budget < 0:
            limit = (("limit", MAX_ALL_POINTS),)
            problems.append(Problem("grid.file_too_many_points", number, limit))
            break
    return Reading(tuple(features), tuple(problems))


def write_geojson(features: Iterable[tuple[Shape, Mapping[str, object]]]) -> str:
    """Return a feature collection: outer rings anticlockwise, coordinates to 8 decimals."""
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": dict(properties),
                    "geometry": mapping(shapely.orient_polygons(rounded(shape))),
                }
                for shape, properties in features
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def suspected_system(pairs: Sequence[tuple[Shape, Shape]]) -> CoordinateSystem | None:
    """Return the shifted system in which shapes fit their references far better, else None.

    Each pair is a new shape and what it should lie in or on: the outline of the place, or the
    cell's boundary up to now. A file in GCJ-02 or BD-09 read as CGCS2000 lies some 500 m off.
    Source: [rule:coordinate-systems].
    """
    now = _miss(pairs)
    if now < 0.02:
        return None
    guesses = {
        system: _miss([(converted(shape, system), reference) for shape, reference in pairs])
        for system in (CoordinateSystem.GCJ02, CoordinateSystem.BD09)
    }
    best = min(guesses, key=lambda system: guesses[system])
    return best if guesses[best] * 3 < now else None


def _miss(pairs: Sequence[tuple[Shape, Shape]]) -> float:
    """Return the share of the new shapes' area that lies outside their references."""
    whole = sum(area_m2(shape) for shape, _ in pairs)
    outside = sum(area_m2(shapely.difference(shape, reference)) for shape, reference in pairs)
    return outside / whole if whole else 0.0


def _items(data: bytes | str) -> list[object]:
    if len(data) > MAX_BYTES:
        raise _Faulty("grid.file_too_large", limit=MAX_BYTES // 1024 // 1024)
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        root = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise _Faulty("grid.file_not_json") from None
    if not isinstance(root, dict):
        raise _Faulty("grid.file_not_geojson")
    _check_system(root.get("crs"))
    kind = root.get("type")
    if kind in {"Polygon", "MultiPolygon"}:
        return [{"type": "Feature", "geometry": root, "properties": {}}]
    if kind == "Feature":
        return [root]
    features = root.get("features")
    if kind != "FeatureCollection" or not isinstance(features, list):
        raise _Faulty("grid.file_not_geojson")
    if not features:
        raise _Faulty("grid.file_empty")
    if len(features) > MAX_FEATURES:
        raise _Faulty("grid.file_too_many_features", limit=MAX_FEATURES)
    return features


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _check_system(crs: object) -> None:
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not _SAME_SYSTEM.search(name):
        raise _Faulty("grid.file_other_system", system=str(name)[:60])


def _feature(
    item: object, number: int, system: CoordinateSystem, check_code: Callable[[str], object]
) -> Feature:
    if not isinstance(item, dict) or item.get("type") != "Feature":
        raise _Faulty("grid.feature_not_feature")
    geometry, properties = item.get("geometry"), item.get("properties")
    if not isinstance(geometry, dict):
        raise _Faulty("grid.feature_no_geometry")
    shape = _shape(geometry)
    facts = properties if isinstance(properties, dict) else {}
    return Feature(
        number=number,
        shape=rounded(converted(shape, system)),
        name=_text(facts.get("name")),
        code=_code(facts.get("code"), check_code),
        kind=_kind(facts.get("kind")),
        parent=_text(facts.get("parent")),
    )


def _text(value: object) -> str:
    text = str(value).strip() if isinstance(value, str | int) else ""
    if len(text) > MAX_NAME:
        raise _Faulty("grid.feature_name_too_long", limit=MAX_NAME)
    return text


def _code(value: object, check_code: Callable[[str], object]) -> str:
    text = _text(value)
    if text:
        try:
            check_code(text)
        except CellCodeMalformed:
            raise _Faulty("grid.feature_code_malformed", given=text[:40]) from None
    return text


def _kind(value: object) -> CellKind | None:
    text = _text(value).upper()
    if not text:
        return None
    try:
        return CellKind(text)
    except ValueError:
        raise _Faulty("grid.feature_kind_unknown", given=text[:40]) from None


def _shape(geometry: Mapping[str, object]) -> Shape:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in {"Polygon", "MultiPolygon"}:
        raise _Faulty("grid.feature_not_polygon", given=str(kind)[:40])
    if not isinstance(coordinates, list) or not coordinates:
        raise _Faulty("grid.feature_no_geometry")
    parts = [coordinates] if kind == "Polygon" else coordinates
    polygons = [_polygon(part) for part in parts]
    shape: Shape = polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)
    if int(shapely.get_num_coordinates(shape)) > MAX_POINTS:
        raise _Faulty("grid.feature_too_many_points", limit=MAX_POINTS)
    if not shape.is_valid:
        raise _invalid(shape)
    return shape


def _polygon(rings: object) -> Polygon:
    if not isinstance(rings, list) or not rings:
        raise _Faulty("grid.feature_no_geometry")
    points = [_ring(ring) for ring in rings]
    return Polygon(points[0], points[1:])


def _ring(ring: object) -> list[Point]:
    if not isinstance(ring, list):
        raise _Faulty("grid.feature_no_geometry")
    if len(ring) > MAX_POINTS:
        raise _Faulty("grid.feature_too_many_points", limit=MAX_POINTS)
    points = [_position(position) for position in ring]
    if len(points) < 3 or len(set(points)) < 3:
        raise _Faulty("grid.feature_too_few_points")
    if points[0] != points[-1]:
        raise _Faulty("grid.feature_ring_open")
    return points


def _position(position: object) -> Point:
    if not isinstance(position, list) or len(position) < 2:
        raise _Faulty("grid.feature_not_numbers")
    lon, lat = position[0], position[1]
    for value in (lon, lat):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _Faulty("grid.feature_not_numbers")
        if not abs(value) < 1e9 or not math.isfinite(value):
            raise _Faulty("grid.feature_out_of_range", lon=str(lon)[:20], lat=str(lat)[:20])
    if _within(lon, _CHINA_LON) and _within(lat, _CHINA_LAT):
        return float(lon), float(lat)
    facts = {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
    if _within(lat, _CHINA_LON) and _within(lon, _CHINA_LAT):
        raise _Faulty("grid.feature_swapped", **facts)
    if abs(lon) > 180 or abs(lat) > 90:
        raise _Faulty("grid.feature_projected", **facts)
    raise _Faulty("grid.feature_out_of_range", **facts)


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _invalid(shape: Shape) -> _Faulty:
    reason = str(shapely.is_valid_reason(shape))
    what, _, where = reason.partition("[")
    lon, _, lat = where.rstrip("]").partition(" ")
    code = "self_crossing" if "elf-intersection" in what else "invalid"
    digits = DECIMALS - 2
    at = f"{float(lon):.{digits}f}, {float(lat):.{digits}f}" if lon and lat else ""
    return _Faulty(f"grid.feature_{code}", at=at)


def _check_new(feature: Feature, earlier: Sequence[Feature]) -> None:
    for other in earlier:
        if feature.code and feature.code == other.code:
            raise _Faulty("grid.feature_code_twice", code=feature.code, other=other.number)
        if feature.name and feature.name == other.name:
            raise _Faulty("grid.feature_name_twice", name=feature.name, other=other.number)
        if feature.shape.bounds == other.shape.bounds and feature.shape.equals(other.shape):
            raise _Faulty("grid.feature_shape_twice", other=other.number)
