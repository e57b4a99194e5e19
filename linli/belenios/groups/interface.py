"""What the protocol asks of a group, and what an accelerator has to provide.

An element is handled as the text that the protocol prints and hashes: archives, hashes and
functions all speak that one form, and a value can cross to another process as it is.
Exponents are Python integers in [0, order).

Two kinds of arithmetic are kept apart.
Methods of `Group` named `power…` take *secret* exponents and run in constant time.
Everything else works on public data only, and may take as long as the data makes it take.

Source: [rule:belenios-groups].
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from linli.belenios.errors import BeleniosError


class UnknownGroup(BeleniosError):
    """The group is not one of those of protocol version 1."""

    code = "group.unknown"


class NotAnElement(BeleniosError):
    """The text is not an element of the group; `reason` is form, range, curve or subgroup."""

    code = "group.element"


class Job(NamedTuple):
    """One variable base, and all the commitments to recompute on it.

    The base is the product of `factors` (usually one). Each row (a, b, c) asks for
    g^a * y^b * base^c, every exponent in [0, order). The row (0, 0, 1) asks for the base's own
    print, and should cost no more than that.
    With `member`, the base must be shown to lie in the prime-order subgroup; without, it is
    the product of elements shown to lie there by other jobs of the same call or before.
    """

    factors: tuple[str, ...]
    member: bool
    rows: tuple[tuple[int, int, int], ...]


class PublicKeyArithmetic(ABC):
    """Powers of g and of one public key y, prepared once and used for a whole election.

    Only public data ever comes here. An implementation keeps tables for g and y.
    """

    @abstractmethod
    def commitments(self, jobs: Sequence[Job]) -> list[str]:
        """Return every commitment of every job, in order, as printed elements.

        One call carries everything that one ballot needs, so that an implementation can share
        doublings between the rows of a base, share the decoding of a text that occurs in
        several jobs (a product repeats its factors), and print all results after a single
        inversion. Raises NotAnElement for the first text that is not canonical, not on the
        curve or, where the job says so, not in the subgroup. The identity is an element.
        """


class Group(ABC):
    """A group of prime order in which discrete logarithms are hard."""

    name: str
    order: int
    generator: str
    identity: str

    @abstractmethod
    def check(self, text: str) -> None:
        """Raise NotAnElement unless `text` is the canonical print of an element."""

    @abstractmethod
    def power_of_generator(self, exponent: int) -> str:
        """Return generator^exponent for a secret exponent, in constant time."""

    @abstractmethod
    def power(self, element: str, exponent: int) -> str:
        """Return element^exponent for a secret exponent, in constant time."""

    @abstractmethod
    def product(self, elements: Iterable[str]) -> str:
        """Return the product of elements that are known to be in the group."""

    @abstractmethod
    def inverse(self, element: str) -> str:
        """Return the inverse of an element that is known to be in the group."""

    @abstractmethod
    def product_of_powers(self, pairs: Iterable[tuple[str, int]]) -> str:
        """Return the product of element^exponent; everything here is public."""

    @abstractmethod
    def weighted_products(self, rows: Sequence[Sequence[str]], weights: Sequence[int]) -> list[str]:
        """Return, for each column, the product over the rows of element^weight.

        All rows have the same length, and at least one row is given. Weights are public
        natural numbers, usually small; elements are known to be in the group.
        """

    @abstractmethod
    def progression(self, first: str, ratio: str, count: int) -> list[str]:
        """Return first, first * ratio, first * ratio^2 ...: `count` public elements."""

    @abstractmethod
    def for_public_key(self, public_key: str) -> PublicKeyArithmetic:
        """Return the arithmetic prepared for an election's public key."""

    def quotient(self, dividend: str, divisor: str) -> str:
        """Return dividend / divisor, both known to be in the group."""
        return self.product((dividend, self.inverse(divisor)))
