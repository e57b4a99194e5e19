"""Joining units and dividing one (合户、分户): new units with codes of their own, old ones end.

What hangs on the old units follows by the rules of the applications it belongs to: each registers
itself here at start-up, runs in the same transaction, and says in words what it took along, which
is what the preview shows. Source: [rule:unit-redivision].
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from linli.apps.places import permissions
from linli.apps.places.models import Place, Unit, UnitSuccession
from linli.apps.places.rules import PlaceKind, SuccessionKind, UnitKind
from linli.apps.places.rules.errors import TooFewUnits, UnitsApart, UnitsNotAlike
from linli.apps.places.rules.redivision import check_areas, structure_of
from linli.apps.places.services.acts import Act, locked_places
from linli.apps.places.services.endings import Consequence
from linli.apps.places.services.units import NewUnit, put_units
from linli.core.access import Actor, require
from linli.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Redivision:
    """What has become of units on a day: those that ended, and those that began."""

    kind: SuccessionKind
    old: tuple[Unit, ...]
    new: tuple[Unit, ...]
    on: date


Heir = Callable[[Redivision, Actor, datetime], Sequence[Consequence]]
_heirs: list[Heir] = []


def register_heir(heir: Heir) -> None:
    """Let an application take along what it hangs on units; called in the order of registration."""
    if heir not in _heirs:
        _heirs.append(heir)


@dataclass(frozen=True, slots=True)
class Redivided:
    """The new units of a joining or division, and what followed."""

    units: tuple[Unit, ...]
    consequences: tuple[Consequence, ...]


@transaction.atomic
def join_units(
    *,
    actor: Actor,
    unit_ids: Sequence[int],
    into: NewUnit,
    measured_anew: bool = False,
    on: date | None = None,
    now: datetime,
) -> Redivided:
    """Let units of one kind in one building become one from the day `on` (合户).

    The new unit stands where the first one stood. Raises TooFewUnits, UnitsNotAlike, UnitsApart,
    AreaMissing, AreasDiffer, NumberTaken, and what the heirs refuse.
    """
    if len(set(unit_ids)) < 2:
        raise TooFewUnits(field="others")
    old, places = _locked(unit_ids)
    kinds = {unit.kind for unit in old}
    if len(kinds) > 1:
        raise UnitsNotAlike(field="others")
    if len({structure_of(PlaceKind(place.kind), place.path) for place in places.values()}) > 1:
        raise UnitsApart(field="others")
    new = NewUnit(into.number, UnitKind(kinds.pop()), into.floor, into.area)
    change = (SuccessionKind.MERGE, old, [new])
    return _redivide(actor, *change, places[old[0].place_id], measured_anew, on, now)


@transaction.atomic
def divide_unit(
    *,
    actor: Actor,
    unit_id: int,
    parts: Sequence[NewUnit],
    measured_anew: bool = False,
    on: date | None = None,
    now: datetime,
) -> Redivided:
    """Let a unit become several from the day `on` (分户); who lives there goes to the first part.

    Raises TooFewUnits, AreaMissing, AreasDiffer, NumberTaken, and what the heirs refuse.
    """
    if len(parts) < 2:
        raise TooFewUnits(field="number_2")
    old, places = _locked([unit_id])
    kind = UnitKind(old[0].kind)
    new = [NewUnit(part.number, kind, part.floor, part.area) for part in parts]
    change = (SuccessionKind.SPLIT, old, new)
    return _redivide(actor, *change, places[old[0].place_id], measured_anew, on, now)


def _locked(unit_ids: Sequence[int]) -> tuple[list[Unit], dict[int, Place]]:
    """Lock units behind their places; return them in the order asked for."""
    wanted = list(dict.fromkeys(unit_ids))
    standing = set(Unit.objects.filter(pk__in=wanted).values_list("place_id", flat=True))
    places = {place.pk: place for place in locked_places(sorted(standing))}
    rows = Unit.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    found = {unit.pk: unit for unit in rows}
    if len(found) != len(wanted):
        raise NotFound(kind="unit")
    return [found[unit_id] for unit_id in wanted], places


def _redivide(
    actor: Actor,
    kind: SuccessionKind,
    old: list[Unit],
    wanted: Sequence[NewUnit],
    place: Place,
    measured_anew: bool,
    on: date | None,
    now: datetime,
) -> Redivided:
    decision = require(permissions.can_change_units(actor, place))
    for unit in old:
        require(permissions.can_change_unit(actor, unit))
    check_areas(
        [unit.area for unit in old],
        [unit.area for unit in wanted],
        measured_anew=measured_anew,
    )
    act = Act(actor=actor, on=on, now=now)
    for unit in old:
        act.end_unit(unit)
    new = put_units(act, place, wanted)
    pairs = [(before, after) for before in old for after in new]
    UnitSuccession.objects.bulk_create(
        UnitSuccession(from_unit=before, to_unit=after, kind=kind, date=act.on)
        for before, after in pairs
    )
    act.record(
        "unit.joined" if kind == SuccessionKind.MERGE else "unit.divided",
        place,
        grant=decision.grant,
        subject=new[0] if kind == SuccessionKind.MERGE else old[0],
        unit_successions=[[before.pk, after.pk] for before, after in pairs],
        measured_anew=measured_anew,
    )
    change = Redivision(kind, tuple(old), tuple(new), act.on)
    followed = [line for heir in _heirs for line in heir(change, actor, now)]
    return Redivided(tuple(new), tuple(followed))
