"""Division lists in files."""

from collections.abc import Iterator
from pathlib import Path

from linli.apps.places.rules.lists import DivisionRow
from linli.core.errors import InvalidInput
from linli.kit.sheets.reading import read_rows

# The statistical list of the district the project was built for; its source stands beside it.
MUDAN = Path(__file__).parents[1] / "data" / "mudan.csv"
_COLUMNS = ["code", "name", "level", "parent_code"]


class ColumnsMissing(InvalidInput):
    """The file is no division list: its first row lacks a column."""

    code = "division.columns_missing"


def read_divisions(path: Path) -> Iterator[DivisionRow]:
    """Yield the rows of a CSV or Excel file with the columns code, name, level, parent_code.

    Raises ColumnsMissing, and FileRefused for what is no table.
    """
    rows = iter(read_rows(path))
    _, titles = next(rows, (0, []))
    head = [title.strip().lower() for title in titles]
    missing = [name for name in _COLUMNS if name not in head]
    if missing:
        raise ColumnsMissing(columns=", ".join(missing))
    places = [head.index(name) for name in _COLUMNS]
    for line, row in rows:
        cells = [row[place].strip() if place < len(row) else "" for place in places]
        yield DivisionRow(line, *cells)
