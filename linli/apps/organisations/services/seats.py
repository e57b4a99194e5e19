"""Adding seats to a body and abolishing them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count

from django.db import transaction
from django.db.models import Max

from linli.apps.organisations import permissions
from linli.apps.organisations.models import Appointment, Body, Seat
from linli.apps.organisations.rules.bodies import TYPES, BodyType, SeatKind
from linli.apps.organisations.rules.events import SeatClosed, SeatOpened
from linli.apps.organisations.rules.refusals import (
    AlreadyEnded,
    BodyNotOpen,
    PlaceUnfit,
    SeatStillHeld,
)
from linli.apps.organisations.services.recording import (
    check_days,
    locked_body,
    locked_seat,
    note,
    note_all,
    refuse_unknown,
)
from linli.apps.places.models import Place
from linli.core.access import Actor, Decision, require
from linli.core.tree import is_within


@dataclass(frozen=True, slots=True)
class NewSeat:
    """A seat to be added: of which kind, and where it works if not at the body's own place."""

    kind: SeatKind
    place_id: int | None = None
    title: str = ""


@transaction.atomic
def open_seat(
    *,
    actor: Actor,
    body_id: int,
    kind: SeatKind,
    valid_from: date,
    now: datetime,
    place_id: int | None = None,
    title: str = "",
) -> Seat:
    """Add a seat to a body (增设职位).

    `place_id` is where the post works and its rights hold, at or below the body's place.
    Raises PlaceUnfit, BodyNotOpen, SeatKindUnknown.
    """
    seat = NewSeat(kind, place_id, title)
    return open_seats(actor=actor, body_id=body_id, seats=[seat], valid_from=valid_from, now=now)[0]


@transaction.atomic
def open_seats(
    *, actor: Actor, body_id: int, seats: Sequence[NewSeat], valid_from: date, now: datetime
) -> list[Seat]:
    """Add several seats to a body, in their order; raises what `open_seat` raises."""
    body = locked_body(body_id)
    decision = require(permissions.can_change_body(actor, body))
    if valid_from < body.valid_from or (body.valid_to is not None and valid_from >= body.valid_to):
        raise BodyNotOpen(field="valid_from")
    places = _locked_places(seats) | {None: body.place}
    last = _last_positions(body)
    seats = [_titled(new, body) for new in seats]
    for new in seats:
        TYPES[BodyType(body.type)].seat(new.kind)
        if new.place_id not in places:
            refuse_unknown(Place)
        if not is_within(places[new.place_id].path, body.scope_path):
            raise PlaceUnfit(field="place")
    rows = Seat.objects.bulk_create(
        Seat(
            body=body,
            kind=new.kind,
            position=next(last[new.kind]),
            title=new.title,
            place=places[new.place_id],
            scope_path=places[new.place_id].path,
            valid_from=valid_from,
        )
        for new in seats
    )
    _note_opened(rows, body, actor=actor, decision=decision, now=now)
    return rows


def _titled(new: NewSeat, body: Body) -> NewSeat:
    """Return the seat under the title that the body's own type gives its kind, if none is said."""
    if new.title or body.own_type is None:
        return new
    return replace(new, title=body.own_type.shape.title_of(new.kind))


def _locked_places(seats: Sequence[NewSeat]) -> dict[int | None, Place]:
    wanted = {new.place_id for new in seats if new.place_id is not None}
    places = Place.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    return {place.pk: place for place in places} if wanted else {}


def _last_positions(body: Body) -> dict[str, Iterator[int]]:
    """Return for each kind of seat the positions that follow those ever given."""
    found: dict[str, Iterator[int]] = defaultdict(lambda: count(1))
    last = Seat.objects.filter(body=body).values("kind").annotate(last=Max("position"))
    for row in last:
        found[row["kind"]] = count(row["last"] + 1)
    return found


def add_seats(
    body: Body,
    seats: Sequence[NewSeat],
    *,
    actor: Actor,
    decision: Decision,
    on: date,
    now: datetime,
) -> None:
    """Give a new body its seats, on the body's own place."""
    last: dict[str, Iterator[int]] = defaultdict(lambda: count(1))
    rows = Seat.objects.bulk_create(
        Seat(
            body=body,
            kind=new.kind,
            position=next(last[new.kind]),
            title=new.title,
            place_id=body.place_id,
            scope_path=body.scope_path,
            valid_from=on,
        )
        for new in seats
    )
    _note_opened(rows, body, actor=actor, decision=decision, now=now)


@transaction.atomic
def close_seat(*, actor: Actor, seat_id: int, valid_to: date, now: datetime) -> Seat:
    """Abolish a seat from a day on (撤销职位).

    Raises SeatStillHeld when somebody holds it then or later, AlreadyEnded when it is closed.
    """
    seat = locked_seat(seat_id)
    decision = require(permissions.can_change_body(actor, seat.body))
    if seat.valid_to is not None:
        raise AlreadyEnded(kind="seat")
    if valid_to != seat.valid_from:
        check_days(seat.valid_from, valid_to)
    posts = Appointment.objects.valid().filter(seat=seat)
    if posts.filter(valid_to=None).exists() or posts.filter(valid_to__gt=valid_to).exists():
        raise SeatStillHeld()
    end_seat(seat, valid_to, actor=actor, decision=decision, now=now)
    return seat


def end_seat(
    seat: Seat, valid_to: date, *, actor: Actor, decision: Decision, now: datetime
) -> None:
    """Write the end of a locked seat that nobody holds from that day on."""
    seat.valid_to = valid_to
    seat.save(update_fields=["valid_to"])
    note(
        SeatClosed(seat_id=seat.pk, valid_to=valid_to),
        actor=actor,
        decision=decision,
        subject=("body", seat.body_id),
        path=seat.scope_path,
        now=now,
    )


def _note_opened(
    seats: Sequence[Seat], body: Body, *, actor: Actor, decision: Decision, now: datetime
) -> None:
    subject = ("body", body.pk)
    acts = ((_opened(seat), decision, subject, seat.scope_path) for seat in seats)
    note_all(acts, actor=actor, now=now)


def _opened(seat: Seat) -> SeatOpened:
    return SeatOpened(
        seat_id=seat.pk,
        body_id=seat.body_id,
        seat_kind=SeatKind(seat.kind),
        position=seat.position,
        title=seat.title,
        place_id=seat.place_id,
        valid_from=seat.valid_from,
    )
