"""Kinds of grid cells."""

from enum import StrEnum


class CellKind(StrEnum):
    """What a cell is (网格类别)."""

    UNIT = "UNIT"  # 单元网格
    VILLAGE = "VILLAGE"  # 行政村网格
    GROUP = "GROUP"  # 村民小组网格
    DEDICATED = "DEDICATED"  # 专属网格
