"""The owners' roll: the vector of the domain rules, and what holds for any ownership."""

from hypothesis import given
from hypothesis import strategies as st

from linli.apps.people.rules.kinds import Tenure
from linli.apps.people.rules.roll import Roll, RollHolding, RollUnit, Standing, build_roll
from linli.core.arithmetic import AreaCm, Heads, at_least

FLAT = AreaCm(100_00)
DEVELOPER, OWNER_X = 9000, 9001


def roll_of(units: list[RollUnit], holdings: list[RollHolding], **facts: object) -> Roll:
    defaults: dict = {"agents": {}, "need_agent": frozenset()}
    return build_roll(units, holdings, **(defaults | facts))


def test_vector_of_the_domain_rules() -> None:
    """100 units of 100 m²: X holds 5, the developer 18 unsold and 2 undelivered, 75 single."""
    units = [RollUnit(number, FLAT) for number in range(100)]
    holdings = [RollHolding(n, OWNER_X, Tenure.OWNER) for n in range(5)]
    holdings += [RollHolding(n, DEVELOPER, Tenure.UNSOLD) for n in range(5, 23)]
    holdings += [RollHolding(n, DEVELOPER, Tenure.UNDELIVERED) for n in range(23, 25)]
    for number in range(25, 28):
        holdings.append(RollHolding(number, number, Tenure.CO_OWNER, is_representative=True))
        holdings.append(RollHolding(number, 1000 + number, Tenure.CO_OWNER))
    holdings += [RollHolding(n, n, Tenure.OWNER) for n in range(28, 100)]

    roll = roll_of(units, holdings)

    assert (roll.heads, roll.area) == (Heads(77), AreaCm(10_000_00))
    assert {group.standing for group in roll.groups} == {Standing.READY}
    assert at_least(Heads(52), roll.heads, 2, 3)
    assert not at_least(Heads(51), roll.heads, 2, 3)
    assert at_least(AreaCm(6_666_67), roll.area, 2, 3)
    assert not at_least(AreaCm(6_666_66), roll.area, 2, 3)
    by_owner = {group.owners: group for group in roll.groups}
    assert by_owner[frozenset({OWNER_X})].area == AreaCm(500_00)
    assert by_owner[frozenset({DEVELOPER})].area == AreaCm(2_000_00)
    assert roll.related == ()


def test_co_owners_without_representative_are_one_undecided_head() -> None:
    holdings = [RollHolding(1, 10, Tenure.CO_OWNER), RollHolding(1, 11, Tenure.CO_OWNER)]

    roll = roll_of([RollUnit(1, FLAT)], holdings)

    assert roll.heads == Heads(1)
    assert (roll.groups[0].standing, roll.groups[0].voter) == (Standing.UNDECIDED, None)


def test_same_couple_over_two_units_is_one_head_with_one_voice() -> None:
    def couple(unit: int, named: int | None) -> list[RollHolding]:
        return [RollHolding(unit, p, Tenure.CO_OWNER, p == named) for p in (10, 11)]

    units = [RollUnit(1, FLAT), RollUnit(2, AreaCm(50_00))]

    agreed = roll_of(units, couple(1, 10) + couple(2, None))
    torn = roll_of(units, couple(1, 10) + couple(2, 11))

    assert (agreed.heads, agreed.area, agreed.groups[0].voter) == (Heads(1), AreaCm(150_00), 10)
    assert torn.groups[0].standing is Standing.UNDECIDED


def test_alone_and_together_are_two_heads_and_flagged() -> None:
    holdings = [
        RollHolding(1, 10, Tenure.OWNER),
        RollHolding(2, 10, Tenure.CO_OWNER),
        RollHolding(2, 11, Tenure.CO_OWNER),
    ]

    roll = roll_of([RollUnit(1, FLAT), RollUnit(2, FLAT)], holdings)

    assert roll.heads == Heads(2)
    assert roll.related == ((frozenset({10}), frozenset({10, 11})),)


def test_who_cannot_vote_alone_votes_through_an_agent() -> None:
    holdings = [RollHolding(1, 10, Tenure.OWNER), RollHolding(2, 20, Tenure.OWNER)]
    units = [RollUnit(1, FLAT), RollUnit(2, FLAT)]

    roll = roll_of(units, holdings, agents={10: 30}, need_agent=frozenset({10, 20}))

    assert [(g.voter, g.standing) for g in roll.groups] == [
        (30, Standing.READY),
        (None, Standing.NO_AGENT),
    ]


def test_tenants_count_for_nothing_and_unknown_owners_count() -> None:
    holdings = [RollHolding(1, 10, Tenure.TENANT), RollHolding(9, 10, Tenure.OWNER)]

    roll = roll_of([RollUnit(1, FLAT), RollUnit(2, None)], holdings)

    assert (roll.groups, roll.heads, roll.area) == ((), Heads(2), FLAT)
    assert roll.without_area == (2,)


@given(
    st.lists(
        st.tuples(st.integers(0, 30_000), st.frozensets(st.integers(1, 8), max_size=3)), max_size=40
    )
)
def test_areas_add_up_and_heads_are_distinct_owner_sets(
    flats: list[tuple[int, frozenset[int]]],
) -> None:
    units = [RollUnit(number, AreaCm(area)) for number, (area, _) in enumerate(flats)]
    holdings = [
        RollHolding(number, person, Tenure.CO_OWNER if len(owners) > 1 else Tenure.OWNER)
        for number, (_, owners) in enumerate(flats)
        for person in owners
    ]

    roll = roll_of(units, holdings)

    assert roll.area == AreaCm(sum(area for area, _ in flats))
    sets = {owners for _, owners in flats if owners}
    assert roll.heads == Heads(len(sets) + sum(not owners for _, owners in flats))
    counted = [unit for group in roll.groups for unit in group.units]
    assert sorted(counted + [u.unit_id for u in roll.unassigned]) == list(range(len(flats)))
