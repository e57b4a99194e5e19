"""What is wrong between boundaries: overlaps, gaps, parts outside the place.

Source: [rule:grid-topology].
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import shapely
from shapely.geometry.base import BaseGeometry

from linli.apps.grids.rules.shapes import Shape, area_m2, polygons_only, union

DEFAULT_TOLERANCE_M2 = 20
"""Below this a fault is a sliver: two hands drew one line twice. It is named but stops nothing."""


class Fault(StrEnum):
    """What may be wrong with boundaries (拓扑问题)."""

    OVERLAP = "OVERLAP"  # 重叠
    GAP = "GAP"  # 空隙
    OUTSIDE = "OUTSIDE"  # 超出辖区
    NEIGHBOUR = "NEIGHBOUR"  # 与相邻辖区网格重叠
    MISSING = "MISSING"  # 没有边界
    INVALID = "INVALID"  # 图形无效


@dataclass(frozen=True, slots=True)
class Drawn:
    """A boundary with the key and name of its cell; no shape means it is not drawn yet."""

    key: str
    name: str
    shape: Shape | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: its kind, the names of the cells or places concerned, area, and where it is."""

    fault: Fault
    keys: tuple[str, ...]
    names: tuple[str, ...]
    area_m2: int
    is_sliver: bool
    shape: Shape | None = field(default=None, compare=False)

    @property
    def stops(self) -> bool:
        """Tell whether it forbids publishing; a quarrel with a neighbour is for an arbiter."""
        return not self.is_sliver and self.fault != Fault.NEIGHBOUR


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one check, the worst first."""

    findings: tuple[Finding, ...]
    tolerance_m2: int

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Return the findings that forbid publishing."""
        return tuple(finding for finding in self.findings if finding.stops)

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing was found that forbids publishing."""
        return not self.blocking


def check_topology(
    drawn: Sequence[Drawn],
    *,
    place: str,
    outline: Shape | None,
    neighbours: Sequence[Drawn] = (),
    tolerance_m2: int = DEFAULT_TOLERANCE_M2,
) -> Report:
    """Compare the boundaries of one tier with each other, the outline and the neighbours.

    `place` is the name shown for gaps and parts outside. Without an outline only the holes
    between cells count as gaps. Each uncovered or doubly covered patch is a finding of its own.
    """
    findings = [_finding(Fault.MISSING, [cell], None, 0) for cell in drawn if cell.shape is None]
    sound: list[tuple[Drawn, Shape]] = []
    for cell in drawn:
        if cell.shape is None:
            continue
        if cell.shape.is_valid and not cell.shape.is_empty:
            sound.append((cell, cell.shape))
        else:
            findings.append(_finding(Fault.INVALID, [cell], None, 0))
    near = [(cell, cell.shape) for cell in neighbours if cell.shape is not None]
    findings += _overlaps(sound, tolerance_m2)
    findings += _against_neighbours(sound, near, tolerance_m2)
    findings += _against_outline(sound, place, outline, tolerance_m2)
    findings.sort(key=lambda finding: (finding.is_sliver, -finding.area_m2, finding.keys))
    return Report(findings=tuple(findings), tolerance_m2=tolerance_m2)


def _overlaps(sound: Sequence[tuple[Drawn, Shape]], tolerance: int) -> list[Finding]:
    shapes = [shape for _, shape in sound]
    tree = shapely.STRtree(shapes)
    findings = []
    for left, right in sorted(tree.query(shapes, predicate="intersects").T.tolist()):
        if left < right:
            cells = [sound[left][0], sound[right][0]]
            patches = _patches(shapely.intersection(shapes[left], shapes[right]))
            findings += [_finding(Fault.OVERLAP, cells, patch, tolerance) for patch in patches]
    return findings


def _against_neighbours(
    sound: Sequence[tuple[Drawn, Shape]], near: Sequence[tuple[Drawn, Shape]], tolerance: int
) -> list[Finding]:
    if not near:
        return []
    tree = shapely.STRtree([shape for _, shape in near])
    findings = []
    for cell, shape in sound:
        for index in sorted(tree.query(shape, predicate="intersects").tolist()):
            other, other_shape = near[index]
            patches = _patches(shapely.intersection(shape, other_shape))
            findings += [
                _finding(Fault.NEIGHBOUR, [cell, other], patch, tolerance) for patch in patches
            ]
    return findings


def _against_outline(
    sound: Sequence[tuple[Drawn, Shape]], place: str, outline: Shape | None, tolerance: int
) -> list[Finding]:
    if not sound:
        return []
    covered = union(shape for _, shape in sound)
    if outline is None:
        holes = [
            shapely.polygons(ring) for part in shapely.get_parts(covered) for ring in part.interiors
        ]
        return [_gap(place, sound, patch, tolerance) for patch in holes]
    findings = [
        _gap(place, sound, patch, tolerance)
        for patch in _patches(shapely.difference(outline, covered))
    ]
    for cell, shape in sound:
        patches = _patches(shapely.difference(shape, outline))
        findings += [
            _finding(Fault.OUTSIDE, [cell], patch, tolerance, extra=(place,)) for patch in patches
        ]
    return findings


def _gap(place: str, sound: Sequence[tuple[Drawn, Shape]], patch: Shape, tolerance: int) -> Finding:
    touching = [cell for cell, shape in sound if shape.intersects(patch)]
    return _finding(Fault.GAP, touching, patch, tolerance, extra=(place,))


def _patches(shape: BaseGeometry) -> list[Shape]:
    """Return the separate patches with an area of at least a square decimetre."""
    return [patch for patch in shapely.get_parts(polygons_only(shape)) if area_m2(patch) >= 0.01]


def _finding(
    fault: Fault,
    cells: Iterable[Drawn],
    patch: Shape | None,
    tolerance: int,
    extra: tuple[str, ...] = (),
) -> Finding:
    cells = list(cells)
    area = round(area_m2(patch)) if patch is not None else 0
    return Finding(
        fault=fault,
        keys=tuple(cell.key for cell in cells),
        names=(*(cell.name for cell in cells), *extra),
        area_m2=area,
        is_sliver=patch is not None and area < tolerance,
        shape=patch,
    )
