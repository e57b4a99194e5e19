"""The owners' roll of a scope on a day: who counts as one head, with which area, who votes.

Source: [rule:owners-roll]. Pure: the selector builds the facts, the assembly uses the result.

- One exclusive part is one head, but the same set of owners is one head over all its units.
- A developer's unsold and undelivered units are one head: the set of owners is the developer.
- A and "A with B" are different sets: two heads, and the pair is flagged for a human look.
- A unit whose owner nobody has entered still counts (one head, its area): it has an owner.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from linli.apps.people.rules.kinds import OWNING, Tenure
from linli.core.arithmetic import AreaCm, Heads


class Standing(StrEnum):
    """Whether it is settled who votes for a group (表决人确定情况)."""

    READY = "READY"  # 已确定
    UNDECIDED = "UNDECIDED"  # 共有人尚未推选代表
    NO_AGENT = "NO_AGENT"  # 单位未授权代表或无监护人


@dataclass(frozen=True, slots=True)
class RollUnit:
    """One exclusive part that counts; `area` is None while nobody knows it."""

    unit_id: int
    area: AreaCm | None


@dataclass(frozen=True, slots=True)
class RollHolding:
    """One owner of one unit on the day of the roll."""

    unit_id: int
    person_id: int
    tenure: Tenure
    is_representative: bool = False


@dataclass(frozen=True, slots=True)
class OwnerGroup:
    """One head (一个业主): a set of owners, all units they hold, and who votes for them."""

    owners: frozenset[int]
    units: tuple[int, ...]
    area: AreaCm
    representative: int | None
    voter: int | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll (业主名册): groups in the order of their first unit, and what is still open."""

    groups: tuple[OwnerGroup, ...]
    unassigned: tuple[RollUnit, ...]
    without_area: tuple[int, ...]
    related: tuple[tuple[frozenset[int], frozenset[int]], ...]

    @property
    def heads(self) -> Heads:
        """Return the heads of the roll, one for each unit whose owner is not entered included."""
        return Heads(len(self.groups) + len(self.unassigned))

    @property
    def area(self) -> AreaCm:
        """Return the area of all units that count."""
        known = [group.area for group in self.groups]
        known += [unit.area for unit in self.unassigned if unit.area is not None]
        return sum(known, AreaCm(0))


def build_roll(
    units: Iterable[RollUnit],
    holdings: Iterable[RollHolding],
    *,
    agents: Mapping[int, int],
    need_agent: frozenset[int],
) -> Roll:
    """Return the roll of `units` with the `holdings` of one day.

    `agents` names who acts for a company or for an owner without capacity; `need_agent` are the
    owners who cannot vote themselves. Holdings of other units and of tenants are left out.
    """
    areas = {unit.unit_id: unit.area for unit in units}
    owners: dict[int, set[int]] = defaultdict(set)
    chosen: dict[int, set[int]] = defaultdict(set)
    for holding in holdings:
        if holding.unit_id not in areas or holding.tenure not in OWNING:
            continue
        owners[holding.unit_id].add(holding.person_id)
        if holding.is_representative:
            chosen[holding.unit_id].add(holding.person_id)
    held: dict[frozenset[int], list[int]] = defaultdict(list)
    for unit_id in areas:
        if unit_id in owners:
            held[frozenset(owners[unit_id])].append(unit_id)
    groups = [
        _group(who, unit_ids, areas, chosen, agents, need_agent) for who, unit_ids in held.items()
    ]
    return Roll(
        groups=tuple(groups),
        unassigned=tuple(RollUnit(one, area) for one, area in areas.items() if one not in owners),
        without_area=tuple(one for one, area in areas.items() if area is None),
        related=_related(held),
    )


def _group(
    owners: frozenset[int],
    unit_ids: list[int],
    areas: Mapping[int, AreaCm | None],
    chosen: Mapping[int, set[int]],
    agents: Mapping[int, int],
    need_agent: frozenset[int],
) -> OwnerGroup:
    known = [area for unit_id in unit_ids if (area := areas[unit_id]) is not None]
    representative = _representative(owners, unit_ids, chosen)
    voter = None
    if representative is not None:
        voter = agents.get(representative) if representative in need_agent else representative
    standing = Standing.READY
    if representative is None:
        standing = Standing.UNDECIDED
    elif voter is None:
        standing = Standing.NO_AGENT
    return OwnerGroup(
        owners=owners,
        units=tuple(unit_ids),
        area=sum(known, AreaCm(0)),
        representative=representative,
        voter=voter,
        standing=standing,
    )


def _representative(
    owners: frozenset[int], unit_ids: list[int], chosen: Mapping[int, set[int]]
) -> int | None:
    """Return the one who speaks for the group; none where co-owners named nobody, or two."""
    if len(owners) == 1:
        return next(iter(owners))
    named = set().union(*(chosen.get(unit_id, set()) for unit_id in unit_ids)) & owners
    return named.pop() if len(named) == 1 else None


def _related(
    held: Mapping[frozenset[int], list[int]],
) -> tuple[tuple[frozenset[int], frozenset[int]], ...]:
    """Return the pairs of groups that share an owner."""
    by_owner: dict[int, list[frozenset[int]]] = defaultdict(list)
    for group in held:
        for owner in group:
            by_owner[owner].append(group)
    pairs = {
        (one, other)
        for groups in by_owner.values()
        for position, one in enumerate(groups)
        for other in groups[position + 1 :]
    }
    return tuple(sorted(pairs, key=lambda pair: (sorted(pair[0]), sorted(pair[1]))))
