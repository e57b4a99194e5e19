"""Published things against one another: manifest, twins, roster, earlier heads, receipts."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from linli.belenios.agreement import (
    check_heads,
    check_manifest,
    check_pinned_weights,
    check_roster,
    check_twins,
    load_manifest,
)
from linli.belenios.canonical import Malformed
from linli.belenios.events import EventType
from linli.belenios.hashing import hex_digest
from linli.belenios.manifest import (
    Manifest,
    PinnedTally,
    read_manifest,
    read_roster,
    write_manifest,
)
from linli.belenios.report import Check, Report
from linli.belenios.signed import (
    SignatureMissing,
    add_signature,
    new_signing_key,
    public_signing_key,
    read_head,
    sign_head,
)
from linli.belenios.trustees import places
from linli.belenios.verify import Verification, verify_archive
from tests.belenios.making import DATA, Made, make

KEY = new_signing_key()
SIGNER = public_signing_key(KEY)
ROSTER = "a@example.org,a,8937\n,业主二,10256\n,c,500\n".encode()
WEIGHTS: list[int | None] = [10256, 500, 8937]


class Vote:
    """Twin archives of one vote, with their manifest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.area = make(weights=WEIGHTS)
        self.heads = self.area.weighted([None] * 3)
        self.ballots = [self.area.ballot(0, [1, 0, 0]), self.area.ballot(1, [0, 1, 0])]
        self.archives = [
            self.written("heads", self.heads, self.ballots),
            self.written("area", self.area, self.ballots),
        ]
        self.manifest = Manifest(
            uuid=self.area.election.uuid,
            fingerprint=self.area.election.fingerprint,
            trustees=tuple(key.public_key for key in places(self.area.trustees)),
            tallies=(self.pinned(0, "heads", None), self.pinned(1, "area", hex_digest(ROSTER))),
            closes_at="2026-03-02T10:00:00Z",
            floor=2,
            booth="0" * 64,
        )

    def written(self, name: str, made: Made, ballots: list[bytes]) -> Verification:
        path = self.folder / f"{name}.bel"
        path.write_bytes(made.archive(ballots))
        return verify_archive(path)

    def pinned(self, number: int, name: str, roster: str | None) -> PinnedTally:
        history = self.archives[number].history
        assert history is not None
        credentials = history.setup["credentials"].digest
        return PinnedTally(name, "0.01 m²", "none", credentials, history.setup_head, roster)


@pytest.fixture(scope="module")
def vote(tmp_path_factory: pytest.TempPathFactory) -> Vote:
    return Vote(tmp_path_factory.mktemp("vote"))


def failed(check: Callable[[Report], object]) -> list[Check]:
    """Return which checks fail in a report of their own; it must not be empty."""
    report = Report("test")
    check(report)
    assert report.lines
    assert report.passed == (not report.failures)
    return [line.check for line in report.failures]


# ---------------------------------------------------------------- manifest


def test_a_manifest_is_read_as_written(vote: Vote) -> None:
    source = write_manifest(vote.manifest, secrets=[KEY])

    assert read_manifest(source, signers=[SIGNER]) == vote.manifest


def test_every_named_signer_must_have_signed(vote: Vote) -> None:
    other = new_signing_key()
    source = write_manifest(vote.manifest, secrets=[KEY])
    both = add_signature("manifest", source, other)

    assert read_manifest(both, signers=[SIGNER, public_signing_key(other)]) == vote.manifest
    with pytest.raises(SignatureMissing):
        read_manifest(source, signers=[SIGNER, public_signing_key(other)])


