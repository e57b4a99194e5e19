"""Cells as features of a map: boundaries, what they fall under, and what a screen shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from linli.apps.grids.models import Cell, GridRevision, PlaceOutline, RevisionCell
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.maps import MapClass, MapLayer, class_of
from linli.apps.grids.rules.revisions import Load, LoadNorm
from linli.apps.grids.rules.shapes import Shape
from linli.apps.grids.selectors.loads import loads
from linli.apps.grids.selectors.location import outline_of
from linli.apps.grids.selectors.staff import COVERED, GRID_WORKERS, StaffRow, staff_of
from linli.apps.organisations.rules.bodies import SeatKind
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.kit.dated import in_force

_FULL_TIME = frozenset({SeatKind.GRID_WORKER_FULL, SeatKind.VILLAGE_GRID_WORKER})


@dataclass(frozen=True, slots=True)
class MapCell:
    """One cell on the map."""

    cell: Cell
    shape: Shape
    falls_under: MapClass
    load: Load


def map_cells(
    actor: Actor,
    place: Place,
    *,
    day: date,
    layer: MapLayer,
    figures_on: date | None = None,
    norm: LoadNorm | None = None,
) -> list[MapCell]:
    """Return the drawn cells under a place on `day`, village cells before their groups.

    `figures_on` is the day whose loads are shown in them, normally the same.
    """
    cells = {
        cell.pk: cell
        for cell in Cell.objects.visible_to(actor).under(place.path).on(day).select_related("place")
    }
    found = loads(place.path, day=figures_on or day, cells_on=day) if layer == MapLayer.LOAD else {}
    staff = staff_of(cells, day=day) if layer == MapLayer.STAFF else {}
    revisions = GridRevision.objects.ever_in_force().on(day).under(place.path)
    rows = RevisionCell.objects.filter(
        revision__in=revisions.values("pk"), is_closed=False, polygon__isnull=False
    ).order_by("parent_id", "cell__code")
    drawn = []
    for row in sorted(rows, key=lambda row: row.kind == CellKind.GROUP):
        cell, shape = cells.get(row.cell_id or 0), row.shape
        if cell is not None and shape is not None:
            load = found.get(cell.pk, Load())
            full, part = _workers(staff.get(cell.pk, []))
            falls_under = class_of(
                layer,
                kind=CellKind(cell.kind),
                load=load,
                full_time=full,
                part_time=part,
                norm=norm or LoadNorm(),
            )
            drawn.append(MapCell(cell, shape, falls_under, load))
    return drawn


def _workers(rows: list[StaffRow]) -> tuple[int, int]:
    covered = [row for row in rows if row.kind in GRID_WORKERS and row.duty in COVERED]
    full = sum(1 for row in covered if row.kind in _FULL_TIME)
    return full, len(covered) - full


def outlines_on_map(place: Place, *, day: date) -> list[tuple[Shape, str, bool]]:
    """Return the outline of a place and of those directly below: shape, name, whether it is its."""
    rows = PlaceOutline.objects.filter(in_force(day), place__parent_id=place.pk)
    own = PlaceOutline.objects.filter(in_force(day), place_id=place.pk)
    return [
        (row.shape, row.place.name, row.place_id == place.pk)
        for row in (*own.select_related("place"), *rows.select_related("place").order_by("pk"))
        if row.shape is not None
    ]


def exported_cells(
    actor: Actor, place: Place, *, day: date
) -> list[tuple[Shape, Mapping[str, object]]]:
    """Return the boundaries in force under a place with what a file says of each cell."""
    cells = Cell.objects.visible_to(actor).under(place.path).on(day)
    revisions = GridRevision.objects.ever_in_force().on(day).under(place.path)
    rows = (
        RevisionCell.objects.filter(
            revision__in=revisions.values("pk"),
            cell__in=cells.values("pk"),
            is_closed=False,
            polygon__isnull=False,
        )
        .select_related("cell", "parent", "revision__place")
        .order_by("cell__code")
    )
    return [(row.shape, _properties(row)) for row in rows if row.shape is not None]


def draft_cells(revision: GridRevision) -> list[tuple[Shape, Mapping[str, object]]]:
    """Return the boundaries of a revision, drafts included, as for a file."""
    rows = revision.cells.filter(is_closed=False, polygon__isnull=False)
    rows = rows.select_related("cell", "parent", "revision__place").order_by("pk")
    return [(row.shape, _properties(row)) for row in rows if row.shape is not None]


def outline_features(
    revision: GridRevision, *, day: date
) -> list[tuple[Shape, Mapping[str, object]]]:
    """Return the outline of a plan's place as a feature, if it is known."""
    row = outline_of(revision.place_id, day)
    if row is None or row.shape is None:
        return []
    return [(row.shape, {"outline": True, "own": True, "name": revision.place.name})]


def _properties(row: RevisionCell) -> dict[str, object]:
    return {
        "code": row.cell.code if row.cell is not None else "",
        "name": row.name,
        "kind": row.kind,
        "parent": row.parent.name if row.parent is not None else "",
        "place": row.revision.place.code,
        "area_m2": row.area_m2,
    }
