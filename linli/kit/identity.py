"""Row numbers drawn before a row is stored.

A sealed value is bound to its row, so the row needs its number before it is written; and an
importer can link rows that do not exist yet. 63 bits: seconds since 2020 (31), then a counter (32)
that starts anywhere each second. Numbers grow with time, so an index on them stays compact; two
processes meet with a chance of about n/2³² in the same second, and then the primary key refuses.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from itertools import count

_EPOCH = 1_577_836_800  # 2020-01-01T00:00:00Z
_COUNTER_BITS = 32
_MASK = (1 << _COUNTER_BITS) - 1


class _Drawer:
    """The state of one process: the second of the last number, and the counter within it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._second = -1
        self._counters: Iterator[int] = count()

    def draw(self) -> int:
        second = int(time.time()) - _EPOCH
        with self._lock:
            if second > self._second:
                self._second = second
                self._counters = count(secrets.randbits(_COUNTER_BITS))
            return self._second << _COUNTER_BITS | (next(self._counters) & _MASK)


_drawer = _Drawer()


def draw_id() -> int:
    """Return a number that no row has; usable as the default of a primary key."""
    return _drawer.draw()
