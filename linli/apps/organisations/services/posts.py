"""Leaving a post, changing it, and putting right what was recorded of it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from linli.apps.organisations import permissions
from linli.apps.organisations.models import Appointment, Seat
from linli.apps.organisations.rules.basis import Basis, Ending
from linli.apps.organisations.rules.events import (
    AppointmentCorrected,
    AppointmentEnded,
    AppointmentVoided,
    Event,
)
from linli.apps.organisations.rules.refusals import AlreadyEnded, NothingChanged
from linli.apps.organisations.services.appointing import NewPost, PostData, appoint, check_posts
from linli.apps.organisations.services.recording import (
    check_days,
    first_or_refuse,
    follow_seat,
    locked_seat,
    note,
)
from linli.core.access import Actor, Decision, require


@transaction.atomic
def end_appointment(
    *, actor: Actor, appointment_id: int, valid_to: date, ending: Ending, now: datetime
) -> Appointment:
    """End a post on a day, the first without it (离任).

    Raises AlreadyEnded when it ended on that day or before, DatesReversed when it had not begun:
    a post that never was is voided instead.
    """
    seat, appointment = _locked(appointment_id)
    decision = require(permissions.can_appoint(actor, seat, appointment.person_id))
    _end(appointment, valid_to, ending, seat, actor, decision, now)
    follow_seat(seat, now=now)
    return appointment


@transaction.atomic
def correct_appointment(
    *, actor: Actor, appointment_id: int, post: PostData, reason: str, now: datetime
) -> Appointment:
    """Put right what was recorded of a post; the trail keeps what it said before (更正).

    Raises NothingChanged, AlreadyEnded for a void entry, and what `appoint` raises.
    """
    seat, appointment = _locked(appointment_id)
    decision = require(permissions.can_appoint(actor, seat, appointment.person_id))
    changes = {
        column: (getattr(appointment, column), getattr(post, column))
        for column in PostData.__dataclass_fields__
        if getattr(appointment, column) != getattr(post, column)
    }
    if not changes:
        raise NothingChanged()
    put_right = NewPost(seat.pk, appointment.person_id, post)
    check_posts({seat.pk: seat}, [put_right], own_id=appointment.pk)
    if post.valid_to is None and appointment.ending:
        changes["ending"] = (appointment.ending, "")
    for column, (_old, new) in changes.items():
        setattr(appointment, column, new)
    appointment.save(update_fields=list(changes))
    corrected = AppointmentCorrected(appointment_id=appointment.pk, changes=changes, reason=reason)
    _note(corrected, seat, actor, decision, now)
    follow_seat(seat, now=now)
    return appointment


@transaction.atomic
def void_appointment(
    *, actor: Actor, appointment_id: int, reason: str, now: datetime
) -> Appointment:
    """Strike out a post that was entered in error; it counts on no day (撤销登记)."""
    seat, appointment = _locked(appointment_id)
    decision = require(permissions.can_appoint(actor, seat, appointment.person_id))
    _void(appointment, reason, seat, actor, decision, now)
    follow_seat(seat, now=now)
    return appointment


@transaction.atomic
def transfer_appointment(
    *, actor: Actor, appointment_id: int, to_seat_id: int, on: date, now: datetime
) -> Appointment:
    """Move a holder to another seat on a day: the post here ends, the one there begins (调整).

    Seats are locked in key order. A re-divided grid moves its staff this way.
    """
    found = first_or_refuse(Appointment.objects.filter(pk=appointment_id))
    for seat_id in sorted({found.seat_id, to_seat_id}):
        locked_seat(seat_id)
    appointment = end_appointment(
        actor=actor, appointment_id=appointment_id, valid_to=on, ending=Ending.TRANSFERRED, now=now
    )
    post = replace(post_of(appointment), valid_from=on, valid_to=None)
    return appoint(
        actor=actor, seat_id=to_seat_id, person_id=appointment.person_id, post=post, now=now
    )


def post_of(appointment: Appointment) -> PostData:
    """Return what is said of a post as the services take it."""
    values: dict[str, Any] = {
        column: getattr(appointment, column) for column in PostData.__dataclass_fields__
    }
    return PostData(**values | {"basis": Basis(appointment.basis)})


def end_posts(
    posts: "QuerySet[Any]",
    valid_to: date,
    ending: Ending,
    *,
    actor: Actor,
    decision: Decision,
    now: datetime,
) -> None:
    """End all posts that reach beyond a day; those that would begin later never were."""
    for appointment in posts.select_related("seat").order_by("pk"):
        if appointment.valid_to is not None and appointment.valid_to <= valid_to:
            continue
        if appointment.valid_from >= valid_to:
            _void(appointment, ending, appointment.seat, actor, decision, now)
        else:
            _end(appointment, valid_to, ending, appointment.seat, actor, decision, now)


def _locked(appointment_id: int) -> tuple[Seat, Appointment]:
    """Lock the seat of a post and return both; raises NotFound."""
    found = first_or_refuse(Appointment.objects.filter(pk=appointment_id))
    seat = locked_seat(found.seat_id)
    appointment = Appointment.objects.get(pk=appointment_id)
    if appointment.is_void:
        raise AlreadyEnded(kind="appointment")
    return seat, appointment


def _end(
    appointment: Appointment,
    valid_to: date,
    ending: Ending,
    seat: Seat,
    actor: Actor,
    decision: Decision,
    now: datetime,
) -> None:
    check_days(appointment.valid_from, valid_to)
    if appointment.valid_to is not None and appointment.valid_to <= valid_to:
        raise AlreadyEnded(kind="appointment")
    appointment.valid_to = valid_to
    appointment.ending = ending
    appointment.save(update_fields=["valid_to", "ending"])
    ended = AppointmentEnded(appointment_id=appointment.pk, valid_to=valid_to, ending=ending)
    _note(ended, seat, actor, decision, now)


def _void(
    appointment: Appointment,
    reason: str,
    seat: Seat,
    actor: Actor,
    decision: Decision,
    now: datetime,
) -> None:
    appointment.is_void = True
    appointment.save(update_fields=["is_void"])
    voided = AppointmentVoided(appointment_id=appointment.pk, reason=reason)
    _note(voided, seat, actor, decision, now)


def _note(event: Event, seat: Seat, actor: Actor, decision: Decision, now: datetime) -> None:
    subject = ("body", seat.body_id)
    note(event, actor=actor, decision=decision, subject=subject, path=seat.scope_path, now=now)
