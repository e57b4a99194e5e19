"""Roles: what a post lets somebody do. A resident needs none of them."""

import re
from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """A bundle of acts, held at a place because of a post (角色).

    Being a resident is no role: everybody signed in sees what concerns their own dwelling.
    """

    GRID_WORKER = "GRID_WORKER"  # 网格员
    COMMUNITY_WORKER = "COMMUNITY_WORKER"  # 社区工作者, village official; counter and sorting desk
    MEDIATOR = "MEDIATOR"  # 人民调解员
    COMMITTEE_MEMBER = "COMMITTEE_MEMBER"  # 业主委员会委员
    PROPERTY_STAFF = "PROPERTY_STAFF"  # 物业服务人员
    BRANCH_OFFICER = "BRANCH_OFFICER"  # 党支部书记、委员
    DEPARTMENT_OFFICER = "DEPARTMENT_OFFICER"  # 部门经办人
    TOWNSHIP_ADMIN = "TOWNSHIP_ADMIN"  # 街道（乡镇）管理员
    DISTRICT_ADMIN = "DISTRICT_ADMIN"  # 区级管理员
    SYSTEM_ADMIN = "SYSTEM_ADMIN"  # 系统管理员
    SECURITY_ADMIN = "SECURITY_ADMIN"  # 安全管理员
    AUDIT_ADMIN = "AUDIT_ADMIN"  # 审计管理员


# GB/T 22239-2019 level 3 asks that these three duties lie with different persons
# [rule:separated-roles].
SEPARATED_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})

STAFF_ROLES = frozenset(Role)
REGISTER_READERS = frozenset(
    {Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.TOWNSHIP_ADMIN, Role.DISTRICT_ADMIN}
)
REGISTER_WRITERS = frozenset({Role.COMMUNITY_WORKER, Role.TOWNSHIP_ADMIN, Role.DISTRICT_ADMIN})
PLACE_ADMINS = frozenset({Role.TOWNSHIP_ADMIN, Role.DISTRICT_ADMIN})
ACCOUNT_ADMINS = frozenset({Role.SECURITY_ADMIN})
# Whose acts may give somebody a role: what exactly, the appointing application decides first.
APPOINTERS = REGISTER_WRITERS | {
    Role.BRANCH_OFFICER,
    Role.DEPARTMENT_OFFICER,
    Role.COMMITTEE_MEMBER,
    Role.SECURITY_ADMIN,
}

FROM_POSTS = "seat:"  # how the source of a grant begins that follows from a post

CODE_DIGITS = 6
CODE_MINUTES = 5
CODE_ATTEMPTS = 5
CODES_PER_HOUR = 5
CODES_PER_DAY = 15
CODES_PER_ADDRESS_AND_HOUR = 60  # a whole office may share one address

_MOBILE = re.compile(r"1[3-9]\d{9}\Z|1[0-2]\d{9}\Z")


def normal_phone(text: str) -> str | None:
    """Return a mainland mobile number as eleven digits, or None when it is none.

    Numbers beginning 10 to 12 belong to nobody and serve the demo and the tests.
    """
    digits = re.sub(r"[\s\-()]", "", text).removeprefix("+86").removeprefix("0086")
    return digits if _MOBILE.match(digits) else None


def breaks_separation(held: Iterable[str], wanted: str) -> bool:
    """Tell whether one person would hold two of the separated duties (三员分立).

    Source: [rule:separated-roles].
    """
    return wanted in SEPARATED_ROLES and bool((set(held) & SEPARATED_ROLES) - {wanted})


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Tell whether these roles ask for a second factor at sign-in.

    Source: [rule:second-factor].
    """
    return bool(set(roles) & STAFF_ROLES)
