"""The ladder of a clock, climbed by the worker: reminder, breach, then named posts upwards.

One transaction for each clock: a worker that dies has climbed or has not, and the next one goes on.
Source: [rule:case-limits].
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial

from django.db import transaction

from linli.apps.cases.models import Case, Clock, Delay, Task
from linli.apps.cases.rules.clocks import ClockEventKind, DelayState, Step, TimeUnit
from linli.apps.cases.rules.escalations import climbs_on_at
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.ladder import BREACH, REMINDER, Rung, rung_at, rungs_of
from linli.apps.cases.selectors.arbiters import arbiter_seat
from linli.apps.cases.selectors.calendars import calendar_of
from linli.apps.cases.selectors.clocks import course_of, events_of
from linli.apps.cases.selectors.escalations import answered_at
from linli.apps.cases.selectors.posts import ABOVE, answering_seats, ladder_seat
from linli.apps.cases.services.climbing import note_climbed
from linli.apps.cases.services.clocks import mark_event, recheck
from linli.apps.cases.services.recording import begin_aside, each, locked_case
from linli.apps.notices.rules.posting import About, ToPost, Urgency, Word
from linli.apps.notices.services import post_notice
from linli.core.access import Actor, allow
from linli.kit.days import local_day

AT_ONCE = 500


def climb_due(*, actor: Actor, now: datetime) -> int:
    """Climb one rung for every clock whose next one is due; return how many were climbed."""
    due = Clock.objects.filter(stopped_at__isnull=True, next_rung_at__lte=now)
    due = due.exclude(step=Step.CONFIRM).order_by("next_rung_at", "pk")
    found = list(due.values_list("pk", "case_id")[:AT_ONCE])
    return each(
        partial(climb, actor=actor, case_id=case, clock_id=clock, now=now) for clock, case in found
    )


@transaction.atomic
def climb(*, actor: Actor, case_id: int, clock_id: int, now: datetime) -> bool:
    """Climb the next rung of a clock, if it is due; tell whether it was (逐级督办)."""
    case = locked_case(case_id)
    clock = Clock.objects.select_related("task").get(pk=clock_id)
    if clock.stopped_at or clock.due_at is None or not (clock.next_rung_at or now) <= now:
        return False
    if _waits_for_decision(clock, now) or _was_answered(case, clock, now):
        return False
    if clock.rung == REMINDER and now >= clock.due_at:
        clock.rung = BREACH  # too late to remind
    rungs = rungs_of(Step(clock.step))
    if clock.rung >= len(rungs):
        clock.next_rung_at = None
        clock.save(update_fields=["next_rung_at"])
        return False
    rung = rungs[clock.rung]
    if rung.kind == ClockEventKind.BREACHED:
        clock.breached_at = clock.due_at
    seats = list(dict.fromkeys(seats_told(case, clock, rung.hears, now)))
    is_escalated = rung.kind == ClockEventKind.ESCALATED
    facts = {"seats": seats} if is_escalated else None
    mark_event(clock, rung.kind, actor=actor, now=now, reason=rung.hears[-1], facts=facts)
    _tell(case, clock, rung.kind, seats, now)
    for seat_id in seats if is_escalated else ():
        note_climbed(case, clock, seat_id, now=now)
    clock.rung += 1
    clock.next_rung_at = rung_at(
        clock.rung,
        step=Step(clock.step),
        level=Level(case.level),
        base=course_of(clock, events_of(clock)).base,
        due=clock.due_at,
        unit=TimeUnit(clock.unit),
        calendar=calendar_of(case.scope_path, clock.started_at).days,
    )
    clock.save(update_fields=["rung", "next_rung_at", "breached_at"])
    return True


def _waits_for_decision(clock: Clock, now: datetime) -> bool:
    """Put a rung off while a request made in time waits for its decision, until that is due."""
    asked = Delay.objects.filter(clock=clock, state=DelayState.ASKED, decide_by__gt=now).first()
    if asked is None or clock.rung < BREACH:
        return False
    clock.next_rung_at = asked.decide_by
    clock.save(update_fields=["next_rung_at"])
    return True


def _was_answered(case: Case, clock: Clock, now: datetime) -> bool:
    """Put a rung off after an answer from below it: who has the task gets its time anew."""
    answered = answered_at(clock.pk) if clock.rung > BREACH + 1 else None
    if answered is None or clock.rung >= len(rungs_of(Step(clock.step))):
        return False
    calendar = calendar_of(case.scope_path, clock.started_at).days
    level = Level(case.level)
    at = climbs_on_at(clock.rung, level=level, answered=answered, calendar=calendar)
    if at <= now:
        return False
    clock.next_rung_at = at
    clock.save(update_fields=["next_rung_at"])
    return True


def _tell(
    case: Case, clock: Clock, kind: ClockEventKind, seats: Sequence[int], now: datetime
) -> None:
    recipients = [ToPost(seat) for seat in seats]
    if not recipients or clock.due_at is None:
        return
    post_notice(
        kind=f"cases.clock_{kind.lower()}",
        about=About("case", case.number, f"/cases/{case.number}/"),
        recipients=recipients,
        facts={
            "case": case.number,
            "due_at": clock.due_at,
            "clock": clock.pk,
            "step": Word(f"cases.step.{clock.step}"),
        },
        urgency=Urgency.DANGER if case.level == Level.DANGER else Urgency.PROMPT,
        dedupe_key=f"clock:{clock.pk}:{clock.rung}:{clock.due_at.isoformat()}",
        now=now,
        scope_path=case.scope_path,
    )


def seats_told(case: Case, clock: Clock, hears: tuple[Rung, ...], now: datetime) -> Iterator[int]:
    """Yield the posts that hear of a step on the rungs of the ladder."""
    day, task = local_day(now), clock.task
    for rung in hears:
        if rung in ABOVE or clock.step == Step.ARBITRATE:
            # What was returned or refused lies with the arbiter, not with the body any more.
            found = _arbiter(case, task, day) if rung not in ABOVE else None
            found = found or ladder_seat(
                case.scope_path, rung if rung in ABOVE else Rung.PLACE_OFFICE, day
            )
            if found is not None:
                yield found
        elif rung == Rung.HOLDER:
            seat_id = task.seat_id if task else case.seat_id
            yield from (seat_id,) if seat_id is not None else ()
        else:
            body_id = task.body_id if task else case.lead_id
            yield from answering_seats([body_id], day).values() if body_id else ()


def _arbiter(case: Case, task: Task | None, day: date) -> int | None:
    """Return the arbiter of a case; on a refused call the office of the place decides."""
    return arbiter_seat(case, day) if task is None else None


def recheck_due(*, actor: Actor, now: datetime) -> int:
    """Work out all marked clocks again under the calendar as it is now; return how many moved."""
    due = Clock.objects.filter(stopped_at__isnull=True, recheck_at__isnull=False)
    found = list(due.order_by("recheck_at", "pk").values_list("pk", "case_id")[:AT_ONCE])
    return each(partial(_recheck, actor, case, clock, now) for clock, case in found)


@transaction.atomic
def _recheck(actor: Actor, case_id: int, clock_id: int, now: datetime) -> bool:
    case = locked_case(case_id)
    clock = Clock.objects.select_related("task").get(pk=clock_id)
    if clock.stopped_at is not None or clock.recheck_at is None:
        return False
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=allow())
    moved = recheck(case, clock, cause="calendar", actor=actor, now=now)
    if moved:
        act.facts |= {"clock": clock.pk, "cause": "calendar"}
        act.aside("due_moved", is_heavy=False)
    return moved
