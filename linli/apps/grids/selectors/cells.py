"""Finding cells, and what a cell's page says of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from linli.apps.grids.models import Assignment, Cell, GridRevision, RevisionCell
from linli.apps.grids.models.cells import CellQuerySet, cell_sight
from linli.apps.grids.rules.cells import GRID_READERS, CellKind
from linli.apps.grids.rules.revisions import Load
from linli.apps.grids.selectors.loads import NO_CELL, loads
from linli.apps.grids.selectors.staff import COVERED, GRID_WORKERS, StaffRow, staff_of
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.apps.places.selectors.names import places_at
from linli.apps.places.selectors.trees import get_place
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.core.tree import ancestors, is_within
from linli.kit.pages import Page, PreparedPages
from linli.kit.prepared import Prepared, hole
from linli.kit.scoped import path_holes, path_values

_GRID_KINDS = frozenset({PlaceKind.COMMUNITY, PlaceKind.VILLAGE})
MAPPED_KINDS = _GRID_KINDS | {PlaceKind.COUNTY, PlaceKind.TOWNSHIP}
"""The kinds of places whose grid has a page."""


class CellNotFound(NotFound):
    """There is no such cell, or not for this person."""

    code = "grid.cell_not_found"


def get_cell(actor: Actor, code: str) -> Cell:
    """Return a cell that this person may see."""
    cell = Cell.objects.visible_to(actor).select_related("place", "parent").filter(code=code)
    found = cell.first()
    if found is None:
        raise CellNotFound(code=code[:20])
    return found


def get_public_cell(code: str, *, day: date) -> Cell:
    """Return a cell in force, whoever asks: what its notice board says is public."""
    cell = Cell.objects.on(day).select_related("place", "parent").filter(code=code).first()
    if cell is None:
        raise CellNotFound(code=code[:20])
    return cell


def get_grid_place(actor: Actor, code: str) -> Place:
    """Return a place whose grid this person may look at: under a post, or around one.

    Around a post on some buildings lies the community they stand in, and nothing above it.
    """
    place = get_place(actor, code)
    if not _has_sight(actor, place):
        raise CellNotFound(code=code[:20])
    return place


def _has_sight(actor: Actor, place: Place) -> bool:
    if actor.is_system:
        return True
    paths = actor.paths(GRID_READERS)
    around = place.kind in _GRID_KINDS and any(is_within(path, place.path) for path in paths)
    return around or any(is_within(place.path, path) for path in paths)


def grid_way(actor: Actor, place: Place, *, own: bool = False) -> list[tuple[str, str]]:
    """Return (name, code) from the county down to a place; no code where it is closed to them."""
    above = [one for one in places_at(ancestors(place.path)) if one.kind in MAPPED_KINDS]
    steps = [*above, *([place] if own else [])]
    return [(step.name, step.code if _has_sight(actor, step) else "") for step in steps]


def default_place(actor: Actor) -> Place | None:
    """Return the place whose grid somebody sees first: the highest of their posts.

    A post on a building leads to its community.
    """
    for path in sorted(actor.paths(GRID_READERS), key=lambda path: (len(path), path)):
        place = (
            Place.objects.filter(path__in=[*ancestors(path), path], kind__in=MAPPED_KINDS)
            .order_by("-path")
            .first()
        )
        if place is not None:
            return place
    return None


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell in a list: its load and its staff."""

    cell: Cell
    load: Load
    staff: tuple[StaffRow, ...]

    @property
    def workers(self) -> int:
        """Return how many grid workers' posts are covered."""
        return covered_workers(self.staff)


def covered_workers(staff: Iterable[StaffRow]) -> int:
    """Return how many grid workers' posts somebody acts for."""
    return sum(1 for row in staff if row.kind in GRID_WORKERS and row.duty in COVERED)


Sight = tuple[int, int] | None
"""How many paths somebody's view of cells has, at posts and above them; None for all cells."""


def sight(actor: Actor) -> tuple[Sight, dict[str, str]]:
    """Return the shape of an actor's view of cells, and what fills the holes of `cells_seen`."""
    if actor.is_system:
        return None, {}
    paths, around = cell_sight(actor)
    above = {f"around{number}": path for number, path in enumerate(around)}
    return (len(paths), len(around)), above | path_values(paths)


def cells_seen(shape: Sight) -> CellQuerySet:
    """Return the cells under `within` on `day` that such a view shows, for a prepared query."""
    cells = Cell.objects.under(hole("within", Cell, "scope_path"))
    cells = cells.on(hole("day", Cell, "valid_from")).select_related("place")
    if shape is None:
        return cells
    paths, around = shape
    above = [hole(f"around{number}", Cell, "scope_path") for number in range(around)]
    return cells.visible_at(path_holes(paths, Cell), above)


