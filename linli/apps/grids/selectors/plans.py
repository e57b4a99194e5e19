"""The pages of a plan: its cells, and the table that says who goes where."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Count, QuerySet

from linli.apps.grids.models import Cell, GridRevision, RevisionCell
from linli.apps.grids.rules.cells import GRID_READERS, CellKind
from linli.apps.grids.rules.revisions import RevisionState
from linli.apps.grids.selectors.responsibility import responsibility
from linli.apps.grids.selectors.staff import StaffRow, staff_of
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import UnitKind
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.core.tree import STEP
from linli.kit.pages import Page, PreparedPages
from linli.kit.prepared import Prepared, hole
from linli.kit.scoped import path_holes, path_values, under


class PlanNotFound(NotFound):
    """There is no such plan, or not for this person."""

    code = "grid.revision_unknown"


def get_revision(actor: Actor, revision_id: int) -> GridRevision:
    """Return a plan that this person may see."""
    revisions = GridRevision.objects.visible_to(actor).select_related("place", "based_on")
    revision = revisions.filter(pk=revision_id).first()
    if revision is None:
        raise PlanNotFound(revision=revision_id)
    return revision


def revision_page(actor: Actor, place: Place, *, after: str = "") -> Page:
    """Return one page of the plans of a place and of those below it, the newest first."""
    paths = actor.paths(GRID_READERS)
    listed = _revision_pages(None if actor.is_system else len(paths))
    return listed.page(after=after, within=place.path, **path_values(paths))


@cache
def _revision_pages(paths: int | None) -> PreparedPages:
    def build() -> "QuerySet[GridRevision]":
        rows = GridRevision.objects.under(hole("within", GridRevision, "scope_path"))
        if paths is not None:
            rows = rows.under(*path_holes(paths, GridRevision))
        return rows.select_related("place").annotate(cells_count=Count("cells"))

    return PreparedPages(GridRevision, build, order=["-created_at", "-id"])


def waiting_revisions(actor: Actor, *, limit: int = 5) -> list[GridRevision]:
    """Return published plans at the actor's places that wait for their day, the next first."""
    paths = actor.paths(GRID_READERS)
    return _waiting(None if actor.is_system else len(paths), limit).objects(**path_values(paths))


@cache
def _waiting(paths: int | None, limit: int) -> Prepared:
    def build() -> "QuerySet[GridRevision]":
        rows = GridRevision.objects.filter(state=RevisionState.PUBLISHED)
        if paths is not None:
            rows = rows.under(*path_holes(paths, GridRevision))
        return rows.select_related("place").order_by("valid_from", "pk")[:limit]

    return Prepared(build)


def due_revisions(*, day: date) -> list[int]:
    """Return the numbers of published plans whose day has come."""
    rows = GridRevision.objects.filter(state=RevisionState.PUBLISHED, valid_from__lte=day)
    return list(rows.order_by("valid_from", "pk").values_list("pk", flat=True))


def plan_cells(revision: GridRevision) -> list[RevisionCell]:
    """Return the cells of a plan, open ones first, village cells before their groups."""
    rows = revision.cells.select_related("cell", "parent", "successor").annotate(
        moves_count=Count("moves")
    )
    return sorted(
        rows,
        key=lambda row: (
            row.is_closed,
            row.parent_id or row.pk,
            row.kind == CellKind.GROUP,
            row.pk,
        ),
    )


def open_cells(revision: GridRevision) -> list[RevisionCell]:
    """Return the cells of a plan that dwellings can go to."""
    rows = list(revision.cells.filter(is_closed=False).order_by("pk"))
    parents = {row.parent_id for row in rows if row.parent_id}
    return [row for row in rows if row.pk not in parents]


def get_plan_cell(revision: GridRevision, row_id: int) -> RevisionCell:
    """Return a cell of a plan; raises PlanNotFound when it has none such."""
    row = revision.cells.select_related("cell").filter(pk=row_id).first()
    if row is None:
        raise PlanNotFound(revision=revision.pk)
    return row


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A place or unit in the planning table: where it belongs, and where it is planned to go.

    `inside` tells how many dwellings it holds; `field` is its name in the form; a place can be
    opened to choose for its parts.
    """

    field: str
    name: str
    inside: int
    now: str
    planned: int | None
    place_id: int | None
    is_mixed: bool


def move_rows(revision: GridRevision, place: Place, *, day: date) -> list[MoveRow]:
    """Return what lies directly in a place, for planning: places below it, then its units."""
    claims = responsibility(place.path, day=day)
    names = dict(Cell.objects.filter(place_id=revision.place_id).values_list("pk", "name"))
    planned_places = dict(
        revision.moves.filter(place__isnull=False).values_list("place_id", "target_id")
    )
    planned_units = dict(
        revision.moves.filter(unit__isnull=False).values_list("unit_id", "target_id")
    )
    counts = _dwellings_by_child(place, day)
    mixed = {path[: len(place.path) + STEP] for path in claims.by_path if path != place.path}
    rows = [
        MoveRow(
            field=f"place-{child.pk}",
            name=child.name,
            inside=counts.get(child.path, 0),
            now=names.get(claims.cell_of(child.path) or 0, ""),
            planned=planned_places.get(child.pk),
            place_id=child.pk,
            is_mixed=child.path in mixed and claims.by_path.get(child.path) is None,
        )
        for child in Place.objects.filter(parent=place).open_on(day).order_by("code")
    ]
    units = Unit.objects.filter(place=place, kind=UnitKind.DWELLING).open_on(day)
    rows += [
        MoveRow(
            field=f"unit-{unit.pk}",
            name=unit.number,
            inside=1,
            now=names.get(claims.cell_of(unit.scope_path, unit.pk) or 0, ""),
            planned=planned_units.get(unit.pk),
            place_id=None,
            is_mixed=False,
        )
        for unit in units.order_by("floor", "code")
    ]
    return rows


def _dwellings_by_child(place: Place, day: date) -> dict[str, int]:
    counts: dict[str, int] = {}
    end = len(place.path) + STEP
    rows = Unit.objects.under(place.path).open_on(day).filter(kind=UnitKind.DWELLING)
    for path, n in rows.order_by().values_list("scope_path").annotate(n=Count("pk")):
        counts[path[:end]] = counts.get(path[:end], 0) + n
    return counts


def get_inner_place(revision: GridRevision, place_id: int | None) -> Place:
    """Return a place at or below that of the plan; raises PlanNotFound outside it."""
    if place_id is None:
        return revision.place
    place = Place.objects.filter(under([revision.scope_path], "path"), pk=place_id).first()
    if place is None:
        raise PlanNotFound(revision=revision.pk)
    return place


def trail_within(revision: GridRevision, place: Place) -> list[Place]:
    """Return the places from that of the plan down to `place`, both included."""
    paths = [place.path[:end] for end in range(len(revision.scope_path), len(place.path) + 1, STEP)]
    return list(Place.objects.filter(path__in=paths).order_by("path"))


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post on a cell of the plan, and the cell it is planned to go to."""

    staff: StaffRow
    cell_name: str
    planned: int | None


def plan_posts(revision: GridRevision, *, day: date) -> list[PostRow]:
    """Return the posts on the cells of a plan."""
    rows = revision.cells.filter(cell__isnull=False).values_list("cell_id", "name")
    names = dict(rows)
    planned = dict(revision.stations.values_list("seat_id", "target_id"))
    staff = staff_of(names, day=day)
    return [
        PostRow(row, names[cell], planned.get(row.seat_id))
        for cell in names
        for row in staff.get(cell, [])
    ]
