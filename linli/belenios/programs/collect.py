"""Puts together what the trustees of a shared key hand over; nothing secret passes through here.

`collect certificates OUT FILE...`, then `collect polynomials OUT --certificates FILE FILE...`, and
in the end `collect trustees OUT --certificates FILE --polynomials FILE [--single FILE]... FILE...`
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from linli.belenios import canonical, pedersen
from linli.belenios.errors import BeleniosError
from linli.belenios.groups import GROUP_NAMES, Group, group_named
from linli.belenios.programs.files import write_durably
from linli.belenios.proofs import Proof
from linli.belenios.report import CheckFailed
from linli.belenios.trustees import (
    CertificateKeys,
    SignedMessage,
    Single,
    Trustee,
    read_certificate,
    read_certificates,
    read_key,
    require_signature,
    require_trustees,
    write_trustees,
)

T = TypeVar("T")
_FORMS: Final = "certificates", "polynomials", "trustees"


class CollectionRefused(BeleniosError):
    """The files are not one from each member."""

    code = "collect.members"


def collect_certificates(group: Group, sources: Sequence[bytes]) -> bytes:
    """Return everybody's certificates, one a line, in the order of the places they name."""
    read = [pedersen.read_certificate_file(source, group) for source in sources]
    read.sort(key=lambda own: read_certificate(own, group, where="certificate").index)
    read_certificates(read, group, threshold=None, where="certificates")
    return _lines([own.as_json() for own in read])


def collect_polynomials(group: Group, certificates: bytes, sources: Sequence[bytes]) -> bytes:
    """Return everybody's polynomials, one a line, in the order of the certificates."""
    _, keys = _members(group, certificates)
    deals = [pedersen.read_deal(source, group) for source in sources]
    signed = [(deal.coefficients.message, deal.coefficients.signature) for deal in deals]
    return _lines([deal.as_json() for deal in _by_signer(group, keys, deals, signed)])


def collect_trustees(
    group: Group,
    certificates: bytes,
    polynomials: bytes,
    sources: Sequence[bytes],
    singles: Sequence[bytes] = (),
) -> bytes:
    """Return trustees.json of a shared key and of single trustees beside it, all checked."""
    known, keys = _members(group, certificates)
    deals = [pedersen.read_deal(line, group) for line in polynomials.splitlines() if line.strip()]
    received = [pedersen.read_received(source, group) for source in sources]
    for own in received:
        if own.public_key.signature is None:
            raise CollectionRefused(unsigned=own.public_key.public_key)
    signed = [
        (own.public_key.public_key, own.public_key.signature)
        for own in received
        if own.public_key.signature is not None
    ]
    ordered = _by_signer(group, keys, received, signed)
    trustees: list[Trustee] = [
        pedersen.threshold_group(known, pedersen.shares_for(deals)[0], ordered)
    ]
    for source in singles:
        key = canonical.read(source.strip(), where="trustee")
        trustees.append(Single(read_key(key, group=group, where="trustee")))
    require_trustees(trustees, group)
    return write_trustees(trustees)


def _members(
    group: Group, certificates: bytes
) -> tuple[list[SignedMessage], tuple[CertificateKeys, ...]]:
    lines = [line for line in certificates.splitlines() if line.strip()]
    read = [pedersen.read_certificate_file(line, group) for line in lines]
    if not read:
        raise CollectionRefused(certificates=0)
    return read, read_certificates(read, group, threshold=None, where="certificates")


def _by_signer(
    group: Group,
    keys: Sequence[CertificateKeys],
    items: Sequence[T],
    signed: Sequence[tuple[str, Proof]],
) -> list[T]:
    """Return the items in the order of the members who signed their texts, one from each."""
    found: dict[int, T] = {}
    for item, (message, signature) in zip(items, signed, strict=True):
        for key in keys:
            if _signed_by(group, key, message, signature):
                found[key.index] = item
    missing = [key.index for key in keys if key.index not in found]
    if missing or len(items) != len(keys):
        raise CollectionRefused(files=len(items), members=len(keys), missing=missing)
    return [found[key.index] for key in keys]


def _signed_by(group: Group, key: CertificateKeys, message: str, signature: Proof) -> bool:
    try:
        require_signature(group, key.verification, message, signature, where="")
    except CheckFailed:
        return False
    return True


def _lines(values: Sequence[object]) -> bytes:
    return b"".join(canonical.write(value) + b"\n" for value in values)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the collected file; the exit status is 1 where the files do not belong together."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=_FORMS)
    parser.add_argument("out", type=Path)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--group", choices=GROUP_NAMES, default=GROUP_NAMES[0])
    parser.add_argument("--certificates", type=Path)
    parser.add_argument("--polynomials", type=Path)
    parser.add_argument("--single", action="append", type=Path, default=[], help="a trustee.json")
    chosen = parser.parse_args(arguments)
    if chosen.what != "certificates" and chosen.certificates is None:
        parser.error("--certificates is needed")
    if chosen.what == "trustees" and chosen.polynomials is None:
        parser.error("--polynomials is needed")
    group = group_named(chosen.group)
    try:
        files = [path.read_bytes() for path in chosen.files]
        collect: dict[str, Callable[[], bytes]] = {
            "certificates": lambda: collect_certificates(group, files),
            "polynomials": lambda: collect_polynomials(
                group, chosen.certificates.read_bytes(), files
            ),
            "trustees": lambda: collect_trustees(
                group,
                chosen.certificates.read_bytes(),
                chosen.polynomials.read_bytes(),
                files,
                [path.read_bytes() for path in chosen.single],
            ),
        }
        write_durably(chosen.out, collect[chosen.what]())
    except (BeleniosError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
