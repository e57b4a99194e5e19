"""Which bodies and leaders a place is expected to have, and on what ground.

A body the law asks for and one that is only usual are told apart: the radar shows the source with
each, and nothing is refused because something is missing. Source: [rule:expected-bodies].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.limits import Certainty
from linli.apps.places.rules import PlaceKind


class Demand(StrEnum):
    """How strongly a body is expected (设立要求)."""

    LAW = "LAW"  # 依法应当设立
    USUAL = "USUAL"  # 依法可以设立或按惯例设立


@dataclass(frozen=True, slots=True)
class Expectation:
    """Places of these kinds should have a body of a type; one of `instead` serves as well."""

    places: frozenset[PlaceKind]
    demand: Demand
    source: str
    certainty: Certainty
    instead: frozenset[BodyType] = frozenset()


_COMMUNITY = frozenset({PlaceKind.COMMUNITY})
_VILLAGE = frozenset({PlaceKind.VILLAGE})
_COMPOUND = frozenset({PlaceKind.COMPOUND})
_BRANCH_RULES = "中国共产党支部工作条例(试行) 4, 5"

EXPECTED: Mapping[BodyType, Expectation] = MappingProxyType(
    {
        # In force since 2026-01-01: set up as the street office proposes and the district approves.
        # Its full text was not to be had, so no article is named.
        BodyType.RESIDENTS_COMMITTEE: Expectation(
            _COMMUNITY, Demand.LAW, "城市居民委员会组织法(2025修订)", Certainty.SECONDARY
        ),
        BodyType.VILLAGERS_COMMITTEE: Expectation(
            _VILLAGE, Demand.LAW, "村民委员会组织法(2018) 2, 3", Certainty.MEMORY
        ),
        BodyType.MEDIATION_COMMITTEE: Expectation(
            _COMMUNITY | _VILLAGE, Demand.LAW, "人民调解法 8", Certainty.READ
        ),
        # The law leaves another form of supervision open.
        BodyType.SUPERVISORY_COMMITTEE: Expectation(
            _VILLAGE, Demand.LAW, "村民委员会组织法(2018) 32", Certainty.SECONDARY
        ),
        BodyType.COMMUNITY_BRANCH: Expectation(
            _COMMUNITY, Demand.USUAL, _BRANCH_RULES, Certainty.MEMORY
        ),
        BodyType.VILLAGE_BRANCH: Expectation(
            _VILLAGE, Demand.USUAL, _BRANCH_RULES, Certainty.MEMORY
        ),
        # The core and the two drives of the district's compounds.
        BodyType.COMPOUND_BRANCH: Expectation(
            _COMPOUND, Demand.USUAL, "一核双驱", Certainty.DESIGN
        ),
        BodyType.OWNERS_COMMITTEE: Expectation(
            _COMPOUND,
            Demand.USUAL,
            "民法典 277; 物业管理条例 8-10",
            Certainty.SECONDARY,
            instead=frozenset({BodyType.INTERIM_COMMITTEE}),
        ),
        # Owners may look after the compound themselves: where that is entered, none is missing.
        BodyType.PROPERTY_TEAM: Expectation(
            _COMPOUND, Demand.USUAL, "民法典 284", Certainty.SECONDARY
        ),
    }
)


LEADERS: Mapping[SeatKind, PlaceKind] = MappingProxyType(
    {
        SeatKind.UNIT_LEADER: PlaceKind.ENTRANCE,
        SeatKind.BUILDING_LEADER: PlaceKind.BUILDING,
    }
)
"""Seats that answer for one entrance or one building. No law asks for them: an entrance is missed
only where its compound has begun to have such posts, a building likewise."""
