"""Both ways with the reference tool: theirs accepted by us, ours by them, key by key.

Debian's 2.0 knows the finite-field groups; 3.0 and 3.3 are fetched from newer Debians where that is
possible (see `peer`). A peer that cannot be had is told at the end of the test run.
"""

import json
from pathlib import Path

import pytest

from linli.belenios import canonical, pedersen, tally
from linli.belenios.archive import ArchiveFile
from linli.belenios.ballot import BallotChecker, check_ballot, make_ballot
from linli.belenios.channels import Algorithm
from linli.belenios.credentials import derive_secret, read_credentials
from linli.belenios.election import Election, Question, read_election
from linli.belenios.events import EventType, owned, read_history, rewritten
from linli.belenios.groups import group_named
from linli.belenios.hashing import hex_digest
from linli.belenios.verify import verify_archive
from tests.belenios import malformed
from tests.belenios.making import COMMITTEE, WITH_BLANK, YES_NO, Made, altered, make
from tests.belenios.peer import Peer, peers
from tests.belenios.tampering import TAMPERED, tampered_election

pytestmark = pytest.mark.peer
GROUPS = ("Ed25519", "BELENIOS-2048")


def able(group: str) -> list[Peer]:
    return [peer for peer in peers() if group != "Ed25519" or peer.knows_ed25519]


def archived(folder: Path, made: Made, source: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.election.uuid}.bel"
    path.write_bytes(source)
    return path


QUESTIONS = [
    {"answers": ["同意", "反对", "弃权"], "min": 1, "max": 1, "question": "电梯？"},
    {"answers": ["a", "b"], "blank": True, "min": 1, "max": 2, "question": "空白？"},
]
ODD_QUESTIONS = (
    Question("none may be chosen", ("a", "b"), 0, 0),
    Question("all must be chosen", ("\U00020000\U00020bb7", "b"), 2, 2),
    Question("more than there are", ("😀" * 40, "\u2028\x00\x7f"), 0, 5),
    Question("blank, all or none", ("a", "b"), 2, 2, blank=True),
    Question("", ("",), 0, 1),
    Question("blank said to be impossible", ("<b>&", '\\/"'), 1, 1, blank=False),
)
VOTERS = "a@example.org,a,8937\nb@example.org,b,10256\nc@example.org,c,500\n"
CHOICES = [[[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 1, 1]], [[0, 0, 1], [0, 0, 1]]]


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
        """Let the tool make credentials; the logins it prints beside them are stripped."""
        self.write("voters.txt", VOTERS)
        self.run(
            *("setup", "generate-credentials", "--uuid", self.uuid, "--group", self.group),
            *("--file", "voters.txt"),
        )
        [public] = self.folder.glob("*.pubcreds")
        stripped = [",".join(line.split(",")[:2]) for line in json.loads(public.read_text())]
        self.write("public_creds.json", json.dumps(stripped, separators=(",", ":")))
        [private] = self.folder.glob("*.privcreds")
        if self.peer.knows_ed25519:
            found: dict[str, str] = json.loads(private.read_text())
            return found
        lines = [line.split(" ") for line in private.read_text().splitlines()]
        return {voter.split(",")[1]: credential for voter, credential in lines}

    def single(self) -> None:
        self.run("setup", "generate-trustee-key", "--group", self.group)
        [new] = [p.stem for p in self.folder.glob("*.privkey") if p.stem not in self.singles]
        self.singles.append(new)
        with (self.folder / "public_keys.jsons").open("a") as file:
            file.write((self.folder / f"{new}.pubkey").read_text().strip() + "\n")

    def setup(self) -> Path:
        self.run("setup", "make-trustees")
        template = {"description": "互操作", "name": "表决", "questions": QUESTIONS}
        self.write("template.json", json.dumps(template, ensure_ascii=False))
        self.run(
            *("setup", "make-election", "--uuid", self.uuid, "--group", self.group),
            *("--template", "template.json"),
        )
        self.run("archive", "init")
        [path] = self.folder.glob("*.bel")
        return path

    def ballot(self, credential: str, choice: list[list[int]]) -> str:
        self.write("credential", credential)
        self.write("choice", json.dumps(choice))
        option = "--choice" if self.peer.knows_ed25519 else "--ballot"
        at = ("--privcred", "credential", option, "choice")
        return self.run("election", "generate-ballot", *at)

    def event(self, kind: str, data: str = "") -> None:
        self.run("archive", "add-event", f"--type={kind}", stdin=data)

    def end(self) -> None:
        self.event("EndBallots")
        self.event("EncryptedTally", self.run("election", "compute-encrypted-tally"))


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
    odd = make(group=group, questions=ODD_QUESTIONS, singles=1, threshold=(1, 1), weights=[0, 7])
    half = [[0, 0], [1, 1], [1, 0], [1, 0, 0], [0], [0, 1]]
    plain = make(group=group, singles=3)
    group_only = make(group=group, singles=0, threshold=(1, 2))
    sources = [
        (everything, everything.archive(ballots, owners=[4, 1, 2])),
        (odd, odd.archive([odd.ballot(0, *half), odd.ballot(1, *half)])),
        (odd, odd.archive([odd.ballot(0, *half)])),  # nothing but a vote of no weight
        (plain, plain.archive([plain.ballot(0, [1, 0, 0])])),
        (group_only, group_only.archive([])),
        *((plain, plain.archive([plain.ballot(1, [0, 1, 0])], until=until)) for until in EventType),
    ]

    for number, (made, source) in enumerate(sources):
        path = archived(tmp_path / str(number), made, source)
        assert verify_archive(path).report.passed
        for peer in able(group):
            assert peer.accepts(path), (peer.version, number)


