"""What a key of another program may do, for which body, and in what state it is.

Source: [rule:interface-keys].
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from linli.apps.accounts.rules import SEPARATED_ROLES, Role
from linli.apps.organisations.rules.bodies import PARTY_TYPES, TYPES, BodyType, roles_of
from linli.apps.places.rules import PlaceKind


class KeyAct(StrEnum):
    """What a key may be used for (接口权限); each is chosen apart."""

    READ_CASES = "READ_CASES"  # 读取案卷
    READ_CONTACT = "READ_CONTACT"  # 读取上报人联系方式
    REPORT = "REPORT"  # 上报
    ACT = "ACT"  # 办理案卷
    WORK = "WORK"  # 办理本组织任务
    READ_REGISTERS = "READ_REGISTERS"  # 读取地点、组织、网格、类别
    READ_FIGURES = "READ_FIGURES"  # 读取公开指标
    READ_SUBSCRIPTIONS = "READ_SUBSCRIPTIONS"  # 读取事件订阅


class KeyState(StrEnum):
    """Where a key stands (密钥状态); it follows from its times and is stored nowhere."""

    ASKED = "ASKED"  # 待审批
    REFUSED = "REFUSED"  # 未获批准
    GRANTED = "GRANTED"  # 已批准，口令未领取
    ACTIVE = "ACTIVE"  # 有效
    EXPIRED = "EXPIRED"  # 已到期
    REVOKED = "REVOKED"  # 已吊销


class CallKind(StrEnum):
    """Whether a call reads or writes (调用类别); the two are counted apart."""

    READ = "READ"  # 读取
    WRITE = "WRITE"  # 写入


# To send in a report nobody needs a post; everything else rests on the posts of the body.
_WITHOUT_ROLES = frozenset({KeyAct.REPORT, KeyAct.READ_FIGURES})
# Membership of the party and the entrusted disputes are no matter of a program.
_NEVER = SEPARATED_ROLES | {Role.BRANCH_OFFICER, Role.MEDIATOR}

LONGEST_DAYS = 366
OVERLAP = timedelta(hours=24)  # how long the secret before a new one still works
READS_PER_MINUTE, WRITES_PER_MINUTE = 300, 60
MOST_PER_MINUTE = 6_000
STRANGER_CALLS_PER_MINUTE = 120  # of one address without a key
STRANGER_CODES_PER_HOUR = 20  # looking for a request by the code on its slip


def roles_for(body: BodyType, place: PlaceKind, acts: Collection[KeyAct]) -> frozenset[Role]:
    """Return the roles a key holds: those of the seats of its body, as far as its acts need any."""
    if body in PARTY_TYPES or not set(acts) - _WITHOUT_ROLES:
        return frozenset()
    seats = TYPES[body].seats
    held = frozenset().union(*(roles_of(body, seat.kind, place) for seat in seats))
    return held - _NEVER


def acts_of(text: str) -> frozenset[KeyAct]:
    """Return the acts that a column holds, one a line."""
    return frozenset(KeyAct(line) for line in text.split())


def acts_text(acts: Iterable[KeyAct]) -> str:
    """Return acts as a column holds them."""
    return "\n".join(sorted(acts))


def state_of(
    *,
    granted_at: datetime | None,
    ended_at: datetime | None,
    expires_at: datetime,
    has_secret: bool,
    now: datetime,
) -> KeyState:
    """Return in what state a key is at `now`."""
    if ended_at is not None:
        return KeyState.REVOKED if granted_at is not None else KeyState.REFUSED
    if now >= expires_at:
        return KeyState.EXPIRED
    if granted_at is None:
        return KeyState.ASKED
    return KeyState.ACTIVE if has_secret else KeyState.GRANTED


def lot_of(kind: CallKind, most: int) -> int:
    """Return how many calls a process counts at once, of `most` a minute: the reading ones in lots.

    A thirtieth, so that a few processes cannot keep much of the limit from one another.
    Source: [rule:interface-limits].
    """
    return max(1, most // 30) if kind == CallKind.READ else 1


def window_of(now: datetime) -> datetime:
    """Return the beginning of the minute in which a call is counted."""
    return now.replace(second=0, microsecond=0)


def wait_seconds(now: datetime) -> int:
    """Return after how many seconds the next minute begins; at least one."""
    return max(1, 60 - now.second)
