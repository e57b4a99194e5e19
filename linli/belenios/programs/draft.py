"""Writes the manifest that trustees are asked to sign, from the files of a vote before it opens.

`python -m linli.belenios.programs.draft OUT --tally heads heads.bel --tally area area.bel
 roster.csv --closes-at 2026-11-20T10:00:00Z --floor 50 --booth booth.js`

Every hash is computed from the files themselves; the trustees' programs compute it again.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from linli.belenios.agreement import check_twins, check_weights
from linli.belenios.booth import bundle_hash
from linli.belenios.errors import BeleniosError
from linli.belenios.hashing import hex_digest
from linli.belenios.manifest import (
    Manifest,
    PinnedTally,
    read_manifest,
    read_roster,
    write_manifest,
)
from linli.belenios.programs.files import write_durably
from linli.belenios.report import Report
from linli.belenios.trustees import places
from linli.belenios.verify import Verification, verify_archive

_HEADS: Final = "one owner"
_AREA: Final = "0.01 m2"


class DraftRefused(BeleniosError):
    """The files do not belong together, or one of them is not valid."""

    code = "draft.refused"


def draft(
    tallies: Sequence[tuple[str, Path, Path | None]],
    *,
    closes_at: str,
    floor: int,
    rounding: str = "none",
    booth: Path | None = None,
) -> bytes:
    """Return an unsigned manifest for archives, each given as name, archive and roster."""
    report = Report("draft")
    archives = [verify_archive(path) for _, path, _ in tallies]
    for archive in archives:
        report.lines += archive.report.lines
    check_twins(report, archives)
    pinned = [
        _pinned(report, name, archive, roster, rounding)
        for (name, _, roster), archive in zip(tallies, archives, strict=True)
    ]
    election = archives[0].election
    if report.failures or election is None:
        line = report.failures[0]
        raise DraftRefused(check=line.check, expected=line.expected, found=line.found)
    manifest = Manifest(
        uuid=election.uuid,
        fingerprint=election.fingerprint,
        trustees=tuple(key.public_key for key in places(archives[0].trustees)),
        tallies=tuple(pinned),
        closes_at=closes_at,
        floor=floor,
        booth=None if booth is None else bundle_hash(booth),
    )
    source = write_manifest(manifest, secrets=[])
    read_manifest(source, signers=[])
    return source


def _pinned(
    report: Report, name: str, archive: Verification, roster: Path | None, rounding: str
) -> PinnedTally:
    """Return what pins one archive; the report tells if its weights are not those agreed."""
    published = None if roster is None else roster.read_bytes()
    credentials = archive.credentials or {}
    expected = [1] * len(credentials) if published is None else read_roster(published)
    check_weights(report, archive, expected)
    history = archive.history
    return PinnedTally(
        name=name,
        unit=_HEADS if published is None else _AREA,
        rounding=rounding if published is not None else "none",
        credentials=history.setup["credentials"].digest if history else "",
        setup=history.setup_head if history else "",
        roster=None if published is None else hex_digest(published),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the manifest; the exit status is 1 where the files do not belong together."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--tally", action="append", nargs="+", required=True, metavar=("NAME", "FILE")
    )
    parser.add_argument("--closes-at", required=True, metavar="YYYY-MM-DDThh:mm:ssZ")
    parser.add_argument("--floor", type=int, required=True, help="fewest ballots ever decrypted")
    parser.add_argument("--rounding", default="none", help="how weights were rounded, in words")
    parser.add_argument("--booth", type=Path, help="the bundle of the voting page")
    chosen = parser.parse_args(arguments)
    if any(len(tally) not in {2, 3} for tally in chosen.tally):
        parser.error("--tally NAME ARCHIVE [ROSTER]")
    tallies = [
        (name, Path(archive), Path(roster[0]) if roster else None)
        for name, archive, *roster in chosen.tally
    ]
    try:
        source = draft(
            tallies,
            closes_at=chosen.closes_at,
            floor=chosen.floor,
            rounding=chosen.rounding,
            booth=chosen.booth,
        )
        write_durably(chosen.out, source)
    except (BeleniosError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{hex_digest(source)}  {chosen.out.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
