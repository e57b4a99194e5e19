"""A place at a glance: one core and two drives (一核双驱), other bodies, compounds below."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from django.db.models import QuerySet
from django.db.models.lookups import In

from linli.apps.organisations.labels import BODY_TYPES, SEAT_KINDS
from linli.apps.organisations.models import Appointment, Body, Seat, Stewardship
from linli.apps.organisations.rules.acting import DutyKind
from linli.apps.organisations.rules.basis import Stewarding
from linli.apps.organisations.rules.bodies import (
    CELL_KINDS,
    NEIGHBOUR_KINDS,
    PARTY_TYPES,
    TYPES,
    BodyType,
    SeatKind,
)
from linli.apps.organisations.selectors.duties import duties
from linli.apps.organisations.selectors.neighbours import NAMED_AT
from linli.apps.organisations.selectors.own_types import type_words
from linli.apps.organisations.selectors.seats import SeatRow, seat_rows, seats_of_bodies
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.tree import ancestors
from linli.kit.prepared import Prepared, PreparedAmong, hole

DRIVES = (BodyType.OWNERS_COMMITTEE, BodyType.PROPERTY_TEAM)
# In a village the two drives are the villagers' committee and what serves the village.
VILLAGE_DRIVES = (BodyType.VILLAGERS_COMMITTEE, BodyType.SERVICE_CENTRE)
COMMUNITY_DRIVES = (BodyType.RESIDENTS_COMMITTEE, BodyType.SERVICE_CENTRE)
SHOWN_SEATS = 9
SHOWN_CHILDREN = 60


@dataclass(frozen=True, slots=True)
class Card:
    """One body: its seats with holders, and what its holders are besides.

    `apart` counts the seats that the picture shows by group, entrance or cell instead.
    """

    body_id: int
    name: str
    type_label: str
    seats: tuple[SeatRow, ...]
    hidden: int
    apart: int
    held: int
    total: int
    also: tuple[tuple[str, str], ...] = ()

    @property
    def vacant(self) -> int:
        """Return how many seats nobody holds."""
        return self.total - self.held


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the picture: a body, or the type that is missing there."""

    type_label: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A compound (or another place below) in one line: for each body how its lead stands."""

    place_id: int
    code: str
    name: str
    leads: tuple[tuple[str, str], ...]
    vacant: int
    is_fallback: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture of one place on a day."""

    core: tuple[Slot, ...]
    drives: tuple[Slot, ...]
    others: tuple[Card, ...]
    child_heads: tuple[str, ...]
    children: tuple[ChildRow, ...]
    stewarding: str
    body_ids: tuple[int, ...]
    seats: int
    vacant: int

    @property
    def bodies(self) -> int:
        """Return how many bodies the picture shows."""
        return len(self.body_ids)


def chart_of(place: Place, day: date, *, named: bool, named_party: bool) -> Chart:
    """Return the picture of a place on a day.

    `named` and `named_party` tell whether holders, and those in party bodies, are shown by name.
    The number of queries does not grow with bodies, seats or places below.
    """
    bodies = _bodies_at(place, day)
    shown = {body.pk for body in bodies if (named_party if body.type in PARTY_TYPES else named)}
    apart = NEIGHBOUR_KINDS | CELL_KINDS if place.kind in NAMED_AT else frozenset[SeatKind]()
    cards = _cards(bodies, day, shown, apart)
    core_types, drive_types = _picture(PlaceKind(place.kind))
    used = {*core_types, *drive_types}
    here = [body for body in bodies if body.type not in used]
    heads, children = _children(place, day)
    steward = next(iter(_STEWARDS.objects([place.pk], day=day)), None)
    return Chart(
        core=tuple(_slot(kind, bodies, cards) for kind in core_types),
        drives=tuple(_slot(kind, bodies, cards) for kind in drive_types),
        others=tuple(cards[body.pk] for body in here),
        child_heads=heads,
        children=children,
        stewarding=steward.kind if steward else "",
        body_ids=tuple(cards),
        seats=sum(card.total for card in cards.values()),
        vacant=sum(card.vacant for card in cards.values()),
    )


def _picture(kind: PlaceKind) -> tuple[tuple[BodyType, ...], tuple[BodyType, ...]]:
    if kind == PlaceKind.COMPOUND:
        return (BodyType.COMMUNITY_BRANCH, BodyType.COMPOUND_BRANCH), DRIVES
    if kind == PlaceKind.VILLAGE:
        return (BodyType.VILLAGE_BRANCH,), VILLAGE_DRIVES
    if kind == PlaceKind.COMMUNITY:
        return (BodyType.COMMUNITY_BRANCH,), COMMUNITY_DRIVES
    return (), ()


def _bodies_at(place: Place, day: date) -> list[Body]:
    """Return the bodies of a place and, for a compound, the community branch above it."""
    own = _BODIES.objects([place.pk], day=day)
    if place.kind == PlaceKind.COMPOUND:
        own = [*_BRANCHES.objects(ancestors(place.path), day=day), *own]
    order = list(BodyType)
    return sorted(own, key=lambda body: (order.index(BodyType(body.type)), body.name, body.pk))


def _bodies(wanted: In) -> "QuerySet[Body]":
    bodies = Body.objects.on(hole("day", Body, "valid_from"))
    return bodies.filter(wanted).exclude(type=BodyType.OPERATOR)


