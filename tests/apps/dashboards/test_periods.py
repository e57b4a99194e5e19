"""Periods and charts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.apps.dashboards.rules.charts import HEIGHT, WIDTH, bars, ceiling
from linli.apps.dashboards.rules.periods import (
    PeriodMalformed,
    earlier_months,
    period_of,
    stretches,
)

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("", date(2026, 3, 1), date(2026, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_code_names_its_days(code, first, last):
    found = period_of(code, TODAY)

    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("code", ["2026-00", "2026-13", "2026-Q0", "x", "1999", "2028", "2026-3"])
def test_what_is_no_period_is_refused(code):
    with pytest.raises(PeriodMalformed):
        period_of(code, TODAY)


@given(st.sampled_from(["2024-02", "2025-Q1", "2025", "2026-03", ""]))
def test_stretches_cover_the_period_once(code):
    period = period_of(code, TODAY)
    parts = stretches(period)

    days = [
        part.first + timedelta(days=number)
        for part in parts
        for number in range((part.last - part.first).days + 1)
    ]
    assert days == [period.first + timedelta(days=number) for number in range(period.days)]


def test_earlier_months_go_over_the_turn_of_the_year():
    assert earlier_months(date(2026, 2, 1), 3) == ["2026-01", "2025-12", "2025-11"]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=62))
def test_bars_stay_inside_their_picture_and_keep_their_order(values):
    one, two = [a for a, _ in values], [b for _, b in values]
    chart = bars([str(number) for number in range(len(values))], [one, two])

    assert len(chart.bars) == 2 * len(values)
    for bar in chart.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH + 2
        assert 0 <= bar.y <= HEIGHT
    heights = sorted((bar.value, bar.height) for bar in chart.bars)
    assert heights == sorted(heights, key=lambda pair: pair[1])


@given(st.integers(0, 10**9))
def test_ceiling_is_round_and_not_far(value):
    top = ceiling(value)

    assert top >= value
    assert top % 4 == 0
    assert value < 4 or top <= 2.5 * value
