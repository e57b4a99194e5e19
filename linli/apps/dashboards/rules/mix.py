"""Case mix: what a place's share would be at the rates of the whole area (案件结构).

A place with many lifts and few lamps is not slow because lifts take long. So beside each place's
own share stands the one that the area's rates by category would give for the place's cases
(indirect standardisation). It compares a place with the area and no two places with each other.
Source: [rule:case-mix].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from linli.apps.cases.rules.figures import MIN_COUNT, Rate


class Share(NamedTuple):
    """How many of how many."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Mix:
    """What a place has done, and how much of it the area's rates would give for its cases."""

    observed: Rate
    expected: Fraction


def tenths(mix: Mix) -> str:
    """Return the expected count to a tenth, half up: "27.4"."""
    value = int(10 * mix.expected + Fraction(1, 2))
    return f"{value // 10}.{value % 10}"


def expected_percent(mix: Mix) -> str:
    """Return the expected share as "91.20 %"; nothing where there are too few for a share."""
    if not mix.observed.is_shown:
        return ""
    value = int(10_000 * mix.expected / mix.observed.whole + Fraction(1, 2))
    return f"{value // 100}.{value % 100:02d} %"


def mix_of(place: Mapping[int, Share], area: Mapping[int, Share]) -> Mix:
    """Return what was observed at a place and what the area, in which it lies, lets expect.

    Categories with fewer than twenty cases in the area share one rate: of so few each alone says
    more about chance. Source: [rule:case-mix].
    """
    small = [one for one in area.values() if one.whole < MIN_COUNT]
    pooled = Share(sum(one.part for one in small), sum(one.whole for one in small))
    expected = Fraction(0)
    for category, own in place.items():
        rate = area.get(category, pooled)
        if rate.whole < MIN_COUNT:
            rate = pooled
        if own.whole and rate.whole:
            expected += own.whole * Fraction(rate.part, rate.whole)
    whole = sum(own.whole for own in place.values())
    return Mix(Rate(sum(own.part for own in place.values()), whole), expected)
