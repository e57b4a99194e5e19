"""A sketch of a boundary as paths of a drawing, without any base map."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import Polygon

from linli.apps.grids.rules.shapes import Box, Shape
from linli.core import geo


@dataclass(frozen=True, slots=True)
class Sketch:
    """Drawing paths in a box of `width` × `height`, north at the top; `own` is the cell."""

    width: int
    height: int
    own: str
    others: tuple[str, ...]
    metres_per_100: int


def sketch(own: Shape, others: Sequence[Shape] = (), *, size: int = 600) -> Sketch:
    """Return the sketch of a cell with its neighbours around it, cut at a margin.

    The longer side is `size`; `metres_per_100` is the scale for a bar of 100 units.
    """
    box = Box.of(own)
    east, north = geo.metres_per_degree((box.south + box.north) / 2)
    wide, high = (box.east - box.west) * east, (box.north - box.south) * north
    margin = max(wide, high) * 0.15
    scale = size / (max(wide, high) + 2 * margin)
    left, top = box.west - margin / east, box.north + margin / north

    def path(shape: Shape) -> str:
        return " ".join(
            _ring(ring, left, top, east * scale, north * scale)
            for part in shapely.get_parts(shape)
            if isinstance(part, Polygon)
            for ring in (part.exterior, *part.interiors)
        )

    frame = shapely.box(left, box.south - margin / north, box.east + margin / east, top)
    near = [shapely.intersection(other, frame) for other in others if other.intersects(frame)]
    return Sketch(
        width=round((wide + 2 * margin) * scale),
        height=round((high + 2 * margin) * scale),
        own=path(own),
        others=tuple(filter(None, (path(shape) for shape in near))),
        metres_per_100=max(1, round(100 / scale)),
    )


def _ring(ring: object, left: float, top: float, x_scale: float, y_scale: float) -> str:
    points = [
        f"{(x - left) * x_scale:.1f} {(top - y) * y_scale:.1f}"
        for x, y in shapely.get_coordinates(ring).tolist()
    ]
    return "M" + " L".join(points[:-1]) + " Z"