# Where the tool is laxer than we are: other spellings of what it then takes for the same thing.
LAX_BALLOTS = {"upper_case", "leading_zero", "extra_field", "other_order"}
LAX_ARCHIVES = {"zeros in a weight", "a name in the list", "result as string"}
LAX_VERSIONS = {"the same ballot twice": {"2.0"}}


@pytest.mark.parametrize("group", GROUPS)
def test_our_ballots_pass_their_check_and_malformed_ones_do_not(group: str, tmp_path: Path) -> None:
    made = make(group=group)
    path = archived(tmp_path, made, made.archive([], until=EventType.SETUP))
    ballots = {"honest": made.ballot(0, [0, 0, 1])} | {
        change.__name__: malformed.malformed(made, change) for change, _ in malformed.CASES
    }

    for peer in able(group):
        if not peer.knows_ed25519:
            continue  # 2.0 has no command for a single ballot
        accepted = set()
        for name, ballot in ballots.items():
            file = tmp_path / f"{name}.json"
            file.write_bytes(ballot)
            at = ("--dir", str(path.parent), "--ballot", str(file))
            if peer.attempt("election", "verify-ballot", *at, cwd=tmp_path).returncode == 0:
                accepted.add(name)
        assert accepted - LAX_BALLOTS == {"honest"}, peer.version


@pytest.mark.parametrize("group", GROUPS)
def test_tampering_is_refused_by_both(group: str, tmp_path: Path) -> None:
    made, source = tampered_election(group)
    original = archived(tmp_path / "original", made, source)
    ballot = made.ballot(0, [1, 0, 0])
    sources = {
        name: altered(original, lambda at, body, change=change: change(made, at, body))
        for name, change, _ in TAMPERED
    }
    sources["the same ballot twice"] = made.archive([ballot, ballot])
    sources["truncated"] = source[:-512]
    sources["more behind the end"] = source + bytes(512)
    sources["broken chain"] = source.replace(b'"height":4', b'"height":5')

    for name, tampered in sources.items():
        path = archived(tmp_path / name, made, tampered)
        assert not verify_archive(path).report.passed
        if name not in LAX_ARCHIVES:
            accepted = {peer.version for peer in able(group) if peer.accepts(path)}
            assert accepted <= LAX_VERSIONS.get(name, set()), name


