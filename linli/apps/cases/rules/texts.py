"""What people write, as it is kept: every script and every emoji, but nothing that deceives.

Source: [rule:case-texts].
"""

import unicodedata

from linli.core.errors import InvalidInput

MOST_TEXT, MOST_SPOT, MOST_BASIS = 2000, 120, 200
MOST_NAME, MOST_PHONE, MOST_EMAIL = 60, 30, 120
# Marks that turn the direction of what follows: with them a text reads other than it is.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class TextTooLong(InvalidInput):
    """The text is longer than what is kept; nothing is cut off silently."""

    code = "cases.text_too_long"


class TextMissing(InvalidInput):
    """The act needs words, and there are none."""

    code = "cases.text_missing"


def kept_text(text: str, *, field: str, most: int = MOST_TEXT, needed: bool = True) -> str:
    """Return a text as it is stored: composed, without control and turning marks, trimmed.

    Line breaks stay. Raises TextTooLong and TextMissing.
    """
    if len(text) > 8 * most:  # what is far too long is not even read
        raise TextTooLong(field=field, most=most, length=len(text))
    whole = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(sign for sign in whole if _is_kept(sign)).strip()
    if len(kept) > most:
        raise TextTooLong(field=field, most=most, length=len(kept))
    if needed and not kept:
        raise TextMissing(field=field)
    return kept


def kept_line(text: str, *, field: str, most: int, needed: bool = False) -> str:
    """Return a text of one line as it is stored."""
    return " ".join(kept_text(text, field=field, most=most, needed=needed).split())


def _is_kept(sign: str) -> bool:
    if sign == "\n":
        return True
    return unicodedata.category(sign) not in {"Cc", "Cs"} and sign not in _TURNING