def test_an_altered_manifest_has_no_valid_signature(vote: Vote) -> None:
    source = write_manifest(vote.manifest, secrets=[KEY])

    altered = source.replace(b'"floor":2', b'"floor":0')

    assert failed(lambda r: load_manifest(r, altered, signers=[SIGNER])) == [
        Check.MANIFEST_SIGNATURE
    ]
    assert failed(lambda r: load_manifest(r, source, signers=[SIGNER])) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"floor":2', b'"floor":-1'),
        (b'"floor":2', b'"floor":"2"'),
        (b'"floor":2', b'"floor": 2'),
        (b"2026-03-02T10:00:00Z", b"2026-03-02 10:00"),
        (b"2026-03-02T10:00:00Z", b"2026-02-30T10:00:00Z"),
        (b'"booth":"0', b'"booth":"G'),
        (b'{"manifest"', b'{"Manifest"'),
        (b'"uuid":"', b'"uuid":"0'),
        (b'"signature":"', b'"signature":"0'),
        (b'"name":"heads",', b""),
    ],
)
def test_manifests_of_another_form_are_refused(vote: Vote, old: bytes, new: bytes) -> None:
    source = write_manifest(vote.manifest, secrets=[KEY])
    assert old in source

    with pytest.raises((Malformed, SignatureMissing)):
        read_manifest(source.replace(old, new), signers=[])


def test_pinned_archives_agree_with_their_manifest(vote: Vote) -> None:
    for archive, tally in zip(vote.archives, vote.manifest.tallies, strict=True):
        report = Report("test")

        pinned = check_manifest(report, archive, vote.manifest)

        assert report.passed
        assert pinned == tally
        assert (
            failed(
                lambda r, a=archive, p=tally: check_pinned_weights(
                    r, a, p, {hex_digest(ROSTER): ROSTER}
                )
            )
            == []
        )


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"uuid": "11111111111111"}, Check.MANIFEST_ELECTION),
        ({"fingerprint": "other"}, Check.MANIFEST_ELECTION),
        ({"trustees": ()}, Check.MANIFEST_ELECTION),
        ({"floor": 3}, Check.MANIFEST_FLOOR),
    ],
)
def test_what_the_manifest_does_not_say_is_named(
    vote: Vote, change: dict[str, object], check: Check
) -> None:
    other = replace(vote.manifest, **change)

    assert failed(lambda r: check_manifest(r, vote.archives[0], other)) == [check]


def test_positional_weights_are_not_pinned(vote: Vote, tmp_path: Path) -> None:
    path = tmp_path / "third.bel"
    path.write_bytes(vote.area.weighted([1, 10, 100]).archive(vote.ballots))
    third = verify_archive(path)
    assert third.report.passed

    assert failed(lambda r: check_manifest(r, third, vote.manifest)) == [Check.MANIFEST_SETUP]


def test_another_credential_file_is_named(vote: Vote) -> None:
    heads, area = vote.manifest.tallies
    other = replace(vote.manifest, tallies=(replace(heads, credentials="0" * 64), area))

    assert failed(lambda r: check_manifest(r, vote.archives[0], other)) == [
        Check.MANIFEST_CREDENTIALS
    ]


def test_pinned_weights_are_all_one_or_those_of_the_pinned_roster(vote: Vote) -> None:
    heads, area = vote.manifest.tallies
    rosters = {hex_digest(ROSTER): ROSTER}

    def check(number: int, pinned: PinnedTally, given: dict[str, bytes]) -> list[Check]:
        archive = vote.archives[number]
        return failed(lambda r: check_pinned_weights(r, archive, pinned, given))

    assert check(1, heads, rosters) == [Check.ROSTER_WEIGHTS]
    assert check(0, area, rosters) == [Check.ROSTER_WEIGHTS]
    assert check(1, area, {}) == [Check.MANIFEST_ROSTER]


# ---------------------------------------------------------------- twins


def test_the_samples_are_twins() -> None:
    archives = [verify_archive(DATA / f"{name}.bel") for name in ("area", "headcount")]

    assert failed(lambda r: check_twins(r, archives)) == []


def test_a_missing_ballot_makes_no_twin(vote: Vote, tmp_path: Path) -> None:
    path = tmp_path / "fewer.bel"
    path.write_bytes(vote.heads.archive(vote.ballots[:1]))

    twins = [vote.archives[1], verify_archive(path)]

    assert failed(lambda r: check_twins(r, twins)) == [Check.TWIN_BALLOTS]


