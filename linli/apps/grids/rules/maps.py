"""How a map colours cells, and what a cell falls under: never by colour alone.

Each class has a letter drawn on the cell and a dash pattern of its edge, so that the map reads
in black and white. Colours come from the style sheet by the name of the class.
"""

from dataclasses import dataclass
from enum import StrEnum

from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.revisions import Load, LoadNorm


class MapLayer(StrEnum):
    """By what the cells are coloured (专题图层)."""

    KIND = "KIND"  # 网格类别
    LOAD = "LOAD"  # 户数
    STAFF = "STAFF"  # 人员配备


class MapClass(StrEnum):
    """What a cell falls under in a layer (图例类别)."""

    UNIT = "UNIT"
    VILLAGE = "VILLAGE"
    GROUP = "GROUP"
    DEDICATED = "DEDICATED"
    EMPTY = "EMPTY"
    UNDER = "UNDER"
    WITHIN = "WITHIN"
    OVER = "OVER"
    NOBODY = "NOBODY"
    PART_TIME = "PART_TIME"
    FULL_TIME = "FULL_TIME"


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a class is drawn: its letter, and the dashes of its edge in pixels (none: solid)."""

    letter: str
    dashes: str = ""


PATTERNS: dict[MapClass, Pattern] = {
    MapClass.UNIT: Pattern("U"),
    MapClass.VILLAGE: Pattern("V", "8 4"),
    MapClass.GROUP: Pattern("G", "2 4"),
    MapClass.DEDICATED: Pattern("D", "10 4 2 4"),
    MapClass.EMPTY: Pattern("0", "2 4"),
    MapClass.UNDER: Pattern("−", "8 4"),
    MapClass.WITHIN: Pattern("="),
    MapClass.OVER: Pattern("+", "10 4 2 4"),
    MapClass.NOBODY: Pattern("!", "2 4"),
    MapClass.PART_TIME: Pattern("½", "8 4"),
    MapClass.FULL_TIME: Pattern("●"),
}

CLASSES: dict[MapLayer, tuple[MapClass, ...]] = {
    MapLayer.KIND: (MapClass.UNIT, MapClass.VILLAGE, MapClass.GROUP, MapClass.DEDICATED),
    MapLayer.LOAD: (MapClass.EMPTY, MapClass.UNDER, MapClass.WITHIN, MapClass.OVER),
    MapLayer.STAFF: (MapClass.NOBODY, MapClass.PART_TIME, MapClass.FULL_TIME),
}


def class_of(
    layer: MapLayer,
    *,
    kind: CellKind,
    load: Load,
    full_time: int,
    part_time: int,
    norm: LoadNorm,
) -> MapClass:
    """Return what a cell falls under in a layer."""
    if layer == MapLayer.KIND:
        return MapClass(kind.value)
    if layer == MapLayer.LOAD:
        return _class_of_load(load.households or load.dwellings, norm)
    if full_time:
        return MapClass.FULL_TIME
    return MapClass.PART_TIME if part_time else MapClass.NOBODY


def _class_of_load(households: int, norm: LoadNorm) -> MapClass:
    if not households:
        return MapClass.EMPTY
    if households < norm.least:
        return MapClass.UNDER
    return MapClass.OVER if households > norm.most else MapClass.WITHIN
