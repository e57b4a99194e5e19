"""Taking back the ending of a unit or place that was entered by mistake (撤销灭失登记)."""

from datetime import datetime

from django.db import transaction

from linli.apps.places import permissions
from linli.apps.places.models import Place, PlaceEnding, Unit, UnitEnding
from linli.apps.places.rules.errors import (
    EndedWithPlace,
    EndingUnknown,
    NameTaken,
    NumberTaken,
    PlaceEnded,
    PlaceEndingUnknown,
    PlaceStands,
    UnitStands,
)
from linli.apps.places.services.acts import Act, locked_place, locked_places
from linli.apps.places.services.endings import Consequence, Restoring, reopen
from linli.apps.places.services.reshaping import lock_reshaping
from linli.apps.places.services.units import locked_unit
from linli.core.access import Actor, require
from linli.core.errors import NotFound


@transaction.atomic
def restore_unit(*, actor: Actor, unit_id: int, now: datetime) -> tuple[Consequence, ...]:
    """Let a unit that never ended exist on under its code, with all that the ending had closed.

    Source: [rule:unit-restoring]. Raises UnitStands, EndingUnknown, PlaceEnded, NumberTaken, and
    what the reopeners refuse because of what has happened since.
    """
    place_id = Unit.objects.filter(pk=unit_id).values_list("place", flat=True).first()
    if place_id is None:
        raise NotFound(kind="unit")
    place = locked_place(place_id)  # the place first: its own end locks in this order
    unit = locked_unit(unit_id)
    decision = require(permissions.can_change_unit(actor, unit))
    if unit.valid_to is None:
        raise UnitStands(number=unit.number)
    ending = UnitEnding.objects.filter(unit=unit, taken_back_at=None).first()
    if ending is None:
        raise EndingUnknown(number=unit.number)
    if not place.is_open:
        raise PlaceEnded(name=place.name)
    twins = Unit.objects.filter(place=place, kind=unit.kind, number=unit.number, valid_to=None)
    if twins.exists():
        raise NumberTaken(number=unit.number)
    act = Act(actor=actor, on=None, now=now)
    act.restore_unit(unit)
    act.record("unit.restored", place, grant=decision.grant, subject=unit, ended=ending.date)
    ending.taken_back_at = now
    ending.save(update_fields=["taken_back_at"])
    back = Restoring(ending.date, units=(unit,), closed={unit.pk: ending.closed})
    return reopen(back, actor=actor, now=now)


@transaction.atomic
def restore_place(*, actor: Actor, place_id: int, now: datetime) -> tuple[Consequence, ...]:
    """Let a place that never ended exist on, with the places and units that ended with it.

    What had ended by itself before stays ended. Source: [rule:unit-restoring]. Raises PlaceStands,
    EndedWithPlace, PlaceEndingUnknown, PlaceEnded, NameTaken, and what the reopeners refuse.
    """
    lock_reshaping()
    place = locked_place(place_id)
    decision = require(permissions.can_change_place(actor, place))
    endings = _endings_with(place)
    _check_free(place)
    places = locked_places(row.place_id for row in endings)
    of_units = list(
        UnitEnding.objects.filter(with_place=place, taken_back_at=None).order_by("unit_id")
    )
    ended = Unit.objects.filter(endings__with_place=place, endings__taken_back_at=None)
    units = list(ended.select_for_update(of=("self",)).order_by("pk"))
    act = Act(actor=actor, on=None, now=now)
    for one in places:
        act.restore_place(one)
    for unit in units:
        act.restore_unit(unit)
    act.record("place.restored", place, grant=decision.grant, ended=endings[0].date)
    for rows in (PlaceEnding.objects, UnitEnding.objects):
        rows.filter(with_place=place, taken_back_at=None).update(taken_back_at=now)
    back = Restoring(
        endings[0].date,
        units=tuple(units),
        places=tuple(places),
        closed={row.unit_id: row.closed for row in of_units},
        closed_at={row.place_id: row.closed for row in endings},
    )
    return reopen(back, actor=actor, now=now)


def _endings_with(place: Place) -> list[PlaceEnding]:
    """Return the endings of a place and of those that ended with it, the highest first."""
    if place.is_open:
        raise PlaceStands(name=place.name)
    own = PlaceEnding.objects.filter(place=place, taken_back_at=None).first()
    if own is None:
        raise PlaceEndingUnknown(name=place.name)
    if own.with_place_id != place.pk:
        raise EndedWithPlace(name=place.name, around=own.with_place.name)
    with_it = PlaceEnding.objects.filter(with_place=place, taken_back_at=None)
    return list(with_it.order_by("place__path"))


def _check_free(place: Place) -> None:
    """Refuse a place whose own place is gone, or where another one has its name by now."""
    parent = locked_place(place.parent_id or 0)
    if not parent.is_open:
        raise PlaceEnded(name=parent.name)
    twins = Place.objects.filter(parent=parent, kind=place.kind, name=place.name, valid_to=None)
    if twins.exists():
        raise NameTaken(name=place.name, place=parent.name)
