"""How records about people, requests and merge proposals move from state to state."""

from datetime import date, timedelta
from enum import StrEnum

from linli.apps.accounts.rules import REGISTER_WRITERS
from linli.core.machine import Machine, Transition

CHILD_AGE = 14  # 个人信息保护法 28, 31: under fourteen is sensitive and needs a guardian
ADULT_AGE = 18  # 民法典 17
REQUEST_DAYS = 15  # ours, within the thirty days of GB/T 35273-2020, 8.7
VIEWED = "person.viewed"  # the act of opening a masked record; one line a viewer and day
READING_MINUTES = 10  # how long a revealed value may be shown again without a new reason
OPENING_HOURS = 4  # how long a record that asked for a reason stays open


class PersonState(StrEnum):
    """Where a record about somebody stands (档案状态)."""

    ACTIVE = "ACTIVE"  # 在用
    RESTRICTED = "RESTRICTED"  # 受限：只保存，不再使用
    ERASED = "ERASED"  # 已删除：只留编号
    MERGED = "MERGED"  # 已并入另一档案


class PersonAction(StrEnum):
    """What may happen to a record (档案动作)."""

    RESTRICT = "RESTRICT"  # 限制处理
    RESTORE = "RESTORE"  # 恢复使用
    ERASE = "ERASE"  # 删除
    MERGE = "MERGE"  # 并入
    UNMERGE = "UNMERGE"  # 撤销并入


PERSON_FLOW = Machine(
    initial=PersonState.ACTIVE,
    rows=[
        Transition(
            PersonState.ACTIVE, PersonAction.RESTRICT, PersonState.RESTRICTED, REGISTER_WRITERS
        ),
        Transition(
            PersonState.RESTRICTED, PersonAction.RESTORE, PersonState.ACTIVE, REGISTER_WRITERS
        ),
        Transition(PersonState.ACTIVE, PersonAction.ERASE, PersonState.ERASED, REGISTER_WRITERS),
        Transition(
            PersonState.RESTRICTED, PersonAction.ERASE, PersonState.ERASED, REGISTER_WRITERS
        ),
        Transition(PersonState.ACTIVE, PersonAction.MERGE, PersonState.MERGED, REGISTER_WRITERS),
        Transition(PersonState.MERGED, PersonAction.UNMERGE, PersonState.ACTIVE, REGISTER_WRITERS),
        Transition(PersonState.MERGED, PersonAction.ERASE, PersonState.ERASED, REGISTER_WRITERS),
    ],
)


class MergeState(StrEnum):
    """Where a proposal to merge two records stands (合并提议状态)."""

    SUSPECTED = "SUSPECTED"  # 系统发现疑似重复
    PROPOSED = "PROPOSED"  # 待另一人确认
    MERGED = "MERGED"  # 已合并
    DECLINED = "DECLINED"  # 不是同一人
    REVERSED = "REVERSED"  # 已撤销合并


class MergeAction(StrEnum):
    """What may happen to a proposal (合并提议动作)."""

    PROPOSE = "PROPOSE"  # 提议合并
    CONFIRM = "CONFIRM"  # 确认合并
    DECLINE = "DECLINE"  # 不予合并
    REVERSE = "REVERSE"  # 撤销合并


MERGE_FLOW = Machine(
    initial=MergeState.SUSPECTED,
    rows=[
        Transition(
            MergeState.SUSPECTED, MergeAction.PROPOSE, MergeState.PROPOSED, REGISTER_WRITERS
        ),
        Transition(
            MergeState.SUSPECTED, MergeAction.DECLINE, MergeState.DECLINED, REGISTER_WRITERS
        ),
        Transition(MergeState.PROPOSED, MergeAction.CONFIRM, MergeState.MERGED, REGISTER_WRITERS),
        Transition(MergeState.PROPOSED, MergeAction.DECLINE, MergeState.DECLINED, REGISTER_WRITERS),
        Transition(MergeState.MERGED, MergeAction.REVERSE, MergeState.REVERSED, REGISTER_WRITERS),
    ],
)


class RequestState(StrEnum):
    """Where a request about one's own data stands (权利请求状态)."""

    SUBMITTED = "SUBMITTED"  # 待处理
    GRANTED = "GRANTED"  # 已办理
    RESTRICTED = "RESTRICTED"  # 保存期未满，已限制处理
    REFUSED = "REFUSED"  # 不予办理（说明理由）
    WITHDRAWN = "WITHDRAWN"  # 本人撤回


class RequestAction(StrEnum):
    """What may happen to a request (权利请求动作)."""

    GRANT = "GRANT"  # 办理
    RESTRICT = "RESTRICT"  # 限制处理
    REFUSE = "REFUSE"  # 不予办理
    WITHDRAW = "WITHDRAW"  # 撤回


REQUEST_FLOW = Machine(
    initial=RequestState.SUBMITTED,
    rows=[
        Transition(
            RequestState.SUBMITTED, RequestAction.GRANT, RequestState.GRANTED, REGISTER_WRITERS
        ),
        Transition(
            RequestState.SUBMITTED,
            RequestAction.RESTRICT,
            RequestState.RESTRICTED,
            REGISTER_WRITERS,
        ),
        Transition(
            RequestState.SUBMITTED, RequestAction.REFUSE, RequestState.REFUSED, REGISTER_WRITERS
        ),
        Transition(RequestState.SUBMITTED, RequestAction.WITHDRAW, RequestState.WITHDRAWN),
    ],
)


def age_on(born: date, day: date) -> int:
    """Return the age in full years; it grows on the day after the birthday's eve (周岁)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_child(born: date | None, day: date) -> bool:
    """Tell whether somebody is known to be under fourteen on `day`. Source: [rule:children]."""
    return born is not None and age_on(born, day) < CHILD_AGE


def is_minor(born: date | None, day: date) -> bool:
    """Tell whether somebody is known to be under eighteen on `day`."""
    return born is not None and age_on(born, day) < ADULT_AGE


def minors_born_after(day: date) -> date:
    """Return the day after which everybody was born who is under eighteen on `day`."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - ADULT_AGE, day.month, last)


def request_due(submitted: date) -> date:
    """Return the last day for answering a request. Source: [rule:rights-requests]."""
    return submitted + timedelta(days=REQUEST_DAYS)
