"""Figures with their counts, on the published examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.apps.cases.rules.figures import MIN_COUNT, SMALL_COUNT, Rate, percent, public_counts


def test_published_example():
    # 天门: should close 972, closed 911, on time 737.
    assert percent(Rate(911, 972)) == "93.72 %"
    assert percent(Rate(737, 972)) == "75.82 %"


def test_nothing_has_no_rate():
    assert percent(Rate(0, 0)) == "–"
    assert not Rate(0, 0).is_shown


def test_small_tables_show_no_rate():
    assert not Rate(1, MIN_COUNT - 1).is_shown
    assert Rate(1, MIN_COUNT).is_shown


@pytest.mark.parametrize(("part", "whole", "left_out"), [(2, 1, 0), (-1, 3, 0), (1, 3, -1)])
def test_impossible_share_is_a_programming_error(part, whole, left_out):
    with pytest.raises(ValueError, match="share"):
        Rate(part, whole, left_out)


@given(st.integers(0, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_share(counts):
    rate = Rate(*counts)
    low, high = rate.interval

    assert 0 <= low <= high <= 1
    if rate.whole:
        assert low <= rate.part / rate.whole <= high


def test_interval_of_a_published_example():
    # 81 of 263, in the literature on the method: 0.2553 to 0.3662.
    low, high = Rate(81, 263).interval

    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=8))
def test_no_small_count_can_be_worked_out_from_the_total(counts):
    shown = public_counts(counts)
    hidden = [name for name, count in shown.items() if count is None]

    assert all(count is None or count == 0 or count >= SMALL_COUNT for count in shown.values())
    positive = [name for name, count in counts.items() if count]
    assert len(hidden) != 1 or len(positive) == 1
