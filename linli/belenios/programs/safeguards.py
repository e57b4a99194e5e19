"""What a trustee decrypts: only what was pinned, complete, and checked from its own bytes.

Whoever gets another tally of the same ballots decrypted can read single votes: one with weights
1, 10, 100, …, one with few ballots, one with a ballot more than yesterday's. So every archive of
the manifest is verified anew, and a refusal names its reason. [rule:belenios-trustees]
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import gcd
from pathlib import Path
from typing import Final

from linli.belenios import tally
from linli.belenios.agreement import (
    check_heads,
    check_manifest,
    check_pinned_weights,
    check_twins,
    load_manifest,
)
from linli.belenios.archive import ArchiveFile
from linli.belenios.election import Election
from linli.belenios.events import EventType
from linli.belenios.hashing import hex_digest
from linli.belenios.manifest import Manifest, PinnedTally
from linli.belenios.programs.dialogue import Refusal
from linli.belenios.report import Check, Report
from linli.belenios.tally import Elements
from linli.belenios.verify import Verification, verify_archive

Progress = Callable[[str, int, int], None]

_TALLIED: Final = (EventType.ENCRYPTED_TALLY, EventType.PARTIAL_DECRYPTION, EventType.RESULT)
# Checks whose failure has a sentence of its own; any other one says that an archive is invalid.
_NAMED: Final = (
    Check.MANIFEST_FORM,
    Check.MANIFEST_SIGNATURE,
    Check.MANIFEST_ELECTION,
    Check.MANIFEST_SETUP,
    Check.MANIFEST_CREDENTIALS,
    Check.MANIFEST_ROSTER,
    Check.MANIFEST_FLOOR,
    Check.ROSTER_FORM,
    Check.ROSTER_WEIGHTS,
    Check.TWIN_ELECTION,
    Check.TWIN_TRUSTEES,
    Check.TWIN_CREDENTIALS,
    Check.TWIN_BALLOTS,
    Check.HEADS_EXTEND,
)


@dataclass(frozen=True)
class Given:
    """What the trustee was handed: the manifest, one archive for each pinned tally, the rest."""

    manifest: bytes
    archives: Sequence[Path]
    rosters: Sequence[bytes]
    heads: Sequence[str]  # published during the vote, of any of the archives


@dataclass(frozen=True)
class Permit:
    """One tally that may be decrypted now, and where the decryption belongs."""

    name: str
    setup: str
    head: str
    tally_hash: str
    place: int
    election: Election
    elements: Elements


def read_own_manifest(source: bytes, *, signing_key: str) -> Manifest:
    """Return the manifest; Refusal unless this trustee has signed it."""
    report = Report("manifest")
    manifest = load_manifest(report, source, signers=[signing_key])
    if manifest is None:
        raise _refusal(report)
    return manifest


def permits(
    given: Given,
    *,
    signing_key: str,
    public_key: str,
    now: datetime,
    processes: int = 1,
    progress: Progress = lambda _stage, _done, _total: None,
) -> list[Permit]:
    """Return the tallies that may be decrypted; Refusal as soon as any rule is broken.

    An archive that has its result, or this trustee's part of it, is checked with the others but
    not decrypted: a rounded tally may have been opened first.
    """
    manifest = read_own_manifest(given.manifest, signing_key=signing_key)
    if public_key not in manifest.trustees:
        raise Refusal("manifest.stranger", key=public_key)
    if now < datetime.fromisoformat(manifest.closes_at):
        raise Refusal(
            "manifest.early", closes_at=manifest.closes_at, now=f"{now:%Y-%m-%d %H:%M %Z}"
        )
    archives = [
        verify_archive(path, processes=processes, progress=progress) for path in given.archives
    ]
    for archive in archives:
        if not archive.report.passed:
            raise _refusal(archive.report)
    rosters = {hex_digest(roster): roster for roster in given.rosters}
    allowed = [_allowed(archive, manifest, rosters) for archive in archives]
    _require_all(manifest, allowed)
    report = Report("together")
    check_twins(report, archives)
    check_heads(report, archives, given.heads)
    if report.failures:
        raise _refusal(report)
    place = manifest.trustees.index(public_key) + 1
    waiting = [
        _permit(archive, pinned, place)
        for archive, pinned in zip(archives, allowed, strict=True)
        if not _is_done(archive, place)
    ]
    if not waiting:
        raise Refusal("archive.already", place=place)
    return waiting


def _allowed(
    archive: Verification, manifest: Manifest, rosters: Mapping[str, bytes]
) -> PinnedTally:
    """Return which pinned tally an archive holds; Refusal if it breaks one of its rules."""
    report = Report(archive.path.name)
    pinned = check_manifest(report, archive, manifest)
    if pinned is None or report.failures:
        raise _refusal(report)
    check_pinned_weights(report, archive, pinned, rosters)
    if report.failures:
        raise _refusal(report)
    if archive.history is None or archive.history.chain.last not in _TALLIED:
        raise Refusal("archive.stage", archive=archive.path.name)
    require_mixed((archive.credentials or {}).values())
    return pinned


def _require_all(manifest: Manifest, allowed: Sequence[PinnedTally]) -> None:
    """Refuse unless every pinned archive is there exactly once, so that twins can be compared."""
    found = sorted(pinned.name for pinned in allowed)
    wanted = sorted(pinned.name for pinned in manifest.tallies)
    if found != wanted:
        raise Refusal("archive.missing", wanted=", ".join(wanted), found=", ".join(found))


def require_mixed(weights: Iterable[int]) -> None:
    """Refuse weights that let single votes, or a few, be read off the digits of a total.

    They do where all larger weights are multiples of a number greater than the sum of all the
    smaller ones: the total's remainder is then the smaller ones' own total. And they do where
    everybody's weight but one is nothing.
    """
    ordered = sorted(weight for weight in weights if weight)
    smaller = sum(ordered)
    multiple = 0
    for weight in reversed(ordered):
        smaller -= weight
        multiple = gcd(multiple, weight)
        if smaller < multiple and (smaller or len(ordered) == 1):
            raise Refusal("weights.positional", smaller=smaller, multiple=multiple)


def _is_done(archive: Verification, place: int) -> bool:
    history = archive.history
    return history is not None and (
        history.result is not None or any(owner == place for owner, _ in history.decryptions)
    )


def _permit(archive: Verification, pinned: PinnedTally, place: int) -> Permit:
    history, election = archive.history, archive.election
    if history is None or election is None or history.tally is None or history.chain.head is None:
        raise Refusal("archive.stage", archive=archive.path.name)
    with ArchiveFile(archive.path) as file:
        source = file.body(history.tally)
    if hex_digest(source) != history.tally.digest:
        raise Refusal("archive.changed", archive=archive.path.name)
    return Permit(
        name=pinned.name,
        setup=history.setup_head,
        head=history.chain.head,
        tally_hash=history.tally.digest,
        place=place,
        election=election,
        elements=tally.read_tally(election, source),
    )


def _refusal(report: Report) -> Refusal:
    """Return the refusal for the first check that failed: its own, or that of a broken archive."""
    line = (report.failures or report.lines)[0]
    facts = {"expected": line.expected, "found": line.found, "where": line.where}
    if line.check in _NAMED:
        return Refusal(str(line.check), **facts)
    return Refusal("archive.invalid", archive=report.subject, check=str(line.check), **facts)
