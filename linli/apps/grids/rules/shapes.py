"""Polygons in degrees (CGCS2000): bytes, validity, areas in square metres, sketches."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from linli.core import geo

Shape: TypeAlias = Polygon | MultiPolygon

DECIMALS = 8
"""Files carry coordinates to 8 decimals of a degree, about a millimetre."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees that holds a shape."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of(cls, shape: BaseGeometry) -> "Box":
        """Return the box of a shape that is not empty."""
        return cls(*(float(edge) for edge in shape.bounds))


def to_bytes(shape: Shape) -> bytes:
    """Return the shape as well-known binary, coordinates as they are."""
    return bytes(shapely.to_wkb(shape, byte_order=1))


def from_bytes(data: bytes | memoryview) -> Shape:
    """Return the shape stored by `to_bytes`."""
    shape = shapely.from_wkb(bytes(data))
    if not isinstance(shape, Polygon | MultiPolygon):
        raise TypeError("stored boundary is no polygon")
    return shape


def rounded(shape: Shape) -> Shape:
    """Return the shape with coordinates rounded to DECIMALS."""
    return shapely.transform(shape, lambda xy: numpy.round(xy, DECIMALS))


def area_m2(shape: BaseGeometry) -> float:
    """Return the area in square metres, true to 1 : 50,000 up to the size of a county.

    The scale is that of the middle latitude. It keeps straight lines straight, which an
    equal-area projection does not: there a sliver along a long edge would seem 100 times as big.
    """
    if shape.is_empty:
        return 0.0
    east, north = geo.metres_per_degree(float(shape.centroid.y))
    return float(shape.area) * east * north


def polygons_only(shape: BaseGeometry) -> Shape:
    """Return what of a shape has an area: lines and points left by an intersection go."""
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]
    parts += [
        inner
        for part in shapely.get_parts(shape)
        if isinstance(part, MultiPolygon)
        for inner in part.geoms
    ]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def converted(
    shape: Shape,
    source: geo.CoordinateSystem,
    target: geo.CoordinateSystem = geo.CoordinateSystem.WGS84,
) -> Shape:
    """Return the shape in another coordinate system."""
    if source == target:
        return shape
    return shapely.transform(
        shape,
        lambda xy: numpy.array([geo.convert((x, y), source, target) for x, y in xy]),
    )


def inner_point(shape: Shape) -> geo.Point:
    """Return a point inside the shape, near its middle."""
    middle = shapely.centroid(shape)
    point = middle if shape.contains(middle) else shapely.point_on_surface(shape)
    return float(shapely.get_x(point)), float(shapely.get_y(point))


def union(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return all shapes as one."""
    return shapely.union_all(list(shapes))
