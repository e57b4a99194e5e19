"""Which cell a dwelling belongs to, and which places a worker of a cell may look into.

A claim says that a place or a single unit belongs to a cell. The nearest claim wins: the unit's
own, else that of the entrance, the building, the compound, the village. So every dwelling has at
most one cell by claims; where there is none, the boundary in which its building stands decides.
Source: [rule:one-cell-per-dwelling].
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from linli.core.tree import STEP


@dataclass(frozen=True, slots=True)
class Responsibility:
    """The claims in force on one day.

    `by_unit` and `by_path` are explicit; `by_position` holds buildings found by their point.
    """

    by_unit: Mapping[int, int] = field(default_factory=dict)
    by_path: Mapping[str, int] = field(default_factory=dict)
    by_position: Mapping[str, int] = field(default_factory=dict)

    def cell_of(self, path: str, unit_id: int | None = None) -> int | None:
        """Return the cell of a unit at the place `path`, or of that place, or None."""
        if unit_id is not None and unit_id in self.by_unit:
            return self.by_unit[unit_id]
        explicit = _nearest(self.by_path, path)
        return explicit if explicit is not None else _nearest(self.by_position, path)

    def paths_of(self, cell_id: int) -> list[str]:
        """Return the places claimed for a cell, explicitly or by position, in order."""
        found = {path for path, cell in self.by_path.items() if cell == cell_id}
        found |= {
            path
            for path, cell in self.by_position.items()
            if cell == cell_id and _nearest(self.by_path, path) is None
        }
        return sorted(found)

    def units_of(self, cell_id: int) -> list[int]:
        """Return the units claimed for a cell one by one."""
        return sorted(unit for unit, cell in self.by_unit.items() if cell == cell_id)


def _nearest(claims: Mapping[str, int], path: str) -> int | None:
    for end in range(len(path), 0, -STEP):
        cell = claims.get(path[:end])
        if cell is not None:
            return cell
    return None


def reach(
    responsibility: Responsibility,
    cell_id: int,
    *,
    children: Callable[[str], Iterable[str]],
    places_of_units: Iterable[str] = (),
) -> tuple[str, ...]:
    """Return the places a worker of the cell may look into, none below another.

    These are the places claimed for the cell; where a part of such a place belongs to another
    cell, its other parts stand in for it. A unit claimed by itself opens its entrance or building
    (`places_of_units`), the smallest place there is around it. Source: [rule:worker-reach].
    """
    claims = {**responsibility.by_position, **responsibility.by_path}
    found: set[str] = set(places_of_units)
    for path in responsibility.paths_of(cell_id):
        found |= _cover(claims, cell_id, path, children)
    roots: list[str] = []
    for path in sorted(found):
        if not (roots and path.startswith(roots[-1])):
            roots.append(path)
    return tuple(roots)


def _cover(
    claims: Mapping[str, int], cell_id: int, path: str, children: Callable[[str], Iterable[str]]
) -> set[str]:
    foreign = [
        other
        for other, cell in claims.items()
        if cell != cell_id and other.startswith(path) and other != path
    ]
    if not foreign:
        return {path}
    found: set[str] = set()
    for child in children(path):
        if claims.get(child, cell_id) == cell_id:
            found |= _cover(claims, cell_id, child, children)
    return found
