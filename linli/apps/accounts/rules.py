"""Roles: what a post lets somebody do. A resident needs none of them."""

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


# GB/T 22239-2019 level 3 asks that these three duties lie with different persons.
SEPARATED_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})

STAFF_ROLES = frozenset(Role)
REGISTER_READERS = frozenset(
    {Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.TOWNSHIP_ADMIN, Role.DISTRICT_ADMIN}
)
REGISTER_WRITERS = frozenset({Role.COMMUNITY_WORKER, Role.TOWNSHIP_ADMIN, Role.DISTRICT_ADMIN})
PLACE_ADMINS = frozenset({Role.TOWNSHIP_ADMIN, Role.DISTRICT_ADMIN})
