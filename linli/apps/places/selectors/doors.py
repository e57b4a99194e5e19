"""Finding dwellings the way lists of households name them: compound, building, entrance, door."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind, UnitKind
from linli.core.tree import ancestors
from linli.kit.bulk import batches

_COMPOUNDS = (PlaceKind.COMPOUND, PlaceKind.NATURAL_VILLAGE)
_ESTATES = (*_COMPOUNDS, PlaceKind.COMMUNITY, PlaceKind.VILLAGE)
_BUILT = (PlaceKind.BUILDING, PlaceKind.ENTRANCE)
_DWELLING = str(UnitKind.DWELLING)
_ROWS = 500
K = TypeVar("K")
# "3号楼", "3幢", "03栋" and "3" are one building; "2单元" and "2" are one entrance.
_SUFFIX = re.compile(r"(?:号楼|号院|单元|号|楼|栋|幢|座)$")


class Door(NamedTuple):
    """One dwelling or other unit: its number in the register, its place, and the path of that."""

    unit_id: int
    place_id: int
    path: str


class DoorUnknown(Exception):
    """No such dwelling; `part` is what does not exist: building, entrance or number.

    `several` tells that more than one fits.
    """

    def __init__(self, part: str, *, several: bool = False) -> None:
        super().__init__(part)
        self.part, self.several = part, several


def short_name(text: str) -> str:
    """Return the name of a building or entrance without what people leave out: 03号楼 is 3."""
    name = "".join(text.split()).upper()
    return (_SUFFIX.sub("", name) or name).lstrip("0") or name


def _bare(number: str) -> str:
    """Return a door number as a register has it: 101 for "101 室"."""
    return "".join(number.split()).removesuffix("室")


class Doors:
    """The doors of one compound or village, read once."""

    def __init__(self, path: str) -> None:
        self._buildings: dict[str, int | None] = {}
        self._entrances: dict[tuple[int, str], int | None] = {}
        # By place, 0 standing for what lies in no building: dwellings, None where two share a
        # number, and the other units; then both together with those of the entrances of a building.
        self._dwellings: dict[int, dict[str, Door | None]] = {}
        self._others: dict[int, list[tuple[str, Door]]] = {}
        self._within: dict[int, list[int]] = {}
        self._doors: dict[int, dict[str, Door | None]] = {}
        self._read(path)

    def find(self, building: str, entrance: str, number: str) -> Door:
        """Return the door; an entrance may be left out where the number is unique without it.

        Raises DoorUnknown.
        """
        place = 0
        if building:
            place = _one(self._buildings, building, lambda: short_name(building), "building")
        if entrance:
            key, above = (place, entrance), place
            place = _one(self._entrances, key, lambda: (above, short_name(entrance)), "entrance")
        doors = self._doors.get(place) or self._doors_of(place)
        door = doors.get(number) or doors.get(_bare(number))
        if door is None:
            raise DoorUnknown("number", several=number in doors)
        return door

    def _doors_of(self, place: int) -> dict[str, Door | None]:
        """Return the doors of a place by number, put together when first asked for."""
        doors: dict[str, Door | None] = {}
        places = [place, *self._within.get(place, ())]
        for one in places:
            for number, door in self._dwellings.get(one, {}).items():
                doors[number] = None if number in doors else door
        for one in places:
            for number, door in self._others.get(one, ()):
                doors.setdefault(number, door)  # a shop may bear the number of no dwelling
        self._doors[place] = doors
        return doors

    def _read(self, path: str) -> None:
        """Read places and units."""
        found = {0: 0}
        places = Place.objects.under(path).filter(valid_to=None).order_by("path")
        for pk, parent, kind, name in places.values_list("id", "parent_id", "kind", "name"):
            if kind == PlaceKind.BUILDING:
                _put(self._buildings, name, short_name(name), pk)
            elif kind == PlaceKind.ENTRANCE:
                _put(self._entrances, (parent, name), (parent, short_name(name)), pk)
                self._within.setdefault(parent, []).append(pk)
            found[pk] = pk if kind in _BUILT else 0
        units = Unit.objects.under(path).filter(valid_to=None)
        columns = ("id", "place_id", "scope_path", "number", "kind")
        for pk, place, scope_path, number, kind in units.values_list(*columns).iterator(5_000):
            where = found.get(place)
            if where is None:
                continue
            door = Door(pk, place, scope_path)
            if kind == _DWELLING:
                dwellings = self._dwellings.get(where)
                if dwellings is None:
                    dwellings = self._dwellings[where] = {}
                dwellings[number] = None if number in dwellings else door
            else:
                self._others.setdefault(where, []).append((number, door))


def _put(table: dict[K, int | None], name: K, short: K, pk: int) -> None:
    """Enter a place under its full name, which goes before another's short one."""
    if short != name:
        table[short] = None if short in table else pk
    table[name] = pk


def _one(table: dict[K, int | None], name: K, short: Callable[[], K], part: str) -> int:
    found = table.get(name) or table.get(short())
    if found is None:
        raise DoorUnknown(part, several=name in table or short() in table)
    return found


class Estates:
    """Compounds and villages at or below a place, by code and by name."""

    def __init__(self, path: str) -> None:
        self._paths: dict[str, str | None] = {}
        rows = Place.objects.under(path).filter(kind__in=_ESTATES, valid_to=None)
        for place_path, code, name in rows.order_by("path").values_list("path", "code", "name"):
            self._paths[name] = None if name in self._paths else place_path
            self._paths[code] = place_path
        around = Place.objects.filter(path__in=[*ancestors(path), path], kind__in=_COMPOUNDS)
        self._own = around.order_by("path").values_list("path", flat=True).last()

    def find(self, text: str) -> str:
        """Return the path for a code or name; "" stands for the compound around the place itself.

        Raises DoorUnknown.
        """
        path = self._paths.get(text) if text else self._own
        if path is None:
            raise DoorUnknown("place", several=text in self._paths)
        return path


class Address(NamedTuple):
    """How a list names a unit."""

    estate: str
    building: str
    entrance: str
    number: str


def addresses_below(path: str) -> Iterator[list[tuple[Unit, Address]]]:
    """Yield the open units at or below a place with their addresses, some hundreds at a time."""
    units = Unit.objects.under(path).filter(valid_to=None).order_by("scope_path", "id")
    for rows in batches(units.iterator(chunk_size=_ROWS), _ROWS):
        paths = {row.scope_path for row in rows}
        around = {above for path in paths for above in (*ancestors(path), path)}
        columns = ("path", "kind", "name", "code")
        found = {
            place_path: (kind, name, code)
            for place_path, kind, name, code in Place.objects.filter(
                path__in=around, kind__in=(*_ESTATES, PlaceKind.BUILDING, PlaceKind.ENTRANCE)
            ).values_list(*columns)
        }
        places = {path: _place_names(path, found) for path in paths}
        yield [(row, Address(*places[row.scope_path], row.number)) for row in rows]


def _place_names(path: str, found: dict[str, tuple[str, str, str]]) -> tuple[str, str, str]:
    estate = building = entrance = ""
    for above in (*ancestors(path), path):
        kind, name, code = found.get(above, ("", "", ""))
        if kind == PlaceKind.BUILDING:
            building = name
        elif kind == PlaceKind.ENTRANCE:
            entrance = name
        elif kind:
            estate = code
    return estate, building, entrance
