"""No clock runs backwards: properties of due times under any pauses, limits and prolongations."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.apps.cases.rules.clocks import TimeUnit
from linli.apps.cases.rules.limits import Span
from linli.apps.cases.rules.timing import Course, Pause, due_in, due_of, left_at
from linli.core.worktime import calendar

CALENDAR = calendar(
    zone=ZoneInfo("Asia/Shanghai"),
    hours=((time(8, 30), time(12)), (time(14), time(18))),
    first=date(2026, 1, 1),
    last=date(2028, 12, 31),
    free=[date(2026, 10, day) for day in range(1, 8)],
    extra=[date(2026, 9, 20), date(2026, 10, 10)],
)
START = datetime(2026, 9, 1, tzinfo=UTC)
instants = st.integers(0, 60 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
spans = st.one_of(
    st.builds(Span, st.integers(1, 3000), st.just(TimeUnit.WORKING_MINUTES)),
    st.builds(Span, st.integers(1, 9000), st.just(TimeUnit.NATURAL_MINUTES)),
    st.builds(Span, st.integers(1, 20), st.just(TimeUnit.WORKING_DAYS)),
)


@settings(max_examples=150, deadline=None)
@given(instants, spans, st.lists(st.integers(0, 5000), max_size=6), instants)
def test_a_due_time_only_moves_forward(start, span, gaps, not_before):
    at, pauses = start, []
    due = due_of(start, span, CALENDAR)
    assert due >= start
    for waits, stands in zip(gaps[::2], gaps[1::2], strict=False):
        paused = at + timedelta(minutes=waits)
        at = paused + timedelta(minutes=stands)
        assert due_in(Course(start, span, (*pauses, Pause(paused))), CALENDAR) is None
        pauses.append(Pause(paused, at))
        moved = due_in(Course(start, span, tuple(pauses)), CALENDAR)
        assert moved >= due
        due = moved
    assert due_in(Course(start, span, tuple(pauses), not_before), CALENDAR) == max(due, not_before)


@settings(max_examples=150, deadline=None)
@given(instants, instants, spans)
def test_what_is_left_never_grows(one, other, span):
    due = due_of(START, span, CALENDAR)
    early, late = sorted((one, other))

    assert left_at(early, due, span.unit, CALENDAR) >= left_at(late, due, span.unit, CALENDAR) >= 0
