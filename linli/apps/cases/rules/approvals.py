"""How many persons must agree before more time is given or a demand is excluded (审批人数、会签).

Source: [rule:case-approvals]: every delay and every exclusion has the approval of somebody else
than whoever asked (domain practice, [rule:case-delays], [rule:case-appeal]); how many is for the
place to say, as the limits of sums that need several signatures are; the number is our own
decision: one, unless an office has set more.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from linli.apps.cases.rules.clocks import DelayKind
from linli.core.errors import InvalidInput, RuleViolation

LEAST, MOST = 1, 5


class ApprovalKind(StrEnum):
    """What is agreed to (审批事项)."""

    EXTENSION = "EXTENSION"  # 延期
    PAUSE = "PAUSE"  # 缓办
    HANG_UP = "HANG_UP"  # 挂账
    EXCLUSION = "EXCLUSION"  # 剔除


class NeededOutOfRange(InvalidInput):
    """Between one and five persons have to agree."""

    code = "cases.needed_out_of_range"


class NeededSetAlready(RuleViolation):
    """A number for the same place, kind, category and level begins on that day already."""

    code = "cases.needed_set_already"


class AgreedAlready(RuleViolation):
    """The person has agreed to this request before, and counts once."""

    code = "cases.agreed_already"


def of_delay(kind: DelayKind) -> ApprovalKind:
    """Return as what a request for more time is agreed to."""
    return ApprovalKind(kind.value)


def check_needed(needed: int) -> int:
    """Return a number that may be set.

    Raises NeededOutOfRange.
    """
    if not LEAST <= needed <= MOST:
        raise NeededOutOfRange(field="needed", least=LEAST, most=MOST)
    return needed


class NeededRow(Protocol):
    """A row an office has set, as the choice sees it."""

    scope_path: str
    category_id: int | None
    level: str | None


Row = TypeVar("Row", bound=NeededRow)


def decisive(rows: Iterable[Row]) -> Row | None:
    """Return the row that counts among those that fit: that of the nearest place.

    There the one of category and level stands before that of the category alone, this before that
    of the level alone, and the one for everything comes last.
    """
    return max(
        rows,
        key=lambda row: (
            len(row.scope_path),
            row.category_id is not None,
            row.level is not None,
        ),
        default=None,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a request is: how many must agree, have agreed, and could still.

    `needed` was fixed when it was asked; what an office sets later changes nothing.
    """

    needed: int
    agreed: int
    left: int = 0

    @property
    def is_whole(self) -> bool:
        """Tell whether as many have agreed as must."""
        return self.agreed >= self.needed

    @property
    def is_short(self) -> bool:
        """Tell whether there are too few persons for it ever to be whole."""
        return self.agreed + self.left < self.needed


def is_whole_with(needed: int, agreed: int) -> bool:
    """Tell whether one more agreement makes the decision, after `agreed` earlier ones."""
    return Standing(needed, agreed + 1).is_whole


def may_still_agree(
    entitled: Iterable[int], *, asked: Collection[int], agreed: Collection[int]
) -> list[int]:
    """Return the accounts that can still agree, in order: neither who asked nor who has agreed."""
    return [one for one in entitled if one not in asked and one not in agreed]
