"""Starting, stopping and moving the clocks of a case: what an act of the case calls inside itself.

The caller holds the lock of the case and has asked whether the actor may. Every movement is an
event that is never changed; events of one clock follow one another in time, also when the
machine's clock was set back. Source: [rule:case-limits], [rule:case-delays].
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.db.models import Q

from linli.apps.cases.models import Case, Clock, ClockEvent, Delay, Task
from linli.apps.cases.rules.clocks import ClockEventKind, DelayKind, DelayState, Step, TimeUnit
from linli.apps.cases.rules.escalations import settles
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.ladder import rung_at
from linli.apps.cases.rules.tasks import TaskKind, TaskState
from linli.apps.cases.rules.timing import Course, due_in, due_of
from linli.apps.cases.selectors.calendars import PlaceCalendar, calendar_of
from linli.apps.cases.selectors.call_figures import call_facts
from linli.apps.cases.selectors.clocks import contact_clock, course_of, events_of, running_clock
from linli.apps.cases.selectors.limits import limit_for
from linli.apps.cases.services.climbing import settle_climbed
from linli.apps.cases.services.figures import note_call
from linli.core.access import Actor
from linli.core.canonical import canonical_bytes
from linli.kit.days import local_day

# When a called department had to come and to report, for figures.
_CALL_COLUMNS = {Step.ARRIVE: "arrive_due_at", Step.RESULT: "result_due_at"}
_NOTHING: Mapping[str, object] = MappingProxyType({})
# What the lead does, and where the case keeps until when, for figures.
_DUE_COLUMNS = {Step.TAKE: "take_due_at", Step.HANDLE: "handle_due_at"}
_OPEN_TASKS = (TaskState.SENT, TaskState.TAKEN)


def start_step(
    case: Case, step: Step, *, actor: Actor, now: datetime, task: Task | None = None
) -> Clock:
    """Start the clock of a step of the case, or of a task; the one that ran before is stopped.

    Set and stored: `due_at` of the case or the task, and on the case `take_due_at` and
    `handle_due_at`, which also follow when such a step is prolonged or changed, and are empty
    while it stands.
    """
    stop_step(case, actor=actor, now=now, task=task)
    return _start(case, step, actor=actor, now=now, task=task)


def start_contact(case: Case, *, actor: Actor, now: datetime) -> Clock:
    """Start the clock of the first contact with the reporter, beside that of the step (首次联系).

    Set and stored: `contact_due_at` of the case; it stays when the clock is stopped, for figures.
    Source: [rule:case-contacts].
    """
    return _start(case, Step.CONTACT, actor=actor, now=now)


def stop_contact(case: Case, *, actor: Actor, now: datetime) -> Clock | None:
    """Stop the clock of the first contact: it was made, or nobody has to make it; None if none."""
    clock = contact_clock(case)
    return _stop(case, clock, actor=actor, now=now) if clock is not None else None


def _start(
    case: Case, step: Step, *, actor: Actor, now: datetime, task: Task | None = None
) -> Clock:
    chosen = limit_for(
        path=case.scope_path,
        category_id=case.category_id,
        level=Level(case.level),
        step=step,
        day=local_day(now),
    )
    clock = Clock(
        case=case,
        task=task,
        step=step,
        limit_id=chosen.limit_id,
        amount=chosen.span.amount,
        unit=chosen.span.unit,
        started_at=now,
    )
    facts = {"amount": clock.amount, "unit": str(clock.unit), "limit_id": clock.limit_id}
    _turn(case, clock, ClockEventKind.STARTED, actor=actor, now=now, facts=facts)
    return clock


def stop_step(case: Case, *, actor: Actor, now: datetime, task: Task | None = None) -> Clock | None:
    """Stop the clock that runs, because its step is done; None when none runs.

    What is done after the due time was late, and is marked so here if the ladder has not yet. A
    clock that stands goes on first: what was done has a due time, and counts by it.
    """
    clock = running_clock(case, task)
    return _stop(case, clock, actor=actor, now=now) if clock is not None else None


def _stop(case: Case, clock: Clock, *, actor: Actor, now: datetime) -> Clock:
    if clock.paused_at is not None:
        resume_clock(case, clock, actor=actor, now=now, reason="done")
    if is_late(clock, now):
        mark_event(clock, ClockEventKind.BREACHED, actor=actor, now=now)
        clock.breached_at = clock.due_at
    clock.stopped_at = mark_event(clock, ClockEventKind.STOPPED, actor=actor, now=now).at
    clock.next_rung_at = clock.recheck_at = None
    clock.save(update_fields=["stopped_at", "breached_at", "next_rung_at", "recheck_at"])
    waiting = Delay.objects.filter(clock=clock, state__in=(DelayState.ASKED, DelayState.GRANTED))
    waiting.update(state=DelayState.ENDED, ended_at=clock.stopped_at)
    settle_climbed(clock, at=clock.stopped_at)
    _show(case, clock, None)
    return clock


def is_late(clock: Clock, at: datetime) -> bool:
    """Tell whether a step is done, or still undone, after its time; a lapse is not late."""
    return (
        clock.step != Step.CONFIRM
        and clock.breached_at is None
        and clock.due_at is not None
        and at > clock.due_at
    )


def mark_event(
    clock: Clock,
    kind: ClockEventKind,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
) -> ClockEvent:
    """Store what happened to a clock without moving its due time."""
    last = clock.events.order_by("-number").first()
    event = _event(clock, kind, last, actor=actor, now=now, reason=reason, facts=facts)
    event.due_at = clock.due_at
    event.save(force_insert=True)
    return event


def pause_clock(
    case: Case,
    clock: Clock,
    *,
    since: datetime,
    reason: str,
    actor: Actor,
    now: datetime,
    kind: DelayKind = DelayKind.PAUSE,
) -> None:
    """Let a clock stand, counted from `since` (缓办、挂账)."""
    facts = {"since": since}
    if _is_handling(clock):
        case.put_off, case.put_off_due_at = kind, clock.due_at
    _turn(case, clock, ClockEventKind.PAUSED, actor=actor, now=now, reason=reason, facts=facts)


def resume_clock(
    case: Case, clock: Clock, *, actor: Actor, now: datetime, reason: str = ""
) -> None:
    """Let a clock go on with what was left (恢复计时)."""
    if _is_handling(clock):
        case.put_off = case.put_off_due_at = None
    _turn(case, clock, ClockEventKind.RESUMED, actor=actor, now=now, reason=reason)


def extend_clock(
    case: Case, clock: Clock, *, until: datetime, reason: str, actor: Actor, now: datetime
) -> None:
    """Move a due time forward to `until` (延期)."""
    facts = {"until": until}
    _turn(case, clock, ClockEventKind.EXTENDED, actor=actor, now=now, reason=reason, facts=facts)


def change_limit(case: Case, *, actor: Actor, now: datetime, cause: str = "category") -> bool:
    """Ask again which limits hold for the running clocks, and tell whether one has changed.

    Called after another category or level. Start, pauses and prolongations stay; a limit that
    would have passed already counts from now. This alone, and another calendar, may move a due
    time back, and the event says why (时限变更).
    """
    clocks = Clock.objects.filter(case=case, stopped_at__isnull=True).order_by("pk")
    changed = [_change(case, clock, cause=cause, actor=actor, now=now) for clock in clocks]
    return any(changed)


def change_place(case: Case, *, actor: Actor, now: datetime, of_tasks: bool = False) -> None:
    """Ask again which limits and which calendar hold, after the case has come to another place.

    With `of_tasks` only for the tasks and the first contact: the clock of the case's own step
    stops in the same act.
    """
    clocks = Clock.objects.filter(case=case, stopped_at__isnull=True).order_by("pk")
    beside = Q(task__isnull=False) | Q(step=Step.CONTACT)
    for clock in clocks.filter(beside) if of_tasks else clocks:
        if not _change(case, clock, cause="place", actor=actor, now=now):
            recheck(case, clock, cause="place", actor=actor, now=now)


def change_contact_limit(case: Case, *, actor: Actor, now: datetime) -> None:
    """Ask again which limit holds for the first contact, where the step itself is over anyway."""
    clock = contact_clock(case)
    if clock is not None:
        _change(case, clock, cause="category", actor=actor, now=now)


def _change(case: Case, clock: Clock, *, cause: str, actor: Actor, now: datetime) -> bool:
    chosen = limit_for(
        path=case.scope_path,
        category_id=case.category_id,
        level=Level(case.level),
        step=Step(clock.step),
        day=local_day(clock.started_at),
    )
    clock.limit_id = chosen.limit_id
    if (clock.amount, clock.unit) == (chosen.span.amount, chosen.span.unit):
        clock.save(update_fields=["limit_id"])
        return False
    clock.amount, clock.unit = chosen.span.amount, chosen.span.unit
    facts: dict[str, object] = {
        "amount": clock.amount,
        "unit": clock.unit,
        "limit_id": clock.limit_id,
        "from": clock.due_at,
    }
    calendar = calendar_of(case.scope_path, clock.started_at)
    due = due_in(course_of(clock, events_of(clock)), calendar.days)
    if due is not None and due < now:
        facts["until"] = due_of(now, chosen.span, calendar.days)
    _turn(case, clock, ClockEventKind.CHANGED, actor=actor, now=now, reason=cause, facts=facts)
    return True


def recheck(case: Case, clock: Clock, *, cause: str, actor: Actor, now: datetime) -> bool:
    """Work out a running clock again under the calendar as it is now; tell whether it moved."""
    clock.recheck_at = None
    course = course_of(clock, events_of(clock))
    due, is_provisional = _due(course, calendar_of(case.scope_path, clock.started_at))
    if due == clock.due_at:
        clock.is_provisional = is_provisional
        clock.save(update_fields=["recheck_at", "is_provisional"])
        return False
    facts = {"from": clock.due_at}
    _turn(case, clock, ClockEventKind.CHANGED, actor=actor, now=now, reason=cause, facts=facts)
    return True


def _turn(
    case: Case,
    clock: Clock,
    kind: ClockEventKind,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    """Let something happen to a clock that decides when it is due, and store where it leads."""
    events = events_of(clock) if clock.pk else []
    last = events[-1] if events else None
    event = _event(clock, kind, last, actor=actor, now=now, reason=reason, facts=facts)
    calendar = calendar_of(case.scope_path, clock.started_at)
    course = course_of(clock, [*events, event])
    clock.due_at, clock.is_provisional = _due(course, calendar)
    standing = course.pauses and course.pauses[-1].resumed_at is None
    clock.paused_at = course.pauses[-1].paused_at if standing else None
    clock.next_rung_at = None
    if clock.due_at is not None:
        clock.next_rung_at = rung_at(
            clock.rung,
            step=Step(clock.step),
            level=Level(case.level),
            base=course.base,
            due=clock.due_at,
            unit=course.span.unit,
            calendar=calendar.days,
        )
    clock.save()
    event.clock, event.due_at = clock, clock.due_at
    event.save(force_insert=True)
    if settles(kind, due=clock.due_at, at=event.at):
        settle_climbed(clock, at=event.at)
    _show(case, clock, clock.due_at, kept=_kept(case, clock))


def _kept(case: Case, clock: Clock) -> dict[str, object]:
    """Return what case or task keep of a due time for figures, when the step is done too."""
    if clock.task_id is not None:
        column = _CALL_COLUMNS.get(Step(clock.step))
        return {column: clock.due_at} if column else {}
    if clock.step not in _DUE_COLUMNS:
        return {}
    kept: dict[str, object] = {_DUE_COLUMNS[Step(clock.step)]: clock.due_at}
    if _is_handling(clock):
        kept |= {"put_off": case.put_off, "put_off_due_at": case.put_off_due_at}
    return kept


def _is_handling(clock: Clock) -> bool:
    return clock.task_id is None and clock.step == Step.HANDLE


def _due(course: Course, calendar: PlaceCalendar) -> tuple[datetime | None, bool]:
    due = due_in(course, calendar.days)
    if due is None or course.span.unit == TimeUnit.NATURAL_MINUTES:
        return due, False
    return due, calendar.is_provisional(calendar.days.day_of(due))


def _event(
    clock: Clock,
    kind: ClockEventKind,
    last: ClockEvent | None,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
) -> ClockEvent:
    return ClockEvent(
        clock=clock,
        number=last.number + 1 if last else 1,
        kind=kind,
        at=max(now, last.at) if last else now,
        reason=reason,
        facts=canonical_bytes(dict(facts or {})).decode(),
        account_id=actor.account_id,
    )


def _show(
    case: Case, clock: Clock, due: datetime | None, *, kept: Mapping[str, object] = _NOTHING
) -> None:
    """Copy a due time to where lists are sorted by it: the case, its lead's task, or the task."""
    if clock.task is not None:
        before = call_facts(clock.task)
        values = {"due_at": due, **kept}
        _set(clock.task, values)
        Task.objects.filter(pk=clock.task.pk).update(**values)
        note_call(before, call_facts(clock.task))
        return
    if clock.step == Step.CONTACT:
        _show_contact(case, due)
        return
    values = {"due_at": due, "is_overdue": False, **kept}
    _set(case, values)
    Case.objects.filter(pk=case.pk).update(**values)
    if clock.step in _DUE_COLUMNS:
        Task.objects.filter(case=case, kind=TaskKind.LEAD, state__in=_OPEN_TASKS).update(due_at=due)


def _show_contact(case: Case, due: datetime | None) -> None:
    """Copy until when the reporter is to be contacted; the case keeps it when that is done."""
    if due is not None:
        case.contact_due_at = due
        Case.objects.filter(pk=case.pk).update(contact_due_at=due)
    if case.lead_id is not None:
        leads = Task.objects.filter(case=case, kind=TaskKind.LEAD, state__in=_OPEN_TASKS)
        leads.update(contact_by=due)


def _set(row: Case | Task, values: Mapping[str, object]) -> None:
    for column, value in values.items():
        setattr(row, column, value)
