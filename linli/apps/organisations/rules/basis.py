"""Why somebody is in a post, why it ended, why somebody is away: the words of the registers."""

from enum import StrEnum


class Basis(StrEnum):
    """How somebody came into a post (任职依据)."""

    ELECTED = "ELECTED"  # 选举产生
    APPOINTED = "APPOINTED"  # 任命
    NOMINATED = "NOMINATED"  # 推荐提名
    SUCCEEDED = "SUCCEEDED"  # 候补递补
    EX_OFFICIO = "EX_OFFICIO"  # 因职务当然担任
    ENGAGED = "ENGAGED"  # 聘用
    DELEGATED = "DELEGATED"  # 委派
    VOLUNTEERED = "VOLUNTEERED"  # 自愿报名


class Ending(StrEnum):
    """Why a post ended (离任原因)."""

    TERM_OVER = "TERM_OVER"  # 任期届满
    RESIGNED = "RESIGNED"  # 辞职
    REMOVED = "REMOVED"  # 罢免、免职
    TRANSFERRED = "TRANSFERRED"  # 调整到其他岗位
    NOT_QUALIFIED = "NOT_QUALIFIED"  # 不再符合任职条件
    DIED = "DIED"  # 去世
    DISSOLVED = "DISSOLVED"  # 组织撤销


class AwayReason(StrEnum):
    """Why somebody is away from a post (缺勤原因); no medical detail is stored."""

    LEAVE = "LEAVE"  # 休假
    TRAINING = "TRAINING"  # 培训
    SECONDED = "SECONDED"  # 借调
    OTHER_DUTY = "OTHER_DUTY"  # 另有公务
    SUSPENDED = "SUSPENDED"  # 停职


# Whoever is suspended keeps the post but none of its rights.
SUSPENDING = frozenset({AwayReason.SUSPENDED})


class Stewarding(StrEnum):
    """Who looks after a compound (小区管理方式)."""

    COMPANY = "COMPANY"  # 物业企业管理
    SELF = "SELF"  # 业主自行管理
    FALLBACK = "FALLBACK"  # 兜底托管
    NOBODY = "NOBODY"  # 无人管理


class Condition(StrEnum):
    """What is wrong in a compound (小区短板)."""

    PARKING = "PARKING"  # 停车
    BLOCKED_PASSAGE = "BLOCKED_PASSAGE"  # 通道堵塞
    FLYING_CABLES = "FLYING_CABLES"  # 飞线
    LIGHTING = "LIGHTING"  # 照明
    LIFT = "LIFT"  # 电梯
    FIRE = "FIRE"  # 消防
    SEWAGE = "SEWAGE"  # 排水
    SECURITY = "SECURITY"  # 门禁安防


class Mark(StrEnum):
    """What a household is recognised as (户标识)."""

    CENTRE_HOUSEHOLD = "CENTRE_HOUSEHOLD"  # 党员中心户


class Statement(StrEnum):
    """What a holder or candidate declares in writing (任职承诺)."""

    MANAGER_TIE = "MANAGER_TIE"  # 与本小区物业服务企业有直接利害关系
    CLOSE_RELATIVE = "CLOSE_RELATIVE"  # 与本组织其他成员有近亲属关系
