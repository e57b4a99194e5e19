"""The simple verifier and the fast one, held to the same verdict on every archive.

Tampering is done by a forger who repairs every hash and the whole chain afterwards, so that only
the check in question is left to notice; `rebuilt` does the repairs.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from linli.belenios import canonical, simple
from linli.belenios.archive import ArchiveFile
from linli.belenios.events import Chain, EventType, setup_data, sized
from linli.belenios.groups import group_named
from linli.belenios.hashing import compact_digest, hex_digest
from linli.belenios.proofs import prove_knowledge
from linli.belenios.verify import verify_archive
from tests.belenios.making import TIMESTAMP, WITH_BLANK, YES_NO, Made, make

SAMPLES = sorted((Path(__file__).parent / "data").glob("*.bel"))
Step = tuple[str, list[bytes]]


def verdicts(path: Path) -> tuple[bool, bool]:
    """Return what the fast verifier and what the simple one think of an archive."""
    try:
        simple.verify(path.read_bytes())
    except simple.Refused:
        accepted = False
    else:
        accepted = True
    return verify_archive(path).report.passed, accepted


def written(archive: bytes, folder: Path) -> Path:
    path = folder / "archive.bel"
    path.write_bytes(archive)
    return path


# ---------------------------------------------------------------- what has to be accepted


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_of_the_reference_tool_are_accepted(path: Path) -> None:
    assert verdicts(path) == (True, True)


class Poll(NamedTuple):
    """An election with everybody's secrets, and what was cast: who, and which choices."""

    made: Made
    cast: list[tuple[int, list[list[int]]]]
    ballots: list[bytes]

    def totals(self) -> list[list[int]]:
        """Return the result, added up in the clear; the last ballot of a voter counts."""
        found = [[0] * question.choices for question in self.made.election.questions]
        for voter, choices in dict(self.cast).items():
            weight = self.made.weights[voter]
            for row, choice in zip(found, choices, strict=True):
                for i, vote in enumerate(choice):
                    row[i] += vote * (1 if weight is None else weight)
        return found

    def archive(self, **options: Any) -> bytes:
        return self.made.archive(self.ballots, **options)


def poll(made: Made, *cast: tuple[int, list[list[int]]]) -> Poll:
    return Poll(made, list(cast), [made.ballot(voter, *choices) for voter, choices in cast])


@cache
def small_poll(group: str = "Ed25519") -> Poll:
    """Return three voters of whom one votes twice, with weights up to beyond 2^30."""
    made = make(group=group, singles=3, weights=(8_937, 2**31, 0))
    cast = [(0, [[1, 0, 0]]), (1, [[0, 0, 1]]), (0, [[0, 1, 0]]), (2, [[1, 0, 0]])]
    return poll(made, *cast)


@cache
def blank_poll() -> Poll:
    """Return two questions, one with a blank vote, and a single trustee beside a 2-of-3 group."""
    made = make(questions=(WITH_BLANK, YES_NO), weights=(None, None), threshold=(2, 3))
    return poll(made, (0, [[1, 0, 0], [1, 0, 0]]), (1, [[0, 0, 1], [0, 1, 0]]))


@cache
def blank_archive() -> bytes:
    return blank_poll().archive()


@cache
def small_archive() -> bytes:
    return small_poll().archive()


@pytest.mark.parametrize("until", list(EventType))
def test_every_stage_of_an_election_is_accepted(until: EventType, tmp_path: Path) -> None:
    archive = small_poll().archive(until=until)

    assert verdicts(written(archive, tmp_path)) == (True, True)


def test_a_finite_field_election_is_accepted(tmp_path: Path) -> None:
    poll = small_poll("BELENIOS-2048")
    archive = poll.archive()

    assert verdicts(written(archive, tmp_path)) == (True, True)
    assert simple.verify(archive)["result"] == poll.totals()


@pytest.mark.parametrize("owners", [(4, 1, 2), (1, 2, 3, 4)])
def test_blank_votes_and_threshold_trustees_are_accepted(
    owners: tuple[int, ...], tmp_path: Path
) -> None:
    poll = blank_poll()
    archive = poll.archive(owners=owners)

    assert verdicts(written(archive, tmp_path)) == (True, True)
    assert simple.verify(archive)["result"] == poll.totals()


