"""Whole elections for the tests, made with the library, and archives to tamper with."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from linli.belenios import pedersen, tally
from linli.belenios.archive import ArchiveFile
from linli.belenios.ballot import BallotChecker, make_ballot
from linli.belenios.credentials import derive_secret, new_private_credential, write_credentials
from linli.belenios.election import Election, Question, new_uuid
from linli.belenios.events import Chain, EventType, owned, setup_data, sized
from linli.belenios.groups import Group, group_named
from linli.belenios.hashing import hex_digest
from linli.belenios.trustees import (
    Pedersen,
    Single,
    Trustee,
    election_key,
    new_trustee,
    write_trustees,
)

DATA = Path(__file__).parent / "data"
TIMESTAMP = 1795384669
YES_NO = Question("是否同意更换2号楼电梯？", ("同意", "反对", "弃权"), 1, 1)
COMMITTEE = Question("Elect the committee", tuple(f"候选人{n}" for n in range(1, 10)), 5, 7)
WITH_BLANK = Question('"Blank" allowed \\ / \x7f\t', ("a", "b"), 0, 2, blank=True)


@dataclass
class Made:
    """An election with everybody's secrets."""

    election: Election
    trustees: tuple[Trustee, ...]
    secrets: dict[int, int]  # of the trustees, by place
    voters: list[str]  # private credentials
    weights: list[int | None]
    certificate: bytes | None = None
    chain: Chain = field(default_factory=lambda: Chain(TIMESTAMP))

    @property
    def group(self) -> Group:
        return self.election.group

    def secret(self, voter: int) -> int:
        return derive_secret(self.voters[voter], uuid=self.election.uuid, group=self.group)

    def public(self, voter: int) -> str:
        return self.group.power_of_generator(self.secret(voter))

    @property
    def credentials(self) -> dict[str, int]:
        weights = (1 if weight is None else weight for weight in self.weights)
        return {self.public(voter): weight for voter, weight in enumerate(weights)}

    def setup(self) -> tuple[bytes, ...]:
        entries = ((self.public(v), weight) for v, weight in enumerate(self.weights))
        return setup_data(
            self.election.source,
            write_trustees(self.trustees),
            write_credentials(entries),
            self.certificate,
        )

    def ballot(self, voter: int, *choices: Sequence[int]) -> bytes:
        return make_ballot(self.election, secret=self.secret(voter), choices=choices)

    def weighted(self, weights: list[int | None]) -> "Made":
        """Return the same election with other weights: a twin."""
        return replace(self, weights=weights)

    def archive(
        self,
        ballots: Iterable[bytes],
        *,
        until: EventType = EventType.RESULT,
        owners: Sequence[int] | None = None,
    ) -> bytes:
        """Return the archive of these ballots up to some event."""
        return b"".join(part for _, part in self.parts(ballots, until=until, owners=owners))

    def parts(
        self,
        ballots: Iterable[bytes],
        *,
        until: EventType = EventType.RESULT,
        owners: Sequence[int] | None = None,
    ) -> list[tuple[EventType | None, bytes]]:
        """Return the archive as its start and what each event adds."""
        ballots = list(ballots)
        elements, counted, weight = self.count(ballots)
        source = tally.write_tally(self.election, elements)
        steps = [(EventType.SETUP, self.setup())]
        steps += [(EventType.BALLOT, (ballot,)) for ballot in ballots]
        steps.append((EventType.END_BALLOTS, ()))
        totals = sized(source, counted=counted, total_weight=weight)
        steps.append((EventType.ENCRYPTED_TALLY, totals))
        if until in {EventType.PARTIAL_DECRYPTION, EventType.RESULT}:
            decryptions = {
                owner: tally.decrypt(self.election, elements, self.secrets[owner])
                for owner in (owners if owners is not None else self.secrets)
            }
            steps += [
                (EventType.PARTIAL_DECRYPTION, owned(owner, body))
                for owner, body in decryptions.items()
            ]
            if until is EventType.RESULT:
                steps.append((EventType.RESULT, (self.result(elements, decryptions, weight),)))
        return self.assembled(steps, until)

    def assembled(
        self, steps: Iterable[tuple[EventType, tuple[bytes, ...]]], until: EventType
    ) -> list[tuple[EventType | None, bytes]]:
        chain = Chain(TIMESTAMP)
        parts: list[tuple[EventType | None, bytes]] = [(None, chain.start())]
        for event, data in steps:
            added, chain = chain.append(event, *data)
            parts.append((event, added))
        reached = [number for number, (event, _) in enumerate(parts) if event is until]
        self.chain = chain
        return parts[: reached[-1] + 1]

    def count(self, ballots: Sequence[bytes]) -> tuple[tally.Elements, int, int]:
        checker = BallotChecker(self.election)
        last = {}
        for ballot in ballots:
            checked = checker.check(ballot)
            last[checked.credential] = checked.elements
        credentials = self.credentials
        weights = [credentials[credential] for credential in last]
        width = tally.width(self.election)
        elements = tally.sum_ballots(self.group, list(last.values()), weights, width=width)
        return elements, len(last), sum(weights)

    def result(self, elements: tally.Elements, decryptions: dict[int, bytes], weight: int) -> bytes:
        read = {
            owner: tally.read_decryption(self.election, body) for owner, body in decryptions.items()
        }
        factors = tally.combine(self.trustees, read, self.group)
        opened = tally.opened(elements, factors, self.group)
        totals = tally.logarithms(self.group, opened, greatest=weight)
        return tally.write_result(self.election, totals)


