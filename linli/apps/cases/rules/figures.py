"""Figures about cases: each with its counts, none without a large enough denominator.

Source: [rule:case-figures]. A rate never stands alone: the page shows part and whole, and what was
left out of the whole and why. There is no figure about a single worker.
"""

from dataclasses import dataclass
from math import sqrt

# Below this many cases a rate says nothing about anybody; the counts are shown, the rate is not.
MIN_COUNT = 20
# A public table shows no count smaller than this, so that nobody is recognised behind it.
SMALL_COUNT = 5
# Whoever reports the same kind of matter again within these days repeats themselves.
REPEAT_DAYS = 30
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its counts; `left_out` were excluded, paused or unreachable."""

    part: int
    whole: int
    left_out: int = 0

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


def public_counts(counts: dict[str, int]) -> dict[str, int | None]:
    """Return counts as a public table shows them: small ones hidden, and never just one of them.

    Zero stays zero. With a single small count the total would give it away, so the next smallest
    is hidden with it. Source: [rule:small-numbers].
    """
    small = {name for name, count in counts.items() if 0 < count < SMALL_COUNT}
    if len(small) == 1:
        others = sorted(
            (count, name) for name, count in counts.items() if count and name not in small
        )
        small |= {name for _count, name in others[:1]}
    return {name: None if name in small else count for name, count in counts.items()}