@pytest.mark.parametrize("group", GROUPS)
def test_the_precaution_makes_their_refusal_certain(group: str, tmp_path: Path) -> None:
    """Without LWT_ASYNC_METHOD=none a 3.x takes an invalid ballot for valid in some of its runs."""
    made, source = tampered_election(group)
    original = archived(tmp_path / "original", made, source)
    for name, change, _ in TAMPERED[:3]:
        tampered = altered(original, lambda at, body, change=change: change(made, at, body))
        path = archived(tmp_path / name, made, tampered)
        for peer in able(group):
            assert not any(peer.accepts(path) for _ in range(5)), (peer.version, name)


# ---------------------------------------------------------------- theirs, checked by us


@pytest.mark.parametrize("group", GROUPS)
def test_their_elections_are_accepted(group: str, tmp_path: Path) -> None:
    for peer in able(group):
        folder = tmp_path / peer.version
        folder.mkdir()
        theirs = Theirs(peer, folder, group)
        credentials = theirs.credentials()
        theirs.single()
        theirs.single()
        path = theirs.setup()
        for login, choice in zip("abca", [*CHOICES, CHOICES[1]], strict=True):
            theirs.event("Ballot", theirs.ballot(credentials[login], choice))
        theirs.end()
        for place, name in enumerate(theirs.singles, start=1):
            at = ("--privkey", f"{name}.privkey", "--trustee-id", str(place))
            theirs.event("PartialDecryption", theirs.run("election", "decrypt", *at))
        theirs.event("Result", theirs.run("election", "compute-result"))

        report = verify_archive(path).report

        assert report.failures == []
        assert report.passed
        assert report.facts["result"] == [[0, 19193, 500], [0, 19193, 19693]]
        with ArchiveFile(path) as file:
            assert b"".join(rewritten(file)) == path.read_bytes()
        _require_castable(path, credentials)


def _require_castable(path: Path, private: dict[str, str]) -> None:
    """Take each of their ballots for one that is being cast, with credentials we derive."""
    with ArchiveFile(path) as file:
        history = read_history(file)
        election = read_election(file.body(history.setup["election"]))
        listed = read_credentials(file.body(history.setup["credentials"]), election.group)
        checker = BallotChecker(election)
        cast = [check_ballot(checker, listed, file.body(entry)) for entry in history.ballots]
    derived = {
        election.group.power_of_generator(
            derive_secret(credential, uuid=election.uuid, group=election.group)
        )
        for credential in private.values()
    }
    assert derived == set(listed)
    assert {checked.credential for checked in cast} <= derived


@pytest.mark.parametrize("group", GROUPS)
def test_one_election_in_the_hands_of_both(group: str, tmp_path: Path) -> None:
    """A single trustee of theirs, a threshold group of one ours and two theirs, mixed ballots."""
    for peer in able(group):
        if not peer.knows_ed25519:
            continue  # 2.0 makes threshold keys of the older, weaker form
        folder = tmp_path / peer.version
        folder.mkdir()
        theirs = Theirs(peer, folder, group)
        credentials = theirs.credentials()
        theirs.single()
        member = MixedGroup(theirs)
        path = theirs.setup()
        election = _election_of(path)
        secret = derive_secret(credentials["a"], uuid=election.uuid, group=election.group)
        ours = make_ballot(election, secret=secret, choices=CHOICES[0])
        theirs.event("Ballot", ours.decode())
        theirs.event("Ballot", theirs.ballot(credentials["b"], CHOICES[1]))
        theirs.end()
        at = ("--privkey", f"{theirs.singles[0]}.privkey", "--trustee-id", "1")
        theirs.event("PartialDecryption", theirs.run("election", "decrypt", *at))
        theirs.event("PartialDecryption", member.decrypt_ours(path))
        theirs.event("PartialDecryption", member.decrypt_theirs(3))
        theirs.event("Result", theirs.run("election", "compute-result"))

        report = verify_archive(path).report

        assert report.failures == []
        assert report.facts["result"] == [[8937, 10256, 0], [0, 19193, 10256]]
        assert peer.accepts(path)


def _election_of(path: Path) -> Election:
    with ArchiveFile(path) as file:
        return read_election(file.body(read_history(file).setup["election"]))


