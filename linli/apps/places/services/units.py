"""Units and regular buildings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from linli.apps.places import permissions
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import UNIT_PLACES, PlaceKind, UnitKind
from linli.apps.places.rules.buildings import BuildingPlan
from linli.apps.places.rules.codes import unit_code
from linli.apps.places.rules.dates import check_day
from linli.apps.places.rules.errors import NoUnitsHere, NumberTaken, PlaceEnded
from linli.apps.places.rules.names import unit_area, unit_floor, unit_number
from linli.apps.places.services.acts import Act, locked_place, locked_places
from linli.apps.places.services.endings import Ended, Ending, conclude
from linli.core.access import Actor, require
from linli.core.arithmetic import AreaCm
from linli.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be added: its number, and its floor and area where they are known."""

    number: str
    kind: UnitKind = UnitKind.DWELLING
    floor: int | None = None
    area: AreaCm | None = None


@transaction.atomic
def add_units(
    *,
    actor: Actor,
    place_id: int,
    units: Sequence[NewUnit],
    on: date | None = None,
    now: datetime,
) -> list[Unit]:
    """Add units to an entrance, building, compound or village from the day `on`."""
    place = locked_place(place_id)
    decision = require(permissions.can_change_units(actor, place))
    act = Act(actor=actor, on=on, now=now)
    rows = put_units(act, place, units)
    act.record("unit.added", place, grant=decision.grant)
    return rows


@transaction.atomic
def add_building(
    *,
    actor: Actor,
    parent_id: int,
    name: str,
    plan: BuildingPlan,
    entrance_name: str = "{}单元",
    on: date | None = None,
    now: datetime,
) -> Place:
    """Add a regular building with its entrances and all its dwellings (生成楼栋)."""
    parent = locked_place(parent_id)
    decision = require(permissions.can_add_place(actor, parent, PlaceKind.BUILDING))
    act = Act(actor=actor, on=on, now=now)
    building = act.add_place(parent, PlaceKind.BUILDING, name)
    places = {0: building}
    for entrance in range(1, plan.entrances + 1):
        label = entrance_name.replace("{}", str(entrance))
        places[entrance] = act.add_place(building, PlaceKind.ENTRANCE, label)
    doors: dict[int, list[NewUnit]] = {}
    for door in plan.units():
        unit = NewUnit(number=door.number, floor=door.floor, area=plan.area)
        doors.setdefault(door.entrance, []).append(unit)
    for entrance, units in doors.items():
        put_units(act, places[entrance], units)
    act.record("place.building_added", building, grant=decision.grant)
    return building


def put_units(act: Act, place: Place, units: Iterable[NewUnit]) -> list[Unit]:
    """Add units to a locked place; raises NoUnitsHere, PlaceEnded, NumberTaken."""
    if place.kind not in UNIT_PLACES:
        raise NoUnitsHere(name=place.name)
    if not place.is_open:
        raise PlaceEnded(name=place.name)
    check_day(act.on, today=act.today, earliest=place.valid_from)
    open_units = Unit.objects.filter(place=place, valid_to=None)
    numbers = set(open_units.values_list("kind", "number"))
    rows = []
    for unit in units:
        number = unit_number(unit.number)
        if (unit.kind, number) in numbers:
            raise NumberTaken(number=number, field="number")
        numbers.add((unit.kind, number))
        area = unit_area(unit.area)
        rows.append(
            Unit(
                place=place,
                scope_path=place.path,
                kind=unit.kind,
                number=number,
                floor=unit_floor(unit.floor),
                area_cm=area.value if area else None,
            )
        )
    _give_codes(place, rows)
    act.add_units(rows)
    return rows


def _give_codes(place: Place, units: list[Unit]) -> None:
    """Give each unit a code nobody had: a number that comes back gets a count behind it."""
    repeat = 0
    waiting = units
    taken: set[str] = set()
    while waiting:
        for unit in waiting:
            unit.code = unit_code(UnitKind(unit.kind), place.code, unit.number, repeat)
        used = set(
            Unit.objects.filter(code__in=[unit.code for unit in waiting]).values_list(
                "code", flat=True
            )
        )
        still = []
        for unit in waiting:
            if unit.code in used or unit.code in taken:
                still.append(unit)
            taken.add(unit.code)
        waiting, repeat = still, repeat + 1


def locked_unit(unit_id: int) -> Unit:
    """Lock one unit and return it; raises NotFound."""
    unit = Unit.objects.select_for_update().filter(pk=unit_id).first()
    if unit is None:
        raise NotFound(kind="unit")
    return unit


@transaction.atomic
def change_unit(
    *,
    actor: Actor,
    unit_id: int,
    number: str,
    kind: UnitKind,
    floor: int | None,
    area: AreaCm | None,
    on: date | None = None,
    now: datetime,
) -> Unit:
    """Give a unit another number, kind, floor or area from the day `on`."""
    unit = locked_unit(unit_id)
    decision = require(permissions.can_change_unit(actor, unit))
    act = Act(actor=actor, on=on, now=now)
    number, area = unit_number(number), unit_area(area)
    twins = Unit.objects.filter(place=unit.place_id, kind=kind, number=number, valid_to=None)
    if twins.exclude(pk=unit.pk).exists():
        raise NumberTaken(number=number, field="number")
    act.change_unit(
        unit,
        number=number,
        kind=str(kind),
        floor=unit_floor(floor),
        area_cm=area.value if area else None,
    )
    act.record("unit.changed", unit.place, grant=decision.grant, subject=unit)
    return unit


@transaction.atomic
def end_unit(*, actor: Actor, unit_id: int, on: date | None = None, now: datetime) -> Ended:
    """Let a unit exist no longer from the day `on` (拆除、灭失); raises what the closers refuse."""
    unit = locked_unit(unit_id)
    decision = require(permissions.can_change_unit(actor, unit))
    act = Act(actor=actor, on=on, now=now)
    act.end_unit(unit)
    act.record("unit.ended", unit.place, grant=decision.grant, subject=unit)
    return conclude(Ending(act.on, units=(unit,)), actor=actor, now=now)


@transaction.atomic
def void_units(*, actor: Actor, unit_ids: Iterable[int], now: datetime) -> int:
    """Strike out units that were entered in error, as if they had never been (撤销登记).

    The database refuses where anything refers to one of them. Returns how many there were.
    """
    units = list(Unit.objects.select_for_update().filter(pk__in=list(unit_ids)).order_by("pk"))
    for place in locked_places(sorted({unit.place_id for unit in units})):
        decision = require(permissions.can_change_units(actor, place))
        act = Act(actor=actor, on=None, now=now)
        act.void_units([unit for unit in units if unit.place_id == place.pk])
        act.record("unit.voided", place, grant=decision.grant)
    return len(units)
