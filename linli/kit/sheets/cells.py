"""What a cell may carry beside its text."""

import re
from collections.abc import Sequence

# How a spreadsheet shows a long number when it writes a CSV: 3.71702E+17.
_EXPONENT = re.compile(r"[0-9]+(?:\.[0-9]+)?[Ee]\+?[0-9]{2,}", re.ASCII)


# A row that begins so is a remark of whoever wrote the file: who took it out, when, what for.
REMARK = "※"


class Imprecise(str):
    """Text of a number that a spreadsheet has rounded: more than 15 digits, or with an exponent.

    An ID number that went through such a cell has lost its last digits and must be refused.
    """

    __slots__ = ()


def is_rounded(cell: str) -> bool:
    """Tell whether a cell holds a number that a spreadsheet has rounded."""
    return type(cell) is Imprecise or ("E+" in cell and bool(_EXPONENT.fullmatch(cell.strip())))


def may_be_rounded(cells: Sequence[str]) -> bool:
    """Tell quickly whether one of many cells may be a rounded number: never a false "no"."""
    return not {str}.issuperset(map(type, cells)) or "E+" in "\x00".join(cells)
