"""Types of bodies in words: where they stand and which seats they begin with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linli.apps.organisations.labels import BODY_TYPES, SEAT_KINDS
from linli.apps.organisations.models import OwnType
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.organisations.rules.days import last_day
from linli.apps.places.labels import PLACE_KINDS
from linli.apps.places.rules import PlaceKind
from linli.kit.joining import listed


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One type in words; number, place, source and days only of those a place set up."""

    name: str
    stands_on: str
    seats: str
    own_type_id: int | None = None
    place_name: str = ""
    place_code: str = ""
    source: str = ""
    since: date | None = None
    until: date | None = None


def built_in_types() -> list[TypeRow]:
    """Return the types that stand in code."""
    return [
        TypeRow(
            name=str(BODY_TYPES[body_type]),
            stands_on=_places(template.places),
            seats=_seats((str(SEAT_KINDS[seat.kind]), seat.initial) for seat in template.seats),
        )
        for body_type, template in TYPES.items()
        if body_type != BodyType.OWN
    ]


def own_type_row(row: OwnType) -> TypeRow:
    """Return an own type in words."""
    shape = row.shape
    return TypeRow(
        name=row.name,
        stands_on=_places(shape.places),
        seats=_seats(
            [
                (shape.head_title, 1),
                (shape.deputy_title, shape.deputies),
                (shape.member_title, shape.members),
                (shape.helper_title, 0),
            ]
        ),
        own_type_id=row.pk,
        place_name=row.place.name,
        place_code=row.place.code,
        source=row.source,
        since=row.valid_from,
        until=last_day(row.valid_to),
    )


def _places(kinds: frozenset[PlaceKind]) -> str:
    return listed(PLACE_KINDS[kind] for kind in PlaceKind if kind in kinds)


def _seats(seats: Iterable[tuple[str, int]]) -> str:
    """Return the kinds of seats, with how many a new body has where it has some."""
    return listed(f"{title} {number}" if number else title for title, number in seats if title)
