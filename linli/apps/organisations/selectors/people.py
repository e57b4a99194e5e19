"""The posts of one person, side by side over time."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from linli.apps.accounts.rules import FROM_POSTS
from linli.apps.organisations.labels import AWAY_REASONS, BASES, ENDINGS, SEAT_KINDS
from linli.apps.organisations.models import Absence, Appointment, Body, Seat
from linli.apps.organisations.rules.bodies import PARTY_TYPES, BodyType
from linli.apps.organisations.rules.days import last_day
from linli.apps.organisations.rules.readers import POST_ANALYSTS
from linli.apps.organisations.selectors.names import names_of
from linli.apps.people.selectors.looks import Standing
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.dated import in_force
from linli.kit.prepared import Prepared, hole
from linli.kit.scoped import path_holes, path_values, under

WIDTH = 1000  # of the picture's own units: a bar's place and length are parts of it


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post of a person, with its bar in the picture of all of them."""

    appointment_id: int
    seat_id: int
    body_id: int
    body_name: str
    body_type: BodyType
    place_name: str
    label: str
    is_acting: bool
    starts: date
    ends: date | None
    term_ends: date | None
    basis: str
    document_number: str
    ending: str
    is_held: bool
    x: int = 0
    width: int = 0
    y: int = 0

    @property
    def until(self) -> date | None:
        """Return the last day in office."""
        return last_day(self.ends)

    @property
    def term_until(self) -> date | None:
        """Return the last day of the term."""
        return last_day(self.term_ends)


@dataclass(frozen=True, slots=True)
class StandIn:
    """A time in which somebody is away and somebody stands in."""

    absence_id: int
    seat_id: int
    label: str
    body_name: str
    person: str
    substitute: str
    reason: str
    starts: date
    ends: date
    is_own: bool
    is_open: bool

    @property
    def until(self) -> date | None:
        """Return the last day away."""
        return last_day(self.ends)


@dataclass(frozen=True, slots=True)
class Timeline:
    """All posts of a person, and the years under the picture."""

    posts: tuple[PostRow, ...]
    years: tuple[tuple[int, int], ...]
    height: int


def own_seats(actor: Actor, day: date) -> list[int]:
    """Return the posts the actor holds or stands in for on `day`, with or without rights."""
    sources = (grant.source for grant in actor.grants)
    found = {
        int(source.removeprefix(FROM_POSTS))
        for source in sources
        if source.startswith(FROM_POSTS) and source.removeprefix(FROM_POSTS).isdigit()
    }
    if actor.person_id is not None:
        found |= {seat for (seat,) in _HELD.rows(person=actor.person_id, day=day)}
        found |= {seat for (seat,) in _STOOD_IN.rows(person=actor.person_id, day=day)}
    return sorted(found)


_HELD = Prepared(
    lambda: (
        Appointment.objects.on(hole("day", Appointment, "valid_from"))
        .filter(person=hole("person", Appointment, "person"))
        .values_list("seat_id")
    )
)
_STOOD_IN = Prepared(
    lambda: (
        Absence.objects.on(hole("day", Absence, "valid_from"))
        .filter(substitute=hole("person", Absence, "substitute"))
        .values_list("seat_id")
    )
)