def test_an_election_without_ballots_is_accepted(tmp_path: Path) -> None:
    assert verdicts(written(make().archive([]), tmp_path)) == (True, True)


# ---------------------------------------------------------------- what has to be refused


def steps_of(archive: bytes, folder: Path) -> list[Step]:
    """Return the events of an archive, each with the data it brings."""
    steps: list[Step] = []
    data: list[bytes] = []
    with ArchiveFile(written(archive, folder)) as file:
        for entry in file.entries():
            if entry.kind == "data":
                data.append(file.body(entry))
            else:
                steps.append((json.loads(file.body(entry))["type"], data))
                data = []
    return steps


def rebuilt(steps: list[Step]) -> bytes:
    """Return an archive of the steps, with every hash and the chain as they have to be."""
    chain = Chain(TIMESTAMP)
    parts = [chain.start()]
    for kind, data in steps:
        if kind == "Setup":
            data = list(setup_data(*data[:3]))
        elif kind == "EncryptedTally":
            totals = json.loads(data[1])
            repaired = sized(data[0], counted=totals["num_tallied"], total_weight=0)[1]
            data = [
                data[0],
                canonical.write(json.loads(repaired) | {"total_weight": totals["total_weight"]}),
            ]
        elif kind == "PartialDecryption":
            owner = json.loads(data[1])["owner"]
            data = [data[0], canonical.write({"owner": owner, "payload": hex_digest(data[0])})]
        added, chain = chain.append(EventType(kind), *data)
        parts.append(added)
    return b"".join(parts)


def changed(kind: str, number: int, change: Callable[[Any], Any], part: int = 0) -> Any:
    """Return a tampering that changes one body: of the number-th event of a kind."""

    def tamper(steps: list[Step]) -> list[Step]:
        places = [i for i, (found, _) in enumerate(steps) if found == kind]
        data = list(steps[places[number]][1])
        value = json.loads(data[part])
        data[part] = canonical.write(change(value) or value)
        return [*steps[: places[number]], (kind, data), *steps[places[number] + 1 :]]

    return tamper


def ballot(change: Callable[[Any], Any], number: int = 0, poll: Any = None) -> Any:
    """Return a tampering with a ballot that its owner signs again, so that the rest must notice."""

    def sign_again(value: Any) -> Any:
        value = change(value) or value
        body = {name: part for name, part in value.items() if name != "signature"}
        made, cast, _ = poll() if poll else small_poll()
        digest = compact_digest(canonical.write(body))
        secret = made.secret(cast[number][0])
        proof = prove_knowledge(made.group, f"sig|{digest}|", secret)
        return body | {"signature": {"hash": digest, "proof": proof.as_json()}}

    return changed("Ballot", number, sign_again)


def at(*path: str | int, set_to: Any = None, add: int = 0, swap: int | str | None = None) -> Any:
    """Return a change of the value at a path: set, count up a decimal, or swap with a sibling."""

    def change(value: Any) -> None:
        *way, last = path
        for key in way:
            value = value[key]
        if swap is not None:
            value[last], value[swap] = value[swap], value[last]
        elif add:
            old = value[last]
            value[last] = str(int(old) + add) if isinstance(old, str) else old + add
        else:
            value[last] = set_to

    return change


def dropped(kind: str, number: int) -> Any:
    def tamper(steps: list[Step]) -> list[Step]:
        places = [i for i, (found, _) in enumerate(steps) if found == kind]
        return [step for i, step in enumerate(steps) if i != places[number]]

    return tamper


def repeated(kind: str, number: int) -> Any:
    def tamper(steps: list[Step]) -> list[Step]:
        places = [i for i, (found, _) in enumerate(steps) if found == kind]
        return [*steps[: places[-1] + 1], steps[places[number]], *steps[places[-1] + 1 :]]

    return tamper


def heavier(value: Any) -> Any:
    return [f"{line.partition(',')[0]},{int(line.partition(',')[2]) + 1}" for line in value]


ORDER = group_named("Ed25519").order
FIRST = ("answers", 0)
OFF_CURVE = "0" * 63 + "2"
ORDER_2 = f"{2**255 - 20:064x}"

