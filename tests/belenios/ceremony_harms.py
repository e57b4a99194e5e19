"""Everything that may be wrong with what a trustee is handed, and the code that refuses it."""

from collections.abc import Callable

from ceremony_cases import Vote

from linli.belenios import tally
from linli.belenios.events import EventType, sized


def other_weights(vote: Vote) -> None:
    """An archive of the same ballots, with weights that show every single vote."""
    digits = vote.area.weighted([10**place for place in range(len(vote.area.weights))])
    vote.write("area", digits.archive(vote.ballots, until=EventType.ENCRYPTED_TALLY))


def swapped_weights(vote: Vote) -> None:
    """The roster's weights, but handed to other owners: the credential file is another one."""
    moved = vote.area.weighted([*vote.area.weights[1:], vote.area.weights[0]])
    vote.write("area", moved.archive(vote.ballots, until=EventType.ENCRYPTED_TALLY))


def few_ballots(vote: Vote) -> None:
    for name, made in (("heads", vote.heads), ("area", vote.area)):
        vote.write(name, made.archive(vote.ballots[:4], until=EventType.ENCRYPTED_TALLY))


def dropped_ballot(vote: Vote) -> None:
    """Both archives lack the second ballot, with proper chains of their own."""
    kept = [vote.ballots[0], *vote.ballots[2:]]
    for name, made in (("heads", vote.heads), ("area", vote.area)):
        vote.write(name, made.archive(kept, until=EventType.ENCRYPTED_TALLY))


def different_ballots(vote: Vote) -> None:
    """One archive lacks the last ballot: the two results would show whose it was."""
    vote.write("heads", vote.heads.archive(vote.ballots[:-1], until=EventType.ENCRYPTED_TALLY))


def still_open(vote: Vote) -> None:
    vote.write("heads", vote.heads.archive(vote.ballots, until=EventType.END_BALLOTS))


def heads_twice(vote: Vote) -> None:
    (vote.folder / "area.bel").write_bytes((vote.folder / "heads.bel").read_bytes())


def forged_tally(vote: Vote) -> None:
    """The tally of fewer ballots, published in a well-formed archive of all of them."""
    fewer, counted, weight = vote.heads.count(vote.ballots[:5])
    source = tally.write_tally(vote.heads.election, fewer)
    steps = [
        (EventType.SETUP, vote.heads.setup()),
        *((EventType.BALLOT, (ballot,)) for ballot in vote.ballots),
        (EventType.END_BALLOTS, ()),
        (EventType.ENCRYPTED_TALLY, sized(source, counted=counted, total_weight=weight)),
    ]
    parts = vote.heads.assembled(steps, EventType.ENCRYPTED_TALLY)
    vote.write("heads", b"".join(part for _, part in parts))


def broken_byte(vote: Vote) -> None:
    archive = bytearray((vote.folder / "heads.bel").read_bytes())
    archive[len(archive) // 2] ^= 1
    vote.write("heads", bytes(archive))


def other_roster(vote: Vote) -> None:
    (vote.folder / "roster.csv").write_bytes(vote.roster + b"\n")


def unsigned_manifest(vote: Vote) -> None:
    vote.draft()


def altered_manifest(vote: Vote) -> None:
    path = vote.folder / "manifest.json"
    path.write_text(path.read_text().replace('"floor":5', '"floor":1'))


def invented_head(vote: Vote) -> None:
    (vote.folder / "heads.txt").write_text("0" * 64)


def damaged_heads(vote: Vote) -> None:
    (vote.folder / "heads.txt").write_text("somewhere")


def heads_in_other_bytes(vote: Vote) -> None:
    (vote.folder / "heads.txt").write_bytes(b"\xff\xfe\x00")


HARMS: list[tuple[Callable[[Vote], None], str]] = [
    (other_weights, "manifest.setup"),
    (swapped_weights, "manifest.setup"),
    (few_ballots, "manifest.floor"),
    (dropped_ballot, "heads.extend"),
    (different_ballots, "twin.ballots"),
    (still_open, "archive.stage"),
    (heads_twice, "archive.missing"),
    (forged_tally, "archive.invalid"),
    (broken_byte, "archive.invalid"),
    (other_roster, "manifest.roster"),
    (unsigned_manifest, "manifest.signature"),
    (altered_manifest, "manifest.signature"),
    (invented_head, "heads.extend"),
    (damaged_heads, "heads.form"),
    (heads_in_other_bytes, "heads.form"),
]
