"""Figures about cases: each with its counts, none without a large enough denominator.

Source: [rule:case-figures]. A rate never stands alone: the page shows part and whole, and what was
left out of the whole and why. There is no figure about a single worker.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import NamedTuple

# Below this many cases a rate says nothing about anybody; the counts are shown, the rate is not.
MIN_COUNT = 20
# A public table shows no count smaller than this, so that nobody is recognised behind it.
SMALL_COUNT = 5
# And the others only to the nearest multiple of this, so that small ones cannot be worked out.
ROUNDED_TO = 5
# Whoever reports the same kind of matter again within these days repeats themselves.
REPEAT_DAYS = 30
_Z = 1.96


class Aside(NamedTuple):
    """How many cases of a period stand still now (缓办、挂账中)."""

    paused: int
    hung_up: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its counts.

    `left_out` were excluded, withdrawn or unreachable. `aside` is what would be in the whole if
    its clock did not stand; None where the whole is not what was due.
    """

    part: int
    whole: int
    left_out: int = 0
    aside: Aside | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole or self.left_out < 0:
            raise ValueError(f"no share: {self.part} of {self.whole}")

    @property
    def is_shown(self) -> bool:
        """Tell whether there are enough cases for a rate."""
        return self.whole >= MIN_COUNT

    @property
    def hundredths(self) -> int | None:
        """Return the share in hundredths of a percent, half up; None of nothing."""
        if not self.whole:
            return None
        return (20_000 * self.part + self.whole) // (2 * self.whole)

    @property
    def interval(self) -> tuple[float, float]:
        """Return the Wilson interval at 95 % as shares between 0 and 1.

        Source: E. B. Wilson, Probable inference, JASA 22 (1927).
        """
        if not self.whole:
            return 0.0, 1.0
        share, square = self.part / self.whole, _Z * _Z
        middle = share + square / (2 * self.whole)
        reach = _Z * sqrt(share * (1 - share) / self.whole + square / (4 * self.whole**2))
        scale = 1 + square / self.whole
        low = 0.0 if not self.part else (middle - reach) / scale
        high = 1.0 if self.part == self.whole else (middle + reach) / scale
        return low, high


def percent(rate: Rate) -> str:
    """Return "93.72 %", or a dash of nothing; rounding is for the eye only."""
    value = rate.hundredths
    return "–" if value is None else f"{value // 100}.{value % 100:02d} %"


def breaks_down(*counts: int) -> bool:
    """Tell whether there are enough cases for tables by category, place and cell.

    Below that a table compares chance with chance, and every line points at single cases.
    Source: [rule:case-figures].
    """
    return max(counts, default=0) >= MIN_COUNT


class Edge(StrEnum):
    """How a public share is told where part or rest is too small to be shown (公开比率的界)."""

    NONE = ""
    AT_LEAST = "AT_LEAST"  # 不低于
    AT_MOST = "AT_MOST"  # 不高于


@dataclass(frozen=True, slots=True)
class PublicRate:
    """A share for everybody: counts as `public_count` shows them, the share in whole percents.

    `part` is None where part or rest is small; then the share is a bound, as `edge` says.
    """

    part: int | None
    whole: int
    left_out: int | None
    share: int
    edge: Edge = Edge.NONE
    aside: tuple[int | None, int | None] | None = None

    @property
    def interval(self) -> tuple[int, int] | None:
        """Return the Wilson interval at 95 % in whole percents; None where the share is a bound."""
        if self.part is None:
            return None
        low, high = Rate(self.part, self.whole).interval
        return round(100 * low), round(100 * high)


def public_count(count: int) -> int | None:
    """Return a count for everybody: to the nearest five, None where it is below five.

    What is added up, subtracted or compared with another place, another period or the page of
    yesterday is only known to within two; so nothing small follows from anything large.
    Source: [rule:small-numbers].
    """
    return None if count < SMALL_COUNT else (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def public_rate(rate: Rate) -> PublicRate | None:
    """Return a share for everybody; None of fewer than twenty. Source: [rule:small-numbers].

    It is worked out from the rounded counts, so that it says no more than they do.
    """
    if not rate.is_shown:
        return None
    whole = public_count(rate.whole) or 0
    left_out = public_count(rate.left_out)
    aside = None
    if rate.aside is not None:
        aside = (public_count(rate.aside.paused), public_count(rate.aside.hung_up))
    # The whole may be two less than it is rounded to, the small part or rest up to four.
    least = whole - ROUNDED_TO // 2
    if rate.part < SMALL_COUNT:
        most = -(-100 * (SMALL_COUNT - 1) // least)
        return PublicRate(None, whole, left_out, most, Edge.AT_MOST, aside)
    if rate.whole - rate.part < SMALL_COUNT:
        bound = 100 * (least - SMALL_COUNT + 1) // least
        return PublicRate(None, whole, left_out, bound, Edge.AT_LEAST, aside)
    part = public_count(rate.part) or 0
    share = (200 * part + whole) // (2 * whole)
    return PublicRate(part, whole, left_out, share, aside=aside)
