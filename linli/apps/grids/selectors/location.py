"""From a point to the cell around it: a search tree per revision, kept in this process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy
import shapely

from linli.apps.grids.models import GridRevision, PlaceOutline, RevisionCell
from linli.apps.grids.models.boxed import touches
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.shapes import Box, Shape
from linli.apps.places.models import Place
from linli.core.geo import Point
from linli.kit.dated import in_force


@dataclass(frozen=True)
class _Index:
    """The boundaries of one revision, searchable. Group cells come before their village cell."""

    cells: tuple[int, ...]
    tree: shapely.STRtree

    def find(self, points: Sequence[Point]) -> list[int | None]:
        """Return the cell around each point; on a shared edge the lower number."""
        found: list[int | None] = [None] * len(points)
        geometries = shapely.points(numpy.array(points, dtype=float))
        pairs = self.tree.query(geometries, predicate="intersects").T.tolist()
        for point, place in sorted(pairs, key=lambda pair: (pair[0], pair[1])):
            if found[point] is None:
                found[point] = self.cells[place]
        return found


# A published revision never changes, and its fingerprint is part of the key: a tree cannot go
# stale. 512 revisions are a district; a tree of 400 polygons takes about a megabyte.
@lru_cache(maxsize=512)
def _index(revision_id: int, fingerprint: str) -> _Index:
    rows = RevisionCell.objects.filter(
        revision_id=revision_id, is_closed=False, polygon__isnull=False, cell__isnull=False
    )
    ordered = sorted(rows, key=lambda row: (row.kind != CellKind.GROUP, row.cell_id))
    return _Index(
        cells=tuple(row.cell_id for row in ordered if row.cell_id is not None),
        tree=shapely.STRtree([row.shape for row in ordered]),
    )


def revision_in_force(place_id: int, day: date) -> GridRevision | None:
    """Return the revision of a place in force on `day`, if there is one."""
    return GridRevision.objects.ever_in_force().on(day).filter(place_id=place_id).first()


def cell_at(point: Point, *, day: date) -> int | None:
    """Return the number of the cell around a point on `day`, or None."""
    return cells_at([point], day=day)[0]


def cells_at(points: Sequence[Point], *, day: date) -> list[int | None]:
    """Return the cell around each point on `day`, in the order of the points."""
    found: list[int | None] = [None] * len(points)
    if not points:
        return found
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    around = Box(min(lons), min(lats), max(lons), max(lats))
    revisions = GridRevision.objects.ever_in_force().on(day).filter(touches(around))
    for revision in revisions.order_by("pk"):
        wanted = [
            number
            for number, (lon, lat) in enumerate(points)
            if found[number] is None
            and revision.west <= lon <= revision.east
            and revision.south <= lat <= revision.north
        ]
        if wanted:
            index = _index(revision.pk, revision.fingerprint)
            for number, cell in zip(
                wanted, index.find([points[number] for number in wanted]), strict=True
            ):
                found[number] = cell
    return found


def outline_of(place_id: int, day: date) -> PlaceOutline | None:
    """Return the outline of a place on `day`, if one is known."""
    return PlaceOutline.objects.filter(in_force(day), place_id=place_id).first()


def outlined_around(point: Point, *, day: date) -> list[Place]:
    """Return the open places whose outline holds a point on `day`, the smallest outline first."""
    lon, lat = point
    rows = PlaceOutline.objects.filter(
        in_force(day), touches(Box(lon, lat, lon, lat)), place__valid_to=None
    )
    found = [
        row
        for row in rows.select_related("place").order_by("area_m2", "pk")
        if row.shape is not None and row.shape.covers(shapely.Point(lon, lat))
    ]
    return [row.place for row in found]


def boundary_of(cell_id: int, day: date) -> Shape | None:
    """Return the boundary of a cell on `day`, if it is drawn."""
    revisions = GridRevision.objects.ever_in_force().on(day)
    row = RevisionCell.objects.filter(
        cell_id=cell_id, is_closed=False, revision__in=revisions.values("pk")
    ).first()
    return row.shape if row else None
