"""Checks between published things: twin archives, their manifest, the roster, earlier heads.

Source: [rule:belenios-twins].
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from linli.belenios.canonical import Malformed
from linli.belenios.hashing import hex_digest
from linli.belenios.manifest import Manifest, PinnedTally, read_manifest, read_roster
from linli.belenios.report import Check, CheckFailed, Report, failed_form
from linli.belenios.signed import SignatureMissing
from linli.belenios.trustees import places
from linli.belenios.verify import Verification


def check_twins(report: Report, archives: Sequence[Verification]) -> None:
    """Check that archives hold the same election, credentials and ballots; weights may differ."""
    first, *others = archives
    for other in others:
        where = f"{first.name} and {other.name}"
        histories = first.history, other.history
        if None in histories or first.credentials is None or other.credentials is None:
            report.skip(Check.TWIN_BALLOTS, because="an archive cannot be read")
            continue
        mine, theirs = (history for history in histories if history is not None)
        for name, check in (("election", Check.TWIN_ELECTION), ("trustees", Check.TWIN_TRUSTEES)):
            expected, found = mine.setup[name].digest, theirs.setup[name].digest
            report.compare(check, expected=expected, found=found, where=where)
        credentials = sorted(first.credentials), sorted(other.credentials)
        _compare_many(report, Check.TWIN_CREDENTIALS, *credentials, where=where)
        mine_ballots, their_ballots = (
            [entry.digest for entry in history.ballots] for history in (mine, theirs)
        )
        _compare_many(report, Check.TWIN_BALLOTS, mine_ballots, their_ballots, where=where)


def _compare_many(
    report: Report, check: Check, expected: Sequence[str], found: Sequence[str], *, where: str
) -> None:
    """Record whether two sequences are the same, by count and first difference."""
    if expected == found:
        same = f"{len(expected)} the same"
        report.confirm(check, expected=same, found=same, where=where)
        return
    pairs = zip(expected, found, strict=False)
    shorter = min(len(expected), len(found))
    place = next((n for n, (a, b) in enumerate(pairs) if a != b), shorter)
    told = [
        f"{len(side)}, number {place} is {side[place] if place < len(side) else 'missing'}"
        for side in (expected, found)
    ]
    report.fail(CheckFailed(check, expected=told[0], found=told[1], where=where))


def load_manifest(report: Report, source: bytes, *, signers: Sequence[str]) -> Manifest | None:
    """Return the manifest if it is well formed and signed by all signers; the report says so."""
    try:
        manifest = read_manifest(source, signers=signers)
    except Malformed as error:
        report.fail(failed_form(Check.MANIFEST_FORM, error))
        return None
    except SignatureMissing as error:
        report.fail(
            CheckFailed(
                Check.MANIFEST_SIGNATURE,
                expected=f"a valid signature of {error.facts['key']}",
                found="none",
            )
        )
        return None
    told = ", ".join(signers) or "nobody in particular: no key was given to compare with"
    report.confirm(Check.MANIFEST_SIGNATURE, expected=f"signed by {told}", found="so")
    return manifest


def check_manifest(report: Report, archive: Verification, manifest: Manifest) -> PinnedTally | None:
    """Check that an archive is one that the manifest pins, and return which."""
    election, history = archive.election, archive.history
    if election is None or history is None:
        report.skip(Check.MANIFEST_ELECTION, because="the archive cannot be read")
        return None
    where = archive.name
    keys = [key.public_key for key in places(archive.trustees)]
    for name, expected, found in (
        ("uuid", manifest.uuid, election.uuid),
        ("fingerprint", manifest.fingerprint, election.fingerprint),
        ("trustees", list(manifest.trustees), keys),
    ):
        report.compare(
            Check.MANIFEST_ELECTION, expected=expected, found=found, where=f"{where}, {name}"
        )
    pinned = manifest.tally_of(history.setup_head)
    if pinned is None:
        allowed = ", ".join(f"{tally.name} {tally.setup}" for tally in manifest.tallies)
        report.compare(
            Check.MANIFEST_SETUP, expected=allowed, found=history.setup_head, where=where
        )
        return None
    told = f"{pinned.name} {pinned.setup}"
    report.confirm(Check.MANIFEST_SETUP, expected=told, found=told, where=where)
    report.compare(
        Check.MANIFEST_CREDENTIALS,
        expected=pinned.credentials,
        found=history.setup["credentials"].digest,
        where=where,
    )
    counted = archive.report.facts.get("voters", 0)
    if archive.history is not None and history.tally is not None:
        found = f"{counted} counted ballots"
        expected = f"{manifest.floor} counted ballots at least"
        if counted >= manifest.floor:
            report.confirm(Check.MANIFEST_FLOOR, expected=expected, found=found, where=where)
        else:
            report.compare(Check.MANIFEST_FLOOR, expected=expected, found=found, where=where)
    return pinned


def check_pinned_weights(
    report: Report, archive: Verification, pinned: PinnedTally, rosters: Mapping[str, bytes]
) -> None:
    """Check the weights of a pinned archive: all 1, or those of the roster with the pinned hash.

    `rosters` are the published files by their SHA-256.
    """
    if archive.credentials is None:
        report.skip(Check.ROSTER_WEIGHTS, because="the archive cannot be read")
    elif pinned.roster is None:
        check_weights(report, archive, [1] * len(archive.credentials))
    elif pinned.roster in rosters:
        check_roster(report, archive, rosters[pinned.roster])
    else:
        found = ", ".join(rosters) or "no roster was given"
        report.compare(
            Check.MANIFEST_ROSTER, expected=pinned.roster, found=found, where=archive.name
        )


def check_roster(report: Report, archive: Verification, roster: bytes) -> None:
    """Check that an archive's weights are exactly those of a published roster."""
    try:
        weights = read_roster(roster)
    except Malformed as error:
        report.fail(failed_form(Check.ROSTER_FORM, error))
        return
    report.confirm(Check.ROSTER_FORM, expected="a list of weights", found=hex_digest(roster))
    check_weights(report, archive, weights)


def check_weights(report: Report, archive: Verification, expected: Sequence[int]) -> None:
    """Check that an archive's weights are these, in any order: nobody is told whose is whose."""
    if archive.credentials is None:
        report.skip(Check.ROSTER_WEIGHTS, because="the archive cannot be read")
        return
    wanted, given = Counter(expected), Counter(archive.credentials.values())
    missing, surplus = sorted((wanted - given).elements()), sorted((given - wanted).elements())
    if not missing and not surplus:
        told = f"{given.total()} weights, {sum(expected)} together"
        report.confirm(Check.ROSTER_WEIGHTS, expected=told, found=told, where=archive.name)
        return
    report.fail(
        CheckFailed(
            Check.ROSTER_WEIGHTS,
            expected=f"{wanted.total()} weights, {sum(expected)} together; missing: {missing}",
            found=f"{given.total()} weights, {sum(given.elements())} together; surplus: {surplus}",
            where=archive.name,
        )
    )


def check_heads(report: Report, archives: Sequence[Verification], heads: Sequence[str]) -> None:
    """Check that every head published earlier is still part of one of the chains."""
    own = {
        head.hex()
        for archive in archives
        if archive.history is not None
        for head in archive.history.heads
    }
    for head in heads:
        found = head if head in own else "in no chain"
        report.compare(Check.HEADS_EXTEND, expected=head, found=found)
