"""What the sheet on the notice board says of a cell: public facts only."""

from dataclasses import dataclass
from datetime import date

from linli.apps.grids.models import Assignment, Cell, GridRevision, RevisionCell, SupervisionLine
from linli.apps.grids.rules.revisions import Load
from linli.apps.grids.rules.sketch import Sketch, sketch
from linli.apps.grids.selectors.loads import loads
from linli.apps.grids.selectors.staff import StaffRow, staff_of
from linli.apps.places.models import Place
from linli.core.tree import ancestors

MOST_PLACES = 40


@dataclass(frozen=True, slots=True)
class SheetPost:
    """Somebody responsible: which post, the name, the work number and telephone."""

    row: StaffRow
    name: str
    work_number: str
    work_phone: str


@dataclass(frozen=True, slots=True)
class CellSheet:
    """The content of the sheet (网格公示牌). Source: [rule:notice-board]."""

    cell: Cell
    name: str
    places: tuple[str, ...]
    area: tuple[str, ...]
    more_area: int
    area_m2: int | None
    load: Load
    posts: tuple[SheetPost, ...]
    supervision_phone: str
    sketch: Sketch | None
    since: date


def cell_sheet(cell: Cell, *, day: date) -> CellSheet:
    """Return what the sheet of a cell says on `day`.

    Names of office holders are shown because the law asks for it; telephones are those of work.
    """
    above = Place.objects.filter(path__in=[*ancestors(cell.scope_path), cell.scope_path])
    row = _planned(cell, day)
    drawn = row if row is not None and row.polygon is not None else None
    shape = drawn.shape if drawn is not None else None
    staff = staff_of([cell.pk], day=day).get(cell.pk, [])
    area = _area(cell, day)
    return CellSheet(
        cell=cell,
        name=row.name if row is not None else cell.name,
        places=tuple(_shown(above)),
        area=tuple(area[:MOST_PLACES]),
        more_area=max(0, len(area) - MOST_PLACES),
        area_m2=drawn.area_m2 if drawn is not None else None,
        load=loads(cell.scope_path, day=day).get(cell.pk, Load()),
        posts=tuple(
            SheetPost(row, row.name, row.work_number, row.work_phone) for row in staff if row.name
        ),
        supervision_phone=supervision_phone(cell.scope_path, day=day),
        sketch=sketch(shape, _others(cell, day)) if shape is not None else None,
        since=drawn.revision.valid_from if drawn and drawn.revision.valid_from else cell.valid_from,
    )


def _shown(above: "object") -> list[str]:
    rows = above.order_by("path").values_list("kind", "name")  # type: ignore[attr-defined]
    return [name for kind, name in rows if kind not in {"COUNTRY", "PROVINCE", "PREFECTURE"}]


def _planned(cell: Cell, day: date) -> RevisionCell | None:
    """Return what the plan in force on `day` says of the cell: its name then, its boundary."""
    revisions = GridRevision.objects.ever_in_force().on(day)
    return (
        RevisionCell.objects.filter(cell=cell, is_closed=False, revision__in=revisions.values("pk"))
        .select_related("revision")
        .first()
    )


def _others(cell: Cell, day: date) -> list:
    revisions = GridRevision.objects.ever_in_force().on(day).filter(place_id=cell.place_id)
    rows = RevisionCell.objects.filter(
        revision__in=revisions.values("pk"), is_closed=False, kind=cell.kind, polygon__isnull=False
    ).exclude(cell=cell)
    return [row.shape for row in rows]


def _area(cell: Cell, day: date) -> list[str]:
    """Return the names of what belongs to the cell: villages, compounds, buildings."""
    cells = [cell.pk, *cell.groups.on(day).values_list("pk", flat=True)]
    rows = (
        Assignment.objects.on(day)
        .filter(cell_id__in=cells, place__isnull=False)
        .select_related("place__parent")
        .order_by("scope_path")
    )
    names = []
    for row in rows:
        place = row.place
        if place.kind in {"BUILDING", "ENTRANCE"} and place.parent is not None:
            names.append(f"{place.parent.name} {place.name}")
        else:
            names.append(place.name)
    return names


def supervision_phone(path: str, *, day: date) -> str:
    """Return the complaints line of a place, or of the nearest one above that has one."""
    paths = [path, *reversed(ancestors(path))]
    lines = dict(
        SupervisionLine.objects.on(day)
        .filter(scope_path__in=paths)
        .values_list("scope_path", "phone")
    )
    return next((lines[path] for path in paths if path in lines), "")
