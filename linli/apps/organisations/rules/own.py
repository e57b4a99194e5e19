"""Types of bodies that a place sets up for itself, as data: seats, places, names.

Statutory types stand in code with their citations (`bodies.TYPES`); their rights and rules are
tested and nobody can change them. A type of one's own has one shape: a seat that leads, deputies,
members, and helpers beside them, each under the title it is given. It gives no rights, is no party
body and stands below no other. What is asked of such bodies are rules with a source
(`limits.Test`), entered like any rule of a place. Source: [rule:own-body-types].
"""

from collections.abc import Iterable
from dataclasses import dataclass

from linli.apps.organisations.rules.bodies import TYPES, BodyType, SeatKind, SizeImpossible
from linli.apps.places.rules import PlaceKind
from linli.core.errors import InvalidInput, RuleViolation

MOST_DEPUTIES = 9
MOST_MEMBERS = 99


class OwnTypePlacesUnknown(InvalidInput):
    """Bodies of one's own stand on none of these kinds of place, or no kind was named."""

    code = "organisations.own_type_places_unknown"


class OwnTypeNumbers(InvalidInput):
    """So many deputies or members has no body."""

    code = "organisations.own_type_numbers"


class OwnTypeTitles(InvalidInput):
    """A seat of the type has no title."""

    code = "organisations.own_type_titles"


class OwnTypeNamed(RuleViolation):
    """A type with this name is there already, built in or entered."""

    code = "organisations.own_type_named"


class OwnTypeUnfit(RuleViolation):
    """Such a body cannot be set up there then: the type ended, is of elsewhere or for others."""

    code = "organisations.own_type_unfit"


@dataclass(frozen=True, slots=True)
class OwnShape:
    """What bodies of an own type look like when they are set up (自设组织类型的形态)."""

    places: frozenset[PlaceKind]
    head_title: str
    deputy_title: str = ""
    deputies: int = 0
    member_title: str = ""
    members: int = 0
    helper_title: str = ""

    def title_of(self, kind: SeatKind) -> str:
        """Return the title of a kind of seat in bodies of this type, "" where it has none."""
        return {
            SeatKind.HEAD: self.head_title,
            SeatKind.VICE_CHAIR: self.deputy_title,
            SeatKind.MEMBER: self.member_title,
            SeatKind.STAFF: self.helper_title,
        }.get(kind, "")


def places_of(text: str) -> frozenset[PlaceKind]:
    """Return the kinds of place that a column holds, one a line."""
    return frozenset(PlaceKind(line) for line in text.split())


def places_text(places: Iterable[PlaceKind]) -> str:
    """Return kinds of place as a column holds them."""
    return "\n".join(sorted(places))


def check_shape(shape: OwnShape) -> None:
    """Refuse a shape no body can have.

    Raises OwnTypePlacesUnknown, OwnTypeNumbers, OwnTypeTitles.
    """
    if not shape.places or not shape.places <= TYPES[BodyType.OWN].places:
        raise OwnTypePlacesUnknown(field="places")
    if not 0 <= shape.deputies <= MOST_DEPUTIES:
        raise OwnTypeNumbers(field="deputies")
    if not 0 <= shape.members <= MOST_MEMBERS:
        raise OwnTypeNumbers(field="members")
    named = {
        "head_title": shape.head_title,
        "deputy_title": shape.deputy_title or not shape.deputies,
        "member_title": shape.member_title or not shape.members,
    }
    for field, is_named in named.items():
        if not is_named:
            raise OwnTypeTitles(field=field)


def seats_of_own(shape: OwnShape, size: int | None = None) -> list[tuple[SeatKind, int]]:
    """Return (kind, position) of every seat a new body of the type gets, the leading one first.

    `size` is the number of all of them, the helpers aside; more or fewer are members. Raises
    SizeImpossible when head and deputies are more already, or members have no title.
    """
    members = shape.members if size is None else size - 1 - shape.deputies
    if members < 0 or (members and not shape.member_title):
        raise SizeImpossible(field="size", size=size, least=1 + shape.deputies)
    counts = [(SeatKind.HEAD, 1), (SeatKind.VICE_CHAIR, shape.deputies), (SeatKind.MEMBER, members)]
    return [(kind, position + 1) for kind, count in counts for position in range(count)]
