"""Changes of places that are planned for a day to come, and what became of them."""

from datetime import date
from enum import StrEnum

from linli.core.errors import RuleViolation


class PlannedAct(StrEnum):
    """What is planned for a place (预定变更)."""

    RENAME = "RENAME"  # 更名
    RECODE = "RECODE"  # 变更代码
    MOVE = "MOVE"  # 划转
    MERGE = "MERGE"  # 并入
    MERGE_INTO_NEW = "MERGE_INTO_NEW"  # 合并新设
    SPLIT = "SPLIT"  # 拆分
    END = "END"  # 撤销
    DEMOLISH = "DEMOLISH"  # 整体撤销


class PlanOutcome(StrEnum):
    """What became of a planned change (预定变更结果)."""

    DONE = "DONE"  # 已生效
    WITHDRAWN = "WITHDRAWN"  # 已撤回
    REFUSED = "REFUSED"  # 未能生效


class PlanSettled(RuleViolation):
    """The planned change has taken effect, was withdrawn, or could not be made."""

    code = "place.plan_settled"


class DayNotToCome(RuleViolation):
    """What holds from today or earlier is done at once, not planned."""

    code = "place.day_not_to_come"


def check_day_to_come(day: date, *, today: date) -> None:
    """Check that a change planned for `day` has not to be made at once; raises DayNotToCome."""
    if day <= today:
        raise DayNotToCome(day=day.isoformat(), field="on")
