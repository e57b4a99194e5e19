"""Clocks as they stand: what runs, and the course that decides when it is due."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from linli.apps.cases.models import Case, Clock, ClockEvent, Task
from linli.apps.cases.rules.clocks import ClockEventKind, Step, TimeUnit
from linli.apps.cases.rules.limits import Span
from linli.apps.cases.rules.timing import Course, Pause


def running_clock(case: Case, task: Task | None = None) -> Clock | None:
    """Return the clock of a case's step, or of one of its tasks, that is not stopped."""
    running = Clock.objects.filter(case=case, task=task, stopped_at__isnull=True)
    return running.exclude(step=Step.CONTACT).first()


def contact_clock(case: Case) -> Clock | None:
    """Return the clock of the first contact, which runs beside the step of the case, if it does."""
    return Clock.objects.filter(case=case, step=Step.CONTACT, stopped_at__isnull=True).first()


def events_of(clock: Clock) -> list[ClockEvent]:
    """Return what happened to a clock, in order."""
    return list(clock.events.order_by("number"))


def course_of(clock: Clock, events: list[ClockEvent]) -> Course:
    """Return the course of a clock from what happened to it."""
    pauses: list[Pause] = []
    not_before = None
    for event in events:
        if event.kind == ClockEventKind.PAUSED:
            pauses.append(Pause(since(event)))
        elif event.kind == ClockEventKind.RESUMED:
            pauses[-1] = Pause(pauses[-1].paused_at, event.at)
        elif "until" in (facts := json.loads(event.facts)):
            until = datetime.fromisoformat(facts["until"])
            not_before = until if not_before is None else max(not_before, until)
    span = Span(clock.amount, TimeUnit(clock.unit))
    return Course(clock.started_at, span, tuple(pauses), not_before)


def since(event: ClockEvent) -> datetime:
    """Return from when an event counts: a pause counts from when it was asked for."""
    text = json.loads(event.facts).get("since")
    return datetime.fromisoformat(text) if text else event.at


def courses_of(clocks: Sequence[Clock]) -> Iterator[tuple[Clock, Course]]:
    """Yield clocks with their courses; one query for all that ever happened to them."""
    events: dict[int, list[ClockEvent]] = {}
    for event in ClockEvent.objects.filter(clock__in=clocks).order_by("number"):
        events.setdefault(event.clock_id, []).append(event)
    for clock in clocks:
        yield clock, course_of(clock, events.get(clock.pk, []))
