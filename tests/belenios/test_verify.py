"""The verifier on sample archives, on our own, on parts of them, and on tampered ones."""

import json
import os
import threading
from collections.abc import Callable
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
from tests.belenios import malformed
from tests.belenios.making import COMMITTEE, DATA, WITH_BLANK, YES_NO, Made, altered, make

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

Change = Callable[[Made, str, bytes], bytes | None]


def _edited(body: bytes, change: Callable[[dict], None]) -> bytes:  # type: ignore[type-arg]
    value = json.loads(body)
    change(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _in_ballot(change: malformed.Change) -> Change:
    def tamper(made: Made, at: str, body: bytes) -> bytes:
        if at != "1:Ballot:0":
            return body
        return _edited(body, lambda ballot: change(made, ballot))

    return tamper


def _at(place: str, old: bytes, new: bytes) -> Change:
    def tamper(_made: Made, at: str, body: bytes) -> bytes:
        return body.replace(old, new, 1) if at == place else body

    return tamper


def dropped_ballot(_made: Made, at: str, body: bytes) -> bytes | None:
    return None if at.startswith("3:Ballot") else body


def doubled_weight(_made: Made, at: str, body: bytes) -> bytes:
    return body.replace(b',5"', b',9"') if at == "0:Setup:2" else body


def foreign_credentials(made: Made, at: str, body: bytes) -> bytes:
    if at != "0:Setup:2":
        return body
    return body.replace(made.public(1).encode(), made.group.power_of_generator(77).encode())


def exchanged_tally(_made: Made, at: str, body: bytes) -> bytes:
    if not at.endswith("EncryptedTally:0"):
        return body
    rows = json.loads(body)
    rows[0].reverse()
    return json.dumps(rows, separators=(",", ":")).encode()


def decryption_response(made: Made, at: str, body: bytes) -> bytes:
    if not at.endswith("PartialDecryption:0"):
        return body
    return _edited(
        body, lambda value: malformed._bump(made, value["decryption_proofs"][0][0], "response")
    )


def decryption_factor(made: Made, at: str, body: bytes) -> bytes:
    if not at.endswith("PartialDecryption:0"):
        return body

    def change(value: dict) -> None:  # type: ignore[type-arg]
        row = value["decryption_factors"][0]
        row[0] = made.group.product([row[0], made.group.generator])

    return _edited(body, change)


def other_public_key(made: Made, at: str, body: bytes) -> bytes:
    key = made.group.power_of_generator(12345).encode()
    return body.replace(made.election.public_key.encode(), key) if at == "0:Setup:0" else body


def trustee_proof(made: Made, at: str, body: bytes) -> bytes:
    if at != "0:Setup:1":
        return body
    value = json.loads(body)
    malformed._bump(made, value[0][1]["pok"], "response")
    return json.dumps(value, separators=(",", ":")).encode()


def result_value(_made: Made, at: str, body: bytes) -> bytes:
    return body.replace(b"[[5,", b"[[6,") if at.endswith("Result:0") else body


TAMPERED: list[tuple[str, Change, Check]] = [
    ("individual proof", _in_ballot(malformed.individual_response), Check.BALLOT_SIGNATURE),
    ("overall proof", _in_ballot(malformed.overall_response), Check.BALLOT_SIGNATURE),
    ("copied ciphertext", _in_ballot(malformed.copied_choice), Check.BALLOT_SIGNATURE),
    ("other election", _in_ballot(malformed.other_election), Check.BALLOT_ELECTION),
    ("other spelling", _at("1:Ballot:0", b"{", b"{ "), Check.BALLOT_FORM),
    ("foreign credential", foreign_credentials, Check.BALLOT_CREDENTIAL),
    ("dropped ballot", dropped_ballot, Check.TALLY_COUNT),
    ("dropped ballot, ciphertexts", dropped_ballot, Check.TALLY_CIPHERTEXTS),
    ("changed weight", doubled_weight, Check.TALLY_WEIGHT),
    ("changed weight, ciphertexts", doubled_weight, Check.TALLY_CIPHERTEXTS),
    ("num_tallied", _at("6:EncryptedTally:1", b'tallied":3', b'tallied":4'), Check.TALLY_COUNT),
    ("total_weight", _at("6:EncryptedTally:1", b'weight":7', b'weight":8'), Check.TALLY_WEIGHT),
    ("encrypted tally", exchanged_tally, Check.TALLY_CIPHERTEXTS),
    ("decryption proof", decryption_response, Check.DECRYPTION_PROOF),
    ("decryption factor", decryption_factor, Check.DECRYPTION_PROOF),
    ("result", result_value, Check.RESULT_VALUE),
    ("public key", other_public_key, Check.ELECTION_KEY),
    ("trustee proof", trustee_proof, Check.TRUSTEES_PROOF),
    ("owner", _at("7:PartialDecryption:1", b'"owner":1', b'"owner":2'), Check.DECRYPTION_PROOF),
    ("no owner", _at("7:PartialDecryption:1", b'"owner":1', b'"owner":3'), Check.DECRYPTION_OWNER),
    ("owner 0", _at("7:PartialDecryption:1", b'"owner":1', b'"owner":0'), Check.DECRYPTION_FORM),
    ("count", _at("6:EncryptedTally:1", b'tallied":3', b'tallied":"3"'), Check.TALLY_FORM),
    ("setup", _at("0:Setup:3", b'"election":"', b'"election":"X'), Check.SETUP_FORM),
    ("uuid", _at("0:Setup:0", b'"uuid":"', b'"uuid":"1'), Check.BALLOT_ELECTION),
    ("version", _at("0:Setup:0", b'"version":1', b'"version":2'), Check.ELECTION_VERSION),
    ("version type", _at("0:Setup:0", b'"version":1', b'"version":true'), Check.ELECTION_FORM),
    ("group", _at("0:Setup:0", b'"group":"', b'"group":"X'), Check.ELECTION_GROUP),
    ("min", _at("0:Setup:0", b'"min":1', b'"min":-1'), Check.ELECTION_FORM),
    ("negative weight", _at("0:Setup:2", b',5"', b',-5"'), Check.CREDENTIALS_FORM),
    ("zeros in a weight", _at("0:Setup:2", b',5"', b',05"'), Check.CREDENTIALS_FORM),
    ("fractional weight", _at("0:Setup:2", b',5"', b',5.0"'), Check.CREDENTIALS_FORM),
    ("a name in the list", _at("0:Setup:2", b',5"', b',5,owner"'), Check.CREDENTIALS_FORM),
    ("result as string", _at("9:Result:0", b"[[5,", b'[["5",'), Check.RESULT_FORM),
    ("result too short", _at("9:Result:0", b"[[5,", b"[["), Check.RESULT_FORM),
]


@pytest.fixture(scope="module", params=["Ed25519", "BELENIOS-2048"])
def valid(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    made = make(group=request.param, singles=2, weights=[5, 1, 1])
    ballots = [
        made.ballot(0, [1, 0, 0]),
        made.ballot(1, [0, 1, 0]),
        made.ballot(2, [0, 1, 0]),
        made.ballot(1, [0, 0, 1]),
    ]
    path = tmp_path_factory.mktemp("valid") / f"{made.election.uuid}.bel"
    path.write_bytes(made.archive(ballots))
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
