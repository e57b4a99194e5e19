"""Counts and areas as integers of their own types; shares are compared by cross-multiplying.

Source: [rule:exact-comparison]. A weighted sum can't be compared with a head count: the types
refuse, so the two denominators of an owners' vote cannot be mixed up.
"""

import re
from dataclasses import dataclass
from typing import Self, TypeVar

from linli.core.errors import InvalidInput

_SQUARE_METRES = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?", re.ASCII)


class AreaMalformed(InvalidInput):
    """The text is no area in square metres with at most two decimals."""

    code = "area.malformed"


@dataclass(frozen=True, slots=True)
class _Quantity:
    value: int

    def __post_init__(self) -> None:
        if type(self.value) is not int:
            raise TypeError(f"{type(self).__name__} holds an int, not {type(self.value).__name__}")

    def _same(self, other: object) -> int:
        if type(other) is not type(self):
            raise TypeError(f"{type(self).__name__} and {type(other).__name__} do not mix")
        return other.value

    def __add__(self, other: Self) -> Self:
        return type(self)(self.value + self._same(other))

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.value - self._same(other))

    def __lt__(self, other: Self) -> bool:
        return self.value < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.value <= self._same(other)

    def __gt__(self, other: Self) -> bool:
        return self.value > self._same(other)

    def __ge__(self, other: Self) -> bool:
        return self.value >= self._same(other)


class Heads(_Quantity):
    """A number of persons or owner groups (人数)."""

    __slots__ = ()


class AreaCm(_Quantity):
    """An area in units of 0.01 m² (面积)."""

    __slots__ = ()

    @classmethod
    def from_text(cls, text: str) -> "AreaCm":
        """Parse square metres such as "89.5" exactly.

        Raises AreaMalformed for anything but a non-negative number with at most two decimals.
        """
        match = _SQUARE_METRES.fullmatch(text.strip())
        if match is None:
            raise AreaMalformed(given=text[:40])
        whole, fraction = match.groups(default="")
        return cls(int(whole) * 100 + int(fraction.ljust(2, "0")))

    def __str__(self) -> str:
        return f"{self.value // 100}.{self.value % 100:02d}"


Q = TypeVar("Q", bound=_Quantity)


def at_least(part: Q, whole: Q, numerator: int, denominator: int) -> bool:
    """Tell whether part/whole ≥ numerator/denominator (以上), in exact integers."""
    return denominator * part.value >= numerator * _of_same_kind(part, whole)


def more_than_half(part: Q, whole: Q) -> bool:
    """Tell whether part/whole > 1/2 (过半数), in exact integers."""
    return 2 * part.value > _of_same_kind(part, whole)


def _of_same_kind(part: Q, whole: Q) -> int:
    """Return the value of `whole`; raises TypeError when the kinds differ."""
    if type(part) is not type(whole):
        raise TypeError(f"{type(part).__name__} and {type(whole).__name__} do not mix")
    return whole.value
