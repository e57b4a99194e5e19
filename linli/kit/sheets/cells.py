"""What a cell may carry beside its text, and what it is wrapped in by the programs of others."""

import re
from collections.abc import Generator, Sequence
from itertools import zip_longest
from typing import NamedTuple

# The number a spreadsheet shows beside a row, and the texts of its cells.
Row = tuple[int, list[str]]
Rows = Generator[Row, None, None]


class Stretch(NamedTuple):
    """Consecutive rows as columns of texts: `columns[3][5]` is the fourth cell of the sixth row.

    A row with fewer cells than others has empty ones at its end; `given` are such rows as they
    were.
    """

    numbers: Sequence[int]
    columns: Sequence[Sequence[str]]
    given: Sequence[Row] | None = None

    @classmethod
    def of_rows(cls, rows: Sequence[Row]) -> "Stretch":
        """Return rows as columns."""
        cells = zip_longest(*(cells for _number, cells in rows), fillvalue="")
        return cls([number for number, _cells in rows], list(cells), rows)

    def rows(self) -> Sequence[Row]:
        """Return the rows one by one."""
        return self.given or [
            (number, list(cells))
            for number, cells in zip(self.numbers, zip(*self.columns, strict=True), strict=True)
        ]


Stretches = Generator[Stretch, None, None]

# Cells of a row that are looked at.
MAX_COLUMNS = 200
# A row that begins so is a remark of whoever wrote the file: who took it out, when, what for.
REMARK = "※"
# Stands before the text of a number of a workbook that has lost digits; no character of any text.
ROUNDED = "\ufdd0"
# Stands before what a cell shows whose formula has no value: an error, or never calculated.
VALUELESS = "\ufdd1"
# A cell that begins so is run by spreadsheets (ASVS 5.0, 1.2.10).
RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_SAFE_DIGITS = 15
# How a spreadsheet shows a long number when it writes a CSV: 3.71702E+17. The sign is always
# there; a door may be numbered 2E05.
_EXPONENT = re.compile(r"[0-9]+(?:\.[0-9]+)?[Ee]\+[0-9]{2,}", re.ASCII)


def number_text(number: float) -> str:
    """Return the text of a number, marked where a spreadsheet keeps only its first digits.

    An ID number that went through such a cell has lost its last digits and must be refused.
    """
    text = repr(number).removesuffix(".0")
    return ROUNDED + text if abs(number) >= 10**_SAFE_DIGITS else text


def is_rounded(text: str) -> bool:
    """Tell whether a trimmed text is a number that a spreadsheet has rounded."""
    return text.startswith(ROUNDED) or ("+" in text and _EXPONENT.fullmatch(text) is not None)


def is_valueless(text: str) -> bool:
    """Tell whether a trimmed text stands for a formula without a value."""
    return text.startswith(VALUELESS) or (text.startswith("#") and text in _ERRORS)


def trimmed(cell: str) -> str:
    """Return the text of a cell without what surrounds it.

    That is spaces of every kind and marks nobody sees, ="0102" as programs write it to keep an
    opening nought, and the apostrophe before a number or before what would be run.
    """
    text = cell.strip(_AROUND)
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1].strip(_AROUND)
    if text.startswith("'") and (text[1:2].isdigit() or text.startswith(RUN, 1)):
        text = text[1:].strip(_AROUND)
    return text


def shown(text: str) -> str:
    """Return the text of a cell as its file shows it."""
    return text[1:] if text.startswith((ROUNDED, VALUELESS)) else text


_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
# Everything `str.isspace` knows, then marks of order and width without a width of their own.
_AROUND = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
