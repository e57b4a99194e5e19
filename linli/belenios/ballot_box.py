"""All ballots of an archive at once: every one checked, the last of each credential counted.

Ballots are read from the file in portions, in as many processes as wanted, and never all held:
what comes back of a portion is its failures and, where a tally is to be compared, its part of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from linli.belenios import tally
from linli.belenios.archive import ArchiveFile, Entry
from linli.belenios.ballot import CheckedBallot, credential_of
from linli.belenios.crew import Crew, Station
from linli.belenios.election import Election
from linli.belenios.report import Check, CheckFailed
from linli.belenios.tally import Elements

_PORTION: Final = 32
_LEAST_PORTION: Final = 4
# Longer than a credential and what stands in front of it, but for the election's identifier.
_OPENING: Final = 1024

Progress = Callable[[int, int], None]


class Slip(NamedTuple):
    """Where a ballot stands, whether its credential is on the list, and how much it counts.

    `weight` is None for a ballot that is replaced by a later one or is not on the list.
    """

    position: int
    offset: int
    length: int
    listed: bool
    weight: int | None


class Portion(NamedTuple):
    """What came of checking some ballots."""

    size: int
    failures: list[tuple[int, CheckFailed]]
    elements: Elements | None


@dataclass
class BoxCount:
    """What came of checking all ballots; `elements`, their tally, is None where one was refused."""

    ballots: int
    counted: int
    total_weight: int
    failures: list[tuple[int, CheckFailed]] = field(default_factory=list)
    elements: Elements | None = None


def count_box(
    file: ArchiveFile,
    election: Election,
    entries: Sequence[Entry],
    credentials: Mapping[str, int],
    *,
    crew: Crew,
    summed: bool = True,
    progress: Progress = lambda _done, _total: None,
) -> BoxCount:
    """Check every ballot and return the failures, the totals and, if `summed`, the tally."""
    slips, failures = _sorted_out(file, election, entries, credentials)
    weights = [slip.weight for slip in slips if slip.weight is not None]
    count = BoxCount(len(entries), len(weights), sum(weights), failures)
    portions = list(_portions(slips))
    sums, done = [], 0
    for portion in crew.do(sum_portion if summed else check_portion, portions):
        count.failures += portion.failures
        if portion.elements is not None:
            sums.append(portion.elements)
        done += portion.size
        progress(done, len(slips))
    count.failures.sort(key=lambda failure: failure[0])
    if summed and not count.failures:
        nothing = tally.sum_ballots(election.group, [], [], width=tally.width(election))
        count.elements = tally.merge_sums(election.group, [nothing, *sums])
    return count


def _portions(slips: Sequence[Slip]) -> Iterator[Sequence[Slip]]:
    """Yield the slips in portions, smaller towards the end: so all processes end together."""
    start = 0
    while start < len(slips):
        size = max(_LEAST_PORTION, min(_PORTION, (len(slips) - start) // 8))
        yield slips[start : start + size]
        start += size


def _sorted_out(
    file: ArchiveFile, election: Election, entries: Sequence[Entry], credentials: Mapping[str, int]
) -> tuple[list[Slip], list[tuple[int, CheckFailed]]]:
    """Return a slip for every ballot, and those that fail without being opened."""
    failures: list[tuple[int, CheckFailed]] = []
    owners: list[str | None] = []
    last: dict[str, int] = {}
    seen: dict[str, int] = {}
    opening = _OPENING + len(election.uuid)
    for position, entry in enumerate(entries):
        owner = credential_of(election, file.read(entry.offset, min(entry.length, opening)))
        owners.append(owner)
        if owner is not None:
            last[owner] = position
        first = seen.setdefault(entry.digest, position)
        where = f"ballot {position}"
        if first != position:
            failure = CheckFailed(
                Check.BALLOT_DUPLICATE,
                expected="every ballot once",
                found=f"the same as ballot {first}",
                where=where,
            )
            failures.append((position, failure))
        if owner is not None and owner not in credentials:
            failure = CheckFailed(
                Check.BALLOT_CREDENTIAL,
                expected="a credential of the list",
                found=owner[:80],
                where=where,
            )
            failures.append((position, failure))
    slips = [
        Slip(
            position,
            entry.offset,
            entry.length,
            owner in credentials,
            credentials.get(owner) if owner is not None and last[owner] == position else None,
        )
        for position, (entry, owner) in enumerate(zip(entries, owners, strict=True))
    ]
    return slips, failures


# ---------------------------------------------------------------- one portion


def check_portion(station: Station, slips: Sequence[Slip]) -> Portion:
    """Check some ballots and return their failures."""
    return Portion(len(slips), _check(station, slips)[0], None)


def sum_portion(station: Station, slips: Sequence[Slip]) -> Portion:
    """Check some ballots and return their failures and their part of the tally."""
    failures, checked = _check(station, slips)
    if failures:
        return Portion(len(slips), failures, None)
    counted = [
        (ballot.elements, slip.weight)
        for slip, ballot in zip(slips, checked, strict=True)
        if slip.weight is not None
    ]
    election = station.election
    elements = tally.sum_ballots(
        election.group,
        [elements for elements, _ in counted],
        [weight for _, weight in counted],
        width=tally.width(election),
    )
    return Portion(len(slips), failures, elements)


def _check(
    station: Station, slips: Sequence[Slip]
) -> tuple[list[tuple[int, CheckFailed]], list[CheckedBallot]]:
    """Return the failures of some ballots, and what the valid ones say."""
    failures: list[tuple[int, CheckFailed]] = []
    checked: list[CheckedBallot] = []
    for position, offset, length, listed, _ in slips:
        source = station.file.read(offset, length)
        try:
            checked.append(station.checker.check(source, credential_known=listed))
        except CheckFailed as error:
            failures.append((position, _placed(error, position)))
    return failures, checked


def _placed(error: CheckFailed, position: int) -> CheckFailed:
    """Return the error with the ballot's number in front of the place within it."""
    where = ", ".join(part for part in (f"ballot {position}", error.facts["where"]) if part)
    return CheckFailed(**(error.facts | {"where": where}))
