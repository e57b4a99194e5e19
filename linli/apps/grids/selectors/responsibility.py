"""Which cell a dwelling belongs to on a day, and which places a worker's view reaches."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from linli.apps.grids.models import Assignment, Cell, PlacePoint
from linli.apps.grids.rules.responsibility import Responsibility, reach
from linli.apps.grids.selectors.location import cells_at
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import UnitKind
from linli.core.tree import ancestors
from linli.kit.prepared import Prepared, hole
from linli.kit.scoped import path_holes, path_values, under


def responsibility(*paths: str, day: date, unit_ids: Iterable[int] | None = None) -> Responsibility:
    """Return the claims on `day` that concern what lies at or below `paths`.

    Claims of places above count too. Buildings without a claim are found by their point.
    `unit_ids` limits the claims of single units to these.
    """
    above = sorted({up for path in paths for up in ancestors(path)})
    places, units, points = _claims(len(paths), len(above))
    given: dict[str, Any] = {f"above{number}": path for number, path in enumerate(above)}
    given |= {"day": day, **path_values(paths)}
    by_path: dict[Any, Any] = dict(places.rows(**given))
    if unit_ids is None:
        by_unit: dict[Any, Any] = dict(units.rows(**given))
    else:
        of_units = Assignment.objects.on(day).filter(under(paths), unit_id__in=list(unit_ids))
        by_unit = dict(of_units.values_list("unit_id", "cell_id"))
    by_position = _by_position(points.rows(**given), by_path, day)
    return Responsibility(by_unit=by_unit, by_path=by_path, by_position=by_position)


@cache
def _claims(paths: int, above: int) -> tuple[Prepared, Prepared, Prepared]:
    """Return the queries for claims of places, claims of units, and points, at so many paths."""

    def concerned(model: type[Assignment | PlacePoint]) -> Q:
        ways_up = [hole(f"above{number}", model, "scope_path") for number in range(above)]
        return under(path_holes(paths, model)) | Q(scope_path__in=ways_up)

    def claims(wanted: Q) -> "QuerySet[Assignment]":
        return Assignment.objects.on(hole("day", Assignment, "valid_from")).filter(wanted)

    return (
        Prepared(
            lambda: claims(concerned(Assignment) & Q(place__isnull=False)).values_list(
                "scope_path", "cell_id"
            )
        ),
        Prepared(
            lambda: claims(
                under(path_holes(paths, Assignment)) & Q(unit__isnull=False)
            ).values_list("unit_id", "cell_id")
        ),
        Prepared(
            lambda: PlacePoint.objects.filter(concerned(PlacePoint)).values_list(
                "scope_path", "lon", "lat"
            )
        ),
    )


def _by_position(
    found: Iterable[tuple[Any, ...]], by_path: Mapping[str, int], day: date
) -> dict[str, int]:
    explicit = Responsibility(by_path=by_path)
    points = [(path, (lon, lat)) for path, lon, lat in found if explicit.cell_of(path) is None]
    cells = cells_at([point for _, point in points], day=day)
    return {path: cell for (path, _), cell in zip(points, cells, strict=True) if cell is not None}


def cell_of_unit(unit: Unit, *, day: date) -> Cell | None:
    """Return the cell a unit belongs to on `day`, or None."""
    claims = responsibility(unit.scope_path, day=day, unit_ids=[unit.pk])
    cell_id = claims.cell_of(unit.scope_path, unit.pk)
    return Cell.objects.get(pk=cell_id) if cell_id is not None else None


def cell_of_place(place: Place, *, day: date) -> Cell | None:
    """Return the cell a building, entrance or compound belongs to as a whole, or None."""
    cell_id = responsibility(place.path, day=day, unit_ids=[]).cell_of(place.path)
    return Cell.objects.get(pk=cell_id) if cell_id is not None else None


def cells_of_units(unit_ids: Iterable[int], *, day: date) -> dict[int, int]:
    """Return unit number to cell number on `day`, for those units that have a cell."""
    paths = dict(Unit.objects.filter(pk__in=list(unit_ids)).values_list("pk", "scope_path"))
    claims = responsibility(*sorted(set(paths.values())), day=day, unit_ids=paths)
    found = {unit: claims.cell_of(path, unit) for unit, path in paths.items()}
    return {unit: cell for unit, cell in found.items() if cell is not None}


def worker_reach(cell: Cell, *, day: date) -> tuple[str, ...]:
    """Return the paths of the places a worker of the cell may look into on `day`.

    A village cell with groups reaches what its groups reach.
    """
    return worker_reaches([cell], day=day)[cell.pk]


def worker_reaches(cells: Collection[Cell], *, day: date) -> dict[int, tuple[str, ...]]:
    """Return the reach of several cells; the claims of a community are read once for all of it."""
    groups: dict[int, list[int]] = defaultdict(list)
    for group in Cell.objects.on(day).filter(parent__in=cells):
        groups[group.parent_id].append(group.pk)
    by_path: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_path[cell.scope_path].append(cell)
    found: dict[int, tuple[str, ...]] = {}
    for path, alike in by_path.items():
        own = {cell.pk: (cell.pk, *groups[cell.pk]) for cell in alike}
        found |= _reaches_in(path, own, day)
    return found


def _reaches_in(
    path: str, cells: Mapping[int, Iterable[int]], day: date
) -> dict[int, tuple[str, ...]]:
    """Return what each cell of a community reaches: its own claims and those of its groups."""
    claims = responsibility(path, day=day)
    children = _children_below(path, day)
    places = dict(Unit.objects.filter(pk__in=list(claims.by_unit)).values_list("pk", "scope_path"))

    def reached(cell_id: int) -> tuple[str, ...]:
        return reach(
            claims,
            cell_id,
            children=lambda path: children.get(path, ()),
            places_of_units={places[unit] for unit in claims.units_of(cell_id)},
        )

    return {
        cell: _roots(path for number in numbers for path in reached(number))
        for cell, numbers in cells.items()
    }


def _roots(paths: Iterable[str]) -> tuple[str, ...]:
    roots: list[str] = []
    for path in sorted(set(paths)):
        if not (roots and path.startswith(roots[-1])):
            roots.append(path)
    return tuple(roots)


def _children_below(path: str, day: date) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {}
    for below in Place.objects.under(path).open_on(day).values_list("path", flat=True):
        above = ancestors(below)
        if above and below != path:
            children.setdefault(above[-1], []).append(below)
    return children


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A building that stands in one cell and is claimed for another (责任交叉)."""

    place_id: int
    name: str
    claimed_id: int
    standing_id: int