TAMPERINGS = {
    "individual proof": ballot(at(*FIRST, "individual_proofs", 0, 0, "response", add=1)),
    "individual proofs swapped": ballot(at(*FIRST, "individual_proofs", 0, swap=1)),
    "overall proof": ballot(at(*FIRST, "overall_proof", 0, "challenge", add=1)),
    "signature": changed("Ballot", 0, at("signature", "proof", "response", add=1)),
    "signature hash": changed("Ballot", 0, at("signature", "hash", set_to="A" * 43)),
    "scalar beyond the order": changed(
        "Ballot", 0, at("signature", "proof", "challenge", add=ORDER)
    ),
    "leading zero": changed("Ballot", 0, at("signature", "proof", "response", set_to="01")),
    "ciphertexts swapped": ballot(at(*FIRST, "choices", 0, swap=1)),
    "point off the curve": ballot(at(*FIRST, "choices", 0, "alpha", set_to=OFF_CURVE)),
    "point of order two": ballot(at(*FIRST, "choices", 0, "beta", set_to=ORDER_2)),
    "extra field": changed("Ballot", 0, lambda b: b | {"note": 1}),
    "extra inner field": ballot(at(*FIRST, "choices", 0, "note", set_to=1)),
    "choice missing": ballot(lambda b: b["answers"][0]["choices"].pop() and None),
    "answer missing": ballot(lambda b: b["answers"].pop() and None),
    "foreign credential": changed(
        "Ballot", 0, at("credential", set_to=group_named("Ed25519").generator)
    ),
    "foreign election": ballot(at("election_uuid", set_to="1" * 14)),
    "same ballot twice": repeated("Ballot", 1),
    "ballot dropped": dropped("Ballot", 1),
    "last ballot dropped": dropped("Ballot", 2),
    "weights": changed("Setup", 0, heavier, part=2),
    "credential dropped": changed("Setup", 0, lambda c: c[1:], part=2),
    "credential twice": changed("Setup", 0, lambda c: [*c, c[0]], part=2),
    "decimal point": changed("Setup", 0, lambda c: [c[0] + ".5", *c[1:]], part=2),
    "another name": changed("Setup", 0, at("name", set_to="Another vote")),
    "another key": changed("Setup", 0, at("public_key", set_to=group_named("Ed25519").generator)),
    "unknown group": changed("Setup", 0, at("group", set_to="RFC-0000")),
    "protocol version 2": changed("Setup", 0, at("version", set_to=2)),
    "trustee's proof": changed("Setup", 0, at(0, 1, "pok", "response", add=1), part=1),
    "trustee dropped": changed("Setup", 0, lambda t: t[1:], part=1),
    "encrypted tally": changed("EncryptedTally", 0, at(0, 0, swap=1)),
    "number of ballots": changed("EncryptedTally", 0, at("num_tallied", add=1), part=1),
    "total weight": changed("EncryptedTally", 0, at("total_weight", add=1), part=1),
    "decryption proof": changed(
        "PartialDecryption", 0, at("decryption_proofs", 0, 0, "response", add=1)
    ),
    "decryption factor": changed(
        "PartialDecryption", 1, at("decryption_factors", 0, 0, set_to=ORDER_2)
    ),
    "decryption of somebody else": changed("PartialDecryption", 0, at("owner", add=1), part=1),
    "unknown trustee": changed("PartialDecryption", 0, at("owner", set_to=9), part=1),
    "owner zero": changed("PartialDecryption", 0, at("owner", set_to=0), part=1),
    "decryption missing": dropped("PartialDecryption", 1),
    "decryption twice": repeated("PartialDecryption", 0),
    "result": changed("Result", 0, at("result", 0, 0, add=1)),
    "result beyond the order": changed("Result", 0, at("result", 0, 0, set_to=str(ORDER))),
    "result negative": changed("Result", 0, at("result", 0, 0, set_to=-1)),
    "result a string": changed("Result", 0, at("result", 0, 0, set_to="0")),
    "result too short": changed("Result", 0, lambda r: r["result"][0].pop() and None),
}


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    steps = steps_of(small_archive(), tmp_path_factory.mktemp("honest"))
    assert rebuilt(steps) == small_archive()
    return steps


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_refused_by_both(name: str, honest: list[Step], tmp_path: Path) -> None:
    forged = rebuilt(TAMPERINGS[name](honest))

    assert forged != rebuilt(honest)
    assert verdicts(written(forged, tmp_path)) == (False, False)


