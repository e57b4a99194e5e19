"""Working time: when it is open, when a limit ends, how much of it has passed.

A calendar is a plain value: which days are worked, and the hours of a worked day. Where the days
come from (a library of statutory holidays, a table an office has corrected) is not known here.
Source: [rule:working-calendar], [rule:counting-days].
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.core.errors import RuleViolation

DAY = timedelta(days=1)


class CalendarTooShort(RuleViolation):
    """The working days are not known for as far as this reaches."""

    code = "worktime.calendar_too_short"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The worked days from `first` to `last` (工作日历) and the hours of each, in one zone.

    `hours` are (opens, closes) pairs of one day, in order, not touching midnight; a worked day has
    all of them. Nothing is known before `first` or after `last`.
    """

    zone: ZoneInfo
    hours: tuple[tuple[time, time], ...]
    first: date
    last: date
    worked: frozenset[date] = field(repr=False)

    def __post_init__(self) -> None:
        edges = [edge for pair in self.hours for edge in pair]
        if not edges or edges != sorted(edges) or len(set(edges)) != len(edges):
            raise ValueError("hours must be in order, and each must open before it closes")

    def is_worked(self, day: date) -> bool:
        """Tell whether `day` is a working day; raises CalendarTooShort outside what is known."""
        self._require(day)
        return day in self.worked

    def next_worked(self, day: date) -> date:
        """Return `day`, or the first working day after it."""
        while not self.is_worked(day):
            day += DAY
        return day

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """Return the open stretches of a day as instants; none when it is not worked."""
        if not self.is_worked(day):
            return []
        return [
            (self._instant(day, opens), self._instant(day, closes)) for opens, closes in self.hours
        ]

    def day_of(self, instant: datetime) -> date:
        """Return the day of an aware instant in the calendar's zone."""
        if instant.tzinfo is None:
            raise TypeError("an instant without a zone lies on no day")
        return instant.astimezone(self.zone).date()

    def closing(self, day: date) -> datetime:
        """Return when a day closes, worked or not."""
        return self._instant(day, self.hours[-1][1])

    def _instant(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone)

    def _require(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise CalendarTooShort(
                day=day.isoformat(), first=self.first.isoformat(), last=self.last.isoformat()
            )


def calendar(
    *,
    zone: ZoneInfo,
    hours: Iterable[tuple[time, time]],
    first: date,
    last: date,
    free: Iterable[date] = (),
    extra: Iterable[date] = (),
) -> WorkCalendar:
    """Return the calendar of Monday to Friday, without `free` days, with `extra` ones (调休)."""
    days = (first + DAY * number for number in range((last - first).days + 1))
    weekdays = {day for day in days if day.weekday() < 5}
    worked = (weekdays - frozenset(free)) | {day for day in extra if first <= day <= last}
    return WorkCalendar(zone, tuple(hours), first, last, frozenset(worked))


def due_at(start: datetime, limit: timedelta, worktime: WorkCalendar) -> datetime:
    """Return when `limit` of working time has passed since `start` (办理时限).

    Outside working hours it counts from the next opening. The result lies within working hours,
    at the end of a stretch rather than at the beginning of the next, in the calendar's zone.
    Raises CalendarTooShort when the known days do not reach that far.
    Source: [rule:working-calendar].
    """
    if limit < timedelta(0):
        raise ValueError("a limit is not negative")
    day, left = worktime.day_of(start), limit
    while True:
        for opens, closes in worktime.spans(day):
            begins = max(opens, start.astimezone(worktime.zone))
            if begins > closes or (begins == closes and left):
                continue
            if _between(begins, closes) >= left:
                return (begins.astimezone(UTC) + left).astimezone(worktime.zone)
            left -= _between(begins, closes)
        day += DAY


def worked_between(start: datetime, end: datetime, worktime: WorkCalendar) -> timedelta:
    """Return the working time from `start` to `end`; nothing when `end` is not later."""
    passed, day = timedelta(0), worktime.day_of(start)
    while day <= worktime.day_of(end):
        for opens, closes in worktime.spans(day):
            begins, ends = max(opens, start), min(closes, end)
            if begins < ends:
                passed += _between(begins, ends)
        day += DAY
    return passed


def due_after_worked_days(start: datetime, days: int, worktime: WorkCalendar) -> datetime:
    """Return the close of the `days`-th working day after the day of `start` (工作日).

    The day itself does not count. Source: [rule:counting-days].
    """
    day = worktime.day_of(start)
    for _number in range(days):
        day = worktime.next_worked(day + DAY)
    return worktime.closing(day)


def due_after_days(day: date, days: int, worktime: WorkCalendar) -> date:
    """Return the last day of a period of `days` calendar days after `day` (日).

    The first day is the day after; a last day that is not worked moves to the next worked one.
    Source: [rule:counting-days].
    """
    return worktime.next_worked(day + DAY * days)


def _between(begins: datetime, ends: datetime) -> timedelta:
    """Return the time that passes between two instants, also across a change of the zone's offset.

    Instants of one zone are subtracted by their clock faces; only in UTC is the answer the time.
    """
    return ends.astimezone(UTC) - begins.astimezone(UTC)
