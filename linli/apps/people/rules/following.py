"""What becomes of ownership when units are joined or divided. Source: [rule:unit-redivision].

- Divided: every owner goes on owning each part, with the same share, and the same representative.
- Joined, owned alike: whoever owned all of them goes on owning the new one in the same way.
- Joined, owned differently: all owners become co-owners without shares and without a
  representative; nobody guesses what they have agreed among themselves.
- A developer's unsold or undelivered units are joined only with their like; a unit whose owners
  nobody has entered only with its like.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from linli.apps.people.rules.errors import OwnersMissing, StockMixed
from linli.apps.people.rules.kinds import DEVELOPER_TENURES, Tenure


@dataclass(frozen=True, slots=True)
class Stake:
    """One owner of a unit: how, with which share, and whether they act for the co-owners."""

    person_id: int
    tenure: Tenure
    share: tuple[int, int] | None = None
    is_representative: bool = False


def joined_stakes(owned: Sequence[Sequence[Stake]]) -> list[Stake]:
    """Return the owners of the unit that units with these owners become.

    Raises OwnersMissing, StockMixed.
    """
    if not any(owned):
        return []
    if not all(owned):
        raise OwnersMissing()
    kinds = {stake.tenure for stakes in owned for stake in stakes}
    alike = len({frozenset(stakes) for stakes in owned}) == 1
    if kinds & DEVELOPER_TENURES and not alike:
        raise StockMixed()
    if alike:
        return list(owned[0])
    people = dict.fromkeys(stake.person_id for stakes in owned for stake in stakes)
    if len(people) == 1:
        return [Stake(person, Tenure.OWNER) for person in people]
    same_people = len({frozenset(stake.person_id for stake in stakes) for stakes in owned}) == 1
    agents = {stake.person_id for stakes in owned for stake in stakes if stake.is_representative}
    named = [sum(stake.is_representative for stake in stakes) for stakes in owned]
    agreed = same_people and all(named) and len(agents) == 1
    return [
        replace(Stake(person, Tenure.CO_OWNER), is_representative=agreed and person in agents)
        for person in people
    ]


def owned_differently(owned: Sequence[Sequence[Stake]]) -> bool:
    """Tell whether joined units had different owners, who now own together."""
    return len({frozenset(stake.person_id for stake in stakes) for stakes in owned}) > 1
