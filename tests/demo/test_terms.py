"""The terms of the demonstration fit any day it is loaded on."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.findings import years_after
from linli.demo.plan import COMPOUND_BRANCHES, POSTS_SINCE
from linli.demo.terms import common_term, own_term, posts_of

days = st.dates(date(2022, 1, 1), date(2060, 12, 31))


@given(days)
def test_some_terms_are_just_over_and_some_end_soon(today):
    ends = [own_term(number, today, years=5).ends for number in range(COMPOUND_BRANCHES)]
    left = [(end - today).days for end in ends]

    assert min(left) >= -40
    for first, last in ((-40, 0), (0, 30), (30, 60), (60, 90)):
        assert 1 <= sum(first <= days < last for days in left) <= 6


@given(days, st.integers(0, 200), st.sampled_from([3, 5]))
def test_own_terms_are_under_way_and_as_long_as_the_rule_says(today, number, years):
    term = own_term(number, today, years=years)

    assert term.since <= today
    assert term.ends == years_after(term.since, years)


@given(days)
def test_the_common_term_is_under_way(today):
    term = common_term(today)

    assert term.since <= today < term.ends


@given(days, st.integers(0, 200))
def test_posts_follow_one_another_from_the_first_reports_on(today, number):
    posts = posts_of(own_term(number, today, years=5), Basis.ELECTED)

    assert posts[0].valid_to is None
    assert posts[-1].valid_from == POSTS_SINCE
    for later, earlier in pairwise(posts):
        assert earlier.valid_to == later.valid_from
        assert earlier.valid_from < earlier.valid_to