BLANK_TAMPERINGS = {
    "blank proof": ballot(at(*FIRST, "blank_proof", 0, "response", add=1), 0, blank_poll),
    "blank proofs swapped": ballot(at(*FIRST, "blank_proof", 0, swap=1), 1, blank_poll),
    "overall proof": ballot(at(*FIRST, "overall_proof", 1, "response", add=1), 0, blank_poll),
    "blank proof missing": ballot(
        lambda b: b["answers"][0].pop("blank_proof") and None, 0, blank_poll
    ),
    "blank proof where none belongs": ballot(
        at("answers", 1, "blank_proof", set_to=[]), 0, blank_poll
    ),
    "certificate": changed("Setup", 0, at(1, 1, "certs", 0, swap=1), part=1),
    "threshold": changed("Setup", 0, at(1, 1, "threshold", set_to=1), part=1),
    "coefficients": changed("Setup", 0, at(1, 1, "coefexps", 0, swap=1), part=1),
    "binding signature": changed("Setup", 0, at(1, 1, "signatures", 0, "response", add=1), part=1),
    "verification keys": changed("Setup", 0, at(1, 1, "verification_keys", 0, swap=1), part=1),
    "signature of a verification key": changed(
        "Setup", 0, lambda t: t[1][1]["verification_keys"][0].pop("signature") and None, part=1
    ),
    "quorum": lambda steps: dropped("PartialDecryption", 2)(dropped("PartialDecryption", 1)(steps)),
}


@pytest.mark.parametrize("name", BLANK_TAMPERINGS)
def test_tampering_with_blanks_and_thresholds_is_refused_by_both(name: str, tmp_path: Path) -> None:
    forged = rebuilt(BLANK_TAMPERINGS[name](steps_of(blank_archive(), tmp_path)))

    assert verdicts(written(forged, tmp_path)) == (False, False)


@pytest.mark.parametrize("place", [0, 5, 130, 148, 155, 200, 511, 700, -1, -513])
def test_a_changed_byte_is_refused_by_both(place: int, tmp_path: Path) -> None:
    archive = bytearray(small_poll().archive(until=EventType.SETUP))
    archive[place] ^= 1

    assert verdicts(written(bytes(archive), tmp_path)) == (False, False)


@pytest.mark.parametrize("cut", [0, 1, 511, 512, 600, -1, -512, -1024])
def test_a_truncated_archive_is_refused_by_both(cut: int, tmp_path: Path) -> None:
    archive = small_poll().archive(until=EventType.SETUP)

    assert verdicts(written(archive[:cut], tmp_path)) == (False, False)


@pytest.mark.parametrize("more", [b"\0" * 1024, b"\0", b"x"])
def test_anything_after_the_last_event_is_refused_by_both(more: bytes, tmp_path: Path) -> None:
    archive = small_poll().archive(until=EventType.SETUP)

    assert verdicts(written(archive + more, tmp_path)) == (False, False)


# ---------------------------------------------------------------- on its own


def test_the_simple_verifier_needs_nothing_but_python() -> None:
    tree = ast.parse(Path(simple.__file__).read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert imported <= sys.stdlib_module_names


def test_the_file_alone_verifies_an_archive(tmp_path: Path) -> None:
    script = tmp_path / "simple.py"
    script.write_bytes(Path(simple.__file__).read_bytes())
    honest = small_poll().archive(until=EventType.SETUP)
    forged = written(honest + b"x", tmp_path)
    (tmp_path / "honest.bel").write_bytes(honest)

    done = subprocess.run(
        [sys.executable, "-I", str(script), str(tmp_path / "honest.bel"), str(forged)],
        capture_output=True,
        text=True,
        check=False,
    )

    accepted, refused = done.stdout.splitlines()
    assert done.returncode == 1
    assert "accepted" in accepted
    assert "REFUSED, archive" in refused
