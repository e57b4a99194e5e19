"""Summaries kept by the acts equal a count over the cases, whatever happened in between."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from linli.apps.cases.models import FigureChange
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.counts import (
    RATES,
    CaseFacts,
    Count,
    RateName,
    Standing,
    change,
    counts_of,
    rate,
)
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Confirmation, Outcome
from linli.apps.cases.selectors import figures
from linli.apps.cases.services.figures import fold_all, fold_changes, note_change
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind

DAY = date(2026, 3, 2)
COUNTY, TOWNSHIPS, COMMUNITIES = 1, (11, 12), (111, 112, 121)
PLACES = [
    Place(pk=COUNTY, kind=PlaceKind.COUNTY),
    *(Place(pk=number, kind=PlaceKind.TOWNSHIP) for number in TOWNSHIPS),
    *(Place(pk=number, kind=PlaceKind.COMMUNITY) for number in COMMUNITIES),
]
days = st.integers(0, 70).map(lambda number: DAY + timedelta(days=number))
maybe_days = st.none() | days


@st.composite
def cases(draw):
    community = draw(st.sampled_from(COMMUNITIES))
    closed = draw(maybe_days)
    return CaseFacts(
        county=COUNTY,
        township=community // 10,
        community=community,
        cell=draw(st.sampled_from([None, 7, 8])),
        category=draw(st.sampled_from([3, 4])),
        lead=draw(st.sampled_from([None, 5, 6])),
        state=CaseState.CLOSED if closed else draw(st.sampled_from(list(CaseState)[:-1])),
        reported=draw(days),
        is_filed=draw(st.booleans()),
        take_due=draw(maybe_days),
        taken_in_time=draw(st.booleans()),
        handle_due=draw(maybe_days),
        is_handled=draw(st.booleans()),
        handled_in_time=draw(st.booleans()),
        put_off=draw(st.none() | st.sampled_from([DelayKind.PAUSE, DelayKind.HANG_UP])),
        put_off_due=draw(maybe_days),
        was_delayed=draw(st.booleans()),
        returned=draw(st.integers(0, 2)),
        failed_checks=draw(st.integers(0, 1)),
        reopened=draw(st.integers(0, 1)),
        outcome=draw(st.sampled_from(list(Outcome))) if closed else None,
        closed=closed,
        confirmation=draw(st.none() | st.sampled_from(list(Confirmation))),
        rating=draw(st.none() | st.integers(1, 5)),
        is_overdue=draw(st.booleans()),
        is_danger=draw(st.booleans()),
        is_repeat=draw(st.booleans()),
    )


class TestKeptFigures(TestCase):
    """Random acts on random cases, with folds in between."""

    @settings(max_examples=40, deadline=None)
    @given(acts=st.lists(st.tuples(st.integers(0, 5), st.none() | cases()), max_size=25),
           folds=st.sets(st.integers(0, 25)))  # fmt: skip
    def test_equal_the_raw_count_cell_by_cell(self, acts, folds):
        now: dict[int, CaseFacts | None] = {}
        for number, (case, after) in enumerate(acts):
            note_change(now.get(case), after)
            now[case] = after
            if number in folds:
                fold_changes(size=3)
            if number % 7 == 0:
                check(now)
        check(now)
        fold_all()
        assert not FigureChange.objects.exists()
        check(now)


def check(now):
    raw = Counter()
    for case in now.values():
        raw.update(counts_of(case))
    first, last = DAY, DAY + timedelta(days=100)
    for place in PLACES:
        column = figures.level_of(place).removesuffix("_id")
        wanted, states = Counter(), Counter()
        by_day, by_category = {}, {}
        for key, number in raw.items():
            if getattr(key, column) != place.pk:
                continue
            if key.day is None:
                states[key.name] += number
                continue
            wanted[key.name] += number
            by_day.setdefault(key.day, Counter())[key.name] += number
            by_category.setdefault(key.category, Counter())[key.name] += number
        assert +figures.totals(place, first, last) == wanted
        assert +figures.standing_of_place(place) == states
        assert shown(figures.by_day(place, first, last, list(Count))) == by_day
        assert shown(figures.by_category(place, DAY.replace(day=1), last)) == by_category
    for cell, found in figures.by_cell([7, 8], DAY.replace(day=1), last).items():
        assert +found == total(raw, lambda key, cell=cell: key.day and key.cell == cell)
    for body, found in figures.standing(Standing.BODY, [5, 6]).items():
        assert +found == total(raw, lambda key, body=body: not key.day and key.body == body)


def total(raw, wanted):
    found = Counter()
    for key, number in raw.items():
        if wanted(key):
            found[key.name] += number
    return found


def shown(found):
    return {key: counts for key, counts in ((k, +c) for k, c in found.items()) if counts}


@settings(deadline=None)
@given(before=st.none() | cases(), after=st.none() | cases())
def test_a_change_leads_from_one_to_the_other(before, after):
    counts = counts_of(before)
    counts.update(change(before, after))

    assert +counts == +counts_of(after)
    assert not [number for number in counts.values() if number < 0]


@settings(deadline=None)
@given(st.lists(cases(), max_size=30))
def test_no_part_is_larger_than_its_whole(found):
    totals = Counter()
    for case in found:
        for key, number in counts_of(consistent(case)).items():
            if key.day:
                totals[key.name] += number
    for name in RATES:
        assert rate(name, totals).part <= rate(name, totals).whole


def consistent(case):
    """Return the case as acts leave it: what is in time is done, what is filed is sorted."""
    return replace(case, handled_in_time=case.handled_in_time and case.is_handled)


def test_what_is_no_handling_is_left_out_and_shown():
    case = CaseFacts(
        county=1, township=11, community=111, cell=7, category=3, lead=5, state=CaseState.CLOSED,
        reported=DAY, is_filed=True, handle_due=DAY, outcome=Outcome.MERGED, closed=DAY,
    )  # fmt: skip
    totals = Counter({key.name: number for key, number in counts_of(case).items() if key.day})

    assert rate(RateName.CLOSED, totals).whole == 0
    assert rate(RateName.CLOSED, totals).left_out == 1


def test_with_and_without_those_given_more_time():
    counts = {Count.SHOULD_CLOSE: 100, Count.CLOSED_IN_TIME: 80, Count.LEFT_OUT: 3,
              Count.DELAYED: 12, Count.DELAYED_IN_TIME: 5, Count.PAUSED: 4,
              Count.HUNG_UP: 2}  # fmt: skip
    totals = Counter({str(name): number for name, number in counts.items()})

    with_them = rate(RateName.CLOSED_IN_TIME, totals)
    without = rate(RateName.CLOSED_IN_TIME_UNDELAYED, totals)

    assert (with_them.part, with_them.whole, with_them.left_out) == (80, 100, 3)
    assert (without.part, without.whole, without.left_out) == (75, 88, 15)
    assert with_them.aside == without.aside == (4, 2)
    assert rate(RateName.SATISFIED, totals).aside is None


@pytest.mark.parametrize(
    ("rating", "satisfied"), [(5, 1), (4, 1), (3, 0), (1, 0)]
)  # fmt: skip
def test_satisfied_from_four_of_five(rating, satisfied):
    case = CaseFacts(
        county=1, township=11, community=111, cell=None, category=3, lead=None,
        state=CaseState.CLOSED, reported=DAY, outcome=Outcome.SOLVED, closed=DAY, rating=rating,
    )  # fmt: skip
    totals = Counter({key.name: number for key, number in counts_of(case).items() if key.day})

    assert (totals[Count.RATED], totals[Count.SATISFIED]) == (1, satisfied)
