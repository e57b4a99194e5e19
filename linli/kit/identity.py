"""Row numbers drawn before a row is stored.

A sealed value is bound to its row, so the row needs its number before it is written; and an
importer can link rows that do not exist yet. 63 bits: seconds since 2020 (31), then a counter (32)
that starts anywhere each second. Numbers grow with time, so an index on them stays compact; two
processes meet with a chance of about n/2³² in the same second, and then the primary key refuses.
"""

import secrets
import threading
import time
from collections.abc import Sequence
from typing import overload

_EPOCH = 1_577_836_800  # 2020-01-01T00:00:00Z
_COUNTER_BITS = 32
_MASK = (1 << _COUNTER_BITS) - 1


class _Drawer:
    """The state of one process: the second of the last number, and the counter within it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._second = -1
        self._counter = 0

    def draw(self, count: int = 1) -> int:
        """Return the first of `count` consecutive numbers."""
        second = int(time.time()) - _EPOCH
        with self._lock:
            if second > self._second:
                self._second = second
                self._counter = secrets.randbits(_COUNTER_BITS)
            if self._counter + count > _MASK:
                self._counter = 0
            first = self._counter
            self._counter += count
            return self._second << _COUNTER_BITS | first


_drawer = _Drawer()


def draw_id() -> int:
    """Return a number that no row has; usable as the default of a primary key."""
    return _drawer.draw()


def draw_ids(count: int) -> range:
    """Return consecutive numbers that no row has."""
    first = _drawer.draw(count)
    return range(first, first + count)


class DrawnIds(Sequence[int]):
    """Many numbers drawn for the rows of one table, in few stretches of consecutive ones."""

    def __init__(self, stretch: int = 1 << 16) -> None:
        self._stretch = stretch
        self._firsts: list[int] = []
        self._next = self._end = 0

    def draw(self) -> int:
        """Return the next number."""
        number = self._next
        if number == self._end:
            number = _drawer.draw(self._stretch)
            self._firsts.append(number)
            self._end = number + self._stretch
        self._next = number + 1
        return number

    def draw_many(self, count: int) -> list[int]:
        """Return the next numbers."""
        numbers: list[int] = []
        while len(numbers) < count:
            first = self.draw()
            last = min(self._end, first + count - len(numbers))
            numbers += range(first, last)
            self._next = last
        return numbers

    def stretches(self) -> list[tuple[int, int]]:
        """Return the first and the last number of each stretch."""
        ends = [first + self._stretch - 1 for first in self._firsts[:-1]]
        return list(zip(self._firsts, [*ends, self._next - 1], strict=False))

    def __len__(self) -> int:
        return len(self._firsts) * self._stretch - (self._end - self._next)

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        stretch, offset = divmod(place, self._stretch)
        return self._firsts[stretch] + offset
