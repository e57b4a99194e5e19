"""Limits, office hours and working days that an office sets, each with its trail.

A limit holds for steps that begin after it; clocks that run keep theirs. A day that is changed
moves the due times of running clocks: they are marked here and worked out again by
`services.rechecks`, each with its own event. Source: [rule:case-limits].
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.cases.models import (
    Category,
    Clock,
    DayOverride,
    LadderPost,
    Limit,
    OfficeHours,
)
from linli.apps.cases.permissions.settings import can_keep_settings
from linli.apps.cases.rules.clocks import Step, TimeUnit
from linli.apps.cases.rules.hours import hours_of, hours_text
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.ladder import NAMED_RUNGS, Rung
from linli.apps.cases.rules.limits import Span, check_span
from linli.apps.cases.rules.refusals import (
    DayAlreadyGone,
    DaySetAlready,
    PostNotAbove,
    RungNotNamed,
    SettingBackdated,
    SettingEnded,
)
from linli.apps.cases.rules.texts import kept_line
from linli.apps.organisations.models import Seat
from linli.apps.places.models import Place
from linli.core.access import Actor, Decision, require
from linli.core.errors import NotFound
from linli.core.tree import is_within
from linli.kit.dated import in_force
from linli.kit.days import local_day
from linli.kit.scoped import under

# How long afterwards a day may still be declared one of rest (a storm nobody foresaw).
REST_AFTERWARDS = timedelta(days=7)


@transaction.atomic
def set_limit(
    *,
    actor: Actor,
    place_id: int,
    level: Level,
    step: Step,
    span: Span,
    valid_from: date,
    now: datetime,
    category_id: int | None = None,
) -> Limit:
    """Set how long a step may take at a place and below, from a day on (设定时限).

    It ends the row that held there until then; one that begins on the same day is corrected.
    Raises SpanTooLong, SettingBackdated.
    """
    place, decision = keeper_at(actor, place_id)
    check_span(span)
    check_ahead(valid_from, now)
    if category_id is not None and not Category.objects.filter(pk=category_id).exists():
        raise NotFound(category=category_id)
    of = {"category_id": category_id, "level": level, "step": step}
    rows = Limit.objects.select_for_update().filter(place=place, **of)
    values = {"amount": span.amount, "unit": span.unit}
    limit, before, _ended = rows.set_from(
        valid_from, values, place=place, scope_path=place.path, **of
    )
    record(
        actor=actor,
        kind="case_limit.set",
        subject_type="case_limit",
        subject_id=limit.pk,
        scope_path=place.path,
        facts={
            "category": category_id,
            "level": level,
            "step": step,
            "amount": span.amount,
            "unit": span.unit,
            "valid_from": valid_from,
            "before": [*before.values()] if before else None,
        },
        grant=decision.grant,
        now=now,
    )
    return limit


@transaction.atomic
def end_limit(*, actor: Actor, limit_id: int, valid_to: date, now: datetime) -> Limit:
    """End a limit on a day; from then on the next place above counts (终止时限).

    Raises SettingEnded, SettingBackdated.
    """
    limit = Limit.objects.select_for_update().filter(pk=limit_id).first()
    if limit is None:
        raise NotFound(limit=limit_id)
    decision = require(can_keep_settings(actor, limit.scope_path))
    check_ahead(valid_to, now)
    if valid_to <= limit.valid_from or (limit.valid_to is not None and limit.valid_to <= valid_to):
        raise SettingEnded(field="valid_to")
    limit.valid_to = valid_to
    limit.save(update_fields=["valid_to"])
    record(
        actor=actor,
        kind="case_limit.ended",
        subject_type="case_limit",
        subject_id=limit.pk,
        scope_path=limit.scope_path,
        facts={"valid_to": valid_to},
        grant=decision.grant,
        now=now,
    )
    return limit


@transaction.atomic
def set_hours(
    *, actor: Actor, place_id: int, hours: str, valid_from: date, now: datetime
) -> OfficeHours:
    """Set the office hours at a place and below, from a day on (设定办公时间).

    They hold for steps that begin from that day on. Raises HoursMalformed, SettingBackdated.
    """
    place, decision = keeper_at(actor, place_id)
    text = hours_text(hours_of(hours))
    check_ahead(valid_from, now)
    rows = OfficeHours.objects.select_for_update().filter(place=place)
    stored, _before, ended = rows.set_from(
        valid_from, {"hours": text}, place=place, scope_path=place.path
    )
    record(
        actor=actor,
        kind="office_hours.set",
        subject_type="office_hours",
        subject_id=stored.pk,
        scope_path=place.path,
        facts={
            "hours": text,
            "valid_from": valid_from,
            "previous": ended.pk if ended else None,
        },
        grant=decision.grant,
        now=now,
    )
    return stored


@transaction.atomic
def override_day(
    *, actor: Actor, place_id: int, day: date, is_worked: bool, reason: str, now: datetime
) -> DayOverride:
    """Declare a day worked, or one of rest, at a place and below (调整工作日).

    Running clocks are worked out again. Raises DayAlreadyGone, DaySetAlready.
    """
    place, decision = keeper_at(actor, place_id)
    today = local_day(now)
    if day <= today if is_worked else day < today - REST_AFTERWARDS:
        raise DayAlreadyGone(field="day")
    reason = kept_line(reason, field="reason", most=120, needed=True)
    if DayOverride.objects.filter(place=place, day=day, withdrawn_at__isnull=True).exists():
        raise DaySetAlready(field="day")
    override = DayOverride.objects.create(
        place=place,
        scope_path=place.path,
        day=day,
        is_worked=is_worked,
        reason=reason,
        entered_at=now,
    )
    record(
        actor=actor,
        kind="work_day.changed",
        subject_type="work_day",
        subject_id=override.pk,
        scope_path=place.path,
        facts={"day": day, "is_worked": is_worked, "reason": reason},
        grant=decision.grant,
        now=now,
    )
    mark_for_recheck(place.path, now=now)
    return override


@transaction.atomic
def withdraw_override(*, actor: Actor, override_id: int, now: datetime) -> DayOverride:
    """Take a changed day back; running clocks are worked out again (撤销调整).

    A day that has begun stays as it was declared. Raises SettingEnded, DayAlreadyGone.
    """
    override = DayOverride.objects.select_for_update().filter(pk=override_id).first()
    if override is None:
        raise NotFound(override=override_id)
    decision = require(can_keep_settings(actor, override.scope_path))
    if override.withdrawn_at is not None:
        raise SettingEnded()
    if override.day <= local_day(now):
        raise DayAlreadyGone()
    override.withdrawn_at = now
    override.save(update_fields=["withdrawn_at"])
    record(
        actor=actor,
        kind="work_day.withdrawn",
        subject_type="work_day",
        subject_id=override.pk,
        scope_path=override.scope_path,
        facts={"day": override.day, "is_worked": override.is_worked},
        grant=decision.grant,
        now=now,
    )
    mark_for_recheck(override.scope_path, now=now)
    return override


@transaction.atomic
def name_ladder_post(
    *, actor: Actor, place_id: int, rung: Rung, seat_id: int, valid_from: date, now: datetime
) -> LadderPost:
    """Name the post that hears of overdue steps at a place and below, from a day on (指定督办岗位).

    It follows the one named there before. Raises RungNotNamed, PostNotAbove, SettingBackdated.
    """
    place, decision = keeper_at(actor, place_id)
    check_ahead(valid_from, now)
    if rung not in NAMED_RUNGS:
        raise RungNotNamed(field="rung")
    seat = Seat.objects.select_related("body").filter(in_force(valid_from), pk=seat_id).first()
    if seat is None or not is_within(place.path, seat.body.scope_path):
        raise PostNotAbove(field="seat")
    rows = LadderPost.objects.select_for_update().filter(place=place, rung=rung)
    rows.filter(valid_from__gte=valid_from).delete()
    present = rows.on(valid_from).first()
    if present is not None:
        present.valid_to = valid_from
        present.save(update_fields=["valid_to"])
    named = LadderPost.objects.create(
        place=place, scope_path=place.path, rung=rung, seat=seat, valid_from=valid_from
    )
    previous = present.pk if present is not None else None
    facts = {"rung": rung, "seat": seat.pk, "valid_from": valid_from, "previous": previous}
    _record_post(actor, "ladder_post.named", named, decision, facts, now)
    return named


@transaction.atomic
def end_ladder_post(*, actor: Actor, post_id: int, now: datetime) -> LadderPost:
    """End the naming of a post: from today on the office of the place hears (终止督办岗位).

    Raises SettingEnded.
    """
    named = LadderPost.objects.select_for_update().filter(pk=post_id).first()
    if named is None:
        raise NotFound(post=post_id)
    decision = require(can_keep_settings(actor, named.scope_path))
    today = local_day(now)
    if named.valid_to is not None:
        raise SettingEnded()
    facts = {"rung": named.rung, "seat": named.seat_id, "valid_to": today}
    _record_post(actor, "ladder_post.ended", named, decision, facts, now)
    if named.valid_from >= today:
        named.delete()
        return named
    named.valid_to = today
    named.save(update_fields=["valid_to"])
    return named


def _record_post(
    actor: Actor,
    kind: str,
    named: LadderPost,
    decision: Decision,
    facts: dict[str, object],
    now: datetime,
) -> None:
    record(
        actor=actor,
        kind=kind,
        subject_type="ladder_post",
        subject_id=named.pk,
        scope_path=named.scope_path,
        facts=facts,
        grant=decision.grant,
        now=now,
    )


def mark_for_recheck(path: str, *, now: datetime) -> int:
    """Mark the running clocks of working time at and below a place; return how many."""
    running = Clock.objects.filter(
        under([path], "case__scope_path"), stopped_at__isnull=True
    ).exclude(unit=TimeUnit.NATURAL_MINUTES)
    return Clock.objects.filter(pk__in=running.values("pk")).update(recheck_at=now)


def keeper_at(actor: Actor, place_id: int) -> tuple[Place, Decision]:
    """Lock the place a setting hangs on, so that its path stands, and ask whether one may."""
    place = Place.objects.select_for_update().filter(pk=place_id).first()
    if place is None:
        raise NotFound(place=place_id)
    return place, require(can_keep_settings(actor, place.path))


def check_ahead(day: date, now: datetime) -> None:
    """Refuse a setting that would hold before today.

    Raises SettingBackdated.
    """
    if day < local_day(now):
        raise SettingBackdated(field="valid_from")
