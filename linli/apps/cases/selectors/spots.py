"""Where something is wrong: one's own dwelling, a plate, a place found by name, a position.

The names of compounds and buildings stand on their walls and the numbers of dwellings on their
doors; whoever stands before one may name it. By themselves dwellings are offered only to the people
who live in or own them, and to whoever reads the plate at the door; step by step down the address
tree (`selectors.address`) anybody finds the number, and never who lives there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from linli.apps.grids.models import Cell
from linli.apps.grids.selectors.location import cell_at, outlined_around
from linli.apps.people.models import Holding, HouseholdMember
from linli.apps.places.models import PLACE_SEARCH, Place, Unit
from linli.apps.places.rules import PlaceKind
from linli.apps.places.selectors.names import address_of, names_by_path
from linli.core.access import Actor
from linli.core.geo import Point
from linli.core.tree import ancestors

MOST = 8
_ESTATES = (
    PlaceKind.COMPOUND,
    PlaceKind.NATURAL_VILLAGE,
    PlaceKind.VILLAGE,
    PlaceKind.COMMUNITY,
)
NAMED = (*_ESTATES, PlaceKind.BUILDING, PlaceKind.ENTRANCE)
_CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Spot:
    """A place or a dwelling that a report may name; `key` travels through the form."""

    key: str
    name: str
    path: str
    place_id: int
    unit_id: int | None = None
    code: str = ""
    number: str = ""


def own_spots(actor: Actor, *, day: date) -> list[Spot]:
    """Return the dwellings a person lives in or owns, and the buildings around them."""
    if actor.person_id is None:
        return []
    living = HouseholdMember.objects.filter(person_id=actor.person_id, valid_to__isnull=True)
    held = Holding.objects.filter(person_id=actor.person_id, valid_to__isnull=True)
    wanted = {
        *living.values_list("household__unit", flat=True),
        *held.values_list("unit", flat=True),
    }
    units = Unit.objects.open_on(day).filter(pk__in=wanted).order_by("pk")[:MOST]
    return _with_names([_of_unit(unit) for unit in units])


def spot_of_key(key: str) -> Spot | None:
    """Return the spot behind a key of a form: "u12" a dwelling, "p34" a place."""
    kind, number = key[:1], key[1:]
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    if kind == "u":
        unit = Unit.objects.filter(pk=int(number), valid_to=None).first()
        return _first([_of_unit(unit)]) if unit else None
    place = Place.objects.filter(pk=int(number), valid_to=None).first() if kind == "p" else None
    return _first([_of_place(place)]) if place else None


def spot_of_code(code: str) -> Spot | None:
    """Return the place or dwelling whose plate carries this code."""
    code = code[:60]
    place = Place.objects.filter(code=code, valid_to=None).first()
    if place is not None:
        return _first([_of_place(place)])
    unit = Unit.objects.filter(code=code, valid_to=None).first()
    return _first([_of_unit(unit)]) if unit else None


def spots_named(text: str) -> list[Spot]:
    """Return places with these words in their names: "邮政局家属院 3号楼" finds the building."""
    words = text[:60].split()
    if not words or len(text.strip()) < 2:
        return []
    ids = PLACE_SEARCH.find(words[0], limit=_CANDIDATES)
    places = Place.objects.filter(pk__in=ids, kind__in=NAMED, valid_to=None)
    found = sorted(
        places, key=lambda one: (not one.name.startswith(words[0]), len(one.path), one.path)
    )
    if len(words) > 1:
        estates = [one.pk for one in found if one.kind in _ESTATES]
        inside = Place.objects.filter(
            parent_id__in=estates, valid_to=None, name__contains=words[-1]
        ).order_by("path")
        found = list(inside[:MOST]) or found
    return _with_names([_of_place(place) for place in found[:MOST]])


def spot_around(point: Point, *, day: date) -> Spot | None:
    """Return the smallest place around a position of which an outline or the grid is drawn."""
    around = [place for place in outlined_around(point, day=day) if place.kind in NAMED]
    cell_id = cell_at(point, day=day)
    if cell_id is not None:
        around.append(Cell.objects.select_related("place").get(pk=cell_id).place)
    if not around:
        return None
    return spot_of_place(max(around, key=lambda place: len(place.path)))


def spot_of_place(place: Place) -> Spot:
    """Return a place as a spot."""
    return _first([_of_place(place)])


def spots_of_units(units: Iterable[Unit]) -> list[Spot]:
    """Return dwellings as spots, in their order."""
    return _with_names([_of_unit(unit) for unit in units])


def _of_place(place: Place) -> Spot:
    return Spot(key=f"p{place.pk}", name="", path=place.path, place_id=place.pk, code=place.code)


def _of_unit(unit: Unit) -> Spot:
    return Spot(
        key=f"u{unit.pk}",
        name="",
        path=unit.scope_path,
        place_id=unit.place_id,
        unit_id=unit.pk,
        code=unit.code,
        number=unit.number,
    )


def _first(spots: list[Spot]) -> Spot:
    return _with_names(spots)[0]


def _with_names(spots: Iterable[Spot]) -> list[Spot]:
    spots = list(spots)
    paths = {above for spot in spots for above in (*ancestors(spot.path), spot.path)}
    names = names_by_path(paths)
    return [
        replace(spot, name=f"{address_of(spot.path, names)} {spot.number}".strip())
        for spot in spots
    ]
