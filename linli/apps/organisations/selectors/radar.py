"""What is missing or about to be: seats without anybody, terms ending, long acting, nobody in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from linli.apps.organisations.labels import SEAT_KINDS
from linli.apps.organisations.models import Absence, Appointment, Body, Seat
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.days import last_day
from linli.apps.organisations.rules.expected import EXPECTED, LEADERS
from linli.apps.organisations.selectors.bodies import held_marked
from linli.apps.organisations.selectors.duties import Fallback, fallbacks
from linli.apps.organisations.selectors.gaps import gap_counts
from linli.apps.organisations.selectors.names import names_of
from linli.apps.organisations.selectors.seats import SeatRow, seat_rows
from linli.apps.organisations.selectors.unattended import count_unattended
from linli.kit.pages import Page, PreparedPages, keyset_page
from linli.kit.prepared import Prepared, PreparedCounts, hole
from linli.kit.scoped import under

SOON_DAYS = 90
LONG_ACTING_DAYS = 180


@dataclass(frozen=True, slots=True)
class RadarCounts:
    """The figures at the head of the radar."""

    vacant: int
    ending: int
    acting: int
    uncovered: int
    missing_of: Mapping[BodyType, int]
    leaderless_of: Mapping[SeatKind, int]
    unattended: int

    @property
    def missing(self) -> int:
        """Return how many expected bodies are missing."""
        return sum(self.missing_of.values())

    @property
    def leaderless(self) -> int:
        """Return how many entrances and buildings have no leader where their like have one."""
        return sum(self.leaderless_of.values())


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


def vacant_seats(path: str, day: date) -> "QuerySet[Seat]":
    """Return the seats at or below a place that nobody holds on a day."""
    return held_marked(Seat.objects.on(day).under(path), day).filter(is_held=False)  # type: ignore[misc]  # an annotation


def ending_posts(path: str, day: date, within: int = SOON_DAYS) -> "QuerySet[Appointment]":
    """Return the posts whose term is over, or will be within so many days, or that end then."""
    return _ending(path, day, day + timedelta(days=within))


def _ending(path: str, day: date, last: date) -> "QuerySet[Appointment]":
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


def radar_counts(path: str, day: date, within: int = SOON_DAYS) -> RadarCounts:
    """Return the figures at the head of the radar."""
    counted = _FIGURES.of(path=path, day=day, last=day + timedelta(days=within))
    return RadarCounts(
        vacant=counted["vacant"],
        ending=counted["ending"],
        acting=counted["acting"],
        uncovered=counted["uncovered"],
        missing_of={kind: counted[kind] for kind in EXPECTED},
        leaderless_of={kind: counted[kind] for kind in LEADERS},
        unattended=count_unattended(path, day),
    )


_PATH, _DAY = hole("path", Seat, "scope_path"), hole("day", Seat, "valid_from")
_LAST = hole("last", Seat, "valid_from")
_FIGURES = PreparedCounts(
    {
        "vacant": lambda: vacant_seats(_PATH, _DAY),
        "ending": lambda: _ending(_PATH, _DAY, _LAST),
        "acting": lambda: long_acting(_PATH, _DAY),
        "uncovered": lambda: uncovered_absences(_PATH, _DAY),
        **dict(gap_counts()),
    }
)


def vacancies_by_kind(path: str, day: date) -> list[tuple[str, str, int]]:
    """Return (type, kind of seat, vacant seats), the most first."""
    found = _BY_KIND.rows(path=path, day=day)
    return sorted(found, key=lambda row: (-row[2], row[0], row[1]))  # type: ignore[return-value]  # three columns


_BY_KIND = Prepared(
    lambda: (
        vacant_seats(_PATH, _DAY)
        .order_by()
        .values("body__type", "kind")
        .annotate(number=Count("pk"))
        .values_list("body__type", "kind", "number")
    )
)


def vacancy_page(path: str, day: date, *, kind: str = "", after: str = "") -> Page:
    """Return a page of vacant seats, each with to whom its work falls."""
    body_type, _dot, seat_kind = kind.partition(".")
    listed = _vacant_pages(of_kind=bool(kind))
    page = listed.page(after=after, path=path, day=day, type=body_type, kind=seat_kind)
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


@cache
def _vacant_pages(*, of_kind: bool) -> PreparedPages:
    def build() -> "QuerySet[Seat]":
        seats = vacant_seats(_PATH, _DAY).select_related("body__place", "place")
        if not of_kind:
            return seats
        return seats.filter(body__type=hole("type", Body, "type"), kind=hole("kind", Seat, "kind"))

    return PreparedPages(Seat, build, order=["scope_path", "id"])


def ending_page(path: str, day: date, within: int, *, after: str = "") -> Page:
    """Return a page of posts whose term or time is over soon, in the order of entry."""
    page = _ENDING.page(after=after, path=path, day=day, last=day + timedelta(days=within))
    return _watched(page, lambda row: last_day(row.term_ends or row.valid_to), day)


def acting_page(path: str, day: date, *, after: str = "") -> Page:
    """Return a page of posts filled for the time being for long."""
    page = _ACTING.page(after=after, path=path, day=day)
    return _watched(page, lambda row: row.valid_from, day)


def _watched_pages(build: Callable[[], "QuerySet[Any]"]) -> PreparedPages:
    return PreparedPages(
        Appointment, lambda: build().select_related("seat__body"), order=["seat__scope_path", "id"]
    )


_ENDING = _watched_pages(lambda: _ending(_PATH, _DAY, _LAST))
_ACTING = _watched_pages(lambda: long_acting(_PATH, _DAY))


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
