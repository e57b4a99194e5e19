"""How a due time came about, as sentences with facts; the edge says them in words.

Every sentence is a code ("cases.explain.…") with plain facts: instants, days, numbers. What
stands here follows from the limit, what happened to the clock, and the calendar; nothing is
stored for it. Source: [rule:case-limits].
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from linli.apps.cases.rules.clocks import TimeUnit
from linli.apps.cases.rules.limits import Span
from linli.core.worktime import DAY, WorkCalendar, worked_between

MINUTE = timedelta(minutes=1)


class DayKind(StrEnum):
    """Why a day is worked or not (日期性质)."""

    WORKED = "WORKED"  # 工作日
    MADE_UP = "MADE_UP"  # 调休上班日
    SET_WORKED = "SET_WORKED"  # 本地调整为上班
    WEEKEND = "WEEKEND"  # 周末
    HOLIDAY = "HOLIDAY"  # 法定节假日（含调休放假）
    SET_REST = "SET_REST"  # 本地调整为休息


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its code, and the facts that fill it."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it is named; `reason` is the name of a holiday, or what an office said."""

    kind: DayKind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row of one kind, with the working minutes of each that count."""

    day: Day
    first: date
    last: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the way: from an instant on, with so much left, to where the sum would end."""

    start: datetime
    left: Span
    due: datetime


DayOf = Callable[[date], Day]
_WORKED = frozenset({DayKind.WORKED, DayKind.MADE_UP, DayKind.SET_WORKED})


def runs_between(
    start: datetime, end: datetime, calendar: WorkCalendar, day_of: DayOf
) -> list[Run]:
    """Return the days from `start` to `end`, those in a row that count alike as one."""
    runs: list[Run] = []
    day = calendar.day_of(start)
    while day <= calendar.day_of(end):
        found = Run(day_of(day), day, day, _minutes(day, start, end, calendar))
        last = runs[-1] if runs else None
        if last is not None and (last.day, last.minutes) == (found.day, found.minutes):
            runs[-1] = Run(last.day, last.first, day, last.minutes)
        else:
            runs.append(found)
        day += DAY
    return runs


def _minutes(day: date, start: datetime, end: datetime, calendar: WorkCalendar) -> int:
    spans = calendar.spans(day)
    if not spans:
        return 0
    begins, ends = max(start, spans[0][0]), min(end, spans[-1][1])
    return worked_between(begins, ends, calendar) // MINUTE if begins < ends else 0


def stretch_sentences(
    stretch: Stretch, calendar: WorkCalendar, day_of: DayOf
) -> Iterator[Sentence]:
    """Yield how a stretch is counted, day by day."""
    unit = stretch.left.unit
    if unit == TimeUnit.NATURAL_MINUTES:
        yield Sentence("cases.explain.day_and_night", {"amount": stretch.left.amount})
        return
    runs = runs_between(stretch.start, stretch.due, calendar, day_of)
    if unit == TimeUnit.WORKING_DAYS:
        yield from _days(runs, stretch)
    else:
        yield from _hours(runs, stretch, calendar)


def _days(runs: Sequence[Run], stretch: Stretch) -> Iterator[Sentence]:
    first_day = runs[0].first
    if stretch.left.amount:
        yield Sentence("cases.explain.first_day_free", {"day": first_day})
    for run in runs:
        first = max(run.first, first_day + DAY) if stretch.left.amount else run.first
        if first > run.last:
            continue
        number = (run.last - first).days + 1
        yield _run(Run(run.day, first, run.last, 0), days=number)


def _hours(runs: Sequence[Run], stretch: Stretch, calendar: WorkCalendar) -> Iterator[Sentence]:
    opens = next((run.first for run in runs if run.minutes), None)
    if opens is not None and not _is_open(stretch.start, calendar):
        yield Sentence("cases.explain.closed", {"at": stretch.start})
    for run in runs:
        if run.minutes or run.day.kind not in _WORKED:
            yield _run(run)


def _is_open(at: datetime, calendar: WorkCalendar) -> bool:
    return any(opens <= at < closes for opens, closes in calendar.spans(calendar.day_of(at)))


def _run(run: Run, *, days: int = 0) -> Sentence:
    several = run.first != run.last
    facts: dict[str, object] = {"first": run.first, "last": run.last, "reason": run.day.reason}
    if run.day.kind in _WORKED:
        facts |= {"days": days} if days else {"minutes": run.minutes}
        kind = f"{run.day.kind.lower()}_{'days' if days else 'minutes'}"
    else:
        kind = run.day.kind.lower()
    return Sentence(f"cases.explain.{kind}{'_several' if several else ''}", facts)