class MixedGroup:
    """Two of three: the first member uses our key generation, the others the reference tool's."""

    def __init__(self, theirs: Theirs) -> None:
        self.theirs = theirs
        self.group = group_named(theirs.group)
        self.seed = pedersen.new_seed()
        self._announce()
        self._deal()
        self._receive()

    def _keygen(self, *arguments: str, stdin: str | None = None) -> str:
        command = ("setup", "generate-trustee-key-threshold", "--group", self.theirs.group)
        return self.theirs.run(*command, *arguments, stdin=stdin)

    def _announce(self) -> None:
        own = pedersen.certificate(self.group, self.seed, index=1, threshold=2, size=3)
        lines = [canonical.write(own.as_json()).decode()]
        self.ids = [hex_digest(own.message.encode())]
        for index in (2, 3):
            name = self._keygen("--threshold-context", f"{index}/2/3", "--step", "1").strip()
            self.ids.append(name)
            lines.append((self.theirs.folder / f"{name}.cert").read_text().strip())
        self.theirs.write("certs.jsons", "".join(f"{line}\n" for line in lines))
        self._keygen("--certs", "certs.jsons", "--step", "2")
        self.certificates = [
            pedersen.read_certificate_file(line.encode(), self.group) for line in lines
        ]

    def _deal(self) -> None:
        old = self.theirs.peer.version.startswith("3.0")
        algorithm = Algorithm.AES_CCM if old else Algorithm.AES_GCM
        own = pedersen.deal(self.group, self.seed, self.certificates, algorithm=algorithm)
        lines = [canonical.write(own.as_json()).decode()]
        for index in (2, 3):
            key = f"{self.ids[index - 1]}.key"
            arguments = ("--certs", "certs.jsons", "--key", key, "--step", "3")
            lines.append(self._keygen("--threshold-context", f"{index}/2/3", *arguments).strip())
        self.theirs.write("polynomials.jsons", "".join(f"{line}\n" for line in lines))
        self._keygen("--certs", "certs.jsons", "--polynomials", "polynomials.jsons", "--step", "4")
        deals = [pedersen.read_deal(line.encode(), self.group) for line in lines]
        self.shares = pedersen.shares_for(deals)
        for name, shares in zip(self.ids, self.shares, strict=True):
            written = (self.theirs.folder / f"{name}.vinput").read_bytes()
            assert written.strip() == canonical.write(shares.as_json())

    def _receive(self) -> None:
        own = pedersen.receive(self.group, self.seed, self.certificates, self.shares[0])
        lines = [canonical.write(own.as_json()).decode()]
        for name in self.ids[1:]:
            vinput = (self.theirs.folder / f"{name}.vinput").read_text()
            arguments = ("--certs", "certs.jsons", "--key", f"{name}.key", "--step", "5")
            lines.append(self._keygen(*arguments, stdin=vinput).strip())
        received = [pedersen.read_received(line.encode(), self.group) for line in lines]
        self.secret = pedersen.decryption_key(self.group, self.seed, own.private_key)
        arguments = ("--certs", "certs.jsons", "--polynomials", "polynomials.jsons", "--step", "6")
        threshold = self._keygen(*arguments, stdin="".join(f"{line}\n" for line in lines))
        members = pedersen.threshold_group(self.certificates, self.shares[0], received)
        assert threshold.strip().encode() == canonical.write(members.as_json()[1])
        self.theirs.write("threshold.json", threshold)

    def decrypt_ours(self, path: Path) -> str:
        election = _election_of(path)
        with ArchiveFile(path) as file:
            entry = read_history(file).tally
            assert entry is not None
            elements = tally.read_tally(election, file.body(entry))
        data = owned(2, tally.decrypt(election, elements, self.secret))
        return "".join(f"{body.decode()}\n" for body in data)

    def decrypt_theirs(self, member: int) -> str:
        name = self.ids[member - 1]
        keys = ("--key", f"{name}.key", "--decryption-key", f"{name}.dkey")
        at = ("--trustee-id", str(member + 1))
        return self.theirs.run("election", "decrypt-threshold", *keys, *at)
