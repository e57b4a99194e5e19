"""A vote with two tallies whose first trustee is one of our programs: archives, manifest, files."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conversations import CHEAP, PASSPHRASE, SECRETIVE, Conversation
from making import YES_NO, Made

from linli.belenios import tally
from linli.belenios.credentials import new_private_credential
from linli.belenios.election import Election, Question, new_uuid
from linli.belenios.events import EventType, owned, sized
from linli.belenios.groups import Group, group_named
from linli.belenios.hashing import hex_digest
from linli.belenios.manifest import Manifest, PinnedTally, write_manifest
from linli.belenios.programs.dialogue import ConversationEnded
from linli.belenios.programs.keys import PUBLIC
from linli.belenios.programs.trustee import SIGNING_KEY, TrusteeProgram
from linli.belenios.signed import new_signing_key
from linli.belenios.trustees import (
    Single,
    Trustee,
    election_key,
    new_trustee,
    places,
    read_key,
)

ED25519 = group_named("Ed25519")
AREAS = (8937, 8937, 10256, 12804, 9021, 6412, 11208, 7755)
CHOICES = (0, 1, 0, 2, 1, 0, 0)  # the last owner does not vote
CLOSED = datetime(2026, 11, 23, 12, tzinfo=UTC)
OPEN = datetime(2026, 11, 1, 12, tzinfo=UTC)


def program(folder: Path, *answers: object, now: datetime = CLOSED, language: str = "en") -> str:
    """Run the trustee's program with these answers and return what it said."""
    talk = Conversation(*answers, language=language)
    with pytest.raises(ConversationEnded):
        TrusteeProgram(folder, talk.dialogue, clock=lambda: now, cost=CHEAP).run()
    return talk.text


def public_key(folder: Path, group: Group) -> Single:
    return Single(read_key(json.loads((folder / PUBLIC).read_text()), group=group, where="key"))


@dataclass
class Vote:
    """The folder of the vote: everything a trustee is handed."""

    folder: Path
    heads: Made
    area: Made
    ballots: list[bytes]
    signing_key: str
    floor: int = 5
    closes_at: str = "2026-11-20T10:00:00Z"
    other_signer: str = field(default_factory=new_signing_key)

    @property
    def roster(self) -> bytes:
        lines = [f"owner{n}@example.org,owner{n},{w}" for n, w in enumerate(self.area.weights)]
        return "\n".join(lines).encode()

    @property
    def manifest(self) -> Manifest:
        tallies = []
        for name, made in (("heads", self.heads), ("area", self.area)):
            parts = made.parts([], until=EventType.SETUP)
            tallies.append(self._pinned(name, made, b"".join(part for _, part in parts)))
        return Manifest(
            uuid=self.heads.election.uuid,
            fingerprint=self.heads.election.fingerprint,
            trustees=tuple(key.public_key for key in places(self.heads.trustees)),
            tallies=tuple(tallies),
            closes_at=self.closes_at,
            floor=self.floor,
            booth=None,
        )

    def _pinned(self, name: str, made: Made, setup: bytes) -> PinnedTally:
        head = setup.rindex(b".event.json")
        return PinnedTally(
            name=name,
            unit="one owner" if name == "heads" else "0.01 m2",
            rounding="none",
            credentials=hex_digest(made.setup()[2]),
            setup=setup[head - 64 : head].decode(),
            roster=hex_digest(self.roster) if name == "area" else None,
        )

    def publish(self, *, until: EventType = EventType.ENCRYPTED_TALLY) -> None:
        """Write the archives and the roster."""
        (self.folder / "roster.csv").write_bytes(self.roster)
        for name, made in (("heads", self.heads), ("area", self.area)):
            self.write(name, made.archive(self.ballots, until=until, owners=[2]))

    def write(self, name: str, archive: bytes) -> None:
        (self.folder / f"{name}.bel").write_bytes(archive)

    def draft(self, manifest: Manifest | None = None) -> Path:
        path = self.folder / "manifest.json"
        path.write_bytes(write_manifest(manifest or self.manifest, secrets=[self.other_signer]))
        return path

    def published_heads(self) -> Path:
        """Write the heads after three ballots, as an observer would have noted them."""
        noted = []
        for made in (self.heads, self.area):
            archive = made.archive(self.ballots[:3], until=EventType.BALLOT)
            place = archive.rindex(b".event.json")
            noted.append(archive[place - 64 : place].decode())
        path = self.folder / "heads.txt"
        path.write_text("\n".join(noted))
        return path


