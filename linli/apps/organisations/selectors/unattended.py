"""What somebody should look after and nobody does, as higher applications know it.

A cell without a grid worker belongs on the vacancy radar, but what a cell is this application does
not know; grids registers the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from linli.kit.pages import Page


@dataclass(frozen=True, slots=True)
class Unattended:
    """One thing without anybody: its name, its place, and the page (route and code) of it."""

    name: str
    place_name: str
    route: str
    code: str


@dataclass(frozen=True, slots=True)
class Lookout:
    """Counts what is unattended at or below a path on a day, and lists it by pages."""

    count: Callable[[str, date], int]
    page: Callable[[str, date, str], Page]


_lookouts: list[Lookout] = []


def register_lookout(lookout: Lookout) -> None:
    """Add an answer; pages are shown of the first that has something."""
    if lookout not in _lookouts:
        _lookouts.append(lookout)


def count_unattended(path: str, day: date) -> int:
    """Return how many things at or below a place have nobody on a day."""
    return sum(lookout.count(path, day) for lookout in _lookouts)


def unattended_page(path: str, day: date, *, after: str = "") -> Page:
    """Return a page of them (`Unattended`)."""
    pages = (lookout.page(path, day, after) for lookout in _lookouts)
    return next((page for page in pages if page.rows), Page(rows=[], after=""))
