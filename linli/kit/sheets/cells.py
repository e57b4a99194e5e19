"""What a cell may carry beside its text."""

import re

# A row that begins so is a remark of whoever wrote the file: who took it out, when, what for.
REMARK = "※"
# Stands before the text of a number of a workbook that has lost digits; no character of any text.
ROUNDED = "\ufdd0"

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


def shown(text: str) -> str:
    """Return the text of a cell as its file shows it."""
    return text.removeprefix(ROUNDED)
