"""Positions: the coordinate systems used in China, and lengths and areas on the ellipsoid.

We store CGCS2000, which equals WGS-84 to less than a decimetre; maps and phones sold in China
often speak GCJ-02 or BD-09, which shift a point by some 500 m. Conversion happens at the edges.
Source: [rule:coordinate-systems].
"""

from enum import StrEnum
from math import atan2, cos, hypot, pi, radians, sin, sqrt

Point = tuple[float, float]
"""Longitude, latitude: degrees, always in this order."""


class CoordinateSystem(StrEnum):
    """What a pair of numbers means (坐标系)."""

    WGS84 = "WGS84"  # 2000国家大地坐标系 (CGCS2000) / WGS-84
    GCJ02 = "GCJ02"  # 国测局坐标 (GCJ-02)
    BD09 = "BD09"  # 百度坐标 (BD-09)


# CGCS2000 ellipsoid (GB 22021-2008).
SEMI_MAJOR = 6_378_137.0
FLATTENING = 1 / 298.257222101
_E2 = FLATTENING * (2 - FLATTENING)

# Krasovsky's ellipsoid, on which GCJ-02 is defined.
_GCJ_A = 6_378_245.0
_GCJ_E2 = 0.006_693_421_622_965_823
_BD_TURN = pi * 3000 / 180

# Outside this box GCJ-02 is the identity.
_CHINA = (72.004, 0.8293, 137.8347, 55.8271)


def convert(point: Point, source: CoordinateSystem, target: CoordinateSystem) -> Point:
    """Return the point in another system; there and back errs by less than a millimetre."""
    if source == target:
        return point
    if source == CoordinateSystem.BD09:
        point = _bd09_to_gcj02(point)
    wgs84 = point if source == CoordinateSystem.WGS84 else _gcj02_to_wgs84(point)
    if target == CoordinateSystem.WGS84:
        return wgs84
    gcj02 = point if source != CoordinateSystem.WGS84 else _wgs84_to_gcj02(point)
    return gcj02 if target == CoordinateSystem.GCJ02 else _gcj02_to_bd09(gcj02)


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Return how many metres one degree of longitude and of latitude measures there."""
    phi = radians(latitude)
    w = 1 - _E2 * sin(phi) ** 2
    prime_vertical = SEMI_MAJOR / sqrt(w)
    meridian = SEMI_MAJOR * (1 - _E2) / (w * sqrt(w))
    return radians(prime_vertical * cos(phi)), radians(meridian)


def distance_m(a: Point, b: Point) -> float:
    """Return the distance in metres; exact enough (1 : 10,000) up to a few tens of kilometres."""
    east, north = metres_per_degree((a[1] + b[1]) / 2)
    return hypot((a[0] - b[0]) * east, (a[1] - b[1]) * north)


def _in_china(point: Point) -> bool:
    west, south, east, north = _CHINA
    return west <= point[0] <= east and south <= point[1] <= north


def _gcj_shift(point: Point) -> Point:
    """Return the shift of GCJ-02 at a WGS-84 position, in degrees."""
    x, y = point[0] - 105, point[1] - 35
    root = sqrt(abs(x))
    waves = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (waves + 20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    north += (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (waves + 20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    east += (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    phi = radians(point[1])
    w = 1 - _GCJ_E2 * sin(phi) ** 2
    return (
        east * 180 / (_GCJ_A / sqrt(w) * cos(phi) * pi),
        north * 180 / (_GCJ_A * (1 - _GCJ_E2) / (w * sqrt(w)) * pi),
    )


def _wgs84_to_gcj02(point: Point) -> Point:
    if not _in_china(point):
        return point
    shift = _gcj_shift(point)
    return point[0] + shift[0], point[1] + shift[1]


def _gcj02_to_wgs84(point: Point) -> Point:
    """Invert by iteration: taking the shift off once would err by 1-2 m."""
    if not _in_china(point):
        return point
    guess = point
    for _ in range(10):
        image = _wgs84_to_gcj02(guess)
        miss = point[0] - image[0], point[1] - image[1]
        guess = guess[0] + miss[0], guess[1] + miss[1]
        if abs(miss[0]) + abs(miss[1]) < 1e-10:
            break
    return guess


def _gcj02_to_bd09(point: Point) -> Point:
    x, y = point
    radius = hypot(x, y) + 0.000_02 * sin(y * _BD_TURN)
    angle = atan2(y, x) + 0.000_003 * cos(x * _BD_TURN)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def _bd09_to_gcj02(point: Point) -> Point:
    """Invert by iteration, from the usual first guess."""
    guess = point[0] - 0.0065, point[1] - 0.006
    for _ in range(10):
        image = _gcj02_to_bd09(guess)
        miss = point[0] - image[0], point[1] - image[1]
        guess = guess[0] + miss[0], guess[1] + miss[1]
        if abs(miss[0]) + abs(miss[1]) < 1e-11:
            break
    return guess
