"""Proposing cells: an outline divided among points, each part nearest to its point.

Source: Voronoi diagram of the points, clipped to the outline.
"""

from collections.abc import Sequence
from random import Random  # noqa: TID251 (chance is an argument: only the type is used here)

import shapely
from shapely.geometry import MultiPoint, Point, Polygon

from linli.apps.grids.rules.shapes import Shape, polygons_only
from linli.core import geo


def divide(outline: Shape, points: Sequence[geo.Point]) -> list[Shape]:
    """Return one part of the outline per point, in the order of the points.

    The parts share their edges to the last digit and together cover the outline; points must
    differ. A part may be empty when its point lies far outside.
    """
    if len(points) == 1:
        return [outline]
    cells = shapely.get_parts(
        shapely.voronoi_polygons(MultiPoint(points), extend_to=outline.envelope)
    )
    tree = shapely.STRtree(cells)
    parts = []
    for point in points:
        index = int(tree.query(Point(point), predicate="within")[0])
        # Not rounded: neighbours share their corners exactly, so nothing overlaps or gapes.
        parts.append(polygons_only(shapely.intersection(cells[index], outline)))
    return parts


def scatter(outline: Shape, count: int, *, chance: Random, rounds: int = 3) -> list[geo.Point]:
    """Return `count` points spread evenly over the outline, the same for the same seed.

    Random points are moved to the middle of their parts a few times (Lloyd's method).
    """
    points: list[geo.Point] = []
    west, south, east, north = outline.bounds
    shapely.prepare(outline)
    while len(points) < count:
        point = chance.uniform(west, east), chance.uniform(south, north)
        if outline.contains(Point(point)):
            points.append(point)
    for _ in range(rounds):
        parts = divide(outline, points)
        points = [
            (part.centroid.x, part.centroid.y) if not part.is_empty else point
            for part, point in zip(parts, points, strict=True)
        ]
    return points


def square(centre: geo.Point, half_m: float) -> Polygon:
    """Return the square around a point, `half_m` metres to each side."""
    east, north = geo.metres_per_degree(centre[1])
    dx, dy = half_m / east, half_m / north
    return shapely.box(centre[0] - dx, centre[1] - dy, centre[0] + dx, centre[1] + dy)
