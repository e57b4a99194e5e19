"""The finite-field groups over GMP: BELENIOS-2048 and RFC-3526-2048, printed in decimal.

Secret exponents go through `powmod_sec`, GMP's side-channel-quiet power; elements and exponents
of its results are secret only there. Everything else is public and uses whatever is fastest.
"""

import re
from collections.abc import Iterable, Sequence

from gmpy2 import invert, jacobi, mpz, powmod, powmod_sec

from linli.belenios.groups.buckets import weighted_product
from linli.belenios.groups.interface import Group, Job, NotAnElement, PublicKeyArithmetic

_FORM = re.compile("[1-9][0-9]{0,616}")
_SHORT_EXPONENT = 256  # bits
_BUCKETS = 16  # for the odd digits of five bits
_DIGITS = 43  # that an exponent of 256 bits has on average, each followed by a zero or more
_LONE_POWER = 280  # products that take as long as one power of GMP


class FiniteField(Group):
    """The subgroup of prime order q of the integers modulo the prime p."""

    def __init__(self, *, name: str, modulus: int, order: int, generator: int) -> None:
        self.name = name
        self.order = order
        self.modulus = mpz(modulus)
        self.generator = str(generator)
        self.identity = "1"
        self.safe_prime = modulus == 2 * order + 1

    def decoded(self, text: str) -> mpz:
        """Return the number of a canonical text, in [1, p)."""
        if not _FORM.fullmatch(text):
            raise NotAnElement(text=text, reason="form")
        value = mpz(text)
        if value >= self.modulus:
            raise NotAnElement(text=text, reason="range")
        return value

    def check(self, text: str) -> None:
        """Raise NotAnElement unless `text` is canonical, in range and in the subgroup."""
        value = self.decoded(text)
        if self.safe_prime:
            member = jacobi(value, self.modulus) == 1
        else:
            member = powmod(value, self.order, self.modulus) == 1
        if not member:
            raise NotAnElement(text=text, reason="subgroup")

    def power_of_generator(self, exponent: int) -> str:
        """Return generator^exponent in constant time."""
        return self.power(self.generator, exponent)

    def power(self, element: str, exponent: int) -> str:
        """Return element^exponent in constant time."""
        if exponent == 0:
            return self.identity
        return str(powmod_sec(self.decoded(element), mpz(exponent), self.modulus))

    def product(self, elements: Iterable[str]) -> str:
        """Return the product of elements of the group."""
        total = mpz(1)
        for element in elements:
            total = total * self.decoded(element) % self.modulus
        return str(total)

    def inverse(self, element: str) -> str:
        """Return the inverse of an element of the group."""
        return str(invert(self.decoded(element), self.modulus))

    def product_of_powers(self, pairs: Iterable[tuple[str, int]]) -> str:
        """Return the product of element^exponent."""
        total = mpz(1)
        for element, exponent in pairs:
            total = total * powmod(self.decoded(element), exponent, self.modulus) % self.modulus
        return str(total)

    def weighted_products(self, rows: Sequence[Sequence[str]], weights: Sequence[int]) -> list[str]:
        """Return, for each column, the product over the rows of element^weight."""
        modulus = self.modulus

        def times(left: mpz, right: mpz) -> mpz:
            return left * right % modulus

        columns = [[self.decoded(text) for text in column] for column in zip(*rows, strict=True)]
        return [
            str(weighted_product(column, weights, one=mpz(1), times=times)) for column in columns
        ]

    def progression(self, first: str, ratio: str, count: int) -> list[str]:
        """Return first, first * ratio, first * ratio^2 ...: `count` public elements."""
        value, step = self.decoded(first), self.decoded(ratio)
        texts = []
        for _ in range(count):
            texts.append(str(value))
            value = value * step % self.modulus
        return texts

    def for_public_key(self, public_key: str) -> "FieldPublicKeyArithmetic":
        """Return the arithmetic prepared for an election's public key."""
        self.check(public_key)
        return FieldPublicKeyArithmetic(self, public_key)


class FieldPublicKeyArithmetic(PublicKeyArithmetic):
    """Commitments with tables for g and y, and the squarings of a base shared by its rows."""

    def __init__(self, group: FiniteField, public_key: str) -> None:
        self._group = group
        self._powers_of_g = _FixedBase(group, group.decoded(group.generator))
        self._powers_of_y = _FixedBase(group, group.decoded(public_key))

    def commitments(self, jobs: Sequence[Job]) -> list[str]:
        """Return every commitment of every job, in order, as printed elements."""
        bases: dict[str, _Base] = {}
        results = []
        for job in jobs:
            factors = [
                bases.get(factor) or _Base(self._group, self._group.decoded(factor))
                for factor in job.factors
            ]
            powers = job.member + sum(exponent > 1 for _, _, exponent in job.rows)
            base = factors[0] if len(factors) == 1 else _product(self._group, factors, powers)
            base.prepare(powers)
            if job.member:
                self._require_member(base)
            if len(factors) == 1:
                bases[job.factors[0]] = base
            for g, y, exponent in job.rows:
                value = self._powers_of_g.times_power(base.power(exponent), g)
                results.append(str(self._powers_of_y.times_power(value, y)))
        return results

    def _require_member(self, base: "_Base") -> None:
        if self._group.safe_prime:
            member = jacobi(base.value, self._group.modulus) == 1
        else:
            member = base.power(self._group.order) == 1
        if not member:
            raise NotAnElement(text=str(base.value), reason="subgroup")


