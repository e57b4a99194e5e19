"""More time: asked for by whoever works on it, decided by others, ended by day or event.

Source: [rule:case-delays], [rule:case-approvals].
"""

from datetime import date, datetime
from functools import partial

from linli.apps.cases.models import Case, CaseStep, Clock, Delay, Task
from linli.apps.cases.permissions.work import can_ask_delay, can_decide_delay, can_end_delay
from linli.apps.cases.rules.approvals import of_delay
from linli.apps.cases.rules.clocks import DelayKind, DelayState, Step
from linli.apps.cases.rules.delays import (
    DelayDecided,
    DelayWaiting,
    check_hanging,
    check_request,
)
from linli.apps.cases.rules.flow import Part
from linli.apps.cases.rules.kinds import Level, PauseReason
from linli.apps.cases.rules.ladder import BREACH
from linli.apps.cases.rules.texts import kept_text
from linli.apps.cases.rules.timing import due_of
from linli.apps.cases.selectors.calendars import calendar_of
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.selectors.limits import limit_for
from linli.apps.cases.services.approvals import makes_whole, needed_now, note_agreement
from linli.apps.cases.services.clocks import extend_clock, pause_clock, resume_clock
from linli.apps.cases.services.copies import copies_of
from linli.apps.cases.services.keys import delay_command
from linli.apps.cases.services.recording import (
    Act,
    act_on,
    begin_aside,
    each,
    locked_case,
    seen_case,
)
from linli.apps.cases.services.telling import tell_review
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.days import local_day

AT_ONCE = 200
MOST = 1000
# What of the reporter counts as the answer that a pause waits for.
ANSWERS = ("remark", "photo", "video", "voice")
_STANDING = (DelayKind.PAUSE, DelayKind.HANG_UP)


