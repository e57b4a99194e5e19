"""What is missing at places: bodies that are expected there, leaders of entrances and buildings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from linli.apps.organisations.labels import BODY_TYPES, SEAT_KINDS
from linli.apps.organisations.models import Appointment, Body, Seat, Stewardship
from linli.apps.organisations.rules.basis import Stewarding
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.expected import EXPECTED, LEADERS
from linli.apps.places.models import Place
from linli.kit.dated import in_force
from linli.kit.pages import Page, PreparedPages
from linli.kit.prepared import hole


@dataclass(frozen=True, slots=True)
class MissingBody:
    """A place without a body that is expected there."""

    place_code: str
    place_name: str
    above_name: str
    type_label: str


@dataclass(frozen=True, slots=True)
class MissingLeader:
    """An entrance or building whose neighbours have a leader and which has none."""

    place_code: str
    place_name: str
    above_name: str
    label: str
    has_post: bool


def missing_bodies(path: str, day: date, body_type: BodyType) -> "QuerySet[Place]":
    """Return the places at or below a place that should have a body of a type and have none."""
    wanted = EXPECTED[body_type]
    bodies = Body.objects.on(day).filter(
        type__in=[body_type, *sorted(wanted.instead)], place=OuterRef("pk")
    )
    places = Place.objects.open_on(day).under(path).filter(kind__in=sorted(wanted.places))
    missing = places.filter(~Exists(bodies))
    if body_type == BodyType.PROPERTY_TEAM:
        own = Stewardship.objects.on(day).filter(kind=Stewarding.SELF, place=OuterRef("pk"))
        missing = missing.filter(~Exists(own))
    return missing


def without_leader(path: str, day: date, seat_kind: SeatKind) -> "QuerySet[Place]":
    """Return the entrances (or buildings) without a leader, in compounds that have such posts."""
    seats = Seat.objects.on(day).filter(kind=seat_kind)
    held = Appointment.objects.filter(
        in_force(day), seat__kind=seat_kind, seat__place=OuterRef("pk"), is_void=False
    )
    if LEADERS[seat_kind] == "ENTRANCE":
        beside = seats.filter(place__parent__parent=OuterRef("parent__parent"))
    else:
        beside = seats.filter(place__parent=OuterRef("parent"))
    places = Place.objects.open_on(day).under(path).filter(kind=LEADERS[seat_kind])
    return places.filter(Exists(beside), ~Exists(held))


_PATH, _DAY = hole("path", Place, "path"), hole("day", Place, "valid_from")


def gap_counts() -> "Iterator[tuple[str, Any]]":
    """Yield what counts each kind of gap, by the type of body or the kind of seat."""
    for body_type in EXPECTED:
        yield body_type, partial(missing_bodies, _PATH, _DAY, body_type)
    for seat_kind in LEADERS:
        yield seat_kind, partial(without_leader, _PATH, _DAY, seat_kind)


def missing_page(path: str, day: date, body_type: BodyType, *, after: str = "") -> Page:
    """Return a page of places without a body of a type."""
    page = _missing_pages(body_type).page(after=after, path=path, day=day)
    label = str(BODY_TYPES[body_type])
    rows = [
        MissingBody(place.code, place.name, place.parent.name if place.parent else "", label)
        for place in page.rows
    ]
    return Page(rows=rows, after=page.after)


@cache
def _missing_pages(body_type: BodyType) -> PreparedPages:
    return PreparedPages(
        Place,
        lambda: missing_bodies(_PATH, _DAY, body_type).select_related("parent"),
        order=["path"],
    )


def leaderless_page(path: str, day: date, seat_kind: SeatKind, *, after: str = "") -> Page:
    """Return a page of entrances or buildings without a leader; one more query for their posts."""
    page = _leaderless_pages(seat_kind).page(after=after, path=path, day=day)
    posts = set(
        Seat.objects.on(day)
        .filter(kind=seat_kind, place__in=[place.pk for place in page.rows])
        .values_list("place_id", flat=True)
    )
    label = str(SEAT_KINDS[seat_kind])
    rows = [
        MissingLeader(place.code, place.name, _above(place), label, place.pk in posts)
        for place in page.rows
    ]
    return Page(rows=rows, after=page.after)


@cache
def _leaderless_pages(seat_kind: SeatKind) -> PreparedPages:
    return PreparedPages(
        Place,
        lambda: without_leader(_PATH, _DAY, seat_kind).select_related("parent__parent"),
        order=["path"],
    )


def _above(place: Place) -> str:
    """Return the names of the two places above, the upper one first."""
    near = place.parent
    far = near.parent if near else None
    return " ".join(one.name for one in (far, near) if one)
