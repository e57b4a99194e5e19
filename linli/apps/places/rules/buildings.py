"""The regular building: entrances side by side, floors on floors, doors on each floor."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from linli.core.arithmetic import AreaCm
from linli.core.errors import RuleViolation

MOST_UNITS = 3_000
MOST_ENTRANCES = 30
MOST_FLOORS = 120
MOST_DOORS = 40


class Numbering(StrEnum):
    """How doors are numbered (门牌编号方式)."""

    PER_ENTRANCE = "PER_ENTRANCE"  # each entrance begins again: 101, 102 | 101, 102
    ACROSS = "ACROSS"  # doors count on along the building: 101, 102 | 103, 104
    WITH_ENTRANCE = "WITH_ENTRANCE"  # the entrance stands before the door: 1-101 | 2-101


class PlanImpossible(RuleViolation):
    """The numbers of the plan make no building, or one larger than any."""

    code = "building.plan_impossible"


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """One door of a plan; `entrance` counts from 1, and is 0 in a building without entrances."""

    entrance: int
    floor: int
    number: str


@dataclass(frozen=True, slots=True)
class BuildingPlan:
    """A regular building: `floors` storeys in each of `entrances`, `doors` on each storey.

    Floors are numbered from `first_floor`; numbers in `skipped_floors` are left out, as many
    buildings know no fourth floor, and there is no floor 0. With `entrances` 0 the doors belong
    to the building itself. `area` is each dwelling's, None while unknown.
    """

    entrances: int
    floors: int
    doors: int
    first_floor: int = 1
    skipped_floors: frozenset[int] = frozenset()
    numbering: Numbering = Numbering.PER_ENTRANCE
    area: AreaCm | None = None

    def __post_init__(self) -> None:
        self._within("entrances", 0, MOST_ENTRANCES)
        self._within("floors", 1, MOST_FLOORS)
        self._within("doors", 1, MOST_DOORS)
        self._within("first_floor", -5, MOST_FLOORS)
        if self.size > MOST_UNITS:
            raise PlanImpossible(field="doors", lowest=1, highest=MOST_UNITS)

    def _within(self, field: str, lowest: int, highest: int) -> None:
        if not lowest <= getattr(self, field) <= highest:
            raise PlanImpossible(field=field, lowest=lowest, highest=highest)

    @property
    def size(self) -> int:
        """Return the number of units."""
        return max(self.entrances, 1) * self.floors * self.doors

    def floor_numbers(self) -> list[int]:
        """Return the numbers of the floors, the lowest first."""
        numbers: list[int] = []
        floor = self.first_floor
        while len(numbers) < self.floors:
            if floor != 0 and floor not in self.skipped_floors:
                numbers.append(floor)
            floor += 1
        return numbers

    def units(self) -> Iterator[PlannedUnit]:
        """Yield every door, entrance by entrance, floor by floor from below."""
        for entrance in range(1, self.entrances + 1) or [0]:
            for floor in self.floor_numbers():
                for door in range(1, self.doors + 1):
                    yield PlannedUnit(entrance, floor, self._number(entrance, floor, door))

    def _number(self, entrance: int, floor: int, door: int) -> str:
        if self.numbering is Numbering.ACROSS and entrance:
            door += (entrance - 1) * self.doors
        number = f"{floor}{door:02d}"
        if self.numbering is Numbering.WITH_ENTRANCE and entrance:
            return f"{entrance}-{number}"
        return number


def door_of(number: str, floor: int | None) -> str:
    """Return the part of a door number that names the door on its floor: "2-1203" on 12 is "03".

    A number that does not begin with its floor is its own door.
    """
    last = number.rsplit("-", 1)[-1]
    prefix = "" if floor is None else str(floor)
    rest = last.removeprefix(prefix)
    return rest if rest and prefix and last.startswith(prefix) else last


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key by which 2号楼 stands before 10号楼."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", text)
        if part
    )
