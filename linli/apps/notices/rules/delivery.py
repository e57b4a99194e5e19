"""The life of a sending: queued, sending, then delivered, deferred, failed or without object.

A sending is claimed for a time, sent outside any transaction, then settled. Whoever dies in
between leaves a claim that lapses, and the sending is made again under the same key: at least
once, and whoever receives can tell a repetition by the key. Source: [rule:notice-delivery].
"""

from datetime import timedelta
from enum import StrEnum

from linli.core.errors import RuleViolation
from linli.core.machine import Machine, Transition
from linli.core.outcomes import Outcome, Verdict


class ClaimLost(RuleViolation):
    """The claim has lapsed and somebody else has taken the sending."""

    code = "notices.claim_lost"


class Channel(StrEnum):
    """A way to reach somebody outside the platform (渠道)."""

    EMAIL = "EMAIL"  # 电子邮件
    SMS = "SMS"  # 短信
    WECHAT = "WECHAT"  # 微信公众号
    DINGTALK = "DINGTALK"  # 钉钉


class SendingState(StrEnum):
    """Where a sending stands (投递状态)."""

    QUEUED = "QUEUED"  # 待发送
    SENDING = "SENDING"  # 发送中
    DEFERRED = "DEFERRED"  # 暂缓，稍后重试
    DELIVERED = "DELIVERED"  # 已送达渠道
    FAILED = "FAILED"  # 永久失败
    MOOT = "MOOT"  # 事项已办结，不再发送


class SendingAction(StrEnum):
    """What happens to a sending (投递动作)."""

    CLAIM = "CLAIM"  # 领取
    DELIVER = "DELIVER"  # 送达
    DEFER = "DEFER"  # 暂缓
    FAIL = "FAIL"  # 判定失败
    DROP = "DROP"  # 撤下
    RETRY = "RETRY"  # 重新发送


_S, _A = SendingState, SendingAction
SENDING = Machine(
    initial=_S.QUEUED,
    rows=[
        Transition(_S.QUEUED, _A.CLAIM, _S.SENDING),
        Transition(_S.DEFERRED, _A.CLAIM, _S.SENDING),
        # A claim that lapsed: its worker died, or was too slow.
        Transition(_S.SENDING, _A.CLAIM, _S.SENDING),
        Transition(_S.SENDING, _A.DELIVER, _S.DELIVERED),
        Transition(_S.SENDING, _A.DEFER, _S.DEFERRED),
        Transition(_S.SENDING, _A.FAIL, _S.FAILED),
        Transition(_S.SENDING, _A.DROP, _S.MOOT),
        Transition(_S.FAILED, _A.RETRY, _S.QUEUED),
    ],
)
OPEN_STATES = (_S.QUEUED, _S.DEFERRED, _S.SENDING)

# Longer than any batch of sendings takes with every time limit run out.
CLAIM_TIME = timedelta(minutes=10)
MOST_ATTEMPTS = 12
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)
CHANCES = 1000


def pause_after(attempts: int, chance: int) -> timedelta:
    """Return how long to wait after so many attempts; `chance` lies in 0 … CHANCES - 1.

    The pause doubles, up to six hours; half of it is left to chance, so that what failed
    together does not come back together.
    """
    full = min(_FIRST_PAUSE * 2 ** min(attempts - 1, 20), _LONGEST_PAUSE)
    return full / 2 + full / 2 * chance / CHANCES


def action_for(outcome: Outcome, attempts: int) -> SendingAction:
    """Return what follows from an attempt; temporary failures become final after the last one."""
    if outcome.verdict == Verdict.SENT:
        return SendingAction.DELIVER
    if outcome.verdict == Verdict.LATER and attempts < MOST_ATTEMPTS:
        return SendingAction.DEFER
    return SendingAction.FAIL