def contradictions(path: str, *, day: date) -> list[Contradiction]:
    """Return the buildings under `path` whose point lies in another cell than the claim says."""
    points = list(
        PlacePoint.objects.under(path).select_related("place").order_by("scope_path", "pk")
    )
    claims = responsibility(path, day=day, unit_ids=[])
    standing = cells_at([(row.lon, row.lat) for row in points], day=day)
    families = dict(Cell.objects.on(day).under(path).values_list("pk", "parent_id"))
    found = []
    for row, cell in zip(points, standing, strict=True):
        claimed = claims.cell_of(row.scope_path)
        if claimed is None or cell is None or claimed == cell:
            continue
        if families.get(claimed) != cell and families.get(cell) != claimed:
            found.append(Contradiction(row.place_id, row.place.name, claimed, cell))
    return found


def dwellings_without_cell(path: str, *, day: date, limit: int = 50) -> tuple[int, list[Unit]]:
    """Return how many dwellings under `path` have no cell on `day`, and the first of them."""
    claims = responsibility(path, day=day)
    places = (
        Unit.objects.under(path)
        .open_on(day)
        .filter(kind=UnitKind.DWELLING)
        .order_by("scope_path")
        .values_list("scope_path", flat=True)
        .distinct()
    )
    empty = [place for place in places if claims.cell_of(place) is None]
    rows = (
        Unit.objects.filter(scope_path__in=empty, kind=UnitKind.DWELLING)
        .open_on(day)
        .exclude(pk__in=list(claims.by_unit))
        .select_related("place")
        .order_by("scope_path", "code")
    )
    return rows.count(), list(rows[:limit])
