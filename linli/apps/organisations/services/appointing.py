"""Coming into posts, one at a time or a whole list in one act."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from linli.apps.organisations import permissions
from linli.apps.organisations.models import Appointment, Seat
from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.organisations.rules.events import AppointmentMade
from linli.apps.organisations.rules.limits import Severity
from linli.apps.organisations.rules.refusals import (
    AppointmentBarred,
    NotAPerson,
    SeatNotOpen,
    SeatTaken,
    TwoSeatsInOneBody,
)
from linli.apps.organisations.selectors.facts import Joining, joining_findings
from linli.apps.organisations.services.recording import (
    check_days,
    follow_locked,
    locked_seats_of,
    note_all,
    refuse_unknown,
)
from linli.apps.people.models import Person
from linli.apps.people.rules import PersonKind
from linli.core.access import Actor, require


@dataclass(frozen=True, slots=True)
class PostData:
    """What is said of a post: since when, until when, on what basis.

    `valid_to` is the first day without it, where it is known; `term_ends` the first day after
    the term, which ends nothing by itself.
    """

    valid_from: date
    basis: Basis
    valid_to: date | None = None
    term_ends: date | None = None
    is_acting: bool = False
    basis_text: str = ""
    document_number: str = ""


@dataclass(frozen=True, slots=True)
class NewPost:
    """One line of a list of posts: into which seat, who, and what is said of it."""

    seat_id: int
    person_id: int
    post: PostData


Span = tuple[date, date | None]


@transaction.atomic
def appoint(
    *, actor: Actor, seat_id: int, person_id: int, post: PostData, now: datetime
) -> Appointment:
    """Put a person into a seat (任职); the rights of the post follow.

    Raises SeatTaken when somebody holds the seat in that time, SeatNotOpen, NotAPerson,
    TwoSeatsInOneBody, AppointmentBarred; and SeparatedDuties of accounts.
    Source: [rule:one-holder-at-a-time].
    """
    return appoint_all(actor=actor, posts=[NewPost(seat_id, person_id, post)], now=now)[0]


@transaction.atomic
def appoint_all(*, actor: Actor, posts: Sequence[NewPost], now: datetime) -> list[Appointment]:
    """Put people into seats by a list (批量任职), all of them or nobody.

    Each line is asked what `appoint` asks, the lines before it included; the rows and the trail
    are those that one act for each line would leave. Raises what `appoint` raises.
    """
    seats = {seat.pk: seat for seat in locked_seats_of(new.seat_id for new in posts)}
    if any(new.seat_id not in seats for new in posts):
        refuse_unknown(Seat)
    decisions = [
        require(permissions.can_appoint(actor, seats[new.seat_id], new.person_id)) for new in posts
    ]
    _require_persons({new.person_id for new in posts})
    check_posts(seats, posts)
    _check_barred(seats, posts)
    rows = Appointment.objects.bulk_create(
        (_row(new) for new in posts),
        batch_size=1000,
    )
    note_all(
        (
            (_made(row), decision, ("body", seats[row.seat_id].body_id),
             seats[row.seat_id].scope_path)
            for row, decision in zip(rows, decisions, strict=True)
        ),
        actor=actor,
        now=now,
    )  # fmt: skip
    follow_locked(seats.values(), now=now)
    return rows


def _require_persons(person_ids: set[int]) -> None:
    kinds = dict(Person.objects.filter(pk__in=person_ids).values_list("pk", "kind"))
    if len(kinds) != len(person_ids):
        refuse_unknown(Person)
    if any(kind != PersonKind.NATURAL for kind in kinds.values()):
        raise NotAPerson(field="person")


def check_posts(
    seats: Mapping[int, Seat], posts: Sequence[NewPost], own_id: int | None = None
) -> None:
    """Refuse posts that do not fit their seat, one another, or those there are.

    `own_id` is a post that is being put right, which does not stand against itself. Raises
    DatesReversed, SeatNotOpen, SeatTaken, TwoSeatsInOneBody.
    """
    for new in posts:
        _check_days(seats[new.seat_id], new.post)
    others = Appointment.objects.valid().exclude(pk=own_id)
    in_seat: dict[int, list[Span]] = defaultdict(list)
    for seat, *span in others.filter(seat__in=seats).values_list("seat", "valid_from", "valid_to"):
        in_seat[seat].append((span[0], span[1]))
    in_body = _spans_in_bodies(seats, posts, own_id)
    for new in posts:
        seat, own = seats[new.seat_id], (new.post.valid_from, new.post.valid_to)
        held = next((span for span in in_seat[seat.pk] if _meet(span, own)), None)
        if held is not None:
            raise SeatTaken(since=held[0], until=held[1])
        in_seat[seat.pk].append(own)
        if seat.kind in TYPES[BodyType(seat.body.type)].counted:
            beside = in_body[new.person_id, seat.body_id]
            if any(_meet(span, own) for span in beside):
                raise TwoSeatsInOneBody(field="person")
            beside.append(own)


def _check_days(seat: Seat, post: PostData) -> None:
    check_days(post.valid_from, post.valid_to)
    check_days(post.valid_from, post.term_ends, field="term_ends")
    if post.valid_from < seat.valid_from or (
        seat.valid_to is not None and (post.valid_to is None or post.valid_to > seat.valid_to)
    ):
        raise SeatNotOpen(field="valid_from")


def _spans_in_bodies(
    seats: Mapping[int, Seat], posts: Sequence[NewPost], own_id: int | None
) -> dict[tuple[int, int], list[Span]]:
    """Return (person, body) → when the person holds a seat there that counts to its size."""
    found: dict[tuple[int, int], list[Span]] = defaultdict(list)
    counted = {seat.body_id: TYPES[BodyType(seat.body.type)].counted for seat in seats.values()}
    rows = (
        Appointment.objects.valid()
        .exclude(pk=own_id)
        .filter(person__in={new.person_id for new in posts}, seat__body__in=counted)
    )
    for person, body, kind, *span in rows.values_list(
        "person", "seat__body", "seat__kind", "valid_from", "valid_to"
    ):
        if kind in counted[body]:
            found[person, body].append((span[0], span[1]))
    return found


def _meet(one: Span, other: Span) -> bool:
    return (one[1] is None or other[0] < one[1]) and (other[1] is None or one[0] < other[1])


def _check_barred(seats: Mapping[int, Seat], posts: Sequence[NewPost]) -> None:
    joining: dict[tuple[int, date], list[Joining]] = defaultdict(list)
    for new in posts:
        seat = seats[new.seat_id]
        joining[seat.body_id, new.post.valid_from].append(
            Joining(seat, new.person_id, new.post.basis)
        )
    for (_body, day), together in joining.items():
        for finding in joining_findings(together, day):
            if finding.severity == Severity.ERROR:
                raise AppointmentBarred(
                    field="person",
                    rule=finding.limit.id,
                    source=finding.limit.source,
                    finding=finding.code,
                )


def _row(new: NewPost) -> Appointment:
    values = {column: getattr(new.post, column) for column in PostData.__dataclass_fields__}
    return Appointment(seat_id=new.seat_id, person_id=new.person_id, **values)


def _made(row: Appointment) -> AppointmentMade:
    return AppointmentMade(
        appointment_id=row.pk,
        seat_id=row.seat_id,
        person_id=row.person_id,
        is_acting=row.is_acting,
        basis=Basis(row.basis),
        basis_text=row.basis_text,
        document_number=row.document_number,
        term_ends=row.term_ends,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
