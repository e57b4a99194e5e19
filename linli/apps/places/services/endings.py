"""Units and places that end, and what happens to what hangs on them.

Applications register a closer at start-up. It runs in the transaction of the act, settles by its
own rules what hung on the dwellings, and says in words and counts what it did: that is what the
preview shows. Nothing is left hanging on a dwelling that is gone. Each closer also notes, unit by
unit, which rows it closed: a mistaken ending is taken back by opening exactly these, through the
reopeners. Source: [rule:unit-ending], [rule:unit-restoring].
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise

from linli.apps.places.models import Place, PlaceEnding, Unit, UnitEnding
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
    closed: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    closed_at: dict[int, dict[str, list[int]]] = field(default_factory=dict)

    def note(self, unit_id: int, kind: str, rows: Iterable[int]) -> None:
        """Note the numbers of rows of one kind that were closed with a unit."""
        self.closed.setdefault(unit_id, {}).setdefault(kind, []).extend(rows)

    def note_place(self, place_id: int, kind: str, rows: Iterable[int]) -> None:
        """Note the numbers of rows of one kind that were closed with a place itself."""
        self.closed_at.setdefault(place_id, {}).setdefault(kind, []).extend(rows)


Closed = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Restoring:
    """Units and places whose ending was a mistake: what it had closed is to be open again.

    `closed` says what by the number of the unit, `closed_at` by that of the place.
    """

    on: date
    units: tuple[Unit, ...] = ()
    places: tuple[Place, ...] = ()
    closed: Mapping[int, Closed] = field(default_factory=dict)
    closed_at: Mapping[int, Closed] = field(default_factory=dict)

    def rows(self, kind: str) -> list[int]:
        """Return the numbers of all rows of one kind that were closed with the units."""
        return [row for rows in self.closed.values() for row in rows.get(kind, ())]


@dataclass(frozen=True, slots=True)
class Ended:
    """How many units and places have ended, and what followed."""

    units: int
    places: int
    consequences: tuple[Consequence, ...]


Closer = Callable[[Ending, Actor, datetime], Sequence[Consequence]]
Reopener = Callable[[Restoring, Actor, datetime], Sequence[Consequence]]
_closers: list[Closer] = []
_reopeners: list[Reopener] = []


def register_closer(closer: Closer) -> None:
    """Let an application settle what it hangs on units and places that end; in this order."""
    if closer not in _closers:
        _closers.append(closer)


def register_reopener(reopener: Reopener) -> None:
    """Let an application open again what its closer had closed; in this order."""
    if reopener not in _reopeners:
        _reopeners.append(reopener)


def conclude(ending: Ending, *, actor: Actor, now: datetime) -> Ended:
    """Let every application settle what hung on what has ended; raises what they refuse."""
    followed = [line for closer in _closers for line in closer(ending, actor, now)]
    if ending.heir is None:
        _keep(ending)
    return Ended(len(ending.units), len(ending.places), tuple(followed))


def _keep(ending: Ending) -> None:
    """Keep what the ending closed; of its places the last is the one that the act named."""
    named = ending.places[-1] if ending.places else None
    UnitEnding.objects.bulk_create(
        (
            UnitEnding(
                unit=unit, with_place=named, date=ending.on, closed=ending.closed.get(unit.pk, {})
            )
            for unit in ending.units
        ),
        batch_size=500,
    )
    PlaceEnding.objects.bulk_create(
        (
            PlaceEnding(
                place=place,
                with_place=named,
                date=ending.on,
                closed=ending.closed_at.get(place.pk, {}),
            )
            for place in ending.places
        ),
        batch_size=500,
    )


def reopen(restoring: Restoring, *, actor: Actor, now: datetime) -> tuple[Consequence, ...]:
    """Let every application open again what the ending had closed; raises what they refuse."""
    return tuple(line for one in _reopeners for line in one(restoring, actor, now))
