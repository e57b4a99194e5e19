"""What lists of cells and their staff name, and the rows that go into such lists."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from linli.apps.grids.models import Assignment, Cell, GridRevision, RevisionCell
from linli.core.errors import InvalidInput
from linli.kit.bulk import batches

_CHUNK = 500
DraftCell = RevisionCell


class CellNotNamed(InvalidInput):
    """No cell in force here has this code or name."""

    code = "grid.cell_not_named"


class CellNamedTwice(InvalidInput):
    """Several cells here have this name; the code tells them apart."""

    code = "grid.cell_named_twice"


def named_cell(path: str, text: str, day: date) -> Cell:
    """Return the cell at or below a path by code or name; raises CellNotNamed, CellNamedTwice."""
    cells = Cell.objects.under(path).on(day)
    found = list(cells.filter(code=text)[:1]) or list(cells.filter(name=text)[:2])
    if len(found) > 1:
        raise CellNamedTwice(name=text[:60], field="cell")
    if not found:
        raise CellNotNamed(name=text[:60], field="cell")
    return found[0]


def rows_of_draft(
    revision: GridRevision,
) -> tuple[dict[str, DraftCell], dict[str, DraftCell]]:
    """Return the cells of a draft by code and by name."""
    rows = list(revision.cells.filter(is_closed=False).select_related("cell"))
    by_code = {row.cell.code: row for row in rows if row.cell is not None}
    return by_code, {row.name: row for row in rows}


class CellLine(NamedTuple):
    """A cell in force and the codes of the places put into it."""

    cell: Cell
    holds: list[str]


def cell_lines(path: str, day: date) -> Iterator[CellLine]:
    """Yield the cells in force at or below a path, village grids before their groups."""
    cells = Cell.objects.under(path).on(day).select_related("place", "parent")
    ordered = cells.order_by("scope_path", "parent", "code").iterator(_CHUNK)
    for chunk in batches(ordered, _CHUNK):
        holds: dict[int, list[str]] = {}
        claims = Assignment.objects.on(day).filter(cell__in=chunk, place__isnull=False)
        for cell, code in claims.order_by("place__path").values_list("cell", "place__code"):
            holds.setdefault(cell, []).append(code)
        for cell in chunk:
            yield CellLine(cell, holds.get(cell.pk, []))
