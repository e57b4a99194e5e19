"""The address tree of a report: from the community down to the number of a door, step by step.

What stands on walls and doors: names of places, numbers of dwellings, nothing of who lives there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from linli.apps.cases.selectors.spots import NAMED, Spot, spot_of_place, spots_of_units
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind, UnitKind
from linli.apps.places.rules.buildings import natural_key
from linli.apps.places.selectors.names import places_at
from linli.core.tree import ancestors
from linli.kit.pages import Page, keyset_page

# More than any building has doors and any township communities; a name finds what lies beyond.
MOST = 400
PLATES = 60
_AREAS = frozenset(
    {PlaceKind.COMMUNITY, PlaceKind.VILLAGE, PlaceKind.COMPOUND, PlaceKind.NATURAL_VILLAGE}
)
_WITH_PLATES = (
    PlaceKind.COMPOUND,
    PlaceKind.NATURAL_VILLAGE,
    PlaceKind.BUILDING,
    PlaceKind.ENTRANCE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A place on the way down, or one to go on to; `key` travels through the form."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Branch:
    """Where somebody stands in the tree: the way there, the places below, the numbers of doors.

    `spot` is the place itself where a report may name it: not a whole township.
    """

    code: str
    name: str
    way: tuple[Step, ...]
    spot: Spot | None
    below: tuple[Step, ...]
    doors: tuple[Spot, ...]

    @property
    def key(self) -> str:
        """Return the key of the place itself, empty where no report may name it."""
        return self.spot.key if self.spot is not None else ""


def branch_at(key: str) -> Branch | None:
    """Return the branch at a place, by the key of a form; None where there is no such place."""
    number = key[1:]
    if key[:1] != "p" or not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    place = Place.objects.filter(pk=int(number), valid_to=None).first()
    return _branch(place) if place is not None else None


def branch_around(path: str) -> Branch | None:
    """Return the branch to begin with: the compound or community around a path.

    Without a path, the highest place below which there is something to choose.
    """
    near = [place for place in places_at([*ancestors(path), path]) if place.kind in _AREAS]
    found = near[-1] if near else _top()
    return _branch(found) if found is not None else None


def _top() -> Place | None:
    """Return the first place from the root down that has several below it."""
    place, below = None, list(Place.objects.filter(parent=None, valid_to=None)[:2])
    while len(below) == 1:
        place = below[0]
        below = list(place.children.filter(valid_to=None).order_by("code")[:2])
    return place


def _branch(place: Place) -> Branch:
    way = places_at(place.ancestor_paths)
    below = place.children.filter(valid_to=None).order_by("code")[:MOST]
    units = place.units.filter(valid_to=None, kind=UnitKind.DWELLING)[:MOST]
    return Branch(
        code=place.code,
        name=place.name,
        way=tuple(_step(one) for one in way if one.parent_id is not None),
        spot=spot_of_place(place) if place.kind in NAMED else None,
        below=tuple(_step(one) for one in sorted(below, key=_by_name)),
        doors=tuple(spots_of_units(sorted(units, key=_by_number))),
    )


def _step(place: Place) -> Step:
    return Step(f"p{place.pk}", place.name)


def _by_name(place: Place) -> tuple[Any, ...]:
    # Divisions stand in the order of their codes, as everywhere; what people number, by number.
    numbered = place.kind in {PlaceKind.BUILDING, PlaceKind.ENTRANCE}
    return (not numbered, natural_key(place.name) if numbered else (), place.code)


def _by_number(unit: Unit) -> tuple[Any, ...]:
    return (unit.floor is None, unit.floor or 0, natural_key(unit.number), unit.pk)


@dataclass(frozen=True, slots=True)
class Plate:
    """What a door plate says: where it hangs, and the code that its QR code carries."""

    code: str
    name: str
    around: str


def plates_page(place: Place, *, after: str) -> Page:
    """Return a page of the plates of a place and of the buildings and entrances in it."""
    rows = Place.objects.under(place.path).filter(valid_to=None, kind__in=_WITH_PLATES)
    page = keyset_page(rows, order=("path",), after=after, size=PLATES)
    return Page(rows=list(_plates(page.rows)), after=page.after)


def _plates(places: list[Place]) -> Iterable[Plate]:
    names = {
        place.path: place.name
        for place in places_at({one for row in places for one in row.ancestor_paths})
    }
    for place in places:
        way = [names[one] for one in place.ancestor_paths if one in names]
        yield Plate(place.code, place.name, " ".join(way[-2:]))