def threshold_trustees(group: Group, threshold: int, size: int) -> tuple[Pedersen, list[int]]:
    """Return a threshold group made by our own key generation, and its members' secrets."""
    seeds = [pedersen.new_seed() for _ in range(size)]
    certificates = [
        pedersen.certificate(group, seed, index=index, threshold=threshold, size=size)
        for index, seed in enumerate(seeds, start=1)
    ]
    deals = [pedersen.deal(group, seed, certificates) for seed in seeds]
    shares = pedersen.shares_for(deals)
    received = [
        pedersen.receive(group, seed, certificates, own)
        for seed, own in zip(seeds, shares, strict=True)
    ]
    secrets = [
        pedersen.decryption_key(group, seed, own.private_key)
        for seed, own in zip(seeds, received, strict=True)
    ]
    return pedersen.threshold_group(certificates, shares[0], received), secrets


def make(
    *,
    group: str = "Ed25519",
    questions: Sequence[Question] = (YES_NO,),
    singles: int = 1,
    threshold: tuple[int, int] | None = None,
    weights: Sequence[int | None] = (None,) * 4,
    accelerated: bool = True,
) -> Made:
    """Return a fresh election; the threshold group, if any, comes after the single trustees."""
    arithmetic = group_named(group, accelerated=accelerated)
    trustees: list[Trustee] = []
    secrets = []
    for _ in range(singles):
        secret, key = new_trustee(arithmetic)
        trustees.append(Single(key))
        secrets.append(secret)
    if threshold is not None:
        members, shares = threshold_trustees(arithmetic, *threshold)
        trustees.append(members)
        secrets += shares
    election = Election(
        uuid=new_uuid(),
        name="业主大会表决",
        description="Näme “quoted” 😀 \U00020000",
        group=arithmetic,
        public_key=election_key(trustees, arithmetic),
        questions=tuple(questions),
        administrator="管理员",
        credential_authority="凭证机构",
    )
    return Made(
        election,
        tuple(trustees),
        dict(enumerate(secrets, start=1)),
        [new_private_credential() for _ in weights],
        list(weights),
    )


def altered(
    archive: Path, change: Callable[[str, bytes], bytes | None], *, timestamp: int = TIMESTAMP
) -> bytes:
    """Return the archive with some data changed, and the chain and hashes repaired.

    `change` gets the kind of the event that brings the data and each of its bodies with their
    position (`Ballot:0`, `Setup:2`, ...); it returns the new body, or None to drop the event.
    """
    chain = Chain(timestamp)
    parts = [chain.start()]
    with ArchiveFile(archive) as file:
        data: list[bytes] = []
        number = 0
        for item in file.entries():
            body = file.body(item)
            if item.kind == "data":
                data.append(body)
                continue
            kind = EventType(json.loads(body)["type"])
            new = [change(f"{number}:{kind}:{place}", old) for place, old in enumerate(data)]
            number += 1
            if None not in new:
                bodies = _rehashed(kind, data, [body for body in new if body is not None])
                added, chain = chain.append(kind, *bodies)
                parts.append(added)
            data = []
    return b"".join(parts)


def _rehashed(kind: EventType, old: list[bytes], new: list[bytes]) -> list[bytes]:
    """Return the data with the hashes in the payload following the changed bodies."""
    payload = new[-1] if new else b""
    for before, after in zip(old[:-1], new[:-1], strict=True):
        payload = payload.replace(hex_digest(before).encode(), hex_digest(after).encode())
    return [*new[:-1], payload] if new else []
