"""The verifier in the trustees' page against ours: the same archives accepted, the same refused."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from ceremony_cases import CLOSED, OPEN, Vote, make_key, sign, vote_for
from ceremony_harms import HARMS
from making import DATA, WITH_BLANK, YES_NO, Made, altered, make

from linli.belenios.events import EventType
from linli.belenios.manifest import write_manifest
from linli.belenios.verify import verify_archive

VERIFIER = Path(__file__).with_name("ceremony_verify.mjs")


def in_page(*paths: Path) -> list[dict[str, Any]]:
    """Return what the page's modules say of the archives."""
    done = subprocess.run(
        ["node", VERIFIER],
        input=json.dumps([str(path) for path in paths]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def written(path: Path, archive: bytes) -> Path:
    path.write_bytes(archive)
    return path


def vote(made: Made) -> list[bytes]:
    """Return five ballots of four voters: one votes twice."""
    plans = [((1, 0, 0), (0, 1, 0)), ((0, 0, 1), (1, 0, 0)), ((0, 1, 0), (0, 0, 0))]
    ballots = [made.ballot(voter, *choices) for voter, choices in enumerate(plans)]
    return [*ballots, made.ballot(0, (0, 0, 1), (0, 1, 1))]


def test_archives_of_the_reference_tool_are_accepted() -> None:
    answers = in_page(DATA / "area.bel", DATA / "headcount.bel")

    assert answers == [
        {"counted": 18, "weight": "191909", "events": 27},
        {"counted": 18, "weight": "18", "events": 27},
    ]


@pytest.mark.parametrize("until", [EventType.ENCRYPTED_TALLY, EventType.RESULT])
def test_our_archives_are_accepted_whatever_their_trustees(
    tmp_path: Path, until: EventType
) -> None:
    made = make(
        questions=(YES_NO, WITH_BLANK), threshold=(2, 3), weights=(2**31, 0, 8937, None, 12)
    )
    full = written(tmp_path / "full.bel", made.archive(vote(made), until=until))
    empty = written(tmp_path / "empty.bel", made.archive([], until=until))

    answers = in_page(full, empty)

    assert [answer["counted"] for answer in answers] == [3, 0]
    assert answers[0]["weight"] == str(2**31 + 8937)


def change_ballot(text: bytes) -> bytes:
    """Change a digit of the first proof of a ballot."""
    place = text.index(b'"response":"') + len('"response":"')
    return text[:place] + (b"1" if text[place : place + 1] != b"1" else b"2") + text[place + 1 :]


def swap_choices(text: bytes) -> bytes:
    """Exchange the two elements of the first ciphertext."""
    return (
        text.replace(b'"alpha"', b'"x"', 1)
        .replace(b'"beta"', b'"alpha"', 1)
        .replace(b'"x"', b'"beta"', 1)
    )


TAMPERING: dict[str, Callable[[str, bytes], bytes | None]] = {
    "proof": lambda place, text: change_ballot(text) if place == "2:Ballot:0" else text,
    "choices": lambda place, text: swap_choices(text) if place == "2:Ballot:0" else text,
    "dropped": lambda place, text: None if place == "2:Ballot:0" else text,
    "weight": lambda place, text: (
        text.replace(b",8937", b",8938") if place == "0:Setup:2" else text
    ),
    "credential": lambda place, text: (
        text[:3] + (b"0" if text[3:4] != b"0" else b"1") + text[4:]
        if place == "0:Setup:2"
        else text
    ),
    "question": lambda place, text: (
        text.replace(b'"max":1', b'"max":2') if place == "0:Setup:0" else text
    ),
    "trustee": lambda place, text: change_ballot(text) if place == "0:Setup:1" else text,
    "total": lambda place, text: (
        text.replace(b'"num_tallied":3', b'"num_tallied":4')
        if place.endswith("EncryptedTally:1")
        else text
    ),
    "space": lambda place, text: (
        text.replace(b'","', b'", "', 1) if place == "1:Ballot:0" else text
    ),
}


def test_tampered_archives_are_refused_by_both(tmp_path: Path) -> None:
    made = make(questions=(YES_NO, WITH_BLANK), threshold=(2, 2), weights=(7000, 8000, 8937))
    honest = written(
        tmp_path / "honest.bel", made.archive(vote(made), until=EventType.ENCRYPTED_TALLY)
    )
    forged = [
        written(tmp_path / f"{name}.bel", altered(honest, change))
        for name, change in TAMPERING.items()
    ]
    whole = honest.read_bytes()
    forged += [
        written(tmp_path / "cut.bel", whole[:-512]),
        written(tmp_path / "longer.bel", whole + bytes(512)),
        written(tmp_path / "flipped.bel", whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:]),
        written(tmp_path / "nothing.bel", b""),
    ]

    answers = in_page(honest, *forged)

    assert "check" not in answers[0]
    accepted_by_page = [path.name for path, answer in zip(forged, answers[1:], strict=True)
                        if "check" not in answer]  # fmt: skip
    accepted_by_us = [path.name for path in forged if verify_archive(path).report.passed]
    assert accepted_by_page == []
    assert accepted_by_us == []


def test_page_permits_and_refuses_what_the_program_does(tmp_path: Path) -> None:
    make_key(tmp_path / "trustee")
    vote = vote_for(tmp_path / "trustee", tmp_path / "vote")
    sign(tmp_path / "trustee", vote)
    vote.published_heads()
    harmed = []
    for harm, _ in HARMS:
        folder = tmp_path / harm.__name__
        shutil.copytree(vote.folder, folder)
        harm(replace(vote, folder=folder))
        harmed.append(folder)

    honest, *refusals = permitted([vote.folder, *harmed], vote, CLOSED)
    [early] = permitted([vote.folder], vote, OPEN)

    assert [(permit["name"], permit["place"]) for permit in honest] == [("heads", 1), ("area", 1)]
    assert refusals == [reason for _, reason in HARMS]
    assert early == "manifest.early"


def test_page_refuses_a_closing_time_that_no_calendar_has(tmp_path: Path) -> None:
    make_key(tmp_path / "trustee")
    vote = vote_for(tmp_path / "trustee", tmp_path / "vote", closes_at="2026-11-31T10:00:00Z")
    vote.publish()
    vote.published_heads()
    (vote.folder / "manifest.json").write_bytes(write_manifest(vote.manifest, secrets=[]))

    assert permitted([vote.folder], vote, CLOSED) == ["manifest.form"]


def permitted(folders: list[Path], vote: Vote, now: datetime) -> list[Any]:
    """Return what the page's rules say of each folder: permits, or the code of a refusal."""
    request = {
        "folders": [str(folder) for folder in folders],
        "signingKey": vote.signing_key,
        "publicKey": vote.manifest.trustees[0],
        "now": now.isoformat(),
    }
    done = subprocess.run(
        ["node", VERIFIER.with_name("ceremony_permits.mjs")],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers
