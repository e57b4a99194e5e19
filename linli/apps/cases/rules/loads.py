"""How many open cases a cell has, in classes that a map can show: letter and colour."""

from enum import StrEnum


class LoadClass(StrEnum):
    """How much lies in a cell (在办案卷数量); colours and letters are those of the grid map."""

    EMPTY = "EMPTY"  # 无
    UNDER = "UNDER"  # 1 至 4 件
    WITHIN = "WITHIN"  # 5 至 9 件
    OVER = "OVER"  # 10 件以上


LOAD_LETTERS: dict[LoadClass, str] = {
    LoadClass.EMPTY: "0",
    LoadClass.UNDER: "−",
    LoadClass.WITHIN: "=",
    LoadClass.OVER: "+",
}
_STEPS = ((10, LoadClass.OVER), (5, LoadClass.WITHIN), (1, LoadClass.UNDER))


def load_class(cases: int) -> LoadClass:
    """Return what a cell with so many open cases falls under."""
    return next((falls_under for least, falls_under in _STEPS if cases >= least), LoadClass.EMPTY)
