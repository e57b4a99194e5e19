"""Drafting a manifest from the files of a vote."""

from pathlib import Path

import pytest
from ceremony_cases import Vote, make_key, vote_for

from linli.belenios.events import EventType
from linli.belenios.manifest import read_manifest
from linli.belenios.programs.draft import main
from linli.belenios.programs.page import main as write_page

CLOSING = "2026-11-20T10:00:00Z"


@pytest.fixture
def vote(tmp_path: Path) -> Vote:
    make_key(tmp_path / "trustee")
    vote = vote_for(tmp_path / "trustee", tmp_path / "vote")
    vote.publish(until=EventType.SETUP)
    return vote


def drafted(vote: Vote, *more: str) -> int:
    folder = vote.folder
    return main(
        [
            *(str(folder / "draft.json"), "--tally", "heads", str(folder / "heads.bel")),
            *("--tally", "area", str(folder / "area.bel"), str(folder / "roster.csv")),
            *("--closes-at", CLOSING, "--floor", "5", *more),
        ]
    )


def test_draft_pins_what_the_files_hold(vote: Vote) -> None:
    status = drafted(vote)

    assert status == 0
    assert read_manifest((vote.folder / "draft.json").read_bytes(), signers=[]) == vote.manifest


def test_archive_of_another_vote_is_not_pinned(
    vote: Vote, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = vote_for(tmp_path / "trustee", tmp_path / "other")
    other.publish(until=EventType.SETUP)
    (vote.folder / "area.bel").write_bytes((other.folder / "area.bel").read_bytes())

    assert drafted(vote) == 1
    assert "twin.election" in capsys.readouterr().err


def test_roster_must_fit(vote: Vote, capsys: pytest.CaptureFixture[str]) -> None:
    (vote.folder / "roster.csv").write_text("a,1\nb,2\n")

    assert drafted(vote) == 1
    assert "roster.weights" in capsys.readouterr().err


def test_closing_time_must_be_an_instant(vote: Vote) -> None:
    assert drafted(vote, "--closes-at", "tomorrow") == 1


def test_what_cannot_be_written_is_told(vote: Vote, capsys: pytest.CaptureFixture[str]) -> None:
    (vote.folder / "draft.json").mkdir()

    assert drafted(vote) == 1
    assert write_page([str(vote.folder / "roster.csv")]) == 1
    assert capsys.readouterr().err.count("roster.csv") == 1
