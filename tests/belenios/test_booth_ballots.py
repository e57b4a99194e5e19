"""Ballots of the booth before their judges: our check at casting, and the reference tool."""

import secrets
from pathlib import Path

import pytest
from booth_requests import BUDGET, COMMITTEE, OWNER, Made, make
from peer import peers

from linli.belenios.ballot import BallotChecker, check_ballot
from linli.belenios.credentials import public_credential, write_credentials
from linli.belenios.election import Election, Question
from linli.belenios.events import Chain, EventType, setup_data
from linli.belenios.groups import group_named
from linli.belenios.report import CheckFailed
from linli.belenios.trustees import Single, new_trustee, write_trustees

ED25519 = group_named("Ed25519")
UUID = "NRvKDs8LFAAPzn"
QUESTIONS = (
    Question("是否更换电梯？", ("同意", "反对", "弃权"), 1, 1),
    Question(COMMITTEE["question"], tuple(COMMITTEE["answers"]), 5, 7),
    Question(BUDGET["question"], tuple(BUDGET["answers"]), 1, 1, blank=True),
    Question("可以不选", ("甲", "乙", "丙"), 0, 2),
    Question("可以不选，也可以空白", ("甲", "乙", "丙"), 0, 3, blank=True),
)
CHOICES = [
    [[2], [0, 1, 2, 3, 8], "blank", [], []],
    [[0], [0, 1, 2, 3, 4, 5, 6], [1], [0, 2], "blank"],
    [[1], [8, 7, 6, 5, 4, 3], [0], [1], [0, 1, 2]],
]


@pytest.fixture(scope="module")
def setup() -> tuple[Election, bytes]:
    """Return an election of every kind of question, and its archive before any ballot."""
    _, key = new_trustee(ED25519)
    election = Election(UUID, "样例", "", ED25519, key.public_key, QUESTIONS)
    credentials = write_credentials([(public_credential(OWNER, uuid=UUID, group=ED25519), None)])
    data = setup_data(election.source, write_trustees([Single(key)]), credentials)
    chain = Chain(1795384669)
    return election, chain.start() + chain.append(EventType.SETUP, *data)[0]


@pytest.fixture(scope="module")
def ballots(setup: tuple[Election, bytes]) -> list[Made]:
    text = setup[0].source.decode()
    return make(
        *[
            {"election": text, "choices": choices, "seed": secrets.token_hex()}
            for choices in CHOICES
        ]
    )


def test_our_check_accepts_every_kind_of_answer(
    setup: tuple[Election, bytes], ballots: list[Made]
) -> None:
    checker = BallotChecker(setup[0])
    listed = {ballots[0].public_credential: 1}

    checked = [check_ballot(checker, listed, made.text.encode()) for made in ballots]

    assert [found.tracker for found in checked] == [made.tracker for made in ballots]


def test_our_check_refuses_the_ballot_once_touched(
    setup: tuple[Election, bytes], ballots: list[Made]
) -> None:
    with pytest.raises(CheckFailed):
        BallotChecker(setup[0]).check(touched(ballots[0].text).encode())


def touched(text: str) -> str:
    """Return the ballot with one digit of one proof changed."""
    place = text.index('"response":"') + len('"response":"')
    return text[:place] + ("1" if text[place] != "1" else "2") + text[place + 1 :]


@pytest.mark.peer
def test_reference_tool_accepts_every_kind_of_answer(
    setup: tuple[Election, bytes], ballots: list[Made], tmp_path: Path
) -> None:
    (tmp_path / f"{UUID}.bel").write_bytes(setup[1])
    texts = [*(made.text for made in ballots), touched(ballots[0].text)]
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.json").write_text(text)
    for peer in (peer for peer in peers() if peer.knows_ed25519):
        answers = [
            peer.attempt(
                *("election", "verify-ballot", "--dir", ".", f"--ballot={number}.json"),
                cwd=tmp_path,
            )
            for number in range(len(texts))
        ]
        accepted = [done.returncode == 0 for done in answers]
        assert accepted == [True] * len(ballots) + [False], answers
