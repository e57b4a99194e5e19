"""Which buildings and units belong to a cell, outside a re-division: new ones, and corrections."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.grids import permissions
from linli.apps.grids.models import Assignment, Cell
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.services.locks import CellUnknown, lock_place
from linli.apps.grids.services.stations import follow_cells
from linli.apps.places.models import Place, Unit
from linli.core.access import Actor, require
from linli.core.errors import RuleViolation
from linli.core.tree import is_within
from linli.kit.bulk import batches
from linli.kit.days import local_day


class CellNotOpen(RuleViolation):
    """The cell is not in force on that day."""

    code = "grid.cell_not_open"


class CellHasGroups(RuleViolation):
    """A village cell with groups holds dwellings through its groups only."""

    code = "grid.cell_has_groups"


class AssignmentOutsidePlace(RuleViolation):
    """A cell holds only what lies in its own community or village."""

    code = "grid.assignment_outside_place"


class AssignmentLater(RuleViolation):
    """It has belonged to another cell since a later day; correct that one first."""

    code = "grid.assignment_later"


@transaction.atomic
def assign(
    *,
    actor: Actor,
    cell_id: int,
    place_ids: Sequence[int] = (),
    unit_ids: Sequence[int] = (),
    valid_from: date | None = None,
    now: datetime,
) -> list[Assignment]:
    """Put places and single units into a cell from a day on (划入网格).

    The claim each had before ends that day; what belongs to the cell already stays as it is.
    Claims inside a place stay: they are nearer. Source: [rule:one-cell-per-dwelling].
    """
    day = valid_from or local_day(now)
    cell = Cell.objects.select_related("place").filter(pk=cell_id).first()
    if cell is None:
        raise CellUnknown(cell=cell_id)
    lock_place(cell.place_id)
    decision = require(permissions.can_assign(actor, cell))
    _require_open(cell, day)
    places = list(Place.objects.filter(pk__in=place_ids).order_by("pk").values_list("pk", "path"))
    units = list(
        Unit.objects.filter(pk__in=unit_ids).order_by("pk").values_list("pk", "scope_path")
    )
    _require_inside(cell, [path for _, path in (*places, *units)], len(places) + len(units))
    if len(places) != len(set(place_ids)) or len(units) != len(set(unit_ids)):
        raise AssignmentOutsidePlace(cell=cell.name)
    begun = [*_claim(cell, "place_id", places, day), *_claim(cell, "unit_id", units, day)]
    if begun:
        record(
            actor=actor,
            kind="grid.assigned",
            subject_type="cell",
            subject_id=cell.pk,
            scope_path=cell.scope_path,
            now=now,
            grant=decision.grant,
            facts={
                "valid_from": day,
                "places": [row.place_id for row in begun if row.place_id],
                "units": [row.unit_id for row in begun if row.unit_id],
            },
        )
        # Whoever loses something, by claim or by position, is a cell of the same place.
        cells = Cell.objects.filter(place_id=cell.place_id, valid_to__isnull=True)
        follow_cells(cells.values_list("pk", flat=True), now=now)
    return begun


def end_assignments(*, actor: Actor, rows: Sequence[Assignment], on: date, now: datetime) -> None:
    """End claims of what is gone (划出网格); one that had not begun by then is taken away.

    Called inside the act that ends the units or places; it has asked whether that may be done.
    """
    by_place: dict[int, list[Assignment]] = {}
    for row in rows:
        by_place.setdefault(row.cell.place_id, []).append(row)
    for place_id in sorted(by_place):
        lock_place(place_id)
    void = [row.pk for row in rows if row.valid_from >= on]
    for some in batches(void, 500):
        Assignment.objects.filter(pk__in=some).delete()
    for some in batches([row.pk for row in rows if row.valid_from < on], 500):
        Assignment.objects.filter(pk__in=some).update(valid_to=on)
    for row_cell, theirs in _by_cell(rows).items():
        record(
            actor=actor,
            kind="grid.unassigned",
            subject_type="cell",
            subject_id=row_cell.pk,
            scope_path=row_cell.scope_path,
            now=now,
            facts={
                "valid_to": on,
                "places": [row.place_id for row in theirs if row.place_id],
                "units": [row.unit_id for row in theirs if row.unit_id],
            },
        )
    follow_cells([cell.pk for cell in _by_cell(rows)], now=now)


def _by_cell(rows: Sequence[Assignment]) -> dict[Cell, list[Assignment]]:
    found: dict[Cell, list[Assignment]] = {}
    for row in rows:
        found.setdefault(row.cell, []).append(row)
    return found


def _require_open(cell: Cell, day: date) -> None:
    if cell.valid_from > day or (cell.valid_to is not None and cell.valid_to <= day):
        raise CellNotOpen(cell=cell.name)
    if cell.kind == CellKind.VILLAGE and cell.groups.on(day).exists():
        raise CellHasGroups(cell=cell.name)


def _require_inside(cell: Cell, paths: Iterable[str], count: int) -> None:
    if not all(is_within(path, cell.scope_path) for path in paths):
        raise AssignmentOutsidePlace(cell=cell.name, count=count)


def _claim(
    cell: Cell, column: str, wanted: Sequence[tuple[int, str]], day: date
) -> list[Assignment]:
    numbers = [number for number, _ in wanted]
    rows = Assignment.objects.filter(**{f"{column}__in": numbers}, valid_to__isnull=True)
    current = {getattr(row, column): row for row in rows}
    begun, ended, corrected = [], [], []
    for number, path in wanted:
        row = current.get(number)
        if row is not None and row.cell_id == cell.pk:
            continue
        if row is not None and row.valid_from > day:
            raise AssignmentLater(since=row.valid_from)
        if row is not None and row.valid_from == day:
            row.cell = cell
            corrected.append(row)
            continue
        if row is not None:
            ended.append(row.pk)
        begun.append(Assignment(cell=cell, scope_path=path, valid_from=day, **{column: number}))
    Assignment.objects.filter(pk__in=ended).update(valid_to=day)
    Assignment.objects.bulk_update(corrected, ["cell"], batch_size=1000)
    Assignment.objects.bulk_create(begun, batch_size=1000)
    return [*corrected, *begun]
