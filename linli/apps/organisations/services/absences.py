"""Being away from a post, and standing in (请假与代理)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from linli.apps.audit.selectors import events_about, facts_of
from linli.apps.organisations import permissions
from linli.apps.organisations.models import Absence, Appointment, Seat
from linli.apps.organisations.rules.acting import Away, check_no_circle, covers
from linli.apps.organisations.rules.basis import SUSPENDING, AwayReason
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.organisations.rules.events import (
    AbsenceEnded,
    AbsenceRecorded,
    AbsenceVoided,
    Event,
)
from linli.apps.organisations.rules.refusals import (
    AlreadyEnded,
    AwayAlready,
    ChangedSince,
    NotAPerson,
    NotOnDuty,
    SubstituteFromOutside,
)
from linli.apps.organisations.selectors.circles import way_up
from linli.apps.organisations.selectors.duties import aways_of, holdings_of
from linli.apps.organisations.services.recording import (
    check_days,
    first_or_refuse,
    follow_seat,
    locked_seat,
    note,
)
from linli.apps.people.models import Person
from linli.apps.people.rules import PersonKind
from linli.core.access import Actor, Decision, require
from linli.kit.days import local_day


@transaction.atomic
def record_absence(
    *,
    actor: Actor,
    seat_id: int,
    person_id: int,
    substitute_id: int | None,
    reason: AwayReason,
    valid_from: date,
    valid_to: date,
    now: datetime,
) -> Absence:
    """Record that the holder of a post, or somebody standing in, is away until a day.

    `valid_to` is the first day back. Without a substitute the post falls to its named fallback.
    Raises NotOnDuty, AwayAlready, SubstitutionCircle, SubstituteFromOutside,
    NotAPerson, DatesReversed.
    Source: [rule:substitution-chain].
    """
    seat = locked_seat(seat_id)
    may = permissions.can_suspend if reason in SUSPENDING else permissions.can_record_absence
    decision = require(may(actor, seat, person_id))
    check_days(valid_from, valid_to)
    away = Away(person_id, substitute_id, valid_from, valid_to, reason in SUSPENDING)
    _check_away(seat, away, actor)
    absence = Absence.objects.create(
        seat=seat,
        person_id=person_id,
        substitute_id=substitute_id,
        reason=reason,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    recorded = AbsenceRecorded(
        absence_id=absence.pk,
        seat_id=seat.pk,
        person_id=person_id,
        substitute_id=substitute_id,
        reason=reason,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    _note(recorded, seat, actor, decision, now)
    follow_seat(seat, now=now)
    return absence


@transaction.atomic
def end_absence(*, actor: Actor, absence_id: int, valid_to: date, now: datetime) -> Absence:
    """Record that somebody is back earlier, on a day (销假).

    Raises AlreadyEnded when the absence ended then anyway, DatesReversed when it had not begun.
    """
    seat, absence = _locked(absence_id)
    decision = require(permissions.can_end_absence(actor, absence))
    if absence.valid_to <= valid_to:
        raise AlreadyEnded(kind="absence")
    _cut(absence, valid_to, seat, actor, decision, now)
    follow_seat(seat, now=now)
    return absence


@transaction.atomic
def void_absence(*, actor: Actor, absence_id: int, now: datetime) -> Absence:
    """Take back an absence that has not begun (撤回). Raises AlreadyEnded once it has."""
    seat, absence = _locked(absence_id)
    decision = require(permissions.can_end_absence(actor, absence))
    if absence.valid_from <= local_day(now):
        raise AlreadyEnded(kind="absence")
    _void(absence, seat, actor, decision, now)
    follow_seat(seat, now=now)
    return absence


@transaction.atomic
def void_listed_absences(*, actor: Actor, absence_ids: Iterable[int], now: datetime) -> None:
    """Strike out absences that a list entered, begun or not (撤销请假登记).

    Raises ChangedSince when somebody came back earlier, or whoever stands in is away too.
    """
    for absence_id in absence_ids:
        seat, absence = _locked(absence_id)
        decision = require(permissions.can_end_absence(actor, absence))
        if _has_followed(absence):
            raise ChangedSince(kind="absence")
        _void(absence, seat, actor, decision, now)
        follow_seat(seat, now=now)


def _has_followed(absence: Absence) -> bool:
    ended = events_about("body", absence.seat.body_id).filter(kind="absence.ended")
    if any(facts_of(event)["absence_id"] == absence.pk for event in ended):
        return True
    chained = Absence.objects.valid().overlapping(absence.valid_from, absence.valid_to)
    return chained.filter(seat=absence.seat_id, person=absence.substitute_id).exists()


def cut_absences(
    absences: "QuerySet[Any]", day: date, *, actor: Actor, decision: Decision, now: datetime
) -> None:
    """End all absences that reach beyond a day; those that would begin later never were."""
    for absence in absences.filter(valid_to__gt=day).select_related("seat").order_by("pk"):
        if absence.valid_from >= day:
            _void(absence, absence.seat, actor, decision, now)
        else:
            _cut(absence, day, absence.seat, actor, decision, now)


def _locked(absence_id: int) -> tuple[Seat, Absence]:
    found = first_or_refuse(Absence.objects.filter(pk=absence_id))
    seat = locked_seat(found.seat_id)
    absence = Absence.objects.select_related("seat__body").get(pk=absence_id)
    if absence.is_void:
        raise AlreadyEnded(kind="absence")
    return seat, absence


def _check_away(seat: Seat, away: Away, actor: Actor) -> None:
    holdings, aways = holdings_of(seat.pk), aways_of(seat.pk)
    if any(
        other.person_id == away.person_id and other.starts < away.ends and away.starts < other.ends
        for other in aways
    ):
        raise AwayAlready(field="valid_from")
    if not covers(holdings, aways, away.person_id, away):
        raise NotOnDuty(field="person")
    check_no_circle(aways, away)
    if away.substitute_id is not None:
        _check_substitute(seat, away, actor)


def _check_substitute(seat: Seat, away: Away, actor: Actor) -> None:
    """Refuse somebody from outside, but for whoever could appoint them: rights follow."""
    substitute = first_or_refuse(Person.objects.select_for_update().filter(pk=away.substitute_id))
    if substitute.kind != PersonKind.NATURAL:
        raise NotAPerson(field="substitute")
    template = TYPES[BodyType(seat.body.type)]
    own = Appointment.objects.valid().overlapping(away.starts, away.ends)
    may_appoint = permissions.can_change_body(actor, seat.body)
    if template.is_elected or template.is_party or not may_appoint:
        circle = [body.pk for body in way_up(seat.body_id)]
        if not own.filter(person=substitute, seat__body__in=circle).exists():
            raise SubstituteFromOutside(field="substitute")


def _cut(
    absence: Absence, day: date, seat: Seat, actor: Actor, decision: Decision, now: datetime
) -> None:
    check_days(absence.valid_from, day)
    absence.valid_to = day
    absence.save(update_fields=["valid_to"])
    ended = AbsenceEnded(absence_id=absence.pk, valid_to=day)
    _note(ended, seat, actor, decision, now)


def _void(absence: Absence, seat: Seat, actor: Actor, decision: Decision, now: datetime) -> None:
    absence.is_void = True
    absence.save(update_fields=["is_void"])
    _note(AbsenceVoided(absence_id=absence.pk), seat, actor, decision, now)


def _note(event: Event, seat: Seat, actor: Actor, decision: Decision, now: datetime) -> None:
    subject = ("body", seat.body_id)
    note(event, actor=actor, decision=decision, subject=subject, path=seat.scope_path, now=now)
