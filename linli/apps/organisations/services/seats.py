"""Adding seats to a body and abolishing them."""

from collections.abc import Sequence
from datetime import date, datetime

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
    first_or_refuse,
    locked_body,
    locked_seat,
    note,
)
from linli.apps.places.models import Place
from linli.core.access import Actor, Decision, require
from linli.core.tree import is_within


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
    body = locked_body(body_id)
    decision = require(permissions.can_change_body(actor, body))
    TYPES[BodyType(body.type)].seat(kind)
    if valid_from < body.valid_from or (body.valid_to is not None and valid_from >= body.valid_to):
        raise BodyNotOpen(field="valid_from")
    place = body.place
    if place_id is not None:
        place = first_or_refuse(Place.objects.select_for_update().filter(pk=place_id))
    if not is_within(place.path, body.scope_path):
        raise PlaceUnfit(field="place")
    last = Seat.objects.filter(body=body, kind=kind).aggregate(last=Max("position"))["last"]
    seat = Seat.objects.create(
        body=body,
        kind=kind,
        position=(last or 0) + 1,
        title=title,
        place=place,
        scope_path=place.path,
        valid_from=valid_from,
    )
    _note_opened(seat, body, actor=actor, decision=decision, now=now)
    return seat


def add_seats(
    body: Body,
    seats: Sequence[tuple[SeatKind, int]],
    *,
    actor: Actor,
    decision: Decision,
    on: date,
    now: datetime,
) -> None:
    """Give a new body its seats, on the body's own place."""
    rows = Seat.objects.bulk_create(
        Seat(
            body=body,
            kind=kind,
            position=position,
            place_id=body.place_id,
            scope_path=body.scope_path,
            valid_from=on,
        )
        for kind, position in seats
    )
    for seat in rows:
        _note_opened(seat, body, actor=actor, decision=decision, now=now)


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
    seat: Seat, body: Body, *, actor: Actor, decision: Decision, now: datetime
) -> None:
    opened = SeatOpened(
        seat_id=seat.pk,
        body_id=body.pk,
        seat_kind=SeatKind(seat.kind),
        position=seat.position,
        title=seat.title,
        place_id=seat.place_id,
        valid_from=seat.valid_from,
    )
    subject = ("body", body.pk)
    note(opened, actor=actor, decision=decision, subject=subject, path=seat.scope_path, now=now)