def posts_of(person_id: int, day: date, *, actor: Actor | None = None) -> list[PostRow]:
    """Return the posts of a person, those held on `day` first.

    With an `actor`, only those at places where the actor keeps the registers.
    """
    paths = None if actor is None or actor.is_system else actor.paths(POST_ANALYSTS)
    listed = _posts(None if paths is None else len(paths))
    rows = listed.objects(person=person_id, **path_values(paths or ()))
    found = [
        PostRow(
            appointment_id=row.pk,
            seat_id=row.seat_id,
            body_id=row.seat.body_id,
            body_name=row.seat.body.name,
            body_type=BodyType(row.seat.body.type),
            place_name=row.seat.place.name,
            label=row.seat.title or str(SEAT_KINDS[row.seat.kind]),
            is_acting=row.is_acting,
            starts=row.valid_from,
            ends=row.valid_to,
            term_ends=row.term_ends,
            basis=str(BASES[row.basis]),
            document_number=row.document_number,
            ending=str(ENDINGS[row.ending]) if row.ending else "",
            is_held=row.valid_from <= day and (row.valid_to is None or day < row.valid_to),
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: not row.is_held)


@cache
def _posts(paths: int | None) -> Prepared:
    """Return the query for the posts of a person: all of them, or those below so many paths."""

    def build() -> "QuerySet[Appointment]":
        rows = Appointment.objects.valid().filter(person=hole("person", Appointment, "person"))
        if paths is not None:
            rows = rows.filter(under(path_holes(paths, Seat), "seat__scope_path"))
            rows = rows.exclude(seat__body__type=BodyType.OPERATOR)
        return rows.select_related("seat__body", "seat__place").order_by("-valid_from", "-pk")

    return Prepared(build)


def timeline_of(posts: list[PostRow], day: date) -> Timeline:
    """Lay the posts out side by side: a bar for each, and the beginnings of years."""
    if not posts:
        return Timeline((), (), 0)
    first = date(min(row.starts for row in posts).year, 1, 1)
    ends = [row.ends or row.term_ends or day for row in posts]
    last = max([day + timedelta(days=90), *ends])
    days = max(1, (last - first).days)

    def at(when: date) -> int:
        return max(0, min(WIDTH, (when - first).days * WIDTH // days))

    laid = tuple(
        _laid(row, at(row.starts), at(row.ends or last), index) for index, row in enumerate(posts)
    )
    step = max(1, (last.year - first.year) // 8)
    years = tuple((year, at(date(year, 1, 1))) for year in range(first.year, last.year + 1, step))
    return Timeline(laid, years, 28 * len(posts) + 24)


def _laid(row: PostRow, start: int, end: int, index: int) -> PostRow:
    values = {name: getattr(row, name) for name in PostRow.__dataclass_fields__}
    return PostRow(**values | {"x": start, "width": max(4, end - start), "y": 28 * index + 4})


def stand_ins_of(person_id: int, day: date) -> list[StandIn]:
    """Return the absences, over or still to come, in which a person is away or stands in."""
    rows = _STANDING_IN.objects(person=person_id, day=day)
    names = names_of([*(row.person_id for row in rows), *(row.substitute_id for row in rows)])
    return [
        StandIn(
            absence_id=row.pk,
            seat_id=row.seat_id,
            label=row.seat.title or str(SEAT_KINDS[row.seat.kind]),
            body_name=row.seat.body.name,
            person=names.get(row.person_id, ""),
            substitute=names.get(row.substitute_id or 0, ""),
            reason=str(AWAY_REASONS[row.reason]),
            starts=row.valid_from,
            ends=row.valid_to,
            is_own=row.person_id == person_id,
            is_open=row.valid_from <= day,
        )
        for row in rows
    ]


def _standing_in() -> "QuerySet[Absence]":
    person = hole("person", Absence, "person")
    rows = Absence.objects.valid().filter(Q(person=person) | Q(substitute=person))
    rows = rows.filter(valid_to__gt=hole("day", Absence, "valid_to"))
    return rows.select_related("seat__body").order_by("valid_from", "pk")


_STANDING_IN = Prepared(_standing_in)


def get_seat(actor: Actor, seat_id: int) -> Seat:
    """Return a seat of a body the actor sees, or that concerns them; raises NotFound."""
    seats = Seat.objects.select_related("body__place", "place").filter(pk=seat_id)
    return _one(seats.filter(_concerns(actor, "", "body__")))


def get_appointment(actor: Actor, appointment_id: int) -> Appointment:
    """Return a post in a body the actor sees; raises NotFound."""
    posts = Appointment.objects.select_related("seat__body__place", "seat__place")
    return _one(posts.filter(_concerns(actor, "seat__", "seat__body__"), pk=appointment_id))


def get_absence(actor: Actor, absence_id: int) -> Absence:
    """Return an absence in a body the actor sees, or their own; raises NotFound."""
    absences = Absence.objects.select_related("seat__body__place", "seat__place")
    return _one(absences.filter(_concerns(actor, "seat__", "seat__body__"), pk=absence_id))


def _concerns(actor: Actor, seat: str, body: str) -> Q:
    """Return the filter "in a body the actor sees, or in a seat they once held or stood in for"."""
    visible = Q(**{f"{body}pk__in": Body.objects.visible_to(actor).values("pk")})
    if actor.person_id is None:
        return visible
    held = Appointment.objects.valid().filter(person=actor.person_id).values("seat")
    stood = Absence.objects.valid().filter(substitute=actor.person_id).values("seat")
    own = f"{seat}pk__in" if seat else "pk__in"
    return visible | Q(**{own: held}) | Q(**{own: stood})


def _one(rows: "QuerySet[Any]") -> Any:
    row = rows.first()
    if row is None:
        raise NotFound(kind=rows.model.__name__.lower())
    return row


def tied_by_posts(person_ids: Collection[int], day: date) -> set[int]:
    """Return who of these people holds or stands in for a post on a day: their record is kept."""
    held = Appointment.objects.on(day).filter(person__in=person_ids)
    standing = Absence.objects.filter(in_force(day), substitute__in=person_ids, is_void=False)
    return {
        *held.values_list("person_id", flat=True),
        *standing.values_list("substitute_id", flat=True),
    }


def post_standings(person_id: int) -> Iterator[Standing]:
    """Yield where a person stands by name in files of posts: not in bodies of the party."""
    return _standings(Appointment.objects.filter(person=person_id, is_void=False))


def absence_standings(person_id: int) -> Iterator[Standing]:
    """Yield where a person stands by name in files of absences, away or standing in."""
    rows = Absence.objects.filter(Q(person=person_id) | Q(substitute=person_id), is_void=False)
    return _standings(rows)


def _standings(rows: "QuerySet[Any]") -> Iterator[Standing]:
    named = rows.exclude(seat__body__type__in=PARTY_TYPES)
    for row in named.values_list("seat__body__scope_path", "valid_from", "valid_to"):
        yield Standing(*row)
