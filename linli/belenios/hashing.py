"""The hashes of protocol version 1: what is shown, what names a body, what challenges a proof."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from linli.belenios.groups import Group


def hex_digest(data: bytes) -> str:
    """Return the SHA-256 that names a body in an archive."""
    return sha256(data).hexdigest()


def compact_digest(data: bytes) -> str:
    """Return the SHA-256 as people see it: Base64 without padding, 43 characters.

    Of an election this is its fingerprint, of a ballot its tracker (选票追踪码).
    """
    return b64encode(sha256(data).digest()).rstrip(b"=").decode()


def challenge(group: Group, prefix: str, commitments: Iterable[str]) -> int:
    """Return the challenge of a proof: the hash of its prefix and commitments, modulo q."""
    data = (prefix + ",".join(commitments)).encode()
    return int.from_bytes(sha256(data).digest(), "big") % group.order


def scalar_of(group: Group, text: str) -> int:
    """Return the exponent that is derived from a text (a seed, for example)."""
    return int.from_bytes(sha256(text.encode()).digest(), "big") % group.order
