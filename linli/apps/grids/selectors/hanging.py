"""What hangs on cells in higher applications, and who moves it when cells change.

A higher application registers a mover in its `apps.py`; the grid never hears what it moves.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from linli.apps.grids.rules.revisions import CellChange
from linli.core.access import Actor


@dataclass(frozen=True, slots=True)
class Hanging:
    """How many things of a kind hang on the cells in question; `code` has a sentence."""

    code: str
    count: int


class Mover(Protocol):
    """Moves what one application ties to cells (网格关联事项的移交)."""

    name: str

    def hanging(self, cell_ids: Collection[int], *, day: date) -> list[Hanging]:
        """Return what hangs on these cells, for the preview."""

    def move(self, change: CellChange, *, actor: Actor, now: datetime) -> Mapping[str, int]:
        """Move it inside the caller's transaction; return counts for the trail."""


_movers: dict[str, Mover] = {}


def register_mover(mover: Mover) -> None:
    """Add a mover; raises ValueError when another one has its name."""
    if mover.name in _movers and _movers[mover.name] is not mover:
        raise ValueError(f"two movers called {mover.name}")
    _movers[mover.name] = mover


def remove_mover(name: str) -> None:
    """Take a mover away again; a name that is not there is fine."""
    _movers.pop(name, None)


def movers() -> list[Mover]:
    """Return all movers in order of their names."""
    return [_movers[name] for name in sorted(_movers)]


def hanging_on(cell_ids: Collection[int], *, day: date) -> list[Hanging]:
    """Return what hangs on these cells in all applications, leaving out what counts nothing."""
    found = [item for mover in movers() for item in mover.hanging(cell_ids, day=day)]
    return [item for item in found if item.count]