def test_another_order_of_ballots_makes_no_twin(vote: Vote, tmp_path: Path) -> None:
    path = tmp_path / "reordered.bel"
    path.write_bytes(vote.heads.archive(vote.ballots[::-1]))

    twins = [vote.archives[1], verify_archive(path)]

    assert failed(lambda r: check_twins(r, twins)) == [Check.TWIN_BALLOTS]


def test_another_election_is_no_twin(vote: Vote) -> None:
    twins = [vote.archives[1], verify_archive(DATA / "area.bel")]

    assert failed(lambda r: check_twins(r, twins)) == [
        Check.TWIN_ELECTION,
        Check.TWIN_TRUSTEES,
        Check.TWIN_CREDENTIALS,
        Check.TWIN_BALLOTS,
    ]


def test_an_unreadable_archive_is_no_twin(vote: Vote, tmp_path: Path) -> None:
    path = tmp_path / "broken.bel"
    path.write_bytes(b"nothing")
    report = Report("test")

    check_twins(report, [vote.archives[1], verify_archive(path)])

    assert not report.passed


# ---------------------------------------------------------------- roster and heads


@pytest.mark.parametrize("roster", [ROSTER, b"\xef\xbb\xbf" + ROSTER, b"500\r\n10256\r\n\r\n8937"])
def test_weights_equal_the_roster_in_any_order(vote: Vote, roster: bytes) -> None:
    assert sorted(read_roster(roster)) == [500, 8937, 10256]
    assert failed(lambda r: check_roster(r, vote.archives[1], roster)) == []


@pytest.mark.parametrize(
    ("roster", "check"),
    [
        (ROSTER.replace(b"500", b"501"), Check.ROSTER_WEIGHTS),
        (ROSTER + b",d,500\n", Check.ROSTER_WEIGHTS),
        (ROSTER.replace(b",c,500\n", b""), Check.ROSTER_WEIGHTS),
        (b"", Check.ROSTER_WEIGHTS),
        (ROSTER.replace(b"500", b"5.00"), Check.ROSTER_FORM),
        (ROSTER.replace(b"500", b"-500"), Check.ROSTER_FORM),
        (ROSTER + b"\xff", Check.ROSTER_FORM),
    ],
)
def test_another_roster_is_named(vote: Vote, roster: bytes, check: Check) -> None:
    assert failed(lambda r: check_roster(r, vote.archives[1], roster)) == [check]


def test_heads_must_be_in_a_chain(vote: Vote) -> None:
    history = vote.archives[0].history
    assert history is not None
    early, last = history.heads[0].hex(), history.heads[-1].hex()

    assert failed(lambda r: check_heads(r, vote.archives, [early, last])) == []
    for unknown in ("0" * 64, "", "zz", early.upper(), early[:10]):
        assert failed(lambda r, head=unknown: check_heads(r, vote.archives, [head])) == [
            Check.HEADS_EXTEND
        ]


def test_a_ballot_taken_back_shows_in_an_earlier_head(vote: Vote, tmp_path: Path) -> None:
    with_ballot = vote.heads.archive(vote.ballots, until=EventType.BALLOT)
    receipt = sign_head(
        uuid=vote.heads.election.uuid,
        height=vote.heads.chain.height,
        head=_head_after(with_ballot, tmp_path),
        tracker="tracker",
        at="2026-03-02T09:00:00Z",
        secret=KEY,
    )
    path = tmp_path / "shorter.bel"
    path.write_bytes(vote.heads.archive(vote.ballots[:1]))

    head = read_head(receipt, signer=SIGNER)["head"]

    assert failed(lambda r: check_heads(r, [verify_archive(path)], [head])) == [Check.HEADS_EXTEND]


def _head_after(source: bytes, folder: Path) -> str:
    path = folder / "longer.bel"
    path.write_bytes(source)
    head = verify_archive(path).report.facts["head"]
    assert isinstance(head, str)
    return head


def test_a_receipt_of_somebody_else_is_refused() -> None:
    told = {"uuid": "u", "height": 1, "head": "0" * 64, "at": "now"}
    receipt = sign_head(**told, tracker=None, secret=new_signing_key())

    with pytest.raises(SignatureMissing):
        read_head(receipt, signer=SIGNER)
