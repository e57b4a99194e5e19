"""Acts on keys, and the counting of what programs do with them."""

from linli.apps.interfaces.services.calls import Admission, admit, forget_calls, note_reading
from linli.apps.interfaces.services.keys import (
    KeyData,
    ask_for_key,
    draw_secret,
    end_key,
    grant_key,
)

__all__ = [
    "Admission",
    "KeyData",
    "admit",
    "ask_for_key",
    "draw_secret",
    "end_key",
    "forget_calls",
    "grant_key",
    "note_reading",
]
