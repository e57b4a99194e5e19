"""Where a case comes from, and which way it has been sent: no level mistakes it for its own.

Both follow from what is stored: how it came in, and at which level the body that leads works.
Seen from the dispatch board of the township, which sends. Source: [rule:case-courses].
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Channel
from linli.core.tree import ancestors, is_within


class Origin(StrEnum):
    """Whose matter a case is (来源层级); who wrote it down for them does not matter."""

    RESIDENT = "RESIDENT"  # 居民
    GRID = "GRID"  # 网格
    OUTSIDE = "OUTSIDE"  # 外部系统


class Direction(StrEnum):
    """Which way a case has been sent (流转方向)."""

    UP = "UP"  # 上报: to the district or above
    TO_BOARD = "TO_BOARD"  # 上报街道（乡镇）待派遣、待裁定
    SIDEWAYS = "SIDEWAYS"  # 转同级单位
    DOWN = "DOWN"  # 下派: to a community, a village, a compound


class Source(StrEnum):
    """Whose matter, or by what way a resident has said it: what lists ask for (来源筛选)."""

    RESIDENT = "RESIDENT"  # 居民（不论方式）
    ONLINE = "ONLINE"  # 居民自助上报
    COUNTER = "COUNTER"  # 窗口
    TELEPHONE = "TELEPHONE"  # 电话
    SMS = "SMS"  # 短信
    CHAT = "CHAT"  # 微信、钉钉等消息
    PAPER = "PAPER"  # 纸质单
    GRID = "GRID"  # 网格
    OUTSIDE = "OUTSIDE"  # 外部系统


_ORIGINS = {Channel.GRID: Origin.GRID, Channel.INTERFACE: Origin.OUTSIDE}
# So many places lie above a district where the tree has country, province and prefecture.
DISTRICT_DEPTH = 3
WITH_BOARD = frozenset({CaseState.OPEN, CaseState.ARBITRATION})


# Which ways of coming in a source stands for.
SOURCES: Mapping[Source, tuple[Channel, ...]] = MappingProxyType(
    {
        Source.RESIDENT: tuple(one for one in Channel if one not in _ORIGINS),
        Source.ONLINE: (Channel.RESIDENT,),
        Source.COUNTER: (Channel.COUNTER,),
        Source.TELEPHONE: (Channel.TELEPHONE,),
        Source.SMS: (Channel.SMS,),
        Source.CHAT: (Channel.CHAT,),
        Source.PAPER: (Channel.PAPER,),
        Source.GRID: (Channel.GRID,),
        Source.OUTSIDE: (Channel.INTERFACE,),
    }
)


def origin_of(channel: Channel) -> Origin:
    """Return from where a case comes: by whatever way a resident has said it, it is theirs."""
    return _ORIGINS.get(channel, Origin.RESIDENT)


class Lying(NamedTuple):
    """Where a case lies: its path, and the numbers of district and township above it."""

    path: str
    county: int | None
    township: int | None


class Seated(NamedTuple):
    """The place at which a body works, by number and path."""

    place: int
    path: str


def direction_of(state: CaseState, case: Lying, lead: Seated | None) -> Direction | None:
    """Return which way a case has gone, by where the body that leads it works.

    None while it lies with the desk it was reported to.
    """
    if lead is None:
        return Direction.TO_BOARD if state in WITH_BOARD else None
    if lead.place == case.township:
        return Direction.SIDEWAYS
    is_above = is_within(case.path, lead.path) and len(ancestors(lead.path)) < DISTRICT_DEPTH
    return Direction.UP if is_above or lead.place == case.county else Direction.DOWN
