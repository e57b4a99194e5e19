"""Who acts for a post: examples, and properties over random holdings and absences."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.apps.organisations.rules.acting import (
    Away,
    DutyKind,
    Holding,
    SubstitutionCircle,
    check_no_circle,
    covers,
    entitled,
    on_duty,
    rights,
)

A, B, C = 1, 2, 3
FIRST = date(2026, 1, 1)


def day(number):
    return FIRST + timedelta(days=number)


def test_the_holder_acts():
    duty = on_duty([Holding(A, day(0), None)], [], day(5))

    assert (duty.kind, duty.person_id, duty.chain) == (DutyKind.HELD, A, (A,))


def test_a_chain_ends_with_whoever_is_there():
    aways = [Away(A, B, day(1), day(10)), Away(B, C, day(3), day(5))]

    acting = [
        on_duty([Holding(A, day(0), None)], aways, day(n)).person_id for n in (0, 1, 3, 5, 10)
    ]

    assert acting == [A, B, C, B, A]


def test_nobody_stands_in_for_a_substitute_who_is_away():
    aways = [Away(A, B, day(1), day(10)), Away(B, None, day(3), day(5))]

    duty = on_duty([Holding(A, day(0), None)], aways, day(4))

    assert (duty.kind, duty.person_id, duty.chain) == (DutyKind.UNCOVERED, None, (A, B))


def test_a_post_without_a_holder_is_vacant_whatever_absences_say():
    duty = on_duty([Holding(A, day(5), None)], [Away(A, B, day(0), day(9))], day(2))

    assert duty.kind == DutyKind.VACANT


def test_a_circle_is_refused_when_recorded_and_harmless_when_there():
    aways = [Away(A, B, day(0), day(9)), Away(B, C, day(0), day(9))]

    with pytest.raises(SubstitutionCircle):
        check_no_circle(aways, Away(C, A, day(4), day(5)))
    check_no_circle(aways, Away(C, A, day(9), day(12)))
    circle = [*aways, Away(C, A, day(4), day(5))]
    assert on_duty([Holding(A, day(0), None)], circle, day(4)).kind == DutyKind.UNCOVERED


def test_only_whoever_is_in_the_chain_can_be_away_from_the_post():
    holdings, aways = [Holding(A, day(0), None)], [Away(A, B, day(3), day(6))]

    assert covers(holdings, aways, B, Away(B, C, day(5), day(9)))
    assert not covers(holdings, aways, B, Away(B, C, day(6), day(9)))
    assert not covers(holdings, aways, C, Away(C, None, day(0), day(9)))


def test_whoever_is_suspended_keeps_the_post_without_its_rights():
    aways = [Away(A, B, day(1), day(3), suspends=True)]

    assert entitled([Holding(A, day(0), None)], aways, day(0)) == {A: False}
    assert entitled([Holding(A, day(0), None)], aways, day(2)) == {B: True}


people = st.integers(1, 5)
# Two noisy cores: how long an example takes says nothing.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def posts(draw):
    """Holdings that do not overlap, and any absences at all."""
    bounds = sorted(draw(st.sets(st.integers(0, 40), max_size=6)))
    holdings = [
        Holding(draw(people), day(start), day(end), draw(st.booleans()))
        for start, end in zip(bounds[::2], bounds[1::2], strict=False)
    ]
    if draw(st.booleans()):
        holdings.append(Holding(draw(people), day(41), None))
    aways = []
    for _ in range(draw(st.integers(0, 8))):
        person, start = draw(people), draw(st.integers(0, 40))
        end = start + draw(st.integers(1, 15))
        if any(away.person_id == person and away.starts < day(end) and day(start) < away.ends
               for away in aways):  # fmt: skip
            continue
        substitute = draw(
            st.one_of(st.none(), people.filter(lambda other, own=person: other != own))
        )
        aways.append(Away(person, substitute, day(start), day(end), draw(st.booleans())))
    return holdings, aways


@unhurried
@given(posts(), st.integers(0, 70))
def test_resolving_always_ends_and_nobody_who_is_away_acts(case, number):
    holdings, aways = case

    duty = on_duty(holdings, aways, day(number))

    assert len(set(duty.chain)) == len(duty.chain)
    if duty.person_id is not None:
        assert not any(away.person_id == duty.person_id and away.on(day(number)) for away in aways)


@unhurried
@given(posts(), st.integers(0, 45))
def test_spans_of_rights_say_what_each_day_says(case, since):
    holdings, aways = case

    spans = rights(holdings, aways, day(since))

    for number in range(since, 75):
        here = {
            span.person_id: span.acting
            for span in spans
            if span.starts <= day(number) and (span.ends is None or day(number) < span.ends)
        }
        assert here == entitled(holdings, aways, day(number))
