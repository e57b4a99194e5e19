"""The manifest (选举公示文件): what is fixed and signed before anybody votes.

It names the only archives that trustees will ever decrypt, by their credential files and Setup
events. Without it, whoever obtains the decryption of a third archive with weights of his own
choosing (1, 10, 100, ...) reads every single vote off the digits of the result.

Source: [rule:belenios-trustees].
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.belenios import canonical
from linli.belenios.canonical import Malformed
from linli.belenios.election import check_uuid
from linli.belenios.signed import read_signed, sign

KIND = "manifest"
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


@dataclass(frozen=True)
class PinnedTally:
    """One archive that may be decrypted: its credential file, its Setup event, its roster.

    `name` is what the tally is called (`heads`, `area`), `unit` what a weight counts. Without a
    roster every weight must be 1; with one, the weights must be those of the roster, whose
    SHA-256 this is. `rounding` says how the weights were made from exact figures.
    """

    name: str
    unit: str
    rounding: str
    credentials: str
    setup: str
    roster: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the pinned tally as the manifest writes it."""
        return canonical.without_absent(
            [
                ("name", self.name),
                ("unit", self.unit),
                ("rounding", self.rounding),
                ("credentials", self.credentials),
                ("setup", self.setup),
                ("roster", self.roster),
            ]
        )


@dataclass(frozen=True)
class Manifest:
    """What everybody agrees on before opening. Hashes are SHA-256 in hex, times are in UTC."""

    uuid: str
    fingerprint: str
    trustees: tuple[str, ...]  # public keys, in the order of the decryptions' owners
    tallies: tuple[PinnedTally, ...]
    closes_at: str
    floor: int  # fewer counted ballots than this are never decrypted
    booth: str | None = None  # hash of the voting page's bundle

    def as_json(self) -> dict[str, Any]:
        """Return the manifest as it is signed."""
        return canonical.without_absent(
            [
                ("uuid", self.uuid),
                ("fingerprint", self.fingerprint),
                ("trustees", list(self.trustees)),
                ("tallies", [tally.as_json() for tally in self.tallies]),
                ("closes_at", self.closes_at),
                ("floor", self.floor),
                ("booth", self.booth),
            ]
        )

    def tally_of(self, setup: str) -> PinnedTally | None:
        """Return the pinned tally whose archive begins with this Setup event."""
        return next((tally for tally in self.tallies if tally.setup == setup), None)


def write_manifest(manifest: Manifest, *, secrets: Sequence[str]) -> bytes:
    """Return the manifest's bytes, signed with every secret signing key."""
    return sign(KIND, manifest.as_json(), secrets)


def read_manifest(source: bytes, *, signers: Sequence[str]) -> Manifest:
    """Return the manifest if all signers have signed it; raise Malformed or SignatureMissing."""
    value = read_signed(KIND, source, signers=signers)
    names = ("uuid", "fingerprint", "trustees", "tallies", "closes_at", "floor", "booth?")
    canonical.fields(value, *names, where=KIND)
    tallies = canonical.items(value["tallies"], _tally, where="tallies")
    if len({tally.setup for tally in tallies}) != len(tallies) or not tallies:
        raise Malformed(where="tallies", expected="distinct archives", found=f"{len(tallies)}")
    return Manifest(
        uuid=check_uuid(value["uuid"], where="uuid"),
        fingerprint=canonical.text(value["fingerprint"], where="fingerprint"),
        trustees=canonical.items(value["trustees"], canonical.text, where="trustees"),
        tallies=tallies,
        closes_at=_instant(value["closes_at"], where="closes_at"),
        floor=canonical.integer(value["floor"], where="floor"),
        booth=_optional_hash(value, "booth", where="booth"),
    )


def _instant(value: Any, *, where: str) -> str:
    """Return the text of a moment in UTC that a calendar has."""
    text = canonical.text(value, where=where)
    try:
        known = _INSTANT.fullmatch(text) and datetime.fromisoformat(text)
    except ValueError:
        known = None
    if not known:
        raise Malformed(where=where, expected="YYYY-MM-DDThh:mm:ssZ", found=text)
    return text


def _tally(value: Any, *, where: str) -> PinnedTally:
    names = ("name", "unit", "rounding", "credentials", "setup", "roster?")
    canonical.fields(value, *names, where=where)
    texts = {name: canonical.text(value[name], where=f"{where}.{name}") for name in names[:3]}
    return PinnedTally(
        **texts,
        credentials=canonical.hash_text(value["credentials"], where=f"{where}.credentials"),
        setup=canonical.hash_text(value["setup"], where=f"{where}.setup"),
        roster=_optional_hash(value, "roster", where=f"{where}.roster"),
    )


def _optional_hash(value: dict[str, Any], name: str, *, where: str) -> str | None:
    return canonical.hash_text(value[name], where=where) if name in value else None


# ---------------------------------------------------------------- the roster


def read_roster(source: bytes) -> list[int]:
    """Return the weights of a published roster: the last field of every line of a CSV file.

    The form is that of the reference tool's list of voters, `address,login,weight`.
    """
    try:
        lines = source.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Malformed(where="roster", expected="UTF-8", found="other bytes") from None
    return [
        canonical.natural(line.rsplit(",", 1)[-1].strip(), where=f"roster line {number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
