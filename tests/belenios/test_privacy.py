"""The privacy floor: the estimate against exact counts, and the advice that follows."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import log2
from random import Random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.belenios.privacy import (
    EXACT,
    SQUARE_METRE,
    TEN_SQUARE_METRES,
    Advice,
    Ask,
    Kind,
    assess,
    count_explanations,
    exact_tally_decides,
    rounded,
)

THREE = Ask(Kind.ONE_OF, 3)
COMMITTEE = Ask(Kind.ANY_OF, 9)
areas_of_a_building = st.lists(st.integers(2_000, 25_000), min_size=1, max_size=80)


def dwellings(count: int, seed: int = 5) -> list[int]:
    """Return distinct areas between 45 and 180 m2."""
    return Random(seed).sample(range(4_500, 18_000), count)


def published(weights: Sequence[int], votes: Sequence[int], options: int) -> tuple[list[int], ...]:
    totals, heads = [0] * options, [0] * options
    for weight, vote in zip(weights, votes, strict=True):
        totals[vote] += weight
        heads[vote] += 1
    return totals, heads


@given(
    weights=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    options=st.integers(2, 3),
    data=st.data(),
)
@settings(max_examples=60, deadline=None)
def test_explanations_are_counted_exactly(
    weights: list[int], options: int, data: st.DataObject
) -> None:
    votes = [data.draw(st.integers(0, options - 1)) for _ in weights]
    told = published(weights, votes, options)

    every_way = product(range(options), repeat=len(weights))
    expected = sum(published(weights, way, options) == told for way in every_way)

    assert count_explanations(weights, *told) == expected


def median_explanations(owners: int, unit: int) -> float:
    random, counts = Random(owners), []
    for _ in range(5):
        weights = [rounded(area, unit) for area in random.sample(range(4_500, 18_000), owners)]
        votes = [random.randrange(3) for _ in weights]
        counts.append(count_explanations(weights, *published(weights, votes, 3)))
    return median(counts)


@pytest.mark.parametrize(
    ("owners", "unit", "least", "most"),
    [
        (10, EXACT, 1, 1),
        (14, EXACT, 1, 1),
        (18, EXACT, 1, 2),
        (10, SQUARE_METRE, 1, 2),
        (14, SQUARE_METRE, 2, 40),
        (18, SQUARE_METRE, 15, 500),
        (10, TEN_SQUARE_METRES, 2, 40),
        (14, TEN_SQUARE_METRES, 20, 1_000),
        (18, TEN_SQUARE_METRES, 1_000, 60_000),
    ],
)
def test_small_buildings_leak_as_the_study_measured(
    owners: int, unit: int, least: int, most: int
) -> None:
    found = median_explanations(owners, unit)

    assert least <= found <= most
    estimate = assess(dwellings(owners), [THREE], unit=unit).hidden_bits
    assert abs(log2(found) - estimate) < 3.5


def test_twenty_two_owners_with_exact_areas_have_no_secret() -> None:
    assessment = assess(dwellings(22), [THREE])

    assert assessment.hidden_bits == 0
    assert assessment.advice == (
        Advice.OPEN_VOTE,
        Advice.LARGER_ELECTORATE,
        Advice.RECOGNISABLE_WEIGHTS,
    )


def test_three_options_need_about_fifty_participants() -> None:
    assessment = assess(dwellings(300), [THREE])

    assert assessment.safe
    assert 48 <= assessment.participants_needed <= 51
    assert 35 <= assess(dwellings(24), [THREE]).published_bits <= 37


def test_a_committee_needs_more_because_each_candidate_tells_a_sum() -> None:
    three = assess(dwellings(300), [THREE])
    committee = assess(dwellings(300), [THREE, COMMITTEE])

    assert committee.participants_needed > three.participants_needed
    assert committee.hidden_bits < three.hidden_bits


def test_few_participants_of_many_owners_are_the_ones_who_count() -> None:
    assessment = assess(dwellings(300), [THREE], participants=30)

    assert not assessment.safe
    assert Advice.MORE_PARTICIPANTS in assessment.advice


def test_rounding_is_recommended_where_it_helps_and_the_finest_first() -> None:
    assert Advice.ROUND_TO_SQUARE_METRE in assess(dwellings(45), [THREE]).advice
    assert Advice.ROUND_TO_TEN_SQUARE_METRES in assess(dwellings(39), [THREE]).advice
    assert assess(dwellings(45), [THREE], unit=SQUARE_METRE).safe


def test_equal_areas_hide_one_another() -> None:
    equal = assess([9_000] * 40, [THREE])

    assert equal.safe
    assert equal.unique_weights == 0
    assert equal.published_bits < assess(dwellings(40), [THREE]).published_bits


def test_one_very_large_owner_is_exposed_at_any_number() -> None:
    areas = [*dwellings(300), 400_000]

    assert assess(areas, [THREE]).advice[:2] == (Advice.OPEN_VOTE, Advice.LARGE_OWNER)
    assert assess(areas, [THREE], largest_share=Fraction(1, 5)).safe


def test_a_share_of_exactly_a_tenth_is_allowed() -> None:
    areas = [100] * 90 + [1_000]

    assert Advice.LARGE_OWNER not in assess(areas, [THREE]).advice
    assert Advice.LARGE_OWNER in assess([*areas[:-1], 1_001], [THREE]).advice


@given(areas=areas_of_a_building, unit=st.sampled_from([EXACT, SQUARE_METRE, TEN_SQUARE_METRES]))
@settings(max_examples=80, deadline=None)
def test_safe_means_enough_hidden_bits_and_no_large_owner(areas: list[int], unit: int) -> None:
    found = assess(areas, [THREE], unit=unit)

    enough = found.hidden_bits >= 40 and 10 * max(areas) <= sum(areas)
    assert found.safe == enough
    assert found.safe != (Advice.OPEN_VOTE in found.advice)


@given(areas=areas_of_a_building)
@settings(max_examples=40, deadline=None)
def test_coarser_weights_never_tell_more(areas: list[int]) -> None:
    bits = [assess(areas, [THREE], unit=unit).published_bits for unit in (1, 100, 1000)]

    assert bits == sorted(bits, reverse=True)


@given(area=st.integers(0, 10**7), unit=st.sampled_from([1, 100, 1000]))
def test_rounding_is_to_the_nearest_unit(area: int, unit: int) -> None:
    error = 2 * abs(rounded(area, unit) * unit - area)

    assert error <= unit


def test_the_exact_tally_decides_within_the_rounding_error_only() -> None:
    assert exact_tally_decides(difference=3_000, participants=60, unit=SQUARE_METRE)
    assert exact_tally_decides(difference=-3_000, participants=60, unit=SQUARE_METRE)
    assert not exact_tally_decides(difference=3_001, participants=60, unit=SQUARE_METRE)


@pytest.mark.parametrize(("areas", "asks"), [([], [THREE]), ([1], []), ([-1, 2], [THREE])])
def test_an_empty_vote_cannot_be_assessed(areas: list[int], asks: list[Ask]) -> None:
    with pytest.raises(ValueError, match="needed"):
        assess(areas, asks)


@pytest.mark.parametrize(("kind", "options"), [(Kind.ONE_OF, 1), (Kind.ANY_OF, 0)])
def test_a_question_needs_something_to_choose_from(kind: Kind, options: int) -> None:
    with pytest.raises(ValueError, match="choose"):
        Ask(kind, options)
