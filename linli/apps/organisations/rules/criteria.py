"""Groups of posts that a query over posts can name: "chairs who are branch secretaries"."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from linli.apps.organisations.rules.bodies import TYPES, BodyType, SeatKind
from linli.core.errors import InvalidInput


class CriterionUnknown(InvalidInput):
    """There is no such group of posts."""

    code = "organisations.criterion_unknown"


class Register(StrEnum):
    """What a criterion looks at (查询对象)."""

    POSTS = "POSTS"  # 任职
    MEMBERS = "MEMBERS"  # 党员
    REPORT_INS = "REPORT_INS"  # 双方确认的报到


class Group(StrEnum):
    """A group of posts or people with a name of its own (人员类别)."""

    OWNERS_CHAIR = "OWNERS_CHAIR"  # 业主委员会主任
    OWNERS_MEMBER = "OWNERS_MEMBER"  # 业主委员会成员
    COMPOUND_SECRETARY = "COMPOUND_SECRETARY"  # 小区党支部书记
    COMPOUND_BRANCH_MEMBER = "COMPOUND_BRANCH_MEMBER"  # 小区党支部委员会成员
    COMMUNITY_OFFICIAL = "COMMUNITY_OFFICIAL"  # 社区“两委”成员
    VILLAGE_OFFICIAL = "VILLAGE_OFFICIAL"  # 村“两委”成员
    PARTY_GROUP_LEADER = "PARTY_GROUP_LEADER"  # 党小组长
    NEIGHBOUR_LEADER = "NEIGHBOUR_LEADER"  # 小组长、楼长、单元长
    UNIT_LEADER = "UNIT_LEADER"  # 单元长
    PROPERTY_STAFF = "PROPERTY_STAFF"  # 物业服务人员
    GRID_WORKER_FULL = "GRID_WORKER_FULL"  # 专职网格员
    GRID_WORKER_PART = "GRID_WORKER_PART"  # 兼职网格员
    FIXED_WORKER = "FIXED_WORKER"  # 包联网格的社区工作者
    VILLAGE_GRID_WORKER = "VILLAGE_GRID_WORKER"  # 村级网格员
    MEDIATOR = "MEDIATOR"  # 人民调解员
    MEMBER = "MEMBER"  # 党员
    IN_SERVICE_MEMBER = "IN_SERVICE_MEMBER"  # 报到的在职党员


@dataclass(frozen=True, slots=True)
class Criterion:
    """Seats of these kinds in bodies of these types; or a register instead of posts."""

    code: str
    types: frozenset[BodyType] = frozenset()
    kinds: frozenset[SeatKind] = frozenset()
    register: Register = Register.POSTS

    @property
    def is_sensitive(self) -> bool:
        """Tell whether it asks about membership."""
        return self.register != Register.POSTS


def _posts(group: Group, types: set[BodyType], kinds: set[SeatKind]) -> Criterion:
    return Criterion(group.value, frozenset(types), frozenset(kinds))


def _one(group: Group, body_type: BodyType, kind: SeatKind) -> Criterion:
    return _posts(group, {body_type}, {kind})


_PARTY_SEATS = {SeatKind.SECRETARY, SeatKind.DEPUTY_SECRETARY, SeatKind.BRANCH_MEMBER}
_COMMITTEE_SEATS = {SeatKind.CHAIR, SeatKind.VICE_CHAIR, SeatKind.MEMBER}

GROUPS: Mapping[Group, Criterion] = {
    Group.OWNERS_CHAIR: _one(Group.OWNERS_CHAIR, BodyType.OWNERS_COMMITTEE, SeatKind.CHAIR),
    Group.OWNERS_MEMBER: _posts(Group.OWNERS_MEMBER, {BodyType.OWNERS_COMMITTEE}, _COMMITTEE_SEATS),
    Group.COMPOUND_SECRETARY: _one(
        Group.COMPOUND_SECRETARY, BodyType.COMPOUND_BRANCH, SeatKind.SECRETARY
    ),
    Group.COMPOUND_BRANCH_MEMBER: _posts(
        Group.COMPOUND_BRANCH_MEMBER, {BodyType.COMPOUND_BRANCH}, _PARTY_SEATS
    ),
    Group.COMMUNITY_OFFICIAL: _posts(
        Group.COMMUNITY_OFFICIAL,
        {BodyType.COMMUNITY_BRANCH, BodyType.RESIDENTS_COMMITTEE},
        _PARTY_SEATS | _COMMITTEE_SEATS,
    ),
    Group.VILLAGE_OFFICIAL: _posts(
        Group.VILLAGE_OFFICIAL,
        {BodyType.VILLAGE_BRANCH, BodyType.VILLAGERS_COMMITTEE},
        _PARTY_SEATS | _COMMITTEE_SEATS,
    ),
    Group.PARTY_GROUP_LEADER: _one(
        Group.PARTY_GROUP_LEADER, BodyType.PARTY_GROUP, SeatKind.PARTY_GROUP_LEADER
    ),
    Group.NEIGHBOUR_LEADER: _posts(
        Group.NEIGHBOUR_LEADER,
        {BodyType.RESIDENTS_COMMITTEE},
        {SeatKind.RESIDENTS_GROUP_LEADER, SeatKind.BUILDING_LEADER, SeatKind.UNIT_LEADER},
    ),
    Group.UNIT_LEADER: _one(Group.UNIT_LEADER, BodyType.RESIDENTS_COMMITTEE, SeatKind.UNIT_LEADER),
    Group.PROPERTY_STAFF: _posts(
        Group.PROPERTY_STAFF, {BodyType.PROPERTY_TEAM}, {SeatKind.MANAGER, SeatKind.STAFF}
    ),
    Group.GRID_WORKER_FULL: _one(
        Group.GRID_WORKER_FULL, BodyType.GRID_TEAM, SeatKind.GRID_WORKER_FULL
    ),
    Group.GRID_WORKER_PART: _one(
        Group.GRID_WORKER_PART, BodyType.GRID_TEAM, SeatKind.GRID_WORKER_PART
    ),
    Group.FIXED_WORKER: _one(Group.FIXED_WORKER, BodyType.GRID_TEAM, SeatKind.FIXED_WORKER),
    Group.VILLAGE_GRID_WORKER: _one(
        Group.VILLAGE_GRID_WORKER, BodyType.GRID_TEAM, SeatKind.VILLAGE_GRID_WORKER
    ),
    Group.MEDIATOR: _posts(
        Group.MEDIATOR,
        {BodyType.MEDIATION_COMMITTEE},
        {SeatKind.CHAIR, SeatKind.MEMBER, SeatKind.MEDIATOR},
    ),
    Group.MEMBER: Criterion(Group.MEMBER, register=Register.MEMBERS),
    Group.IN_SERVICE_MEMBER: Criterion(Group.IN_SERVICE_MEMBER, register=Register.REPORT_INS),
}

LEAST_TOLD = 5  # no count about membership is told of fewer persons, nor of all but so few


def is_told(both: int, *groups: int) -> bool:
    """Tell whether a count about membership says nothing of any one person.

    `groups` are the sizes of the groups the counted persons come from: where all of a group are
    members, or all but a few, the count tells of each. Source: [rule:membership-visibility].
    """
    return both >= LEAST_TOLD and all(group - both >= LEAST_TOLD for group in groups)


# What a district asks again and again: (whom, of them who are also).
USUAL_QUESTIONS: tuple[tuple[Group, Group], ...] = (
    (Group.OWNERS_CHAIR, Group.COMPOUND_BRANCH_MEMBER),
    (Group.OWNERS_CHAIR, Group.COMPOUND_SECRETARY),
    (Group.COMPOUND_SECRETARY, Group.COMMUNITY_OFFICIAL),
    (Group.COMPOUND_SECRETARY, Group.IN_SERVICE_MEMBER),
    (Group.NEIGHBOUR_LEADER, Group.MEMBER),
    (Group.OWNERS_MEMBER, Group.GRID_WORKER_PART),
    (Group.OWNERS_MEMBER, Group.PROPERTY_STAFF),
)


def seat_criteria() -> list[Criterion]:
    """Return a criterion for each kind of seat of each type of body, "TYPE.KIND"."""
    return [
        Criterion(f"{body_type}.{seat.kind}", frozenset({body_type}), frozenset({seat.kind}))
        for body_type, template in TYPES.items()
        for seat in template.seats
        if body_type != BodyType.OPERATOR
    ]


def criterion(code: str) -> Criterion:
    """Return the criterion with this code: a group, or "TYPE.KIND".

    Raises CriterionUnknown.
    """
    if code in Group.__members__:
        return GROUPS[Group(code)]
    for candidate in seat_criteria():
        if candidate.code == code:
            return candidate
    raise CriterionUnknown(field="a", criterion=code[:60])
