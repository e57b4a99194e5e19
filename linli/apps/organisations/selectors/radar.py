"""What is missing or about to be: seats without anybody, terms ending, long acting, nobody in."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.apps.organisations.labels import BODY_TYPES, SEAT_KINDS
from linli.apps.organisations.models import Absence, Appointment, Body, Seat
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.rules.days import last_day
from linli.apps.organisations.selectors.bodies import held_marked
from linli.apps.organisations.selectors.duties import Fallback, fallbacks
from linli.apps.organisations.selectors.names import names_of
from linli.apps.organisations.selectors.seats import SeatRow, seat_rows
from linli.apps.organisations.selectors.unattended import count_unattended
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.kit.pages import Page, keyset_page
from linli.kit.scoped import under

SOON_DAYS = 90
LONG_ACTING_DAYS = 180
# What every compound is expected to have: the core and the two drives.
EXPECTED = (BodyType.COMPOUND_BRANCH, BodyType.OWNERS_COMMITTEE, BodyType.PROPERTY_TEAM)


@dataclass(frozen=True, slots=True)
class RadarCounts:
    """The figures at the head of the radar."""

    vacant: int
    ending: int
    acting: int
    uncovered: int
    missing: int
    unattended: int


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A vacant seat and to whom its work falls meanwhile."""

    row: SeatRow
    body_name: str
    place_name: str
    fallback: Fallback
    fallback_name: str


@dataclass(frozen=True, slots=True)
class Watched:
    """A post to watch: whose, where, and the day that matters."""

    appointment_id: int
    body_id: int
    body_name: str
    label: str
    holder: str
    day: date
    is_past: bool


@dataclass(frozen=True, slots=True)
class MissingBody:
    """A compound without a body that is expected there."""

    place_id: int
    place_name: str
    type_label: str


def vacant_seats(path: str, day: date) -> "QuerySet[Seat]":
    """Return the seats at or below a place that nobody holds on a day."""
    return held_marked(Seat.objects.on(day).under(path), day).filter(is_held=False)  # type: ignore[misc]  # an annotation


def ending_posts(path: str, day: date, within: int = SOON_DAYS) -> "QuerySet[Appointment]":
    """Return the posts whose term is over, or will be within so many days, or that end then."""
    last = day + timedelta(days=within)
    posts = Appointment.objects.on(day).filter(under([path], "seat__scope_path"))
    return posts.filter(Q(term_ends__lte=last) | Q(term_ends=None, valid_to__lte=last))


def long_acting(path: str, day: date, longer: int = LONG_ACTING_DAYS) -> "QuerySet[Appointment]":
    """Return the posts filled for the time being for longer than so many days."""
    posts = Appointment.objects.on(day).filter(under([path], "seat__scope_path"))
    return posts.filter(is_acting=True, valid_from__lte=day - timedelta(days=longer))


def uncovered_absences(path: str, day: date) -> "QuerySet[Absence]":
    """Return the absences on a day in which nobody stands in."""
    absences = Absence.objects.on(day).filter(under([path], "seat__scope_path"))
    return absences.filter(substitute=None)


def missing_bodies(path: str, day: date, body_type: BodyType) -> "QuerySet[Place]":
    """Return the compounds at or below a place that have no body of a type on a day."""
    bodies = Body.objects.on(day).filter(type=body_type, place=OuterRef("pk"))
    compounds = Place.objects.open_on(day).under(path).filter(kind=PlaceKind.COMPOUND)
    return compounds.filter(~Exists(bodies))


def radar_counts(path: str, day: date, within: int = SOON_DAYS) -> RadarCounts:
    """Return the figures at the head of the radar."""
    return RadarCounts(
        vacant=vacant_seats(path, day).count(),
        ending=ending_posts(path, day, within).count(),
        acting=long_acting(path, day).count(),
        uncovered=uncovered_absences(path, day).count(),
        missing=sum(missing_bodies(path, day, kind).count() for kind in EXPECTED),
        unattended=count_unattended(path, day),
    )


def vacancies_by_kind(path: str, day: date) -> list[tuple[str, str, int]]:
    """Return (type, kind of seat, vacant seats), the most first."""
    rows = vacant_seats(path, day).values("body__type", "kind").annotate(number=Count("pk"))
    found = [(row["body__type"], row["kind"], row["number"]) for row in rows]
    return sorted(found, key=lambda row: (-row[2], row[0], row[1]))


def vacancy_page(path: str, day: date, *, kind: str = "", after: str = "") -> Page:
    """Return a page of vacant seats, each with to whom its work falls."""
    seats = vacant_seats(path, day).select_related("body__place", "place")
    if kind:
        body_type, _dot, seat_kind = kind.partition(".")
        seats = seats.filter(body__type=body_type, kind=seat_kind)
    page = keyset_page(seats, order=["scope_path", "id"], after=after)
    bodies = list({seat.body_id: seat.body for seat in page.rows}.values())
    falls = fallbacks(bodies, day)
    names = names_of(fallback.person_id for fallback in falls.values())
    rows = seat_rows(page.rows, day, named=())
    return Page(
        rows=[
            Vacancy(
                row=row,
                body_name=seat.body.name,
                place_name=seat.place.name,
                fallback=falls[seat.body_id],
                fallback_name=names.get(falls[seat.body_id].person_id or 0, ""),
            )
            for seat, row in zip(page.rows, rows, strict=True)
        ],
        after=page.after,
    )


def ending_page(path: str, day: date, within: int, *, after: str = "") -> Page:
    """Return a page of posts whose term or time is over soon, in the order of entry."""
    page = _watched_page(ending_posts(path, day, within), after)
    return _watched(page, lambda row: last_day(row.term_ends or row.valid_to), day)


def acting_page(path: str, day: date, *, after: str = "") -> Page:
    """Return a page of posts filled for the time being for long."""
    page = _watched_page(long_acting(path, day), after)
    return _watched(page, lambda row: row.valid_from, day)


def _watched_page(posts: "QuerySet[Appointment]", after: str) -> Page:
    posts = posts.select_related("seat__body")
    return keyset_page(posts, order=["seat__scope_path", "id"], after=after)


def _watched(page: Page, day_of: Any, day: date) -> Page:
    names = names_of(row.person_id for row in page.rows)
    return Page(
        rows=[
            Watched(
                appointment_id=row.pk,
                body_id=row.seat.body_id,
                body_name=row.seat.body.name,
                label=row.seat.title or str(SEAT_KINDS[row.seat.kind]),
                holder=names.get(row.person_id, ""),
                day=day_of(row),
                is_past=day_of(row) < day,
            )
            for row in page.rows
        ],
        after=page.after,
    )


def uncovered_page(path: str, day: date, *, after: str = "") -> Page:
    """Return a page of absences without a substitute, with the day of return."""
    absences = uncovered_absences(path, day).select_related("seat__body")
    page = keyset_page(absences, order=["seat__scope_path", "id"], after=after)
    return _watched(page, lambda row: row.valid_to, day)


def missing_page(path: str, day: date, body_type: BodyType, *, after: str = "") -> Page:
    """Return a page of compounds without a body of a type."""
    page = keyset_page(missing_bodies(path, day, body_type), order=["path"], after=after)
    label = str(BODY_TYPES[body_type])
    rows = [MissingBody(place.pk, place.name, label) for place in page.rows]
    return Page(rows=rows, after=page.after)