def vote_for(
    trustee: Path,
    folder: Path,
    *,
    areas: tuple[int, ...] = AREAS,
    questions: tuple[Question, ...] = (YES_NO,),
    closes_at: str = "2026-11-20T10:00:00Z",
) -> Vote:
    """Return a vote of two trustees, the first of them the one who keeps `trustee`."""
    secret, second = new_trustee(ED25519)
    trustees = (public_key(trustee, ED25519), Single(second))
    return _vote(trustee, folder, trustees, {2: secret}, areas, questions, closes_at)


def vote_of_group(trustee: Path, folder: Path, group: Trustee, secrets: dict[int, int]) -> Vote:
    """Return a closed vote of one threshold group; `secrets` are those of other places."""
    return _vote(trustee, folder, (group,), secrets, AREAS, (YES_NO,), "2020-01-01T00:00:00Z")


def _vote(
    trustee: Path,
    folder: Path,
    trustees: tuple[Trustee, ...],
    secrets: dict[int, int],
    areas: tuple[int, ...],
    questions: tuple[Question, ...],
    closes_at: str,
) -> Vote:
    folder.mkdir(exist_ok=True)
    election = Election(
        uuid=new_uuid(),
        name="业主大会",
        description="",
        group=ED25519,
        public_key=election_key(trustees, ED25519),
        questions=questions,
    )
    voters = [new_private_credential() for _ in areas]
    heads = Made(election, trustees, secrets, voters, [None] * len(areas))
    area = replace(heads, weights=list(areas))
    ballots = [
        heads.ballot(voter, [int(place == choice) for place in range(3)])
        for voter, choice in enumerate(CHOICES)
    ]
    signing = json.loads((trustee / SIGNING_KEY).read_text())["signing_key"]
    return Vote(folder, heads, area, ballots, signing, closes_at=closes_at)


def make_key(folder: Path) -> None:
    program(folder, 1, 1, "王托管", *SECRETIVE)


def sign(trustee: Path, vote: Vote, *answers: object) -> str:
    """Let the trustee sign the vote's manifest, and give it to the vote."""
    vote.publish()
    replies = answers or ("yes", "yes")
    said = program(
        trustee, 2, vote.draft(), PASSPHRASE, vote.folder / "roster.csv", *replies, now=OPEN
    )
    signed = trustee / "manifest.signed.json"
    if signed.exists():
        (vote.folder / "manifest.json").write_bytes(signed.read_bytes())
    return said


def count(trustee: Path, vote: Vote, *then: object, now: datetime = CLOSED) -> str:
    """Let the trustee count, with the files as they stand in the vote's folder."""
    folder = vote.folder
    return program(
        trustee,
        *(3, PASSPHRASE, folder / "manifest.json", folder / "heads.bel", folder / "area.bel"),
        *(folder / "roster.csv", folder / "heads.txt", *then),
        now=now,
    )


def finished(
    made: Made, ballots: list[bytes], mine: bytes, *, owner: int = 1, other: int = 2
) -> bytes:
    """Return the archive with our decryption, the other trustee's, and the result."""
    elements, counted, weight = made.count(ballots)
    theirs = tally.decrypt(made.election, elements, made.secrets[other])
    source = tally.write_tally(made.election, elements)
    steps = [
        (EventType.SETUP, made.setup()),
        *((EventType.BALLOT, (ballot,)) for ballot in ballots),
        (EventType.END_BALLOTS, ()),
        (EventType.ENCRYPTED_TALLY, sized(source, counted=counted, total_weight=weight)),
        (EventType.PARTIAL_DECRYPTION, owned(owner, mine)),
        (EventType.PARTIAL_DECRYPTION, owned(other, theirs)),
        (EventType.RESULT, (made.result(elements, {owner: mine, other: theirs}, weight),)),
    ]
    return b"".join(part for _, part in made.assembled(steps, EventType.RESULT))
