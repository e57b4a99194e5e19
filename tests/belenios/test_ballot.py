"""Casting: what is accepted, and the check that refuses each malformed ballot."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.belenios import canonical
from linli.belenios.ballot import BallotChecker, ChoiceNotAllowed, check_ballot
from linli.belenios.ballot_form import BallotForm
from linli.belenios.election import Question
from linli.belenios.hashing import compact_digest
from linli.belenios.report import Check, CheckFailed
from tests.belenios import malformed
from tests.belenios.making import COMMITTEE, WITH_BLANK, YES_NO, Made, make

ARITHMETICS = {
    "Ed25519": ("Ed25519", True),
    "Ed25519 without accelerator": ("Ed25519", False),
    "BELENIOS-2048": ("BELENIOS-2048", True),
}


@pytest.fixture(scope="module", params=ARITHMETICS)
def made(request: pytest.FixtureRequest) -> Made:
    group, accelerated = ARITHMETICS[request.param]
    return make(group=group, accelerated=accelerated)


@pytest.fixture(scope="module")
def checker(made: Made) -> BallotChecker:
    return BallotChecker(made.election)


@pytest.fixture(scope="module")
def edwards() -> Made:
    return make()


def refused_by(checker: BallotChecker, source: bytes, credentials: dict[str, int]) -> str:
    with pytest.raises(CheckFailed) as refused:
        check_ballot(checker, credentials, source)
    assert refused.value.facts["expected"] != refused.value.facts["found"]
    return refused.value.code


def test_a_ballot_tells_its_credential_tracker_and_elements(
    made: Made, checker: BallotChecker
) -> None:
    source = made.ballot(1, [0, 1, 0])

    checked = check_ballot(checker, made.credentials, source)

    assert checked.credential == made.public(1)
    assert checked.tracker == compact_digest(source)
    assert checked.elements == tuple(
        text
        for answer in json.loads(source)["answers"]
        for choice in answer["choices"]
        for text in (choice["alpha"], choice["beta"])
    )


@pytest.mark.parametrize(
    ("change", "check"), malformed.CASES, ids=[c.__name__ for c, _ in malformed.CASES]
)
def test_malformed_ballots_are_refused_by_name(
    made: Made, checker: BallotChecker, change: malformed.Change, check: Check
) -> None:
    source = malformed.malformed(made, change)

    assert refused_by(checker, source, made.credentials) == check


@pytest.mark.parametrize("change", [None, *(change for change, _ in malformed.CASES)])
def test_the_quick_reader_agrees_with_the_book_or_leaves_it_to_it(
    made: Made, checker: BallotChecker, change: malformed.Change | None
) -> None:
    good = made.ballot(0, [1, 0, 0])
    source = good if change is None else malformed.malformed(made, change)

    quick = BallotForm(made.election).read(source)

    if quick is None:
        with pytest.raises(CheckFailed):
            check_ballot(checker, made.credentials, source)
    else:
        assert quick == checker.read(source)
    assert (quick is not None) or (change is not None)


def test_the_quick_reader_leaves_enormous_questions_to_the_book() -> None:
    made = make(questions=(Question("many", ("a", "b"), 0, 3000),))

    assert BallotForm(made.election).read(b"{}") is None


@pytest.mark.parametrize("accelerated", [True, False])
def test_every_choice_of_every_kind_of_question_is_accepted(accelerated: bool) -> None:
    questions = (YES_NO, WITH_BLANK, Question("one", ("only",), 0, 1), COMMITTEE)
    made = make(questions=questions, accelerated=accelerated)
    checker = BallotChecker(made.election)
    rows = [
        ([1, 0, 0], [1, 0, 0], [0], [1, 1, 1, 1, 1, 0, 0, 0, 0]),
        ([0, 1, 0], [0, 0, 0], [1], [0, 0, 1, 1, 1, 1, 1, 1, 1]),
        ([0, 0, 1], [0, 1, 1], [1], [1, 0, 1, 0, 1, 0, 1, 1, 1]),
        ([0, 0, 1], [0, 0, 1], [0], [1, 1, 0, 1, 1, 1, 0, 0, 0]),
    ]

    for choices in rows:
        check_ballot(checker, made.credentials, made.ballot(0, *choices))


@pytest.mark.parametrize(
    "choice", [[0, 0, 0], [1, 1, 0], [2, 0, 0], [1, 0], [1, 0, 0, 0], [-1, 1, 1]]
)
def test_an_illegal_choice_is_not_encrypted(edwards: Made, choice: list[int]) -> None:
    with pytest.raises(ChoiceNotAllowed):
        edwards.ballot(0, choice)


def test_a_blank_vote_beside_a_choice_is_not_encrypted() -> None:
    made = make(questions=(WITH_BLANK,))

    with pytest.raises(ChoiceNotAllowed):
        made.ballot(0, [1, 1, 0])


@pytest.mark.parametrize("choice", [[1, 0, 0], [0, 1, 1]])
@pytest.mark.parametrize("proof", ["blank_proof", "overall_proof"])
@pytest.mark.parametrize("branch", [0, 1])
def test_proofs_of_a_blank_vote_are_checked(choice: list[int], proof: str, branch: int) -> None:
    made = make(questions=(WITH_BLANK,))
    ballot = json.loads(made.ballot(0, choice))
    part = ballot["answers"][0][proof][branch]
    part["response"] = str((int(part["response"]) + 1) % made.group.order)

    source = malformed.resigned(made, ballot)

    checker = BallotChecker(made.election)
    assert refused_by(checker, source, made.credentials) == f"ballot.{proof}"


def test_a_question_with_blank_needs_the_blank_proof() -> None:
    made = make(questions=(WITH_BLANK,))
    ballot = json.loads(made.ballot(0, [0, 1, 0]))
    del ballot["answers"][0]["blank_proof"]

    source = malformed.resigned(made, ballot)

    checker = BallotChecker(made.election)
    assert refused_by(checker, source, made.credentials) == Check.BALLOT_ANSWERS


def test_a_foreign_credential_is_refused(made: Made, checker: BallotChecker) -> None:
    others = {made.public(2): 1}

    assert refused_by(checker, made.ballot(0, [1, 0, 0]), others) == Check.BALLOT_CREDENTIAL


def test_a_ballot_under_another_credential_is_refused(made: Made, checker: BallotChecker) -> None:
    ballot = json.loads(made.ballot(0, [1, 0, 0]))
    ballot["credential"] = made.public(1)

    source = malformed.resigned(made, ballot, voter=1)

    assert refused_by(checker, source, made.credentials) == Check.BALLOT_INDIVIDUAL_PROOF


def test_a_signature_of_somebody_else_is_refused(made: Made, checker: BallotChecker) -> None:
    source = malformed.resigned(made, json.loads(made.ballot(0, [1, 0, 0])), voter=1)

    assert refused_by(checker, source, made.credentials) == Check.BALLOT_SIGNATURE


def test_an_altered_body_breaks_the_signed_hash(made: Made, checker: BallotChecker) -> None:
    ballot = json.loads(made.ballot(0, [1, 0, 0]))
    malformed.individual_response(made, ballot)

    assert refused_by(checker, canonical.write(ballot), made.credentials) == Check.BALLOT_SIGNATURE


def test_a_credential_outside_the_subgroup_is_refused(edwards: Made) -> None:
    ballot = json.loads(edwards.ballot(0, [1, 0, 0]))
    ballot["credential"] = malformed.ORDER_2
    source = malformed.resigned(edwards, ballot)

    with pytest.raises(CheckFailed) as refused:
        BallotChecker(edwards.election).check(source)

    assert refused.value.code == Check.BALLOT_ELEMENT


SPELLINGS = {
    "empty": lambda source: b"",
    "null": lambda source: b"null",
    "a list": lambda source: b"[]",
    "a string": lambda source: b'"ballot"',
    "a number": lambda source: b"0",
    "trailing newline": lambda source: source + b"\n",
    "leading space": lambda source: b" " + source,
    "byte order mark": lambda source: b"\xef\xbb\xbf" + source,
    "trailing bytes": lambda source: source + b"\0",
    "two ballots": lambda source: source + source,
    "cut": lambda source: source[:-1],
    "not UTF-8": lambda source: source.replace(b'"alpha"', b'"alph\xff"', 1),
    "escaped letter": lambda source: source.replace(b'"alpha"', b'"\\u0061lpha"', 1),
    "lone surrogate": lambda source: source.replace(b'"alpha"', b'"\\ud800"', 1),
    "duplicate key": lambda source: source.replace(b'{"alpha"', b'{"alpha":"","alpha"', 1),
    "duplicate field": lambda source: b'{"credential":"",' + source[1:],
    "not a number": lambda source: source.replace(b'"answers":[', b'"answers":[NaN,', 1),
    "infinity": lambda source: source.replace(b'"answers":[', b'"answers":[-Infinity,', 1),
    "a float": lambda source: source.replace(b'"answers":[', b'"answers":[1.0,', 1),
    "an exponent": lambda source: source.replace(b'"answers":[', b'"answers":[1e400,', 1),
    "a huge number": lambda source: source.replace(
        b'"answers":[', b'"answers":[' + b"9" * 5000 + b",", 1
    ),
    "deep lists": lambda source: b"[" * 100_000 + b"]" * 100_000,
    "deep objects": lambda source: b'{"a":' * 100_000 + b"0" + b"}" * 100_000,
    "deep inside": lambda source: source.replace(
        b'"answers":[', b'"answers":[' + b"[" * 5000 + b"]" * 5000 + b",", 1
    ),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_other_spellings_are_refused(edwards: Made, spelling: str) -> None:
    source = SPELLINGS[spelling](edwards.ballot(0, [1, 0, 0]))

    with pytest.raises(CheckFailed) as refused:
        BallotChecker(edwards.election).check(source)

    assert refused.value.code == Check.BALLOT_FORM


SCALARS = [None, True, False, 0, -1, 2**70, 1.5, "", "0", "x", [], {}, [[]], {"a": None}]


def _paths(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[arg-type]
    found = [path] if path else []
    for key, item in inner:
        nested = isinstance(item, dict | list)
        found += _paths(item, (*path, key)) if nested else [(*path, key)]
    return found


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_other_value_anywhere_is_accepted(edwards: Made, data: st.DataObject) -> None:
    ballot = json.loads(_cached_ballot(edwards))
    path = data.draw(st.sampled_from(_paths(ballot)))
    value = data.draw(st.sampled_from(SCALARS))
    inner = ballot
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    source = json.dumps(ballot, ensure_ascii=False, separators=(",", ":")).encode()

    with pytest.raises(CheckFailed):
        _cached_checker(edwards).check(source)


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_no_flipped_bit_is_accepted(edwards: Made, place: int, bit: int) -> None:
    source = bytearray(_cached_ballot(edwards))
    source[place % len(source)] ^= 1 << bit

    with pytest.raises(CheckFailed):
        _cached_checker(edwards).check(bytes(source))


_CACHE: dict[str, object] = {}


def _cached_ballot(made: Made) -> bytes:
    ballot = _CACHE.setdefault("ballot", made.ballot(0, [1, 0, 0]))
    assert isinstance(ballot, bytes)
    return ballot


def _cached_checker(made: Made) -> BallotChecker:
    checker = _CACHE.setdefault("checker", BallotChecker(made.election))
    assert isinstance(checker, BallotChecker)
    return checker
