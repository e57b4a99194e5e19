"""Ed25519 over libsodium, in the print of Belenios: the number y + 2^255 (x mod 2), in hex.

Secret exponents meet libsodium only. Public powers of an election's key use a table over big
integers, which beats libsodium's variable-base multiplication.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from nacl import bindings as sodium

from linli.belenios.groups import curve
from linli.belenios.groups.buckets import weighted_product
from linli.belenios.groups.interface import Group, Job, NotAnElement, PublicKeyArithmetic

_FORM = re.compile("[0-9a-f]{64}")
_IDENTITY: Final = bytes([1]) + bytes(31)


class Ed25519(Group):
    """The prime-order subgroup of edwards25519; RFC 8032's base point generates it."""

    name = "Ed25519"
    order = curve.ORDER
    generator = "66" * 31 + "58"
    identity = "0" * 63 + "1"

    def check(self, text: str) -> None:
        """Raise NotAnElement unless `text` is canonical, on the curve and in the subgroup."""
        point = _decoded(text)
        if point != _IDENTITY and not sodium.crypto_core_ed25519_is_valid_point(point):
            raise NotAnElement(text=text, reason=_fault(point))

    def power_of_generator(self, exponent: int) -> str:
        """Return generator^exponent in constant time."""
        if exponent == 0:
            return self.identity
        scalar = exponent.to_bytes(32, "little")
        return _printed(sodium.crypto_scalarmult_ed25519_base_noclamp(scalar))

    def power(self, element: str, exponent: int) -> str:
        """Return element^exponent in constant time."""
        return _printed(_power(_decoded(element), exponent))

    def product(self, elements: Iterable[str]) -> str:
        """Return the product of elements of the group."""
        total = _IDENTITY
        for element in elements:
            total = sodium.crypto_core_ed25519_add(total, _decoded(element))
        return _printed(total)

    def inverse(self, element: str) -> str:
        """Return the inverse of an element of the group."""
        return _printed(sodium.crypto_core_ed25519_sub(_IDENTITY, _decoded(element)))

    def product_of_powers(self, pairs: Iterable[tuple[str, int]]) -> str:
        """Return the product of element^exponent."""
        total = _IDENTITY
        for element, exponent in pairs:
            power = _power(_decoded(element), exponent % self.order)
            total = sodium.crypto_core_ed25519_add(total, power)
        return _printed(total)

    def weighted_products(self, rows: Sequence[Sequence[str]], weights: Sequence[int]) -> list[str]:
        """Return, for each column, the product over the rows of element^weight."""
        points = []
        for column in zip(*rows, strict=True):
            elements = [curve.decompressed(_decoded(text)) for text in column]
            points.append(weighted_product(elements, weights, one=curve.IDENTITY, times=curve.add))
        return [_printed(point) for point in curve.compressed(points)]

    def progression(self, first: str, ratio: str, count: int) -> list[str]:
        """Return first, first * ratio, first * ratio^2 ...: `count` public elements."""
        point, step = (curve.decompressed(_decoded(text)) for text in (first, ratio))
        points = []
        for _ in range(count):
            points.append(point)
            point = curve.add(point, step)
        return [_printed(point) for point in curve.compressed(points)]

    def for_public_key(self, public_key: str) -> PublicKeyArithmetic:
        """Return the arithmetic prepared for an election's public key."""
        self.check(public_key)
        return Ed25519PublicKeyArithmetic(public_key)


class Ed25519PublicKeyArithmetic(PublicKeyArithmetic):
    """Commitments with a table for y, and libsodium for g and the variable base."""

    def __init__(self, public_key: str) -> None:
        self._powers_of_y = curve.FixedBase(curve.decompressed(_decoded(public_key)))

    def commitments(self, jobs: Sequence[Job]) -> list[str]:
        """Return every commitment of every job, in order, as printed elements."""
        powers_of_y = iter(
            curve.compressed(
                [
                    self._powers_of_y.add_power(curve.IDENTITY, y)
                    for job in jobs
                    for _, y, _ in job.rows
                    if y
                ]
            )
        )
        results = []
        for job in jobs:
            base = _base(job)
            for g, y, exponent in job.rows:
                value = _checked_power(base, exponent)
                if g:
                    value = sodium.crypto_core_ed25519_add(value, _power_of_g(g))
                if y:
                    value = sodium.crypto_core_ed25519_add(value, next(powers_of_y))
                results.append(_printed(value))
        return results


def _base(job: Job) -> bytes:
    """Return the job's base, decoded, once it is a member or the first power of it will tell."""
    first, *others = (_decoded(factor) for factor in job.factors)
    base = first
    for factor in others:
        base = sodium.crypto_core_ed25519_add(base, factor)
    told_by_power = bool(job.rows) and job.rows[0][2] > 1
    if base != _IDENTITY and job.member and not told_by_power:
        _require_point(base)
    return base


def _checked_power(base: bytes, exponent: int) -> bytes:
    """Return base^exponent; libsodium refuses what is not in the subgroup."""
    try:
        return _power(base, exponent)
    except RuntimeError:
        raise NotAnElement(text=_printed(base), reason=_fault(base)) from None


def _require_point(point: bytes) -> None:
    if not sodium.crypto_core_ed25519_is_valid_point(point):
        raise NotAnElement(text=_printed(point), reason=_fault(point))


def _power_of_g(exponent: int) -> bytes:
    if exponent == 0:
        return _IDENTITY
    return sodium.crypto_scalarmult_ed25519_base_noclamp(exponent.to_bytes(32, "little"))


def _power(point: bytes, exponent: int) -> bytes:
    """Return point^exponent; libsodium itself has no answer where that is the identity."""
    if exponent == 0 or point == _IDENTITY:
        return _IDENTITY
    if exponent == 1:
        return point
    return sodium.crypto_scalarmult_ed25519_noclamp(exponent.to_bytes(32, "little"), point)


def _decoded(text: str) -> bytes:
    if not _FORM.fullmatch(text):
        raise NotAnElement(text=text, reason="form")
    return bytes.fromhex(text)[::-1]


def _printed(point: bytes) -> str:
    return point[::-1].hex()


def _fault(point: bytes) -> str:
    """Return which rule the refused point breaks."""
    if int.from_bytes(point, "little") & ((1 << 255) - 1) >= curve.PRIME:
        return "range"
    try:
        curve.decompressed(point)
    except ValueError:
        return "curve"
    return "subgroup"
