"""Kinds of grid cells, and the code that names one for ever."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import TypeVar

from linli.apps.accounts.rules import SEPARATED_ROLES, STAFF_ROLES
from linli.core.errors import InvalidInput, RuleViolation
from linli.core.geo import Point


class CellKind(StrEnum):
    """What a cell is (网格类别).

    Unit, village and dedicated cells divide a community or village among them; group cells
    divide the village cell they belong to. Source: [rule:cell-kinds].
    """

    UNIT = "UNIT"  # 单元网格
    VILLAGE = "VILLAGE"  # 行政村网格
    GROUP = "GROUP"  # 村民小组网格
    DEDICATED = "DEDICATED"  # 专属网格


GRID_READERS = STAFF_ROLES - SEPARATED_ROLES
"""Who works with the grid: every post but those that only keep the system, security or trail."""

FIRST_TIER = frozenset({CellKind.UNIT, CellKind.VILLAGE, CellKind.DEDICATED})
"""The kinds that together cover a community or village."""


class CellCodeMalformed(InvalidInput):
    """The text is no code of a cell: 15 digits, of which the last three are not 000."""

    code = "grid.cell_code_malformed"


class PlaceWithoutCode(RuleViolation):
    """Cells belong to a community or village with a 12-digit code."""

    code = "grid.place_without_code"


class CellCodesExhausted(RuleViolation):
    """A community has at most 999 cells in all its history, for no code is used twice."""

    code = "grid.cell_codes_exhausted"


_CODE = re.compile(r"[0-9]{15}", re.ASCII)
_PLACE_CODE = re.compile(r"[0-9]{12}", re.ASCII)
LAST_SEQUENCE = 999


@dataclass(frozen=True, slots=True)
class CellCode:
    """The parts of a 15-digit code (单元网格代码): 6 of the county, then three times 3."""

    county: str
    township: str
    community: str
    sequence: int

    @property
    def place_code(self) -> str:
        """Return the 12-digit code of the community or village."""
        return self.county + self.township + self.community

    def __str__(self) -> str:
        return f"{self.place_code}{self.sequence:03d}"


def cell_code(place_code: str, sequence: int) -> str:
    """Return the code of the cell with this number in its community. Source: [rule:cell-code].

    Raises PlaceWithoutCode when the place has no 12-digit code, and CellCodesExhausted when the
    number is past 999.
    """
    if not _PLACE_CODE.fullmatch(place_code):
        raise PlaceWithoutCode(place_code=place_code[:40])
    if not 1 <= sequence <= LAST_SEQUENCE:
        raise CellCodesExhausted(place_code=place_code)
    return f"{place_code}{sequence:03d}"


def parse_cell_code(text: str) -> CellCode:
    """Return the parts of a code; raises CellCodeMalformed."""
    text = text.strip()
    if not _CODE.fullmatch(text) or text.endswith("000"):
        raise CellCodeMalformed(given=text[:40])
    return CellCode(text[:6], text[6:9], text[9:12], int(text[12:]))


T = TypeVar("T")


def reading_order(items: Iterable[tuple[Point, T]]) -> list[T]:
    """Return the items from west to east in bands from north to south. Source: [rule:cell-code].

    The height of a band is that of one row if the points were spread evenly.
    """
    found = list(items)
    if not found:
        return []
    north = max(point[1] for point, _ in found)
    height = north - min(point[1] for point, _ in found)
    rows = max(1, round(sqrt(len(found))))

    def key(numbered: tuple[int, tuple[Point, T]]) -> tuple[int, float, int]:
        index, (point, _) = numbered
        band = int((north - point[1]) / height * rows) if height else 0
        return min(band, rows - 1), point[0], index

    return [item for _, (_, item) in sorted(enumerate(found), key=key)]
