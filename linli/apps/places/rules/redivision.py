"""Joining and dividing units: what may be joined, and whether the areas add up.

Source: [rule:unit-redivision].
"""

from collections.abc import Sequence

from linli.apps.places.rules.errors import AreaMissing, AreasDiffer
from linli.apps.places.rules.kinds import PlaceKind
from linli.core.arithmetic import AreaCm
from linli.core.tree import STEP


def check_areas(
    old: Sequence[AreaCm | None], new: Sequence[AreaCm | None], *, measured_anew: bool
) -> None:
    """Check that new areas add up to the old ones, to the hundredth of a square metre.

    Where an old area is unknown nothing is compared; where all are known the new ones have to be.
    A surveyor may have measured anew: then they may differ, and the trail says so.
    Raises AreaMissing, AreasDiffer.
    """
    if any(area is None for area in old):
        return
    if any(area is None for area in new):
        raise AreaMissing(field="area")
    had, have = total(old), total(new)
    if had != have and not measured_anew:
        raise AreasDiffer(had=str(had), have=str(have), field="area")


def total(areas: Sequence[AreaCm | None]) -> AreaCm:
    """Return the sum of the known areas."""
    return AreaCm(sum(area.value for area in areas if area is not None))


def structure_of(kind: PlaceKind, path: str) -> str:
    """Return the path within which units can be joined: the building of an entrance, or itself."""
    return path[:-STEP] if kind == PlaceKind.ENTRANCE else path
