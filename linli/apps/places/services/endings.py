"""Units and places that end, and what happens to what hangs on them.

Applications register a closer at start-up. It runs in the transaction of the act, settles by its
own rules what hung on the dwellings, and says in words and counts what it did: that is what the
preview shows. Nothing is left hanging on a dwelling that is gone. Source: [rule:unit-ending].
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from linli.apps.places.models import Place, Unit
from linli.core.access import Actor


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an application took along or ended: how many of what, and what somebody does about it.

    `who` names those concerned as this actor may see them.
    """

    label: "str | Promise"
    count: int
    note: "str | Promise" = ""
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """Units and places that exist no longer from a day on; `heir` is where a place went up in."""

    on: date
    units: tuple[Unit, ...] = ()
    places: tuple[Place, ...] = ()
    heir: Place | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """How many units and places have ended, and what followed."""

    units: int
    places: int
    consequences: tuple[Consequence, ...]


Closer = Callable[[Ending, Actor, datetime], Sequence[Consequence]]
_closers: list[Closer] = []


def register_closer(closer: Closer) -> None:
    """Let an application settle what it hangs on units and places that end; in this order."""
    if closer not in _closers:
        _closers.append(closer)


def conclude(ending: Ending, *, actor: Actor, now: datetime) -> Ended:
    """Let every application settle what hung on what has ended; raises what they refuse."""
    followed = [line for closer in _closers for line in closer(ending, actor, now)]
    return Ended(len(ending.units), len(ending.places), tuple(followed))
