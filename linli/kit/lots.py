"""Counting in lots: a process sets aside some of a shared count at once and gives them out itself.

What is counted exactly over all processes then costs one write for each lot, not for each call;
on SQLite a call that only reads would else wait for whoever writes.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any


@dataclass(slots=True)
class _Lot:
    window: Hashable = None
    next: int = 1
    last: int = 0
    lock: Lock = field(default_factory=Lock)

    @property
    def left(self) -> int:
        return self.last - self.next + 1


class Lots:
    """The lots that this process has set aside, one for each name; safe between threads.

    A lot belongs to one window, such as a minute. What is left of it when the next window begins
    is given back with the first lot of that window.
    """

    def __init__(self) -> None:
        self._held: dict[Hashable, _Lot] = {}

    def number(
        self,
        name: Hashable,
        window: Hashable,
        *,
        size: int,
        draw: Callable[[int], int],
        give_back: Callable[[Any, int], object],
    ) -> int:
        """Return the number of this call in its window, from 1 on; no number is given out twice.

        `draw(size)` sets so many aside for all processes to see and returns the new count;
        `give_back(window, rest)` takes what was not used off an earlier one.
        """
        lot = self._held.setdefault(name, _Lot())
        with lot.lock:
            if lot.window != window or not lot.left:
                count, rest = draw(size), lot.left
                if rest:
                    give_back(lot.window, rest)
                lot.window, lot.next, lot.last = window, count - size + 1, count
            found, lot.next = lot.next, lot.next + 1
            return found

    def left(self, name: Hashable) -> int:
        """Return how many this process has set aside under a name and not given out."""
        lot = self._held.get(name)
        return lot.left if lot is not None else 0
