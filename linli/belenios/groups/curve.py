"""Points of edwards25519 over big integers, for public data only (its time depends on the data).

Extended coordinates (X : Y : Z : T) with x = X/Z, y = Y/Z, xy = T/Z on -x² + y² = 1 + dx²y²,
with the complete addition formulas for a = -1, so that no pair of points is a special case.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

from gmpy2 import invert, mpz, powmod

PRIME: Final = 2**255 - 19
ORDER: Final = 2**252 + 27742317777372353535851937790883648493

Point: TypeAlias = tuple[mpz, mpz, mpz, mpz]
# A table entry (y - x, y + x, 2dxy) of an affine point: one multiplication less per addition.
_Entry: TypeAlias = tuple[mpz, mpz, mpz]

_P: Final = mpz(PRIME)
_D: Final = -121665 * invert(mpz(121666), _P) % _P
_2D: Final = 2 * _D % _P
_ROOT_OF_MINUS_ONE: Final = powmod(mpz(2), (PRIME - 1) // 4, _P)
_WINDOW: Final = 10
_WINDOW_MASK: Final = (1 << _WINDOW) - 1

IDENTITY: Final[Point] = (mpz(0), mpz(1), mpz(1), mpz(0))


def decompressed(encoded: bytes) -> Point:
    """Return the point of an RFC 8032 encoding; ValueError unless canonical and on the curve."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, mpz(number & ((1 << 255) - 1))
    if y >= _P:
        raise ValueError("not canonical")
    u, v = (y * y - 1) % _P, (_D * y * y + 1) % _P
    candidate = u * v**3 * powmod(u * v**7, (PRIME - 5) // 8, _P) % _P
    square = v * candidate * candidate % _P
    if square == (-u) % _P:
        candidate = candidate * _ROOT_OF_MINUS_ONE % _P
    elif square != u:
        raise ValueError("not on the curve")
    if candidate == 0 and sign:
        raise ValueError("not canonical")
    x = candidate if candidate % 2 == sign else _P - candidate
    return (x, y, mpz(1), x * y % _P)


def compressed(points: Sequence[Point]) -> list[bytes]:
    """Return the RFC 8032 encodings of the points, after one inversion for all of them."""
    return [int(y + (x % 2 << 255)).to_bytes(32, "little") for x, y in _affine(points)]


def add(left: Point, right: Point) -> Point:
    """Return the sum of two points."""
    x1, y1, z1, t1 = left
    x2, y2, z2, t2 = right
    a = (y1 - x1) * (y2 - x2) % _P
    b = (y1 + x1) * (y2 + x2) % _P
    c = t1 * t2 % _P * _2D % _P
    d = 2 * z1 * z2 % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def double(point: Point) -> Point:
    """Return twice the point."""
    x, y, z, _ = point
    a, b = x * x % _P, y * y % _P
    h = a + b
    e = (h - (x + y) * (x + y)) % _P
    g = a - b
    f = 2 * z * z + g
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


class FixedBase:
    """Multiples of one point, prepared: a public power costs 26 additions and no doubling."""

    def __init__(self, base: Point) -> None:
        self._rows: list[list[_Entry]] = []
        for _ in range(-(-256 // _WINDOW)):
            multiples = [base]
            for _ in range((1 << _WINDOW) - 2):
                multiples.append(add(multiples[-1], base))
            self._rows.append(_entries(multiples))
            base = add(multiples[-1], base)

    def add_power(self, point: Point, exponent: int) -> Point:
        """Return point + exponent * base, for an exponent in [0, 2^256)."""
        x1, y1, z1, t1 = point
        for row in self._rows:
            digit, exponent = exponent & _WINDOW_MASK, exponent >> _WINDOW
            if not digit:
                continue
            minus, plus, product = row[digit - 1]
            a = (y1 - x1) * minus % _P
            b = (y1 + x1) * plus % _P
            c = t1 * product % _P
            d = 2 * z1
            e, f, g, h = b - a, d - c, d + c, b + a
            x1, y1, z1, t1 = e * f % _P, g * h % _P, f * g % _P, e * h % _P
        return (x1, y1, z1, t1)


def _entries(points: Sequence[Point]) -> list[_Entry]:
    return [((y - x) % _P, (y + x) % _P, x * y % _P * _2D % _P) for x, y in _affine(points)]


def _affine(points: Sequence[Point]) -> list[tuple[mpz, mpz]]:
    """Return (x, y) of the points, sharing one inversion (Montgomery's trick)."""
    products = [mpz(1)]
    for point in points:
        products.append(products[-1] * point[2] % _P)
    inverse = invert(products[-1], _P)
    affine = []
    for (x, y, z, _), before in zip(reversed(points), reversed(products[:-1]), strict=True):
        own = inverse * before % _P
        inverse = inverse * z % _P
        affine.append((x * own % _P, y * own % _P))
    return affine[::-1]
