"""Who may see the reporter's name and phone: the reporter's own choice of four, as one table.

Source: [rule:case-names], after 北京接诉即办条例 8 and 35 (the complainant's data are protected).
Whoever plays several parts sees what the most favoured of them sees.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from linli.apps.cases.rules.kinds import Disclosure


class Viewer(StrEnum):
    """How somebody stands to a case who looks at it (查看人)."""

    REPORTER = "REPORTER"  # 上报人本人
    DESK = "DESK"  # 受理岗位: community workers of the place
    BOARD = "BOARD"  # 派遣、督办: township and district
    LEAD = "LEAD"  # 主办单位
    ASSIST = "ASSIST"  # 协办、被吹哨单位
    CELL = "CELL"  # 网格员
    FOLLOWER = "FOLLOWER"  # 关注人


class NameSight(StrEnum):
    """What a viewer sees of the reporter's name and phone (可见程度)."""

    SHOWN = "SHOWN"  # 直接可见
    OPENABLE = "OPENABLE"  # 说明理由后可查看，留痕
    HIDDEN = "HIDDEN"  # 不可见


_V, _SHOWN, _OPENABLE = Viewer, NameSight.SHOWN, NameSight.OPENABLE

# Who is not named in a row sees nothing. Of an anonymous report there is nothing to see.
SIGHT: Mapping[Disclosure, Mapping[Viewer, NameSight]] = MappingProxyType(
    {
        Disclosure.OPEN: MappingProxyType(
            {
                _V.REPORTER: _SHOWN,
                _V.DESK: _SHOWN,
                _V.BOARD: _SHOWN,
                _V.LEAD: _SHOWN,
                _V.ASSIST: _SHOWN,
                _V.CELL: _SHOWN,
            }
        ),
        Disclosure.HANDLERS: MappingProxyType(
            {_V.REPORTER: _SHOWN, _V.DESK: _SHOWN, _V.LEAD: _SHOWN}
        ),
        Disclosure.SEALED: MappingProxyType({_V.REPORTER: _SHOWN, _V.DESK: _OPENABLE}),
        Disclosure.ANONYMOUS: MappingProxyType({}),
    }
)

# From the least that may be disclosed to the most.
ORDER = (Disclosure.ANONYMOUS, Disclosure.SEALED, Disclosure.HANDLERS, Disclosure.OPEN)
# Reporters who are not named in thread and trail either: there they are only "the reporter".
UNNAMED = frozenset({Disclosure.SEALED, Disclosure.ANONYMOUS})
_FAVOUR = (NameSight.SHOWN, NameSight.OPENABLE, NameSight.HIDDEN)


def name_sight(disclosure: Disclosure, viewers: Collection[Viewer]) -> NameSight:
    """Return what somebody sees who plays these parts."""
    row = SIGHT[disclosure]
    seen = {row.get(viewer, NameSight.HIDDEN) for viewer in viewers}
    return min(seen, key=_FAVOUR.index, default=NameSight.HIDDEN)


def discloses_enough(chosen: Disclosure, least: Disclosure) -> bool:
    """Tell whether a category that asks for `least` takes a report with `chosen`."""
    return ORDER.index(chosen) >= ORDER.index(least)
