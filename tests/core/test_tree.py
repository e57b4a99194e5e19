"""Materialised paths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.core.tree import (
    LAST_STEP,
    ancestors,
    child_path,
    depth,
    is_within,
    meeting,
    subtree_range,
)

STEPS = st.lists(st.integers(1, LAST_STEP), min_size=1, max_size=6)


def path_of(steps):
    path = ""
    for step in steps:
        path = child_path(path, step)
    return path


def test_steps_count_on_in_base_36():
    assert [child_path("0001", step) for step in (1, 35, 36, LAST_STEP)] == [
        "00010001",
        "0001000Z",
        "00010010",
        "0001ZZZZ",
    ]


@pytest.mark.parametrize("step", [0, -1, LAST_STEP + 1])
def test_step_outside_the_four_characters_is_refused(step):
    with pytest.raises(ValueError, match="step"):
        child_path("0001", step)


@given(STEPS, STEPS)
def test_paths_sort_like_their_steps(first, second):
    assert (path_of(first) < path_of(second)) == (first < second)


@given(STEPS, STEPS)
def test_range_holds_exactly_what_lies_below(above, other):
    path, candidate = path_of(above), path_of(other)
    low, high = subtree_range(path)

    assert (low <= candidate < high) == (other[: len(above)] == above)
    assert is_within(candidate, path) == (other[: len(above)] == above)


@given(STEPS)
def test_ancestors_are_the_shorter_beginnings(steps):
    assert ancestors(path_of(steps)) == [path_of(steps[:end]) for end in range(1, len(steps))]
    assert depth(path_of(steps)) == len(steps)


def test_two_nodes_meet_in_the_lowest_that_both_lie_in():
    assert meeting("00010002000A", "00010002000B") == "00010002"
    assert meeting("00010002000A", "00010002") == "00010002"
    assert meeting("00010002", "00010002") == "00010002"
    assert meeting("0001", "0002") == ""
