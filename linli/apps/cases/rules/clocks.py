"""Steps that are timed, units of limits, and what may happen to a clock.

Source: [rule:case-limits], [rule:case-delays].
"""

from enum import StrEnum


class Step(StrEnum):
    """A step with a time limit of its own (计时环节)."""

    ACCEPT = "ACCEPT"  # 受理
    SECOND = "SECOND"  # 剔除复核
    DISPATCH = "DISPATCH"  # 派遣
    TAKE = "TAKE"  # 接收
    ARBITRATE = "ARBITRATE"  # 裁定
    HANDLE = "HANDLE"  # 处置
    CHECK = "CHECK"  # 核查
    CONFIRM = "CONFIRM"  # 上报人确认
    ARRIVE = "ARRIVE"  # 吹哨到场
    RESULT = "RESULT"  # 到场后反馈
    ASSIST = "ASSIST"  # 协办
    APPROVE = "APPROVE"  # 延期、挂账审批
    CONTACT = "CONTACT"  # 首次联系上报人


class TimeUnit(StrEnum):
    """What a limit is counted in (计时单位)."""

    WORKING_MINUTES = "WORKING_MINUTES"  # 工作时间（分钟）
    NATURAL_MINUTES = "NATURAL_MINUTES"  # 自然时间（分钟）
    WORKING_DAYS = "WORKING_DAYS"  # 工作日


class ClockEventKind(StrEnum):
    """What happened to a clock (计时事件)."""

    STARTED = "STARTED"  # 开始计时
    PAUSED = "PAUSED"  # 暂停
    RESUMED = "RESUMED"  # 恢复
    EXTENDED = "EXTENDED"  # 延长
    CHANGED = "CHANGED"  # 时限因改类、日历调整而改变
    REMINDED = "REMINDED"  # 临期提醒
    BREACHED = "BREACHED"  # 超时
    ESCALATED = "ESCALATED"  # 升级督办
    ANSWERED = "ANSWERED"  # 上级答复
    STOPPED = "STOPPED"  # 完成


class DelayKind(StrEnum):
    """In what way more time is asked for."""

    EXTENSION = "EXTENSION"  # 延期
    PAUSE = "PAUSE"  # 缓办
    HANG_UP = "HANG_UP"  # 挂账


class DelayState(StrEnum):
    """What became of the request."""

    ASKED = "ASKED"  # 待审批
    GRANTED = "GRANTED"  # 已批准
    REFUSED = "REFUSED"  # 未批准
    ENDED = "ENDED"  # 已结束
