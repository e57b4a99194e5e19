"""Periods of figures: a month, a quarter or a year; summaries know nothing finer for some."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from linli.core.errors import InvalidInput, RuleViolation

DAY = timedelta(days=1)
_MOST_DAYS = 62
_CODE = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})))?\Z")


class PeriodMalformed(InvalidInput):
    """What stands for a period in an address is none."""

    code = "dashboards.period_malformed"


class PeriodNotOver(RuleViolation):
    """What everybody may read of a period comes when it is over."""

    code = "dashboards.period_not_over"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included; `code` is how an address writes it."""

    code: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1

    def is_over(self, today: date) -> bool:
        """Tell whether its last day lies before `today`."""
        return self.last < today


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a period that one bar of a chart stands for."""

    label: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1


def period_of(code: str, today: date) -> Period:
    """Return the period an address asks for; this month when it asks for none.

    "2026-03", "2026-Q1", "2026". Raises PeriodMalformed.
    """
    code = code or month_of(today)
    match = _CODE.match(code)
    if match is None or not 2000 <= int(match[1]) <= today.year + 1:
        raise PeriodMalformed(given=code[:20])
    year = int(match[1])
    if match[2]:
        month = 3 * int(match[2]) - 2
        return Period(code, date(year, month, 1), _before(year, month + 3))
    if match[3]:
        if not 1 <= int(match[3]) <= 12:
            raise PeriodMalformed(given=code[:20])
        return Period(code, date(year, int(match[3]), 1), _before(year, int(match[3]) + 1))
    return Period(code, date(year, 1, 1), date(year, 12, 31))


def published_period(code: str, today: date) -> Period:
    """Return the period whose public figures are asked for; last month when none is asked for."""
    return period_of(code or earlier_months(today, 1)[0], today)


def check_over(period: Period, today: date) -> None:
    """Raise PeriodNotOver for a period that still runs or has not begun."""
    if not period.is_over(today):
        raise PeriodNotOver(period=period.code)


def _before(year: int, month: int) -> date:
    """Return the day before the first of a month; month 13 is January of the next year."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1) - DAY


def month_of(day: date) -> str:
    """Return the code of the month of a day."""
    return f"{day.year}-{day.month:02d}"


def earlier_months(today: date, count: int) -> list[str]:
    """Return the codes of the last whole months, the newest first."""
    found, day = [], today
    for _number in range(count):
        day = day.replace(day=1) - DAY
        found.append(month_of(day))
    return found


def stretches(period: Period) -> list[Stretch]:
    """Return the bars of a period: its days, or its months when it is long."""
    if period.days <= _MOST_DAYS:
        days = (period.first + DAY * number for number in range(period.days))
        return [Stretch(f"{day.month}-{day.day}", day, day) for day in days]
    found, first = [], period.first
    while first <= period.last:
        last = min(_before(first.year, first.month + 1), period.last)
        found.append(Stretch(month_of(first), first, last))
        first = last + DAY
    return found
