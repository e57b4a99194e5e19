"""Who looks after a place part by part, as higher applications know it: the grid and its workers.

What a cell is this application does not know; grids registers the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from linli.apps.places.models import Place
from linli.core.access import Actor


@dataclass(frozen=True, slots=True)
class Keeper:
    """One post: what it is, who acts for it (empty when nobody does), the number at work."""

    label: str
    name: str
    work_phone: str


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A part of the place with those who look after it; `address` is its page, where open."""

    name: str
    address: str
    keepers: tuple[Keeper, ...]


@dataclass(frozen=True, slots=True)
class KeptParts:
    """The first parts of a place, and how many there are beyond them."""

    rows: tuple[KeptPart, ...] = ()
    hidden: int = 0


Finder = Callable[[Actor, Place, date], KeptParts]
_finders: list[Finder] = []


def register_keepers(finder: Finder) -> None:
    """Let a higher application say who looks after the parts of a place."""
    if finder not in _finders:
        _finders.append(finder)


def keepers_of(actor: Actor, place: Place, day: date) -> KeptParts:
    """Return the parts of a place with those who look after them on a day."""
    found = [finder(actor, place, day) for finder in _finders]
    return KeptParts(
        rows=tuple(row for parts in found for row in parts.rows),
        hidden=sum(parts.hidden for parts in found),
    )
