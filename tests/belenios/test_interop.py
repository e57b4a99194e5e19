"""Both ways with the reference tool: theirs accepted by us, ours by them, key by key.

Debian's 2.0 knows the finite-field groups; a 3.x is fetched from a newer Debian where that is
possible (see `peer`). A peer that cannot be had is told at the end of the test run.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from linli.belenios import pedersen, tally
from linli.belenios.archive import ArchiveFile
from linli.belenios.ballot import BallotChecker, check_ballot
from linli.belenios.credentials import derive_secret, read_credentials
from linli.belenios.election import read_election
from linli.belenios.events import EventType
from linli.belenios.groups import group_named
from linli.belenios.verify import verify_archive
from tests.belenios import malformed
from tests.belenios.making import COMMITTEE, WITH_BLANK, YES_NO, Made, altered, make
from tests.belenios.peer import Peer, peers

pytestmark = pytest.mark.peer
GROUPS = ("Ed25519", "BELENIOS-2048")


def able(group: str) -> list[Peer]:
    return [peer for peer in peers() if group != "Ed25519" or peer.knows_ed25519]


def archived(folder: Path, made: Made, source: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.election.uuid}.bel"
    path.write_bytes(source)
    return path


# ---------------------------------------------------------------- ours, checked by them


@pytest.mark.parametrize("group", GROUPS)
def test_our_archives_are_accepted(group: str, tmp_path: Path) -> None:
    committee = [1, 1, 1, 1, 1, 0, 0, 0, 0]
    everything = make(
        group=group,
        questions=(YES_NO, WITH_BLANK, COMMITTEE),
        threshold=(2, 3),
        weights=[8937, 0, 2**30, None],
    )
    ballots = [
        everything.ballot(0, [1, 0, 0], [1, 0, 0], committee),
        everything.ballot(2, [0, 0, 1], [0, 1, 0], committee),
        everything.ballot(0, [0, 1, 0], [0, 0, 0], committee),
    ]
    plain = make(group=group, singles=3)
    group_only = make(group=group, singles=0, threshold=(1, 2))
    sources = [
        (everything, everything.archive(ballots, owners=[4, 1, 2])),
        (plain, plain.archive([plain.ballot(0, [1, 0, 0])])),
        (group_only, group_only.archive([])),
        *((plain, plain.archive([plain.ballot(1, [0, 1, 0])], until=until)) for until in EventType),
    ]

    for number, (made, source) in enumerate(sources):
        path = archived(tmp_path / str(number), made, source)
        assert verify_archive(path).report.passed
        for peer in able(group):
            assert peer.accepts(path), (peer.version, number)


@pytest.mark.parametrize("group", GROUPS)
def test_our_ballots_pass_their_check_and_malformed_ones_do_not(group: str, tmp_path: Path) -> None:
    made = make(group=group)
    path = archived(tmp_path, made, made.archive([], until=EventType.SETUP))
    good = made.ballot(0, [0, 0, 1])
    bad = [
        malformed.malformed(made, change)
        for change in (
            malformed.individual_response,
            malformed.copied_choice,
            malformed.order_2_component,
            malformed.scalar_at_order,
            malformed.extra_overall_branch,
        )
    ]

    for peer in able(group):
        if not peer.knows_ed25519:
            continue  # 2.0 has no command for a single ballot
        verdicts = []
        for number, ballot in enumerate([good, *bad]):
            file = tmp_path / f"{number}.json"
            file.write_bytes(ballot)
            at = ("--dir", str(path.parent), "--ballot", str(file))
            done = peer.attempt("election", "verify-ballot", *at, cwd=tmp_path)
            verdicts.append(done.returncode == 0)
        assert verdicts == [True] + [False] * len(bad)


# ---------------------------------------------------------------- theirs, checked by us


def _template(questions: Sequence[dict[str, object]]) -> str:
    return json.dumps(
        {"description": "互操作", "name": "表决", "questions": list(questions)}, ensure_ascii=False
    )


QUESTIONS = [
    {"answers": ["同意", "反对", "弃权"], "min": 1, "max": 1, "question": "电梯？"},
    {"answers": ["a", "b"], "blank": True, "min": 1, "max": 2, "question": "空白？"},
]
VOTERS = "a@example.org,a,8937\nb@example.org,b,10256\nc@example.org,c,500\n"
CHOICES = [[[1, 0, 0], [1, 0, 0]], [[0, 1, 0], [0, 1, 1]], [[0, 0, 1], [0, 0, 1]]]


class Theirs:
    """An election in the hands of the reference tool."""

    def __init__(self, peer: Peer, folder: Path, group: str) -> None:
        self.peer, self.folder, self.group = peer, folder, group
        self.uuid = self.run("setup", "generate-token").strip()
        self.singles: list[str] = []

    def run(self, *arguments: str, stdin: str | None = None) -> str:
        return self.peer.run(*arguments, cwd=self.folder, stdin=stdin)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return name

    def credentials(self) -> dict[str, str]:
        self.write("voters.txt", VOTERS)
        self.run(
            *("setup", "generate-credentials", "--uuid", self.uuid, "--group", self.group),
            *("--file", "voters.txt"),
        )
        [public] = self.folder.glob("*.pubcreds")
        stripped = [",".join(line.split(",")[:2]) for line in json.loads(public.read_text())]
        self.write("public_creds.json", json.dumps(stripped, separators=(",", ":")))
        [private] = self.folder.glob("*.privcreds")
        found: dict[str, str] = json.loads(private.read_text())
        return found

    def single(self) -> None:
        name = self.run("setup", "generate-trustee-key", "--group", self.group)
        known = set(self.singles)
        [new] = [p.stem for p in self.folder.glob("*.privkey") if p.stem not in known]
        self.singles.append(new)
        public = (self.folder / f"{new}.pubkey").read_text().strip()
        with (self.folder / "public_keys.jsons").open("a") as file:
            file.write(public + "\n")
        assert name is not None

    def setup(self) -> Path:
        (self.folder / "public_keys.jsons").touch()
        self.run("setup", "make-trustees")
        self.write("template.json", _template(QUESTIONS))
        self.run(
            *("setup", "make-election", "--uuid", self.uuid, "--group", self.group),
            *("--template", "template.json"),
        )
        self.run("archive", "init")
        [path] = self.folder.glob("*.bel")
        return path

    def event(self, kind: str, payload: str | None = None) -> None:
        self.run("archive", "add-event", f"--type={kind}", stdin=payload or "")
