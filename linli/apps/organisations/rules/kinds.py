"""Types of bodies and kinds of seats. Values are stored; labels stand in `labels`."""

from enum import StrEnum


class BodyType(StrEnum):
    """What a body is (组织类型)."""

    DISTRICT_COMMITTEE = "DISTRICT_COMMITTEE"  # 区委
    TOWNSHIP_COMMITTEE = "TOWNSHIP_COMMITTEE"  # 街道党工委、镇党委
    AREA_COMMITTEE = "AREA_COMMITTEE"  # 片区党委
    GOVERNANCE_OFFICE = "GOVERNANCE_OFFICE"  # 综治办
    COMMUNITY_BRANCH = "COMMUNITY_BRANCH"  # 社区党组织
    VILLAGE_BRANCH = "VILLAGE_BRANCH"  # 村党支部
    COMPOUND_BRANCH = "COMPOUND_BRANCH"  # 小区（网格）党支部
    JOINT_BRANCH = "JOINT_BRANCH"  # 产业联合党支部
    PARTY_GROUP = "PARTY_GROUP"  # 网格党小组
    RESIDENTS_COMMITTEE = "RESIDENTS_COMMITTEE"  # 居民委员会
    VILLAGERS_COMMITTEE = "VILLAGERS_COMMITTEE"  # 村民委员会
    OWNERS_COMMITTEE = "OWNERS_COMMITTEE"  # 业主委员会
    PROPERTY_TEAM = "PROPERTY_TEAM"  # 物业服务队伍
    MEDIATION_COMMITTEE = "MEDIATION_COMMITTEE"  # 人民调解委员会
    GRID_TEAM = "GRID_TEAM"  # 网格服务队伍
    DEPARTMENT = "DEPARTMENT"  # 部门
    SERVICE_CENTRE = "SERVICE_CENTRE"  # 便民服务中心
    VOLUNTEER_TEAM = "VOLUNTEER_TEAM"  # 志愿服务队
    SUPERVISORY_COMMITTEE = "SUPERVISORY_COMMITTEE"  # 村（居）务监督委员会
    PREPARATION_GROUP = "PREPARATION_GROUP"  # 首次业主大会筹备组
    INTERIM_COMMITTEE = "INTERIM_COMMITTEE"  # 物业管理委员会（临时）
    OPERATOR = "OPERATOR"  # 平台运行单位
    OWN = "OWN"  # 自设组织


class SeatKind(StrEnum):
    """What a seat in a body is (职务)."""

    SECRETARY = "SECRETARY"  # 书记
    DEPUTY_SECRETARY = "DEPUTY_SECRETARY"  # 副书记
    BRANCH_MEMBER = "BRANCH_MEMBER"  # 党组织委员
    PARTY_GROUP_LEADER = "PARTY_GROUP_LEADER"  # 党小组长
    CHAIR = "CHAIR"  # 主任
    VICE_CHAIR = "VICE_CHAIR"  # 副主任
    MEMBER = "MEMBER"  # 委员
    ALTERNATE = "ALTERNATE"  # 候补委员
    RESIDENTS_GROUP_LEADER = "RESIDENTS_GROUP_LEADER"  # 居民小组长
    BUILDING_LEADER = "BUILDING_LEADER"  # 楼长
    UNIT_LEADER = "UNIT_LEADER"  # 单元长
    VILLAGERS_GROUP_LEADER = "VILLAGERS_GROUP_LEADER"  # 村民小组长
    MANAGER = "MANAGER"  # 项目经理
    STAFF = "STAFF"  # 工作人员
    MEDIATOR = "MEDIATOR"  # 聘任的调解员
    HEAD = "HEAD"  # 负责人
    OFFICER = "OFFICER"  # 经办人
    TEAM_LEADER = "TEAM_LEADER"  # 队长
    VOLUNTEER = "VOLUNTEER"  # 队员
    GRID_CHIEF = "GRID_CHIEF"  # 网格长
    GRID_WORKER_FULL = "GRID_WORKER_FULL"  # 专职网格员
    GRID_WORKER_PART = "GRID_WORKER_PART"  # 兼职网格员
    VILLAGE_GRID_WORKER = "VILLAGE_GRID_WORKER"  # 村级网格员
    FIXED_WORKER = "FIXED_WORKER"  # 包联网格的社区工作者
    SYSTEM_ADMIN = "SYSTEM_ADMIN"  # 系统管理员
    SECURITY_ADMIN = "SECURITY_ADMIN"  # 安全管理员
    AUDIT_ADMIN = "AUDIT_ADMIN"  # 审计管理员