def cell_page(
    actor: Actor,
    place: Place,
    *,
    day: date,
    kind: str = "",
    after: str = "",
    size: int = 20,
    found: Mapping[int, Load] | None = None,
) -> tuple[Page, list[CellRow]]:
    """Return one page of the cells under a place, by code, with loads and staff.

    `found` are the loads of the place, where they are known already.
    """
    shape, given = sight(actor)
    listed = _cell_pages(shape, bool(kind), size)
    page = listed.page(after=after, within=place.path, day=day, kind=kind, **given)
    return page, cell_rows(page.rows, day=day, found=found)


@cache
def _cell_pages(shape: Sight, kind: bool, size: int) -> PreparedPages:
    def build() -> CellQuerySet:
        cells = cells_seen(shape)
        return cells.filter(kind=hole("kind", Cell, "kind")) if kind else cells

    return PreparedPages(Cell, build, order=("code",), size=size)


def cell_rows(
    cells: Sequence[Cell], *, day: date, found: Mapping[int, Load] | None = None
) -> list[CellRow]:
    """Return cells with their loads and staff; the number of queries does not grow."""
    if found is None:
        found = loads(*sorted({cell.scope_path for cell in cells}), day=day) if cells else {}
    staff = staff_of([cell.pk for cell in cells], day=day)
    return [
        CellRow(cell, found.get(cell.pk, Load()), tuple(staff.get(cell.pk, ()))) for cell in cells
    ]


@dataclass(frozen=True, slots=True)
class LoadShare:
    """What each grid worker of a cell has to look after, rounded up."""

    workers: int
    dwellings: int
    households: int


def load_share(load: Load, staff: Sequence[StaffRow]) -> LoadShare | None:
    """Return the load of a cell per grid worker in post, or None when there is none."""
    workers = covered_workers(staff)
    if not workers:
        return None
    return LoadShare(workers, -(-load.dwellings // workers), -(-load.households // workers))


@dataclass(frozen=True, slots=True)
class GridTotals:
    """The figures above the map of a place."""

    cells: dict[CellKind, int]
    load: Load
    without_cell: int

    @property
    def all_cells(self) -> int:
        """Return how many cells there are of all kinds."""
        return sum(self.cells.values())


_KINDS = Prepared(
    lambda: (
        Cell.objects.under(hole("path", Cell, "scope_path"))
        .on(hole("day", Cell, "valid_from"))
        .values_list("pk", "kind")
    )
)


def grid_totals(place: Place, *, day: date, found: Mapping[int, Load]) -> GridTotals:
    """Count the cells of a place by kind, what lies in them, and dwellings without a cell.

    `found` are the loads of the place on that day.
    """
    kinds: dict[Any, Any] = dict(_KINDS.rows(path=place.path, day=day))
    whole = sum((load for cell, load in found.items() if kinds.get(cell) != CellKind.GROUP), Load())
    counts = dict.fromkeys(CellKind, 0)
    for kind in kinds.values():
        counts[CellKind(kind)] += 1
    return GridTotals(counts, whole, found.get(NO_CELL, Load()).dwellings)


def places_of_cell(cell: Cell, *, day: date) -> list[Assignment]:
    """Return what belongs to a cell on `day` by claims, in order of the tree."""
    cells = [cell.pk, *cell.groups.on(day).values_list("pk", flat=True)]
    return list(
        Assignment.objects.on(day)
        .filter(cell_id__in=cells)
        .select_related("place", "unit__place")
        .order_by("scope_path", "unit__number", "pk")
    )


@dataclass(frozen=True, slots=True)
class BoundaryVersion:
    """A boundary a cell had from a day to a day."""

    revision_id: int
    title: str
    name: str
    area_m2: int | None
    valid_from: date
    valid_to: date | None


def boundary_history(cell: Cell) -> list[BoundaryVersion]:
    """Return the boundaries a cell has had, the latest first."""
    rows = RevisionCell.objects.filter(
        cell=cell,
        is_closed=False,
        revision__in=GridRevision.objects.ever_in_force().filter(place_id=cell.place_id),
    ).select_related("revision")
    return [
        BoundaryVersion(
            row.revision_id,
            row.revision.title,
            row.name,
            row.area_m2,
            row.revision.valid_from,
            row.revision.valid_to,
        )
        for row in rows.order_by("-revision__valid_from")
        if row.revision.valid_from is not None
    ]
