"""Bars of a chart as plain numbers; the page draws them, a table beside says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 220
_LEFT, _BOTTOM, _TOP = 44, 28, 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `series` chooses its pattern, so that it reads without colour."""

    series: int
    x: int
    y: int
    width: int
    height: int
    value: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis: where, and what it says."""

    at: int
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart in its own units."""

    width: int
    height: int
    left: int
    floor: int
    bars: tuple[Bar, ...]
    columns: tuple[Tick, ...]
    levels: tuple[Tick, ...]


def bars(labels: Sequence[str], series: Sequence[Sequence[int]]) -> Chart:
    """Return a bar chart of one or more series over the same labels."""
    floor, room = HEIGHT - _BOTTOM, HEIGHT - _BOTTOM - _TOP
    top = ceiling(max((max(values, default=0) for values in series), default=0))
    slot = (WIDTH - _LEFT) / max(len(labels), 1)
    width = max(int(slot * 0.8 / max(len(series), 1)), 2)
    found = []
    for number, values in enumerate(series):
        for place, value in enumerate(values):
            height = round(room * value / top)
            x = round(_LEFT + slot * place + slot * 0.1 + number * width)
            found.append(Bar(number, x, floor - height, max(width - 1, 1), height, value))
    every = max(1, -(-len(labels) // 12))
    columns = [
        Tick(round(_LEFT + slot * (place + 0.5)), label)
        for place, label in enumerate(labels)
        if place % every == 0
    ]
    levels = [Tick(floor - round(room * part / 4), f"{top * part // 4:,}") for part in range(5)]
    return Chart(WIDTH, HEIGHT, _LEFT, floor, tuple(found), tuple(columns), tuple(levels))


def ceiling(value: int) -> int:
    """Return the next round number at or above `value` that four even steps lead to."""
    step = 1
    while True:
        for factor in (1, 2, 3, 5):
            if 4 * factor * step >= value:
                return 4 * factor * step
        step *= 10
