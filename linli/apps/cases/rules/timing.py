"""When a step is due: start, limit, pauses and prolongation, in one calendar.

Nothing here reads the clock. A due time only ever moves forward by a pause or a prolongation; it
may move back only when limit or calendar change, which is an event of its own.
Source: [rule:case-limits], [rule:case-delays].
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.apps.cases.rules.clocks import TimeUnit
from linli.apps.cases.rules.limits import Span
from linli.core.worktime import (
    DAY,
    WorkCalendar,
    due_after_worked_days,
    due_at,
    worked_between,
)

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stood; `resumed_at` is empty while it stands."""

    paused_at: datetime
    resumed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """All that decides when a step is due: `not_before` is the latest prolongation granted."""

    started_at: datetime
    span: Span
    pauses: Sequence[Pause] = ()
    not_before: datetime | None = None

    @property
    def base(self) -> datetime:
        """Return since when the step has run without a break."""
        resumed = [pause.resumed_at for pause in self.pauses if pause.resumed_at is not None]
        return resumed[-1] if resumed else self.started_at


def due_of(start: datetime, span: Span, calendar: WorkCalendar) -> datetime:
    """Return when `span` has passed since `start`.

    Raises CalendarTooShort when the known days do not reach that far.
    """
    if span.unit == TimeUnit.NATURAL_MINUTES:
        return start + span.amount * MINUTE
    if span.unit == TimeUnit.WORKING_MINUTES:
        return due_at(start, span.amount * MINUTE, calendar)
    return due_after_worked_days(start, span.amount, calendar)


def left_at(at: datetime, due: datetime, unit: TimeUnit, calendar: WorkCalendar) -> int:
    """Return how much is left at `at` of a step due at `due`; begun minutes count whole.

    Of working days those after the day of `at` are counted: 0 on the last day.
    """
    if at >= due:
        return 0
    if unit == TimeUnit.NATURAL_MINUTES:
        return -((at - due) // MINUTE)
    if unit == TimeUnit.WORKING_MINUTES:
        return -(-worked_between(at, due, calendar) // MINUTE)
    day, days = calendar.day_of(at), 0
    while (day := day + DAY) <= calendar.day_of(due):
        days += calendar.is_worked(day)
    return days


def due_after_pause(
    resumed_at: datetime, left: int, unit: TimeUnit, calendar: WorkCalendar
) -> datetime:
    """Return when a step is due that goes on at `resumed_at` with so much left."""
    if unit != TimeUnit.WORKING_DAYS or left:
        return due_of(resumed_at, Span(left, unit), calendar)
    day = calendar.next_worked(calendar.day_of(resumed_at))
    if calendar.closing(day) < resumed_at:
        day = calendar.next_worked(day + DAY)
    return calendar.closing(day)


def due_in(course: Course, calendar: WorkCalendar) -> datetime | None:
    """Return when a step with this course is due; None while it stands."""
    due = due_of(course.started_at, course.span, calendar)
    for pause in course.pauses:
        left = left_at(pause.paused_at, due, course.span.unit, calendar)
        if pause.resumed_at is None:
            return None
        due = max(due, due_after_pause(pause.resumed_at, left, course.span.unit, calendar))
    return due if course.not_before is None else max(due, course.not_before)


def share_passed(
    start: datetime, due: datetime, unit: TimeUnit, calendar: WorkCalendar, *, part: int, whole: int
) -> datetime:
    """Return when `part` of `whole` of the time from `start` to `due` has passed.

    Of working time the share is counted in working minutes, so that no reminder falls outside
    the hours of the office.
    """
    if unit == TimeUnit.NATURAL_MINUTES or due <= start:
        return start + max(due - start, timedelta(0)) * part // whole
    worked = worked_between(start, due, calendar)
    return due_at(start, worked * part // whole, calendar)
