"""Which figures tell how a district is organised, and what each counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from linli.apps.organisations.rules.criteria import Group


class OrgLine(StrEnum):
    """One figure of how a district is organised (组织与网格指标)."""

    COMPOUND_BRANCHES = "COMPOUND_BRANCHES"  # 小区（网格）党支部
    UNIT_CELLS = "UNIT_CELLS"  # 单元网格
    PARTY_GROUPS = "PARTY_GROUPS"  # 网格党小组
    FULL_TIME = "FULL_TIME"  # 专职网格员
    PART_TIME = "PART_TIME"  # 兼职网格员
    FIXED = "FIXED"  # 包联网格的社区工作者
    SECRETARIES_IN_SERVICE = "SECRETARIES_IN_SERVICE"  # 在职党员任小区党支部书记
    SECRETARIES_OFFICIALS = "SECRETARIES_OFFICIALS"  # 社区“两委”成员任小区党支部书记
    MEMBER_LEADERS = "MEMBER_LEADERS"  # 党员任小组长、楼长、单元长
    CENTRE_HOUSEHOLDS = "CENTRE_HOUSEHOLDS"  # 党员中心户
    CHAIRS = "CHAIRS"  # 业主委员会主任
    CHAIRS_IN_BRANCH = "CHAIRS_IN_BRANCH"  # 其中任小区党支部委员
    CHAIRS_SECRETARY = "CHAIRS_SECRETARY"  # 其中任小区党支部书记
    FALLBACK = "FALLBACK"  # 兜底托管小区
    UNIT_LEADERS = "UNIT_LEADERS"  # 单元长
    VILLAGE_WORKERS = "VILLAGE_WORKERS"  # 村级网格员
    AREA_COMMITTEES = "AREA_COMMITTEES"  # 片区党委
    AREA_OFFICES = "AREA_OFFICES"  # 片区综治办
    VILLAGE_CELLS = "VILLAGE_CELLS"  # 行政村网格
    GROUP_CELLS = "GROUP_CELLS"  # 村民小组网格
    HOUSEHOLDS = "HOUSEHOLDS"  # 户


class CountedOf(StrEnum):
    """What of a group of posts is counted (计数口径)."""

    POSTS = "POSTS"  # 职位
    PERSONS = "PERSONS"  # 人


@dataclass(frozen=True, slots=True)
class Crossed:
    """Those of group A who are in group B too; without B, all of A."""

    a: Group
    b: Group | None = None
    told: CountedOf = CountedOf.PERSONS


CROSSED: Mapping[OrgLine, Crossed] = MappingProxyType(
    {
        OrgLine.FULL_TIME: Crossed(Group.GRID_WORKER_FULL, told=CountedOf.POSTS),
        OrgLine.PART_TIME: Crossed(Group.GRID_WORKER_PART, told=CountedOf.POSTS),
        OrgLine.FIXED: Crossed(Group.FIXED_WORKER, told=CountedOf.POSTS),
        OrgLine.SECRETARIES_IN_SERVICE: Crossed(Group.COMPOUND_SECRETARY, Group.IN_SERVICE_MEMBER),
        OrgLine.SECRETARIES_OFFICIALS: Crossed(Group.COMPOUND_SECRETARY, Group.COMMUNITY_OFFICIAL),
        OrgLine.MEMBER_LEADERS: Crossed(Group.NEIGHBOUR_LEADER, Group.MEMBER),
        OrgLine.CHAIRS: Crossed(Group.OWNERS_CHAIR),
        OrgLine.CHAIRS_IN_BRANCH: Crossed(Group.OWNERS_CHAIR, Group.COMPOUND_BRANCH_MEMBER),
        OrgLine.CHAIRS_SECRETARY: Crossed(Group.OWNERS_CHAIR, Group.COMPOUND_SECRETARY),
        OrgLine.UNIT_LEADERS: Crossed(Group.UNIT_LEADER, told=CountedOf.POSTS),
        OrgLine.VILLAGE_WORKERS: Crossed(Group.VILLAGE_GRID_WORKER, told=CountedOf.POSTS),
    }
)
"""The figures that count posts; each leads to the same question under "Posts beside posts"."""
