"""How secret a secret vote weighted by area really is (隐私下限).

The totals of a weighted vote are exact sums of the participants' areas. Where few people take part,
or one owns very much, somebody with the roster can work back from the sums to single votes. This
module measures that before a vote is opened and says what to do. [rule:belenios-privacy]

The measure: the choices of the participants carry so many bits, the published totals tell so many;
what is left is the binary logarithm of the number of ways to vote that explain the same totals.
Areas are whole numbers of 0.01 m², `unit` is what weights are rounded to: 1 (exact), 100 (1 m²) or
1000 (10 m²).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import e, log2, pi
from typing import Final

FLOOR_BITS: Final = 40
LARGEST_SHARE: Final = Fraction(1, 10)
EXACT, SQUARE_METRE, TEN_SQUARE_METRES = 1, 100, 1000

# The entropy of a sum that is nearly normal, of variance v, is log2(v * this) / 2 bits.
_NORMAL: Final = 2 * pi * e


class Kind(StrEnum):
    """What a participant does with a question."""

    ONE_OF = "one_of"  # choose exactly one option (abstention counts as one)
    ANY_OF = "any_of"  # approve each option or not, as in electing a committee


class Advice(StrEnum):
    """What to show before a weighted vote is opened; the edge has the sentences."""

    SAFE = "privacy.safe"
    OPEN_VOTE = "privacy.open_vote"
    ROUND_TO_SQUARE_METRE = "privacy.round_to_square_metre"
    ROUND_TO_TEN_SQUARE_METRES = "privacy.round_to_ten_square_metres"
    MORE_PARTICIPANTS = "privacy.more_participants"
    LARGER_ELECTORATE = "privacy.larger_electorate"
    LARGE_OWNER = "privacy.large_owner"
    RECOGNISABLE_WEIGHTS = "privacy.recognisable_weights"


@dataclass(frozen=True)
class Ask:
    """One question as far as privacy is concerned: its kind and how many options it has."""

    kind: Kind
    options: int

    def __post_init__(self) -> None:
        if self.options < (2 if self.kind is Kind.ONE_OF else 1):
            raise ValueError("a question needs something to choose from")


@dataclass(frozen=True)
class Assessment:
    """The measure and what follows from it; `advice` stands in the order in which to show it."""

    participants: int
    unit: int
    choice_bits: float
    published_bits: float
    participants_needed: int | None
    largest_area: int
    total_area: int
    unique_weights: int
    advice: tuple[Advice, ...]

    @property
    def hidden_bits(self) -> float:
        """How many bits of the votes the totals leave open, in the question that leaves least."""
        return max(0.0, self.choice_bits - self.published_bits)

    @property
    def safe(self) -> bool:
        """Whether a secret weighted vote may be held as planned."""
        return Advice.SAFE in self.advice


def assess(
    areas: Sequence[int],
    asks: Sequence[Ask],
    *,
    unit: int = EXACT,
    participants: int | None = None,
    floor_bits: int = FLOOR_BITS,
    largest_share: Fraction = LARGEST_SHARE,
) -> Assessment:
    """Return how safe a secret weighted vote of these owners is.

    `areas` has one entry per credential: all an owner has, in 0.01 m². `participants` is how many
    are expected to vote, all of them unless given: it is those who vote that hide one another.
    """
    if not areas or not asks or min(areas) < 0 or unit < 1:
        raise ValueError("areas, questions and a unit of at least 1 are needed")
    voters = len(areas) if participants is None else min(participants, len(areas))
    choice, published = min(
        (_bits(ask, areas, voters, unit) for ask in asks), key=lambda bits: bits[0] - bits[1]
    )
    needed = _participants_needed(asks, areas, unit, floor_bits)
    weights = Counter(rounded(area, unit) for area in areas)
    unique = sum(1 for count in weights.values() if count == 1)
    advice = (
        []
        if choice - published >= floor_bits
        else [
            *_ways_out(asks, areas, voters, unit, floor_bits),
            Advice.LARGER_ELECTORATE
            if needed is None or needed > len(areas)
            else Advice.MORE_PARTICIPANTS,
        ]
    )
    if max(areas) * largest_share.denominator > largest_share.numerator * sum(areas):
        advice.append(Advice.LARGE_OWNER)
    advice.insert(0, Advice.OPEN_VOTE if advice else Advice.SAFE)
    if unique:
        advice.append(Advice.RECOGNISABLE_WEIGHTS)
    return Assessment(
        voters, unit, choice, published, needed, max(areas), sum(areas), unique, tuple(advice)
    )


def _ways_out(
    asks: Sequence[Ask], areas: Sequence[int], voters: int, unit: int, floor_bits: int
) -> list[Advice]:
    """Return the finest rounding that would be safe, if one is."""
    for coarser, advice in (
        (SQUARE_METRE, Advice.ROUND_TO_SQUARE_METRE),
        (TEN_SQUARE_METRES, Advice.ROUND_TO_TEN_SQUARE_METRES),
    ):
        if coarser > unit and _hidden(asks, areas, voters, coarser) >= floor_bits:
            return [advice]
    return []


def _participants_needed(
    asks: Sequence[Ask], areas: Sequence[int], unit: int, floor_bits: int
) -> int | None:
    """Return how many owners like these would be enough; None if no number up to a million is."""
    low, high = 0, 1
    while _hidden(asks, areas, high, unit) < floor_bits:
        low, high = high, 2 * high
        if high > 1_000_000:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        if _hidden(asks, areas, middle, unit) < floor_bits:
            low = middle
        else:
            high = middle
    return high


def _hidden(asks: Sequence[Ask], areas: Sequence[int], voters: int, unit: int) -> float:
    return min(choice - told for choice, told in (_bits(a, areas, voters, unit) for a in asks))


def _bits(ask: Ask, areas: Sequence[int], voters: int, unit: int) -> tuple[float, float]:
    """Return the bits of the choices, and the bits that heads and areas per option tell of them.

    Both tallies are sums of many small parts, so their joint distribution is nearly normal: heads
    first, then what the area adds once the heads are known, which is nothing where all areas are
    equal. Options of ONE_OF are told but for the last, which follows; for ANY_OF each option is a
    question of its own, and all are alike.
    """
    options, sums = (2, 1) if ask.kind is Kind.ANY_OF else (ask.options, ask.options - 1)
    count, total = len(areas), sum(areas)
    spread = sum((count * area - total) ** 2 for area in areas) / count**3 / unit**2
    # The covariance of all but one of k equally likely options has determinant k^-k.
    common = -options * log2(options) / 2
    heads = sums / 2 * log2(_NORMAL * voters) + common
    added = sums / 2 * log2(_NORMAL * voters * spread) + common if spread else 0.0
    return voters * log2(options), max(0.0, heads) + max(0.0, added)


def rounded(area: int, unit: int) -> int:
    """Return the area in whole units, halves rounded up: the weight in a rounded archive."""
    return (2 * area + unit) // (2 * unit)


def exact_tally_decides(*, difference: int, participants: int, unit: int) -> bool:
    """Return whether rounding to `unit` might have changed the verdict.

    `difference` is how far the rounded tally lies from what is required, in 0.01 m². Each weight
    is off by half a unit at most. Only then is the exact archive decrypted as well.
    """
    return 2 * abs(difference) <= participants * unit


def count_explanations(weights: Sequence[int], totals: Sequence[int], heads: Sequence[int]) -> int:
    """Return in how many ways the owners can have voted, given every option's weight and heads.

    One means that the published totals tell everybody's vote. Exact, by meeting in the middle:
    about options^(owners / 2) steps, so for small cases and for tests of the estimate.
    """
    half = len(weights) // 2
    left, right = (_partial_totals(part, len(totals)) for part in (weights[:half], weights[half:]))
    wanted = (*totals, *heads)
    return sum(
        count * right[tuple(w - s for w, s in zip(wanted, sums, strict=True))]
        for sums, count in left.items()
    )


def _partial_totals(weights: Sequence[int], options: int) -> Counter[tuple[int, ...]]:
    """Return how many ways of voting lead to each (weights per option, heads per option)."""
    found = Counter({(0,) * (2 * options): 1})
    for weight in weights:
        extended: Counter[tuple[int, ...]] = Counter()
        for sums, count in found.items():
            for option in range(options):
                new = list(sums)
                new[option] += weight
                new[options + option] += 1
                extended[tuple(new)] += count
        found = extended
    return found
