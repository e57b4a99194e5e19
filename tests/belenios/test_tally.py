"""Counting: weighted sums, discrete logarithms, and the forms of tally and result."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.belenios import canonical, tally
from linli.belenios.canonical import Malformed
from linli.belenios.groups import group_named
from linli.belenios.report import Check, CheckFailed
from tests.belenios.making import WITH_BLANK, YES_NO, Made, make

ED25519 = group_named("Ed25519")


@pytest.fixture(scope="module")
def made() -> Made:
    return make(questions=(YES_NO, WITH_BLANK))


@pytest.mark.parametrize("name", ["Ed25519", "BELENIOS-2048"])
@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_logarithms_find_every_total(name: str, data: st.DataObject) -> None:
    group = group_named(name)
    greatest = data.draw(st.one_of(st.integers(0, 50), st.integers(0, 10**6)))
    totals = data.draw(st.lists(st.integers(0, greatest), max_size=4))

    elements = tuple(group.power_of_generator(total) for total in totals)

    assert tally.logarithms(group, elements, greatest=greatest) == totals


@pytest.mark.parametrize("greatest", [0, 1, 2, 3, 99, 1023, 1024, 1025])
def test_a_larger_total_is_not_found(greatest: int) -> None:
    element = ED25519.power_of_generator(greatest + 1)

    with pytest.raises(tally.NoSuchTotal):
        tally.logarithms(ED25519, (element,), greatest=greatest)


def test_large_totals_are_found() -> None:
    totals = [5_400_000_000, 0, 2**31]
    elements = tuple(ED25519.power_of_generator(total) for total in totals)

    assert tally.logarithms(ED25519, elements, greatest=5_400_000_001) == totals


def test_sums_of_parts_are_the_sum_of_the_whole() -> None:
    rows = [(ED25519.power_of_generator(n), ED25519.power_of_generator(n * n)) for n in range(1, 9)]
    weights = [0, 1, 2, 8937, 2**40, 5, 6, 7]

    parts = [
        tally.sum_ballots(ED25519, rows[start:stop], weights[start:stop], width=2)
        for start, stop in ((0, 3), (3, 3), (3, 8))
    ]

    total = sum(n * weight for n, weight in zip(range(1, 9), weights, strict=True))
    squares = sum(n * n * weight for n, weight in zip(range(1, 9), weights, strict=True))
    whole = tally.sum_ballots(ED25519, rows, weights, width=2)
    assert tally.merge_sums(ED25519, parts) == whole
    assert whole == (ED25519.power_of_generator(total), ED25519.power_of_generator(squares))


def test_tally_decryption_and_result_are_read_as_written(made: Made) -> None:
    election = made.election
    elements = tuple(ED25519.power_of_generator(n) for n in range(12))
    totals = [0, 1, 2**30 - 1, 2**30, 2**53 + 1, 7]

    assert tally.read_tally(election, tally.write_tally(election, elements)) == elements
    assert tally.read_result(election, tally.write_result(election, totals)) == totals
    decryption = tally.read_decryption(election, tally.decrypt(election, elements, 5))
    assert decryption.factors == tuple(ED25519.power(alpha, 5) for alpha in elements[::2])


def test_numbers_above_thirty_bits_are_written_as_strings(made: Made) -> None:
    written = tally.write_result(made.election, [1, 2**30 - 1, 2**30, 0, 0, 2**53])

    assert written == b'{"result":[[1,1073741823,"1073741824"],[0,0,"9007199254740992"]]}'


@pytest.mark.parametrize(
    "result",
    [
        {"result": [[1, 2, 3]]},
        {"result": [[1, 2, 3], [1, 2]]},
        {"result": [[1, 2, 3], [1, 2, 3], []]},
        {"result": [[1, 2, 3, 4], [1, 2]]},
        {"result": [[1, 2, "3"], [1, 2, 3]]},
        {"result": [[1, 2, 2**30], [1, 2, 3]]},
        {"result": [[1, 2, -1], [1, 2, 3]]},
        {"result": [[1, 2, True], [1, 2, 3]]},
        {"result": [[1, 2, None], [1, 2, 3]]},
        {"result": [1, 2, 3, 1, 2, 3]},
        {"result": {}},
        {"result": [[1, 2, 3], [1, 2, 3]], "more": 0},
        [],
    ],
)
def test_results_of_another_form_are_refused(made: Made, result: object) -> None:
    with pytest.raises(Malformed):
        tally.read_result(made.election, canonical.write(result))


def test_a_factor_outside_the_group_is_refused(made: Made) -> None:
    elements = tuple(ED25519.power_of_generator(n + 1) for n in range(12))
    value = json.loads(tally.decrypt(made.election, elements, made.secrets[1]))
    value["decryption_factors"][0][0] = "0" * 64
    decryption = tally.read_decryption(made.election, canonical.write(value))
    [trustee] = made.trustees

    with pytest.raises(CheckFailed) as refused:
        tally.require_decryption(made.election, elements, trustee.keys[0], decryption, "here")

    assert refused.value.code == Check.DECRYPTION_PROOF
    assert refused.value.facts["where"] == "here, choice 0"


def test_places_of_a_key_are_those_of_the_decryptions(made: Made) -> None:
    election = make(singles=2, threshold=(2, 3))
    keys = [key.public_key for trustee in election.trustees for key in trustee.keys]

    assert [tally.places_of(election.trustees, key) for key in keys] == [[n] for n in range(1, 6)]
    assert tally.places_of(election.trustees, ED25519.generator) == []
