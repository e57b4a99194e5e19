"""The life of a grid revision: drafted, checked, published for a day, in force, replaced.

A revision holds all cells of one community or village from a day on: their boundaries, and which
dwellings change over. A first division, a corrected line, a split and a merge are all revisions.
Source: [rule:grid-revision].
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from linli.apps.accounts.rules import PLACE_ADMINS, REGISTER_WRITERS
from linli.core.errors import RuleViolation
from linli.core.machine import Machine, Transition


class RevisionState(StrEnum):
    """Where a revision stands (方案状态)."""

    DRAFT = "DRAFT"  # 草稿
    CHECKED = "CHECKED"  # 已检查
    PUBLISHED = "PUBLISHED"  # 已发布，待生效
    IN_FORCE = "IN_FORCE"  # 现行
    REPLACED = "REPLACED"  # 已被替代
    WITHDRAWN = "WITHDRAWN"  # 已撤回
    DISCARDED = "DISCARDED"  # 已作废


class RevisionAction(StrEnum):
    """What may be done with a revision (方案操作)."""

    EDIT = "EDIT"  # 修改
    CHECK = "CHECK"  # 检查
    PUBLISH = "PUBLISH"  # 发布
    SWITCH = "SWITCH"  # 生效
    REPLACE = "REPLACE"  # 替代
    WITHDRAW = "WITHDRAW"  # 撤回
    DISCARD = "DISCARD"  # 作废


S, A = RevisionState, RevisionAction
_CLOCK: frozenset[str] = frozenset()

FLOW: Machine[RevisionState, RevisionAction] = Machine(
    initial=S.DRAFT,
    rows=[
        Transition(S.DRAFT, A.EDIT, S.DRAFT, roles=REGISTER_WRITERS),
        Transition(S.CHECKED, A.EDIT, S.DRAFT, roles=REGISTER_WRITERS),
        Transition(S.DRAFT, A.CHECK, S.CHECKED, roles=REGISTER_WRITERS),
        Transition(S.CHECKED, A.CHECK, S.CHECKED, roles=REGISTER_WRITERS),
        Transition(S.DRAFT, A.DISCARD, S.DISCARDED, roles=REGISTER_WRITERS),
        Transition(S.CHECKED, A.DISCARD, S.DISCARDED, roles=REGISTER_WRITERS),
        Transition(S.CHECKED, A.PUBLISH, S.PUBLISHED, roles=PLACE_ADMINS),
        Transition(S.PUBLISHED, A.WITHDRAW, S.WITHDRAWN, roles=PLACE_ADMINS),
        Transition(S.PUBLISHED, A.SWITCH, S.IN_FORCE, roles=_CLOCK),
        Transition(S.IN_FORCE, A.REPLACE, S.REPLACED, roles=_CLOCK),
    ],
)

EDITABLE = frozenset({S.DRAFT, S.CHECKED})
EVER_IN_FORCE = frozenset({S.IN_FORCE, S.REPLACED})


class RevisionNotClean(RuleViolation):
    """The check found something that is more than a sliver, or a dwelling without a cell."""

    code = "grid.revision_not_clean"


class RevisionOutdated(RuleViolation):
    """Another revision of this place came into force, or was published, after this one began."""

    code = "grid.revision_outdated"


class RevisionDateTooEarly(RuleViolation):
    """A revision takes effect today or later, and after the one before has held for a day.

    Only the first of a place may look back.
    """

    code = "grid.revision_date_too_early"


class RevisionAlreadyWaiting(RuleViolation):
    """Another revision of this place is published and waits for its day."""

    code = "grid.revision_already_waiting"


class RevisionNotDue(RuleViolation):
    """Its day has not come yet."""

    code = "grid.revision_not_due"


@dataclass(frozen=True, slots=True)
class Load:
    """What lies in a cell (网格负荷): counts, and the area of dwellings in 0.01 m²."""

    dwellings: int = 0
    households: int = 0
    persons: int = 0
    area_cm: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(
            self.dwellings + other.dwellings,
            self.households + other.households,
            self.persons + other.persons,
            self.area_cm + other.area_cm,
        )


def total(loads: Iterable[Load]) -> Load:
    """Return the sum of loads."""
    return sum(loads, Load())


class Conflict(StrEnum):
    """What speaks against a re-division (调整冲突). The first two stop it, the others warn."""

    NO_CELL = "NO_CELL"  # 住户没有网格
    NO_CELLS = "NO_CELLS"  # 方案没有任何网格
    EMPTY = "EMPTY"  # 网格内没有住户
    OVER_NORM = "OVER_NORM"  # 户数超过标准
    UNDER_NORM = "UNDER_NORM"  # 户数低于标准
    NO_WORKER = "NO_WORKER"  # 没有网格员


STOPPING = frozenset({Conflict.NO_CELL, Conflict.NO_CELLS})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One conflict: what, of which cell or building, and how many."""

    conflict: Conflict
    name: str
    count: int = 0

    @property
    def stops(self) -> bool:
        """Tell whether the revision cannot be published because of it."""
        return self.conflict in STOPPING


@dataclass(frozen=True, slots=True)
class LoadNorm:
    """How many households a cell should have (网格规模标准), a parameter per city.

    300 to 500 is the usual figure in local rules. Source: [rule:cell-size].
    """

    least: int = 300
    most: int = 500


def load_obstacles(
    after: Mapping[str, Load], workers: Mapping[str, int], norm: LoadNorm
) -> list[Obstacle]:
    """Return what the loads after a re-division give rise to, cell by cell in order of name."""
    found: list[Obstacle] = []
    for name, load in sorted(after.items()):
        # A register without households yet is measured by its dwellings.
        households = load.households or load.dwellings
        if not load.dwellings:
            found.append(Obstacle(Conflict.EMPTY, name))
        elif households > norm.most:
            found.append(Obstacle(Conflict.OVER_NORM, name, households))
        elif households < norm.least:
            found.append(Obstacle(Conflict.UNDER_NORM, name, households))
        if not workers.get(name):
            found.append(Obstacle(Conflict.NO_WORKER, name))
    return found


@dataclass(frozen=True, slots=True)
class CellChange:
    """What a switch did, for everything that hangs on cells (网格调整结果).

    `moved` maps a dwelling to its new cell, for those whose cell changed; `successors` maps each
    closed cell to the one that takes over whatever is tied to no dwelling.
    """

    revision_id: int
    place_path: str
    day: date
    opened: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()
    successors: Mapping[int, int] = field(default_factory=dict)
    moved: Mapping[int, int] = field(default_factory=dict)

    def cell_for(self, *, old_cell: int, unit_id: int | None = None) -> int:
        """Return where a thing of `old_cell` belongs now: its dwelling's cell, else the successor.

        A thing of a cell that stays, without a dwelling that moved, stays. Source:
        [rule:what-hangs-on-a-cell].
        """
        if unit_id is not None and unit_id in self.moved:
            return self.moved[unit_id]
        return self.successors.get(old_cell, old_cell)


def successor(shares: Mapping[int, int], fallback: Sequence[int]) -> int | None:
    """Return which cell follows a closed one: that with most of its dwellings, else the first.

    `shares` maps a cell to the number of dwellings it takes over; the lower number wins a tie.
    """
    taking = {cell: count for cell, count in shares.items() if count}
    if taking:
        return min(taking, key=lambda cell: (-taking[cell], cell))
    return fallback[0] if fallback else None
