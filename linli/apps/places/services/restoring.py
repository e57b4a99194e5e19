"""Taking back the ending of a unit that was entered by mistake (撤销灭失登记)."""

from datetime import datetime

from django.db import transaction

from linli.apps.places import permissions
from linli.apps.places.models import Unit, UnitEnding
from linli.apps.places.rules.errors import (
    EndingUnknown,
    NumberTaken,
    PlaceEnded,
    UnitStands,
)
from linli.apps.places.services.acts import Act, locked_place
from linli.apps.places.services.endings import Consequence, Restoring, reopen
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
    return reopen(Restoring(unit, ending.date, ending.closed), actor=actor, now=now)