class _FixedBase:
    """Powers of one base, prepared: a public power costs one product per byte."""

    def __init__(self, group: FiniteField, base: mpz) -> None:
        self._modulus = modulus = group.modulus
        self._base = base
        self._rows: list[list[mpz]] = []
        # For exponents as long as the modulus a table would not pay for its memory.
        if group.order.bit_length() > _SHORT_EXPONENT:
            return
        for _ in range(_SHORT_EXPONENT // 8):
            row = [mpz(1)]
            for _ in range(255):
                row.append(row[-1] * base % modulus)
            self._rows.append(row)
            base = row[-1] * base % modulus

    def times_power(self, value: mpz, exponent: int) -> mpz:
        """Return value * base^exponent."""
        if exponent == 0:
            return value
        if not self._rows:
            return value * powmod(self._base, exponent, self._modulus) % self._modulus
        for row, digit in zip(
            self._rows, exponent.to_bytes(len(self._rows), "little"), strict=True
        ):
            if digit:
                value = value * row[digit] % self._modulus
        return value


class _Base:
    """A base and its public powers: several of them share all base^(2^i)."""

    def __init__(self, group: FiniteField, value: mpz) -> None:
        self.value = value
        self.squares: list[mpz] = []
        self._modulus = group.modulus
        self._short = group.order.bit_length() <= _SHORT_EXPONENT
        self._chains: list[list[mpz]] = []  # of squares, whose common power is the base's

    def prepare(self, powers: int) -> None:
        """Get ready for so many powers; alone, or with long exponents, GMP's own is faster."""
        if self._chains or powers < 2 or not self._short:
            return
        square, modulus = self.value, self._modulus
        self.squares.append(square)
        for _ in range(_SHORT_EXPONENT - 1):
            square = square * square % modulus
            self.squares.append(square)
        self._chains = [self.squares]

    def share(self, factors: Sequence["_Base"]) -> None:
        """Use the squares of the factors of this base, where all of them have theirs."""
        if all(factor.squares for factor in factors):
            self._chains = [factor.squares for factor in factors]

    def power(self, exponent: int) -> mpz:
        """Return base^exponent."""
        if exponent == 1:
            return self.value
        if not self._chains:
            return powmod(self.value, exponent, self._modulus)
        return self._by_digits(mpz(exponent))

    def _by_digits(self, exponent: mpz) -> mpz:
        """Return the power by odd digits of five bits: squares of equal digit meet (Yao)."""
        modulus = self._modulus
        held: list[mpz | None] = [None] * _BUCKETS  # for the digits 1, 3, 5, ...
        place = exponent.bit_scan1(0)
        while place is not None:
            digit = int(exponent >> place & 31) >> 1
            for squares in self._chains:
                found = held[digit]
                held[digit] = squares[place] if found is None else found * squares[place] % modulus
            place = exponent.bit_scan1(place + 5)
        # Their powers 1, 3, 5, ... are all of them once, and the running products above twice.
        running = above = mpz(1)
        for value in reversed(held[1:]):
            if value is not None:
                running = running * value % modulus
            above = above * running % modulus
        total = above * above % modulus * running % modulus
        return total if held[0] is None else total * held[0] % modulus


def _product(group: FiniteField, factors: Sequence[_Base], powers: int) -> _Base:
    """Return the base that is the product of others, with their squares if that is cheaper."""
    value = mpz(1)
    for factor in factors:
        value = value * factor.value % group.modulus
    base = _Base(group, value)
    on_its_own = _LONE_POWER if powers == 1 else _SHORT_EXPONENT + powers * (_DIGITS + _BUCKETS)
    if powers * (_DIGITS * len(factors) + _BUCKETS) < on_its_own:
        base.share(factors)
    return base


def belenios_2048() -> FiniteField:
    """Return BELENIOS-2048: a 2048-bit prime and a subgroup of 256-bit order."""
    return FiniteField(
        name="BELENIOS-2048",
        modulus=_BELENIOS_2048_MODULUS,
        order=78571733251071885079927659812671450121821421258408794611510081919805623223441,
        generator=_BELENIOS_2048_GENERATOR,
    )


def rfc_3526_2048() -> FiniteField:
    """Return RFC-3526-2048: the safe prime of RFC 3526 section 3, with generator 2."""
    return FiniteField(
        name="RFC-3526-2048",
        modulus=_RFC_3526_MODULUS,
        order=(_RFC_3526_MODULUS - 1) // 2,
        generator=2,
    )


_BELENIOS_2048_MODULUS = int(
    "2069478569142254640101364365750500806492298929575110409710088478705737421924271740192223"
    "7254497684338129066633138078958404960054389636289796393038773905722803605973749427671376"
    "7776188985898727358650490811670993105358677809800307904916540637771737641986785272734744"
    "7634183560003569830519314428456170191100078673730733356412397173289791324047457883446826"
    "0652327974647951137672658693582180046317922073668860052627186363386088796882120769432366"
    "1494910029234443463732221458841005864210502421203654335612013204811188524087310770141516"
    "6620016231317716937218924807850771182784231749807327659882882516918310312568016207288071"
    "9"
)
_BELENIOS_2048_GENERATOR = int(
    "2402352677501852209227687703532399932712287657378364916510075318787663274146353219320285"
    "6761552696787996946682987493890950838965734256019006010684771644917354741372831046104586"
    "8131451178164675540052740288984613986453266121505579709716201616827031288643245666383486"
    "3635782106154918419982534315189740658186868651151358576410138882215396016043228843603930"
    "9893336627728484065931384060102316750957637779826651036068224066350766977640253462537730"
    "8513317349519424896775405257365904949247763147599157519877517771148149092045660020547812"
    "7054728238140972518639858334115700568353695553423781475582491896050296680037745308460627"
)
_RFC_3526_MODULUS = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A0879"
    "8E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B"
    "0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA4836"
    "1C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804"
    "F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6"
    "955817183995497CEA956AE515D2261898FA051015728E5A8AACAA68FFFFFFFFFFFFFFFF",
    16,
)
