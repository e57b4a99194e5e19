"""Working time on real holidays of 2026, and its arithmetic on any calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core import worktime
from linli.core.worktime import (
    CalendarTooShort,
    due_after_days,
    due_after_worked_days,
    due_at,
    worked_between,
)

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = [(time(8, 30), time(12)), (time(13, 30), time(17, 30))]
STATUTORY = holidays.country_holidays("CN", years=[2026])
YEAR = worktime.calendar(
    zone=ZONE,
    hours=HOURS,
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    free=STATUTORY,
    extra=[day for day in STATUTORY.weekend_workdays if day.year == 2026],
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-02 09:00", 2, "2026-03-02 11:00"),
        ("2026-03-02 09:00", 3, "2026-03-02 12:00"),  # the end of the morning, not after lunch
        ("2026-03-02 11:00", 2, "2026-03-02 14:30"),  # over lunch
        ("2026-03-06 17:00", 1, "2026-03-09 09:00"),  # over a weekend
        ("2026-02-13 17:00", 1, "2026-02-14 09:00"),  # a make-up Saturday is worked
        ("2026-02-14 17:00", 1, "2026-02-24 09:00"),  # Spring Festival
        ("2026-03-01 12:00", 0, "2026-03-02 08:30"),  # a Sunday: counted from the next opening
        ("2026-03-02 12:30", 7.5, "2026-03-03 12:00"),
    ],
)
def test_due_time_on_the_calendar_of_2026(start, hours, due):
    assert due_at(at(start), timedelta(hours=hours), YEAR) == at(due)


def test_worked_days_do_not_count_the_first():
    assert due_after_worked_days(at("2026-02-12 10:00"), 3, YEAR) == at("2026-02-24 17:30")


def test_period_of_days_ends_on_a_worked_day():
    # 民法典 201, 203: the day itself does not count; a holiday at the end moves to the next day.
    assert due_after_days(date(2026, 3, 1), 30, YEAR) == date(2026, 3, 31)
    assert due_after_days(date(2026, 2, 1), 15, YEAR) == date(2026, 2, 24)


def test_calendar_that_ends_too_early_says_so():
    with pytest.raises(CalendarTooShort):
        due_at(at("2026-12-31 17:00"), timedelta(hours=2), YEAR)
    with pytest.raises(CalendarTooShort):
        YEAR.is_worked(date(2027, 1, 1))


@pytest.mark.parametrize(
    "hours", [[], [(time(12), time(8))], [(time(8), time(12)), (time(12), time(17))]]
)
def test_hours_out_of_order_are_a_programming_error(hours):
    with pytest.raises(ValueError, match="hours"):
        worktime.calendar(zone=ZONE, hours=hours, first=date(2026, 1, 1), last=date(2026, 1, 2))


instants = st.datetimes(datetime(2026, 1, 5), datetime(2026, 6, 1), timezones=st.just(UTC))
limits = st.integers(0, 60 * 24 * 10).map(lambda minutes: timedelta(minutes=minutes))


@settings(deadline=None)
@given(start=instants, limit=limits)
def test_exactly_the_limit_is_worked_until_it_is_due(start, limit):
    due = due_at(start, limit, YEAR)

    assert worked_between(start, due, YEAR) == limit
    assert any(opens <= due <= closes for opens, closes in YEAR.spans(YEAR.day_of(due)))


@settings(deadline=None)
@given(start=instants, first=limits, second=limits)
def test_limits_add_up(start, first, second):
    assert due_at(due_at(start, first, YEAR), second, YEAR) == due_at(start, first + second, YEAR)


@settings(deadline=None)
@given(start=instants, later=limits, limit=limits)
def test_who_starts_later_is_not_due_earlier(start, later, limit):
    assert due_at(start + later, limit, YEAR) >= due_at(start, limit, YEAR)


def test_time_passes_rightly_over_a_change_of_offset():
    zone = ZoneInfo("Europe/Berlin")
    night = worktime.calendar(
        zone=zone,
        hours=[(time(0, 30), time(23, 30))],
        first=date(2026, 3, 28),
        last=date(2026, 3, 31),
        extra=[date(2026, 3, 29)],
    )
    start = datetime(2026, 3, 29, 1, 0, tzinfo=zone)

    assert due_at(start, timedelta(hours=2), night) == datetime(2026, 3, 29, 4, 0, tzinfo=zone)
