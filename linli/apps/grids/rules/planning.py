"""What a re-division does to the claims: pure, so that preview and switch agree.

A move puts a place or a single unit into a cell. A place takes everything in it along, except
for what the plan itself moves elsewhere. What still belongs to a closed cell goes to its
successor. Source: [rule:redivision].
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from linli.apps.grids.rules.responsibility import Responsibility
from linli.apps.grids.rules.revisions import Load
from linli.core.tree import STEP

NO_CELL = 0
"""Stands for "no cell" where a number is wanted; no cell has it."""


@dataclass(frozen=True, slots=True)
class Dwelling:
    """One dwelling as planning sees it (住户)."""

    unit_id: int
    path: str
    load: Load


@dataclass(frozen=True, slots=True)
class Plan:
    """What a revision changes (调整计划). Cells are numbers; those to be opened have negative ones.

    `by_position` holds what buildings without a claim would fall to in the new boundaries.
    """

    by_path: Mapping[str, int] = field(default_factory=dict)
    by_unit: Mapping[int, int] = field(default_factory=dict)
    by_position: Mapping[str, int] = field(default_factory=dict)
    successors: Mapping[int, int | None] = field(default_factory=dict)


def claims_after(
    before: Responsibility, plan: Plan, unit_paths: Mapping[int, str]
) -> Responsibility:
    """Return the claims once the plan is in force.

    `unit_paths` tells where each singly claimed unit lies. A claim on a closed cell without
    successor ends, so that the check finds the dwellings it leaves behind.
    """
    by_path = {
        path: cell
        for path, cell in before.by_path.items()
        if not _is_taken_along(path, plan.by_path)
    }
    by_unit = {
        unit: cell
        for unit, cell in before.by_unit.items()
        if not _is_taken_along(unit_paths[unit], plan.by_path)
    }
    return Responsibility(
        by_unit={**_handed_on(by_unit, plan), **plan.by_unit},
        by_path={**_handed_on(by_path, plan), **plan.by_path},
        by_position=plan.by_position,
    )


K = TypeVar("K", bound=Hashable)


def _handed_on(claims: Mapping[K, int], plan: Plan) -> dict[K, int]:
    found = {key: plan.successors.get(cell, cell) for key, cell in claims.items()}
    return {key: cell for key, cell in found.items() if cell is not None}


def _is_taken_along(path: str, moves: Mapping[str, int]) -> bool:
    return any(path[:end] in moves for end in range(STEP, len(path) + 1, STEP))


def cells_of(dwellings: Iterable[Dwelling], claims: Responsibility) -> dict[int, int]:
    """Return dwelling to cell, NO_CELL where there is none."""
    return {
        dwelling.unit_id: claims.cell_of(dwelling.path, dwelling.unit_id) or NO_CELL
        for dwelling in dwellings
    }


def loads_of(dwellings: Iterable[Dwelling], cells: Mapping[int, int]) -> dict[int, Load]:
    """Return cell to load, for dwellings with the given cells."""
    found: dict[int, Load] = {}
    for dwelling in dwellings:
        cell = cells[dwelling.unit_id]
        found[cell] = found.get(cell, Load()) + dwelling.load
    return found


def shares_of_closed(
    before: Mapping[int, int], after: Mapping[int, int], closed: Iterable[int]
) -> dict[int, dict[int, int]]:
    """Return for each closed cell how many of its dwellings go to which cell."""
    shares: dict[int, dict[int, int]] = {cell: {} for cell in closed}
    for unit, cell in before.items():
        if cell in shares:
            target = after[unit]
            shares[cell][target] = shares[cell].get(target, 0) + 1
    return shares
