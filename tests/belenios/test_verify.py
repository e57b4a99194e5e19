"""The verifier on sample archives, on our own, on parts of them, and on tampered ones."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from linli.belenios.archive import ArchiveFile
from linli.belenios.crew import Crew, CrewLost, Station
from linli.belenios.election import read_election
from linli.belenios.events import EventType, read_history
from linli.belenios.forked import forked
from linli.belenios.report import Check, Outcome
from linli.belenios.verify import verify_archive
from tests.belenios.making import COMMITTEE, DATA, WITH_BLANK, YES_NO, altered, make
from tests.belenios.tampering import TAMPERED, Change, tampered_election

SAMPLES = {
    "area": {"result": [[107244, 38661, 46004]], "ballots": 20, "voters": 18, "weight": 204733},
    "headcount": {"result": [[9, 4, 5]], "ballots": 20, "voters": 18, "weight": 20},
    "belenios-2048": {"result": [[8937, 10256, 0]], "ballots": 2, "voters": 2, "weight": 19693},
}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("accelerated", [True, False])
def test_sample_archives_hold(name: str, accelerated: bool) -> None:
    report = verify_archive(DATA / f"{name}.bel", accelerated=accelerated).report

    assert report.failures == []
    assert report.passed
    assert {key: report.facts[key] for key in SAMPLES[name]} == SAMPLES[name]


def test_the_area_sample_has_the_published_names() -> None:
    facts = verify_archive(DATA / "area.bel").report.facts

    assert facts["fingerprint"] == "+ghaFyyPaXuIQbvI/uyXRrHFe+U3SK47msTspfKUyf8"
    assert facts["head"] == "cc15d900b2c8ce55a011bbc3c896ebc26728f88a0ae4d9e29134554a5682ab58"


def test_processes_and_one_process_tell_the_same() -> None:
    one = verify_archive(DATA / "area.bel", processes=1).report
    two = verify_archive(DATA / "area.bel", processes=2).report

    assert one == two


@pytest.mark.parametrize("group", ["Ed25519", "BELENIOS-2048"])
def test_our_archives_hold_with_every_feature(tmp_path: Path, group: str) -> None:
    made = make(
        group=group,
        questions=(YES_NO, WITH_BLANK, COMMITTEE),
        threshold=(2, 3),
        weights=[1, 0, 2**30, None],
    )
    committee = [1, 1, 1, 1, 1, 0, 0, 0, 0]
    ballots = [
        made.ballot(0, [1, 0, 0], [1, 0, 0], committee),
        made.ballot(1, [0, 1, 0], [0, 1, 1], committee),
        made.ballot(2, [0, 0, 1], [0, 1, 0], committee),
        made.ballot(0, [0, 1, 0], [0, 0, 0], committee),
    ]
    path = tmp_path / "own.bel"
    path.write_bytes(made.archive(ballots, owners=[4, 1, 2]))

    report = verify_archive(path).report

    big = 2**30
    assert report.failures == []
    assert report.facts["result"] == [
        [0, 1, big],
        [0, big, 0],
        [big + 1] * 5 + [0] * 4,
    ]


def test_ballots_count_however_long_the_identifier_is(tmp_path: Path) -> None:
    made = make(group="BELENIOS-2048")
    made.election = replace(made.election, uuid=made.election.uuid * 100)
    path = tmp_path / "own.bel"
    path.write_bytes(made.archive([made.ballot(0, [1, 0, 0])]))

    report = verify_archive(path).report

    assert report.passed
    assert report.facts["voters"] == 1


def test_an_election_without_ballots_holds(tmp_path: Path) -> None:
    made = make()
    path = tmp_path / "own.bel"
    path.write_bytes(made.archive([]))

    report = verify_archive(path, processes=2).report

    assert report.passed
    assert report.facts["result"] == [[0, 0, 0]]


@pytest.mark.parametrize("until", [event for event in EventType if event != EventType.RESULT])
def test_a_part_of_an_election_holds_and_says_that_it_is_a_part(
    tmp_path: Path, until: EventType
) -> None:
    made = make()
    path = tmp_path / "own.bel"
    path.write_bytes(made.archive([made.ballot(0, [1, 0, 0])], until=until))

    report = verify_archive(path).report

    assert report.passed
    assert report.facts["complete"] is False
    assert report.lines[-1].found == f"a part: no result yet, last event {until}"


def test_beside_other_threads_processes_are_not_forked_and_tell_the_same() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        report = verify_archive(DATA / "area.bel", processes=2).report
    finally:
        done.set()
        thread.join()

    assert report == verify_archive(DATA / "area.bel").report


def test_a_lost_process_is_told() -> None:
    with ArchiveFile(DATA / "area.bel") as file:
        election = read_election(file.body(read_history(file).setup["election"]))
        with (
            Crew(file, election, processes=2, accelerated=True) as crew,
            pytest.raises(CrewLost),
        ):
            list(crew.do(_ended, [1, 2, 3]))


def test_forked_processes_do_everything_once_and_tell_their_errors() -> None:
    assert sorted(forked(bytes, 300, processes=3), key=len) == [bytes(n) for n in range(300)]
    with pytest.raises(ZeroDivisionError):
        list(forked(lambda n: 1 // (2 - n), 3, processes=2))


def test_forked_processes_end_with_the_work_also_when_it_is_abandoned() -> None:
    whole = set(forked(lambda _n: os.getpid(), 40, processes=2))
    part = forked(lambda _n: os.getpid(), 1000, processes=2)
    abandoned = next(part)
    part.close()

    assert len(whole) == 2
    for process in (*whole, abandoned):
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def _ended(_station: Station, _portion: int) -> None:
    os._exit(1)


def test_progress_is_told(tmp_path: Path) -> None:
    heard = []

    verify_archive(DATA / "area.bel", progress=lambda *told: heard.append(told))

    assert heard[-1] == ("ballots", 20, 20)
    assert ("reading", 106496, 106496) in heard


# ---------------------------------------------------------------- tampering, with repaired hashes


@pytest.fixture(scope="module", params=["Ed25519", "BELENIOS-2048"])
def valid(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    made, source = tampered_election(request.param)
    path = tmp_path_factory.mktemp("valid") / f"{made.election.uuid}.bel"
    path.write_bytes(source)
    assert verify_archive(path).report.passed
    return made, path


@pytest.mark.parametrize(
    ("change", "check"), [case[1:] for case in TAMPERED], ids=[case[0] for case in TAMPERED]
)
def test_tampering_is_found_by_name(valid, tmp_path: Path, change: Change, check: Check) -> None:
    made, original = valid
    path = tmp_path / original.name
    path.write_bytes(altered(original, lambda at, body: change(made, at, body)))
    assert path.read_bytes() != original.read_bytes()

    report = verify_archive(path).report

    assert not report.passed
    assert check in {line.check for line in report.failures}
    assert all(line.expected != line.found for line in report.failures)


def test_the_same_ballot_twice_is_found(valid, tmp_path: Path) -> None:
    made, _ = valid
    ballot = made.ballot(0, [1, 0, 0])
    path = tmp_path / "twice.bel"
    path.write_bytes(made.archive([ballot, ballot]))

    report = verify_archive(path).report

    assert [line.check for line in report.failures if line.where] == [Check.BALLOT_DUPLICATE]


def test_a_credential_twice_is_found(valid, tmp_path: Path) -> None:
    made, original = valid

    def change(at: str, body: bytes) -> bytes:
        return (
            body.replace(made.public(1).encode(), made.public(0).encode())
            if at == "0:Setup:2"
            else body
        )

    path = tmp_path / original.name
    path.write_bytes(altered(original, change))

    failures = verify_archive(path).report.failures

    assert [line.check for line in failures] == [Check.CREDENTIALS_DUPLICATE]


def test_the_same_trustee_twice_is_found(valid, tmp_path: Path) -> None:
    made, _ = valid
    parts = made.parts([made.ballot(0, [1, 0, 0])], owners=[1, 2])
    steps = _steps(parts)
    again = [steps[4], steps[4], steps[6]]
    path = tmp_path / "twice.bel"
    path.write_bytes(b"".join(p for _, p in made.assembled([*steps[:4], *again], EventType.RESULT)))

    checks = {line.check for line in verify_archive(path).report.failures}

    assert checks == {Check.DECRYPTION_OWNER, Check.DECRYPTION_QUORUM}


def _steps(parts):
    """Return the events of an archive with their data, to put together in another order."""
    found = []
    for event, added in parts[1:]:
        data, position = [], 0
        while position < len(added):
            size = int(added[position + 124 : position + 135], 8)
            name = added[position : position + 100]
            if b".data." in name:
                data.append(added[position + 512 : position + 512 + size])
            position += 512 + size + -size % 512
        found.append((event, tuple(data)))
    return found


@pytest.mark.parametrize("owners", [[1], [1, 2], [2, 3], [1, 2, 3, 4]])
def test_threshold_trustees_need_a_quorum(tmp_path: Path, owners: list[int]) -> None:
    made = make(threshold=(2, 3))
    ballots = [made.ballot(0, [1, 0, 0])]
    complete = _steps(made.parts(ballots))
    kept = [step for step in complete if step[0] is not EventType.PARTIAL_DECRYPTION]
    decryptions = [step for step in complete if step[0] is EventType.PARTIAL_DECRYPTION]
    chosen = [decryptions[owner - 1] for owner in owners]
    path = tmp_path / "own.bel"
    steps = [*kept[:-1], *chosen, kept[-1]]
    path.write_bytes(b"".join(part for _, part in made.assembled(steps, EventType.RESULT)))

    report = verify_archive(path).report

    enough = owners == [1, 2, 3, 4]
    assert report.passed == enough
    checks = [line.check for line in report.failures]
    assert checks == ([] if enough else [Check.DECRYPTION_QUORUM])
    skipped = [line.check for line in report.lines if line.outcome is Outcome.SKIPPED]
    assert skipped == ([] if enough else [Check.RESULT_VALUE])


@pytest.mark.parametrize("total", [2**53, 2**53 + 1, 2**60])
def test_totals_beyond_what_floats_hold_are_exact(tmp_path: Path, total: int) -> None:
    made = make(weights=[total, 1])
    ballots = [made.ballot(0, [1, 0, 0]), made.ballot(1, [0, 1, 0])]
    steps = _steps(made.parts(ballots, until=EventType.PARTIAL_DECRYPTION))
    for claimed in (total, total + 1):
        result = f'{{"result":[["{claimed}",1,0]]}}'.encode()
        path = tmp_path / "own.bel"
        parts = made.assembled([*steps, (EventType.RESULT, (result,))], EventType.RESULT)
        path.write_bytes(b"".join(part for _, part in parts))

        report = verify_archive(path).report

        assert report.passed == (claimed == total)
        assert [line.check for line in report.failures] == (
            [] if claimed == total else [Check.RESULT_VALUE]
        )
