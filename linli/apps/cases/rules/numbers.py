"""Numbers of cases and codes of slips: short enough to be read out on the telephone.

No letter looks like a digit, and the last character is a check over the others, so that one wrong
or two swapped characters are noticed before anything is looked up. Source: [rule:case-numbers].
"""

from collections.abc import Callable
from datetime import date, timedelta

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"  # without I, L, O, U and Z: 31 signs, a prime
_LOOKS_LIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "Z": "2"})

# Without the check: 34 bits within one day, 54 bits for ever.
NUMBER_SIGNS, SLIP_SIGNS = 7, 11
SLIP_DAYS = 365  # how long after the closing a slip still opens the case

Draw = Callable[[str], str]


def compact_code(text: str) -> str:
    """Return a code as it is compared: upper case, without separators, look-alikes resolved."""
    kept = "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())
    return kept.translate(_LOOKS_LIKE)


def check_sign(code: str) -> str:
    """Return the check character of a compact code: position times value, modulo a prime."""
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(code, 1))
    return ALPHABET[total % len(ALPHABET)]


def is_whole(code: str) -> bool:
    """Tell whether a compact code ends in its own check character."""
    return len(code) > 1 and set(code) <= set(ALPHABET) and check_sign(code[:-1]) == code[-1]


def new_number(day: date, draw: Draw) -> str:
    """Return a number such as 20260302-7KQ2-M4XC; `draw` picks one character of a text."""
    return f"{day:%Y%m%d}-{_grouped(_drawn(NUMBER_SIGNS, draw))}"


def new_slip(draw: Draw) -> str:
    """Return the code of a slip such as 7KQ2-M4XC-9PTW."""
    return _grouped(_drawn(SLIP_SIGNS, draw))


def slip_ends(closed: date | None) -> date | None:
    """Return the first day on which the slip of a case opens nothing any more."""
    return None if closed is None else closed + timedelta(days=SLIP_DAYS)


def _drawn(signs: int, draw: Draw) -> str:
    code = "".join(draw(ALPHABET) for _ in range(signs))
    return code + check_sign(code)


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
