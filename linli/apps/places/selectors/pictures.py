"""The picture of a building: floors × doors, entrances side by side, each door with a mark."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.places.labels import UNIT_KINDS, UNIT_SIGNS
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind, UnitKind
from linli.apps.places.rules.buildings import door_of, natural_key
from linli.apps.places.rules.layers import Layer, Mark, layers_for, register_layer
from linli.apps.places.selectors.trees import PlaceOn, children_of, place_now
from linli.apps.places.selectors.units import UnitOn, units_in
from linli.core.access import Actor
from linli.kit.bulk import batches

_KIND_TONES = {
    UnitKind.DWELLING: "info",
    UnitKind.SHOP: "warn",
    UnitKind.PARKING: "muted",
    UnitKind.SHED: "plain",
    UnitKind.OTHER: "plain",
}
_KIND_MARKS = {
    kind: Mark(_KIND_TONES[kind], UNIT_SIGNS[kind], UNIT_KINDS[kind]) for kind in UnitKind
}
_AREA_KNOWN = Mark("ok", pgettext_lazy("sign: the area is known", "✓"), _("Area known"))
_AREA_UNKNOWN = Mark("warn", pgettext_lazy("sign: the area is unknown", "?"), _("Area unknown"))
MOST_ENTRANCES = 60


def _kind_marks(actor: Actor, unit_ids: Sequence[int], day: date) -> Mapping[int, Mark]:
    rows = Unit.objects.filter(pk__in=unit_ids).values_list("pk", "kind")
    return {pk: _KIND_MARKS[UnitKind(kind)] for pk, kind in rows}


def _area_marks(actor: Actor, unit_ids: Sequence[int], day: date) -> Mapping[int, Mark]:
    rows = Unit.objects.filter(pk__in=unit_ids).values_list("pk", "area_cm")
    return {pk: _AREA_UNKNOWN if area is None else _AREA_KNOWN for pk, area in rows}


register_layer(
    Layer("kind", _("Kind of unit"), tuple(_KIND_MARKS.values()), _kind_marks, is_dated=False)
)
register_layer(
    Layer("area", _("Area known"), (_AREA_KNOWN, _AREA_UNKNOWN), _area_marks, is_dated=False)
)


@dataclass(frozen=True, slots=True)
class Door:
    """One unit in the picture with its mark; None where the layer says nothing of it."""

    unit: UnitOn
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Entrance:
    """The columns of one entrance: the place, and the doors there are on any floor."""

    place: PlaceOn
    doors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Floor:
    """One row: the floor and, for each column of all entrances, the doors in that cell."""

    number: int
    cells: tuple[tuple[Door, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A building as its doors stand: `apart` are units that say no floor.

    `unmarked` counts the units of which the layer says nothing.
    """

    entrances: tuple[Entrance, ...]
    floors: tuple[Floor, ...]
    apart: tuple[Door, ...]
    layer: Layer
    layers: tuple[Layer, ...]
    legend: tuple[tuple[Mark, int], ...]
    total: int
    unmarked: int


def building_picture(
    actor: Actor, building: Place, *, today: date, day: date | None = None, layer: str = ""
) -> Picture:
    """Return the picture of a building, coloured by the layer with that code or the first."""
    offered = layers_for(actor, building.path)
    chosen = next((one for one in offered if one.code == layer), offered[0])
    inside = children_of(actor, building.pk, day=day, size=MOST_ENTRANCES).rows
    entrances = [row for row in inside if row.kind is PlaceKind.ENTRANCE]
    places = [place_now(building), *sorted(entrances, key=lambda row: natural_key(row.name))]
    units = units_in(actor, [place.id for place in places], day=day)
    marks: dict[int, Mark] = {}
    for some in batches([unit.id for unit in units], 500):
        marks |= chosen.marks(actor, some, day or today)
    doors = [Door(unit, marks.get(unit.id)) for unit in units]
    counts = Counter(mark.label for mark in marks.values())
    columns, floors = _grid(places, [door for door in doors if door.unit.floor is not None])
    return Picture(
        entrances=tuple(one for one in columns if one.doors),
        floors=floors,
        apart=tuple(door for door in doors if door.unit.floor is None),
        layer=chosen,
        layers=tuple(offered),
        legend=tuple((mark, counts[mark.label]) for mark in chosen.legend or _occurring(marks)),
        total=len(doors),
        unmarked=sum(door.mark is None for door in doors),
    )


def _occurring(marks: Mapping[int, Mark]) -> list[Mark]:
    """Return one mark of each label, in the order of the words."""
    by_label = {str(mark.label): mark for mark in marks.values()}
    return [by_label[label] for label in sorted(by_label, key=natural_key)]


def _grid(
    places: Sequence[PlaceOn], doors: Sequence[Door]
) -> tuple[list[Entrance], tuple[Floor, ...]]:
    """Return the entrances with their columns, and the floors from the top."""
    cells: dict[tuple[int, str, int], list[Door]] = {}
    for door in doors:
        floor = door.unit.floor or 0
        key = (door.unit.place_id, door_of(door.unit.number, floor), floor)
        cells.setdefault(key, []).append(door)
    columns = [
        Entrance(
            place=place,
            doors=tuple(
                sorted({name for where, name, _ in cells if where == place.id}, key=natural_key)
            ),
        )
        for place in places
    ]
    numbers = sorted({floor for _, _, floor in cells}, reverse=True)
    return columns, tuple(
        Floor(
            number=number,
            cells=tuple(
                tuple(cells.get((column.place.id, name, number), ()))
                for column in columns
                for name in column.doors
            ),
        )
        for number in numbers
    )
