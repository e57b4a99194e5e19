"""Taking back what a list brought in, as if it had never been entered (撤销登记).

Only what nothing has built on since: the caller's window is over as soon as somebody has changed a
row, and the database refuses where another row needs it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from linli.apps.audit.selectors import events_about, facts_of
from linli.apps.organisations import permissions
from linli.apps.organisations.models import (
    Absence,
    Appointment,
    Body,
    CompoundCondition,
    Declaration,
    HouseholdMark,
    Membership,
    ReportIn,
    Seat,
    Stewardship,
)
from linli.apps.organisations.rules.events import Event
from linli.apps.organisations.rules.refusals import ChangedSince
from linli.apps.organisations.rules.voids import (
    BodyVoided,
    ConditionVoided,
    HouseholdMarkVoided,
    MembershipVoided,
    ReportInVoided,
    SeatVoided,
    StewardshipVoided,
    TieVoided,
)
from linli.apps.organisations.services.posts import void_appointment
from linli.apps.organisations.services.recording import (
    first_or_refuse,
    locked_body,
    locked_seat,
    note,
    note_all,
)
from linli.apps.organisations.services.seats import end_seat
from linli.apps.places.services import locked_place
from linli.core.access import Actor, Decision, require

Entry = Membership | HouseholdMark | ReportIn


@transaction.atomic
def void_bodies(*, actor: Actor, body_ids: Iterable[int], now: datetime) -> None:
    """Strike out bodies with the seats they were founded with.

    The database refuses where anything refers to one of them, a body below it included.
    """
    for body_id in body_ids:
        body = locked_body(body_id)
        decision = require(permissions.can_change_body(actor, body))
        seats = list(Seat.objects.filter(body=body).order_by("pk"))
        events: list[Event] = [SeatVoided(seat_id=seat.pk) for seat in seats]
        events.append(BodyVoided(body_id=body.pk))
        subject, path = ("body", body.pk), body.scope_path
        Seat.objects.filter(body=body).delete()
        Body.objects.filter(pk=body.pk).delete()
        note_all(((event, decision, subject, path) for event in events), actor=actor, now=now)


@transaction.atomic
def void_listed_posts(
    *, actor: Actor, appointment_ids: Iterable[int], reason: str, now: datetime
) -> None:
    """Strike out posts that nothing has happened to since they were entered.

    Raises ChangedSince.
    """
    for appointment_id in appointment_ids:
        post = first_or_refuse(Appointment.objects.filter(pk=appointment_id).select_related("seat"))
        if post.is_void or _has_history(post):
            raise ChangedSince(kind="appointment")
        void_appointment(actor=actor, appointment_id=post.pk, reason=reason, now=now)


def _has_history(post: Appointment) -> bool:
    """Tell whether the post was ended or corrected, or its holder recorded as away."""
    if post.ending or Absence.objects.filter(seat=post.seat_id, person=post.person_id).exists():
        return True
    corrected = events_about("body", post.seat.body_id).filter(kind="appointment.corrected")
    return any(facts_of(event)["appointment_id"] == post.pk for event in corrected)


@transaction.atomic
def close_listed_seats(*, actor: Actor, seat_ids: Iterable[int], now: datetime) -> None:
    """Let seats that a list opened have existed on no day; their struck out posts stay visible.

    Raises ChangedSince when somebody holds one after all.
    """
    for seat_id in seat_ids:
        seat = locked_seat(seat_id)
        decision = require(permissions.can_change_body(actor, seat.body))
        if seat.valid_to is not None or Appointment.objects.valid().filter(seat=seat).exists():
            raise ChangedSince(kind="seat")
        end_seat(seat, seat.valid_from, actor=actor, decision=decision, now=now)


@transaction.atomic
def void_stewardships(*, actor: Actor, stewardship_ids: Iterable[int], now: datetime) -> None:
    """Strike out who looks after compounds; what a row ended holds again.

    Raises ChangedSince when a later entry follows.
    """
    for stewardship_id in stewardship_ids:
        row = first_or_refuse(Stewardship.objects.filter(pk=stewardship_id))
        place = locked_place(row.place_id)
        decision = require(permissions.can_keep_stewardship(actor, place.path))
        if row.valid_to is not None:
            raise ChangedSince(kind="stewardship")
        before = Stewardship.objects.filter(place=place, valid_to=row.valid_from).first()
        row.delete()
        if before is not None:
            before.valid_to = None
            before.save(update_fields=["valid_to"])
        event = StewardshipVoided(
            stewardship_id=stewardship_id, previous_id=before.pk if before else None
        )
        _note(event, ("place", place.pk), place.path, actor, decision, now)


@transaction.atomic
def void_conditions(*, actor: Actor, condition_ids: Iterable[int], now: datetime) -> None:
    """Strike out shortcomings of compounds; raises ChangedSince when one was put right."""
    for condition_id in condition_ids:
        row = first_or_refuse(CompoundCondition.objects.filter(pk=condition_id))
        place = locked_place(row.place_id)
        decision = require(permissions.can_keep_stewardship(actor, place.path))
        if row.valid_to is not None:
            raise ChangedSince(kind="condition")
        row.delete()
        event = ConditionVoided(condition_id=condition_id)
        _note(event, ("place", place.pk), place.path, actor, decision, now)


@transaction.atomic
def void_memberships(*, actor: Actor, membership_ids: Sequence[int], now: datetime) -> None:
    """Strike out members of branches; raises ChangedSince when a membership ended."""
    for row in Membership.objects.filter(pk__in=membership_ids).order_by("-pk"):
        _void(row, row.branch_id, MembershipVoided(membership_id=row.pk), actor, now)


@transaction.atomic
def void_marks(*, actor: Actor, mark_ids: Sequence[int], now: datetime) -> None:
    """Strike out recognitions of households; raises ChangedSince when one was withdrawn."""
    for row in HouseholdMark.objects.filter(pk__in=mark_ids).order_by("-pk"):
        _void(row, row.body_id, HouseholdMarkVoided(mark_id=row.pk), actor, now)


@transaction.atomic
def void_report_ins(*, actor: Actor, report_in_ids: Sequence[int], now: datetime) -> None:
    """Strike out report-ins; raises ChangedSince when one ended."""
    for row in ReportIn.objects.filter(pk__in=report_in_ids).order_by("-pk"):
        _void(row, row.branch_id, ReportInVoided(report_in_id=row.pk), actor, now)


@transaction.atomic
def void_declarations(*, actor: Actor, declaration_ids: Sequence[int], now: datetime) -> None:
    """Strike out what people declared to bodies; an earlier declaration speaks again."""
    for row in Declaration.objects.filter(pk__in=declaration_ids).order_by("-pk"):
        body = locked_body(row.body_id)
        decision = require(permissions.can_change_body(actor, body))
        event = TieVoided(declaration_id=row.pk)
        row.delete()
        _note(event, ("body", body.pk), body.scope_path, actor, decision, now)


def _void(row: Entry, branch_id: int, event: Event, actor: Actor, now: datetime) -> None:
    branch = locked_body(branch_id)
    decision = require(permissions.can_see_membership(actor, branch))
    if row.valid_to is not None:
        raise ChangedSince(kind=event.kind)
    row.delete()
    _note(event, ("body", branch.pk), branch.scope_path, actor, decision, now)


def _note(
    event: Event,
    subject: tuple[str, int],
    path: str,
    actor: Actor,
    decision: Decision,
    now: datetime,
) -> None:
    note(event, actor=actor, decision=decision, subject=subject, path=path, now=now)
