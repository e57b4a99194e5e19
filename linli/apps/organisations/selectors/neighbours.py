"""Those who lead neighbours: residents' and villagers' groups, buildings, entrances of a place."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from linli.apps.organisations.models import Seat
from linli.apps.organisations.rules.bodies import NEIGHBOUR_KINDS
from linli.apps.organisations.selectors.seats import SeatRow, seat_rows
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.kit.prepared import Prepared, hole
from linli.kit.scoped import under

SHOWN = 60
# Above the community there are too many to name.
NAMED_AT = frozenset(
    {PlaceKind.COMMUNITY, PlaceKind.VILLAGE, PlaceKind.COMPOUND, PlaceKind.NATURAL_VILLAGE}
)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A group, building or entrance with the posts that lead it; `name` tells where it lies."""

    name: str
    rows: tuple[SeatRow, ...]


@dataclass(frozen=True, slots=True)
class Neighbourhoods:
    """The posts at a place, by the place of the post; `hidden` are beyond the first ones."""

    groups: tuple[Neighbourhood, ...]
    total: int
    hidden: int


def neighbourhoods(place: Place, day: date, *, named: bool) -> Neighbourhoods:
    """Return who leads neighbours at or below a place on a day, in the order of the places."""
    if place.kind not in NAMED_AT:
        return Neighbourhoods((), 0, 0)
    seats = _SEATS.objects(path=place.path, day=day)
    shown = seats[:SHOWN]
    bodies = {seat.body_id for seat in shown} if named else set()
    groups: dict[str, list[SeatRow]] = {}
    for seat, row in zip(shown, seat_rows(shown, day, named=bodies), strict=True):
        groups.setdefault(_where(seat, place), []).append(row)
    return Neighbourhoods(
        groups=tuple(Neighbourhood(name, tuple(rows)) for name, rows in groups.items()),
        total=len(seats),
        hidden=len(seats) - len(shown),
    )


def _where(seat: Seat, place: Place) -> str:
    """Return the name of the seat's place, with the building an entrance belongs to."""
    own = seat.place
    if own.kind == PlaceKind.ENTRANCE and own.parent_id not in {None, place.pk}:
        return f"{own.parent.name} {own.name}" if own.parent else own.name
    return own.name


def _seats() -> "QuerySet[Seat]":
    seats = Seat.objects.on(hole("day", Seat, "valid_from"))
    found = seats.filter(under([hole("path", Seat, "scope_path")]), kind__in=NEIGHBOUR_KINDS)
    return found.select_related("body", "place__parent").order_by(
        "scope_path", "kind", "position", "pk"
    )


_SEATS = Prepared(_seats)