_BODIES = PreparedAmong(Body, "place", _bodies)
_BRANCHES = PreparedAmong(
    Body, "scope_path", lambda wanted: _bodies(wanted).filter(type=BodyType.COMMUNITY_BRANCH)
)
_POSTS = PreparedAmong(
    Appointment,
    "person",
    lambda wanted: (
        Appointment.objects.on(hole("day", Appointment, "valid_from"))
        .filter(wanted)
        .select_related("seat")
    ),
)
_STEWARDS = PreparedAmong(
    Stewardship,
    "place",
    lambda wanted: (
        Stewardship.objects.on(hole("day", Stewardship, "valid_from")).filter(wanted).order_by("pk")
    ),
)
_BELOW = Prepared(
    lambda: (
        Place.objects.open_on(hole("day", Place, "valid_from"))
        .filter(parent=hole("parent", Place, "parent"))
        .exclude(kind__in=(PlaceKind.BUILDING, PlaceKind.ENTRANCE))
        .order_by("code")[:SHOWN_CHILDREN]
    )
)


def _slot(kind: BodyType, bodies: Sequence[Body], cards: dict[int, Card]) -> Slot:
    found = tuple(cards[body.pk] for body in bodies if body.type == kind)
    return Slot(str(BODY_TYPES[kind]), found)


def _cards(
    bodies: Sequence[Body], day: date, named: Collection[int], apart: Collection[SeatKind]
) -> dict[int, Card]:
    rows = seat_rows(seats_of_bodies([body.pk for body in bodies], day), day, named=named)
    by_body: dict[int, list[SeatRow]] = defaultdict(list)
    for row in rows:
        by_body[row.body_id].append(row)
    also = _other_posts({row.person_id for row in rows if row.person_id}, bodies, named, day)
    words = type_words(bodies)
    cards = {}
    for body in bodies:
        own = by_body[body.pk]
        listed = [row for row in own if row.kind not in apart]
        held = sum(row.appointment_id is not None for row in own)
        beside = tuple(
            (row.holder, words)
            for row in own
            for other, words in also.get(row.person_id or 0, ())
            if other != body.pk
        )
        cards[body.pk] = Card(
            body_id=body.pk,
            name=body.name,
            type_label=words[body.pk],
            seats=tuple(listed[:SHOWN_SEATS]),
            hidden=max(0, len(listed) - SHOWN_SEATS),
            apart=len(own) - len(listed),
            held=held,
            total=len(own),
            also=beside,
        )
    return cards


def _other_posts(
    people: Collection[int], bodies: Sequence[Body], named: Collection[int], day: date
) -> dict[int, list[tuple[int, str]]]:
    """Return person → (body, words) of the posts within these bodies: the cross-appointments."""
    names = {body.pk: body.name for body in bodies if body.pk in named}
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    posts = [one for one in _POSTS.objects(people, day=day) if one.seat.body_id in names]
    for post in sorted(posts, key=lambda one: (one.seat.body_id, one.pk)):
        words = f"{names[post.seat.body_id]} {SEAT_KINDS[post.seat.kind]}"
        found[post.person_id].append((post.seat.body_id, words))
    return found


def _children(place: Place, day: date) -> tuple[tuple[str, ...], tuple[ChildRow, ...]]:
    """Return the heads and lines of the places right below, with who leads what there."""
    places = _BELOW.objects(parent=place.pk, day=day)
    numbers = [child.pk for child in places]
    kinds = {place.kind for place in places}
    types = (BodyType.COMPOUND_BRANCH, *DRIVES) if kinds == {PlaceKind.COMPOUND} else ()
    bodies = _BODIES.objects(numbers, day=day)
    leads, vacant = _leads_and_vacancies(bodies, day)
    fallback = {
        row.place_id
        for row in _STEWARDS.objects(numbers, day=day)
        if row.kind == Stewarding.FALLBACK
    }
    by_place: dict[int, list[Body]] = defaultdict(list)
    for body in bodies:
        by_place[body.place_id].append(body)
    return tuple(str(BODY_TYPES[kind]) for kind in types), tuple(
        ChildRow(
            place_id=child.pk,
            code=child.code,
            name=child.name,
            leads=tuple(
                (str(BODY_TYPES[kind]), _lead(kind, by_place[child.pk], leads)) for kind in types
            ),
            vacant=sum(vacant[body.pk] for body in by_place[child.pk]),
            is_fallback=child.pk in fallback,
        )
        for child in places
    )


def _leads_and_vacancies(
    bodies: Sequence[Body], day: date
) -> tuple[dict[int, DutyKind], Counter[int]]:
    """Return how the leading seat of each body stands, and how many seats nobody holds.

    A line shows no more of them, so no more is read.
    """
    templates = {body.pk: TYPES[BodyType(body.type)] for body in bodies}
    seats = sorted(_SEATS.rows(templates, day=day), key=itemgetter(2, 3))
    held = {seat for (seat,) in _HELD.rows((seat[0] for seat in seats), day=day)}
    vacant = Counter(body for seat, body, *_place in seats if seat not in held)
    leading = {
        body: seat
        for seat, body, *_place, kind in seats
        if templates[body].seat(SeatKind(kind)).leads
    }
    acting = duties([*leading.values()], day)
    return {body: acting[seat].kind for body, seat in leading.items()}, vacant


_SEATS = PreparedAmong(
    Seat,
    "body",
    lambda wanted: (
        Seat.objects.on(hole("day", Seat, "valid_from"))
        .filter(wanted)
        .values_list("pk", "body_id", "scope_path", "position", "kind")
    ),
)
_HELD = PreparedAmong(
    Appointment,
    "seat",
    lambda wanted: (
        Appointment.objects.on(hole("day", Appointment, "valid_from"))
        .filter(wanted)
        .values_list("seat_id")
    ),
)


def _lead(kind: BodyType, bodies: Sequence[Body], leads: dict[int, DutyKind]) -> str:
    """Return how the leading seat of a type stands: its state, or "" where there is no body."""
    for body in bodies:
        if body.type == kind and body.pk in leads:
            return str(leads[body.pk])
    return ""
