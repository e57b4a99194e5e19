"""Figures with their counts, on the published examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.apps.cases.rules.figures import (
    MIN_COUNT,
    ROUNDED_TO,
    SMALL_COUNT,
    Edge,
    Rate,
    breaks_down,
    percent,
    public_count,
    public_rate,
)


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


def test_tables_need_enough_cases():
    assert not breaks_down(MIN_COUNT - 1, 3)
    assert breaks_down(3, MIN_COUNT)


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, None), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (972, 970)],
)
def test_public_counts_go_to_the_nearest_five_and_not_below(count, shown):
    assert public_count(count) == shown


def behind(shown):
    """Return every count that may stand behind what is shown."""
    return [count for count in range(400) if public_count(count) == shown]


@given(st.lists(st.integers(0, 40), min_size=2, max_size=6))
def test_no_small_count_follows_from_the_total_and_the_others(counts):
    """Areas of a place, or months of a year: whoever subtracts what is shown learns nothing.

    Of the counts that may stand behind what is hidden, more than one fits the total and the rest,
    unless all that is shown lies at the very end of its five.
    """
    total, shown = public_count(sum(counts)), [public_count(count) for count in counts]
    hidden = [place for place, count in enumerate(shown) if count is None]
    for place in hidden:
        others = [one for number, one in enumerate(shown) if number != place]
        low = min(behind(total)) - sum(max(behind(one)) for one in others)
        high = max(behind(total)) - sum(min(behind(one)) for one in others)
        fitting = [count for count in behind(None) if low <= count <= high]
        ends = [(min(behind(one)), max(behind(one))) for one in (total, *others)]
        at_ends = all(
            count in end
            for count, end in zip(
                (sum(counts), *(c for n, c in enumerate(counts) if n != place)), ends, strict=True
            )
        )
        assert len(fitting) > 1 or at_ends


@given(st.integers(MIN_COUNT, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_public_share_tells_neither_a_small_part_nor_a_small_rest(counts):
    part, whole = counts
    shown = public_rate(Rate(part, whole))

    if part < SMALL_COUNT or whole - part < SMALL_COUNT:
        same = {
            public_rate(Rate(other, whole))
            for other in (range(SMALL_COUNT) if part < SMALL_COUNT else
                          range(whole - SMALL_COUNT + 1, whole + 1))
        }  # fmt: skip
        assert same == {shown}
        assert shown.part is None
        assert shown.interval is None
        within = 100 * part <= shown.share * whole
        assert within if shown.edge == Edge.AT_MOST else 100 * part >= shown.share * whole
    else:
        assert (shown.part % ROUNDED_TO, shown.whole % ROUNDED_TO, shown.edge) == (0, 0, Edge.NONE)
        assert shown == public_rate(Rate(public_count(part), public_count(whole)))


def test_a_public_share_of_few_does_not_exist():
    assert public_rate(Rate(19, 19)) is None
    assert public_rate(Rate(11, 24, left_out=3)).left_out is None