@delay_command
def ask_delay(
    *,
    actor: Actor,
    case_id: int,
    kind: DelayKind,
    reason: PauseReason,
    text: str,
    until: datetime,
    now: datetime,
    version: int | None = None,
    task_id: int | None = None,
    review_on: date | None = None,
    key: str = "",
) -> Delay:
    """Ask for more time for the running step of a case, or of a task (申请延期、缓办、挂账).

    Raises what `rules.delays` refuses, EvidenceMissing without words, StaleCase, NotAllowed.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now)
    task = _task(case, task_id)
    decision = can_ask_delay(actor, case, task, local_day(now))
    act = begin_aside(actor=actor, case=case, version=version, now=now, decision=decision)
    clock = running_clock(case, task)
    if clock is None:
        raise NotFound(kind="clock")
    words = kept_text(text, field="text", most=MOST)
    delays = Delay.objects.filter(clock=clock)
    if delays.filter(state=DelayState.ASKED).exists():
        raise DelayWaiting()
    check_request(
        kind,
        step=Step(clock.step),
        level=Level(case.level),
        due=clock.due_at,
        granted=delays.filter(kind=kind, decided_at__isnull=False)
        .exclude(state=DelayState.REFUSED)
        .count(),
        until=until,
        now=now,
    )
    if kind == DelayKind.HANG_UP:
        review_on = check_hanging(reason, review_on, local_day(now))
    needed = needed_now(case, of_delay(kind), act)
    delay = Delay.objects.create(
        case=case,
        body_id=task.body_id if task is not None else case.lead_id,
        clock=clock,
        kind=kind,
        reason=reason,
        text=words,
        until=until,
        decide_by=_decide_by(case, now),
        review_on=review_on,
        needed=needed,
        asked_by_id=actor.account_id or 0,
        asked_at=now,
        **copies_of(case, Delay),
    )
    act.facts |= {"delay": delay.pk, "kind": kind, "reason": reason, "until": until}
    act.aside("delay_asked", text=words, is_inner=True)
    return delay


@delay_command
def decide_delay(
    *, actor: Actor, delay_id: int, is_granted: bool, text: str, now: datetime, key: str = ""
) -> Delay:
    """Agree to more time, or refuse it; never as whoever asked (审批延期).

    It is granted when as many have agreed as must, and refused by one word. A pause that is
    granted counts from when it was asked for, and takes back a breach that fell into the waiting.
    Raises DelayDecided, AgreedAlready, NotAllowed, EvidenceMissing for a refusal without words.
    """
    case, delay = _locked(delay_id, actor, now)
    decision = can_decide_delay(actor, delay, case.scope_path)
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=decision)
    if delay.state != DelayState.ASKED:
        raise DelayDecided()
    words = kept_text(text, field="text", most=MOST, needed=not is_granted)
    act.facts |= {"delay": delay.pk, "kind": delay.kind, "reason": delay.reason}
    if is_granted:
        is_whole = makes_whole(actor, case, delay.needed, delay)
        note_agreement(act, delay.needed, words, delay)
        delay.agreed += 1
        if not is_whole:
            delay.save(update_fields=["agreed"])
            act.aside("delay_agreed", text=words, is_inner=True, is_heavy=False)
            return delay
    delay.decided_by_id, delay.decided_at, delay.decision_text = actor.account_id, now, words
    _move(delay, DelayState.GRANTED if is_granted else DelayState.REFUSED)
    delay.save()
    if is_granted:
        _grant(case, delay, actor=actor, now=now)
    act.aside("delay_granted" if is_granted else "delay_refused", text=words)
    if is_granted and delay.kind in _STANDING and _was_answered(case, delay):
        _end(_following(act), delay, cause="answered")
    return delay


@delay_command
def end_delay(
    *,
    actor: Actor,
    delay_id: int,
    now: datetime,
    cause: str = "ended",
    text: str = "",
    key: str = "",
) -> Delay:
    """Let a clock that stands go on before its day, or on it (结束缓办、挂账).

    Raises DelayDecided when it does not stand because of this delay.
    """
    case, delay = _locked(delay_id, actor, now)
    decision = can_end_delay(actor, delay, case, local_day(now))
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=decision)
    if delay.state != DelayState.GRANTED or delay.kind not in _STANDING:
        raise DelayDecided()
    _end(act, delay, cause=cause, text=kept_text(text, field="text", most=MOST, needed=False))
    return delay


def end_answered_pauses(act: Act) -> int:
    """Let the clocks go on that stood for the reporter's answer, which `act` has brought.

    Called inside the remark, photo or clip of the reporter, once per act; returns how many
    went on.
    Source: [rule:case-delays]: a pause ends when what it waited for has come.
    """
    if act.part != Part.REPORTER:
        return 0
    delays = Delay.objects.select_related("clock__task").filter(
        case=act.case,
        state=DelayState.GRANTED,
        kind__in=_STANDING,
        reason=PauseReason.REPORTER,
    )
    found = list(delays.order_by("pk"))
    for delay in found:
        _end(_following(act), delay, cause="answered")
    return len(found)


def _following(act: Act) -> Act:
    """Return an act that follows from another one, by the same person at the same moment."""
    return act_on(act.case, actor=act.actor, now=act.now, decision=act.decision, part=act.part)


def _end(act: Act, delay: Delay, *, cause: str, text: str = "") -> None:
    delay.ended_at = act.now
    _move(delay, DelayState.ENDED)
    delay.save()
    resume_clock(act.case, delay.clock, actor=act.shown, now=act.now, reason=cause)
    act.facts |= {"delay": delay.pk, "cause": cause}
    act.aside("delay_ended", text=text)


def _was_answered(case: Case, delay: Delay) -> bool:
    """Tell whether the reporter has answered while the request waited for its decision."""
    steps = CaseStep.objects.filter(case=case, part=Part.REPORTER, at__gte=delay.asked_at)
    return delay.reason == PauseReason.REPORTER and steps.filter(kind__in=ANSWERS).exists()


@delay_command
def look_again(
    *, actor: Actor, delay_id: int, review_on: date, text: str, now: datetime, key: str = ""
) -> Delay:
    """Say that a matter on the hang-up list was looked at and still hangs (挂账复核).

    It has a next day on which it is looked at. Raises ReviewMissing, DelayDecided.
    """
    case, delay = _locked(delay_id, actor, now)
    decision = can_decide_delay(actor, delay, case.scope_path)
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=decision)
    if delay.state != DelayState.GRANTED or delay.kind != DelayKind.HANG_UP:
        raise DelayDecided()
    delay.review_on = check_hanging(PauseReason(delay.reason), review_on, local_day(now))
    delay.save(update_fields=["review_on"])
    act.facts |= {"delay": delay.pk, "review_on": delay.review_on}
    act.aside("looked_again", text=kept_text(text, field="text", most=MOST))
    return delay


def tell_due_reviews(*, now: datetime) -> int:
    """Remind the office, once, of what hangs and is to be looked at again today; for the clock."""
    due = Delay.objects.select_related("case").filter(
        kind=DelayKind.HANG_UP, state=DelayState.GRANTED, review_on=local_day(now)
    )
    for delay in due.order_by("pk")[:AT_ONCE]:
        tell_review(delay.case, delay, now=now)
    return len(due)


def end_due_delays(*, actor: Actor, now: datetime) -> int:
    """Let all clocks go on whose pause is over, each in an act of its own; for the clock."""
    due = Delay.objects.filter(state=DelayState.GRANTED, kind__in=_STANDING, until__lte=now)
    found = list(due.order_by("until", "pk").values_list("pk", flat=True)[:AT_ONCE])
    return each(
        partial(end_delay, actor=actor, delay_id=delay_id, now=now, cause="until")
        for delay_id in found
    )


def _grant(case: Case, delay: Delay, *, actor: Actor, now: datetime) -> None:
    clock: Clock = delay.clock
    if clock.breached_at is not None and clock.breached_at >= delay.asked_at:
        clock.breached_at, clock.rung = None, min(clock.rung, BREACH)
    if delay.kind == DelayKind.EXTENSION:
        extend_clock(case, clock, until=delay.until, reason=delay.reason, actor=actor, now=now)
    else:
        pause_clock(
            case, clock, since=delay.asked_at, reason=delay.reason, kind=DelayKind(delay.kind),
            actor=actor, now=now,
        )  # fmt: skip
    if clock.task_id is None:
        case.was_delayed = True


def _move(delay: Delay, state: DelayState) -> None:
    delay.state = state


def _task(case: Case, task_id: int | None) -> Task | None:
    if task_id is None:
        return None
    task = Task.objects.filter(case=case, pk=task_id).first()
    if task is None:
        raise NotFound(task=task_id)
    return task


def _locked(delay_id: int, actor: Actor, now: datetime) -> tuple[Case, Delay]:
    """Lock the case of a delay first, then read the delay as it stands under the lock."""
    found = Delay.objects.filter(pk=delay_id).values_list("case", flat=True).first()
    if found is None:
        raise NotFound(delay=delay_id)
    case = locked_case(found) if actor.is_system else seen_case(
        actor=actor, case_id=found, now=now
    )  # fmt: skip
    return case, Delay.objects.select_related("clock__task").get(pk=delay_id)


def _decide_by(case: Case, now: datetime) -> datetime:
    chosen = limit_for(
        path=case.scope_path,
        category_id=case.category_id,
        level=Level(case.level),
        step=Step.APPROVE,
        day=local_day(now),
    )
    return due_of(now, chosen.span, calendar_of(case.scope_path, now).days)
