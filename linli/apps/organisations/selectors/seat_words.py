"""What lists call the posts of a body: its type's words, or the titles of a type of one's own."""

from collections.abc import Mapping

from linli.apps.organisations.labels import SEAT_KINDS
from linli.apps.organisations.models import Body, Seat
from linli.apps.organisations.rules.bodies import TYPES, BodyType, SeatKind
from linli.core.errors import InvalidInput
from linli.kit.joining import listed
from linli.kit.registers import CellRefused
from linli.kit.sheets.cleaning import choice


class SeatWordUnknown(InvalidInput):
    """Bodies of this type have no post of this name; `allowed` are those they have."""

    code = "organisations.seat_word_unknown"


def seat_kind_named(body: Body, text: str, *, field: str = "kind") -> SeatKind:
    """Return the kind of seat that a list means in a body; raises SeatWordUnknown."""
    if body.own_type is not None:
        titles = _titles(body)
        for kind, title in titles.items():
            if _plain(title) == _plain(text):
                return kind
        raise SeatWordUnknown(allowed=listed(titles.values()), body=body.name, field=field)
    template = TYPES[BodyType(body.type)]
    words = {one.kind: SEAT_KINDS[one.kind] for one in template.seats}
    try:
        return choice(words)(text)
    except CellRefused as refusal:
        allowed = refusal.facts["allowed"]
        raise SeatWordUnknown(allowed=allowed, body=body.name, field=field) from None


def seat_word(seat: Seat) -> object:
    """Return what lists call a post, so that they come in as they went out."""
    own = _titles(seat.body).get(SeatKind(seat.kind), "") if seat.body.own_type else ""
    return own or SEAT_KINDS[SeatKind(seat.kind)]


def _titles(body: Body) -> Mapping[SeatKind, str]:
    """Return the titles of an own type by kind of seat, the leading one first."""
    if body.own_type is None:
        return {}
    shape = body.own_type.shape
    kinds = (SeatKind.HEAD, SeatKind.VICE_CHAIR, SeatKind.MEMBER, SeatKind.STAFF)
    return {kind: shape.title_of(kind) for kind in kinds if shape.title_of(kind)}


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
