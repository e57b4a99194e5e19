"""Everything a page of figures shows, counted from the summaries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linli.apps.cases.models import Category, Delay
from linli.apps.cases.rules.clocks import DelayKind, DelayState
from linli.apps.cases.rules.counts import (
    RATES,
    Count,
    Plight,
    RateName,
    Standing,
    rate,
)
from linli.apps.cases.rules.figures import Rate, breaks_down
from linli.apps.cases.selectors import figures
from linli.apps.dashboards.rules.periods import Period, Stretch, stretches
from linli.apps.dashboards.rules.readers import FIGURE_READERS
from linli.apps.grids.models import Cell
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.core.errors import NotFound

LEVELS = (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.COMMUNITY, PlaceKind.VILLAGE)
SHOWN_BELOW = (Count.REPORTED, Count.SHOULD_CLOSE, Count.CLOSED_IN_TIME, Count.REOPENED)
OUTCOMES = (
    Count.SOLVED, Count.PARTLY, Count.NOT_POSSIBLE, Count.NOT_OURS, Count.ANSWERED,
    Count.REFERRED, Count.MERGED, Count.WITHDRAWN, Count.EXCLUDED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standings:
    """How it stands at this moment: cases in each state, overdue ones, hung-up ones."""

    by_state: Counter[str]
    hung_up: int

    @property
    def open(self) -> int:
        """Return how many cases are open."""
        return self.by_state[Plight.OPEN]

    @property
    def overdue(self) -> int:
        """Return how many of them are overdue."""
        return self.by_state[Plight.OVERDUE]


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of a place in a period.

    `categories`, `below` and `cells` are empty where there are too few cases for tables.
    """

    place: Place
    period: Period
    totals: Counter[str]
    standing: Standings
    stretches: list[tuple[Stretch, Counter[str]]]
    categories: list[tuple[Category, Counter[str]]]
    below: list[tuple[Place, Counter[str]]]
    cells: list[tuple[Cell, Counter[str]]]
    children: Sequence[Place]

    @property
    def has_tables(self) -> bool:
        """Tell whether there are enough cases for tables by category, place and cell."""
        return _has_tables(self.totals)

    def rates(self) -> list[tuple[RateName, Rate]]:
        """Return the indicators in their order."""
        return [(name, rate(name, self.totals)) for name in RATES]

    def outcomes(self) -> list[tuple[Count, int]]:
        """Return how cases ended, each way apart."""
        return [(name, self.totals[name]) for name in OUTCOMES]


def figure_place(code: str) -> Place:
    """Return a county, township, community or village by its code; raises NotFound."""
    found: Place | None = Place.objects.filter(code=code, kind__in=LEVELS).first()
    if found is None:
        raise NotFound(place=code)
    return found


def own_places(actor: Actor) -> list[Place]:
    """Return where this person's figures begin: the places of the posts that have figures."""
    paths = actor.paths(FIGURE_READERS)
    return list(Place.objects.filter(path__in=paths, kind__in=LEVELS).order_by("path"))


def overview(place: Place, period: Period) -> Overview:
    """Return the figures of a place; the number of queries does not grow with the cases."""
    first, last = period.first, period.last
    days = figures.by_day(place, first, last, list(Count))
    totals: Counter[str] = Counter()
    for counts in days.values():
        totals.update(counts)
    children = _children(place)
    has_tables = _has_tables(totals)
    below = figures.by_place(children, first, last, SHOWN_BELOW) if has_tables else {}
    return Overview(
        place=place,
        period=period,
        totals=totals,
        standing=standings(place),
        stretches=[(part, _between(days, part.first, part.last)) for part in stretches(period)],
        categories=category_counts(place, period) if has_tables else [],
        below=[(child, below[child.pk]) for child in children if has_tables],
        cells=_cells(place, period) if has_tables else [],
        children=children,
    )


def _has_tables(totals: Counter[str]) -> bool:
    return breaks_down(totals[Count.REPORTED], totals[Count.SHOULD_CLOSE])


def _between(days: dict[date, Counter[str]], first: date, last: date) -> Counter[str]:
    found: Counter[str] = Counter()
    for day, counts in days.items():
        if first <= day <= last:
            found.update(counts)
    return found


def standings(place: Place) -> Standings:
    """Return how it stands now."""
    hung_up = Delay.objects.filter(
        **{figures.level_of(place): place.pk},
        kind=DelayKind.HANG_UP,
        state=DelayState.GRANTED,
    )
    return Standings(figures.standing_of_place(place), hung_up.count())


def _children(place: Place) -> Sequence[Place]:
    rows = Place.objects.filter(parent=place, kind__in=LEVELS).order_by("code")
    return list(rows)


def category_counts(place: Place, period: Period) -> list[tuple[Category, Counter[str]]]:
    """Return the counts of each category that has any, in the order of the catalogue."""
    counts = figures.by_category(place, period.first.replace(day=1), period.last.replace(day=1))
    rows = Category.objects.filter(pk__in=list(counts)).order_by("order", "code")
    return [(row, counts[row.pk]) for row in rows]


def _cells(place: Place, period: Period) -> list[tuple[Cell, Counter[str]]]:
    if place.kind not in {PlaceKind.COMMUNITY, PlaceKind.VILLAGE}:
        return []
    rows = list(Cell.objects.filter(place=place).on(period.last).order_by("code"))
    numbers = [row.pk for row in rows]
    counts = figures.by_cell(numbers, period.first.replace(day=1), period.last.replace(day=1))
    standing = figures.standing(Standing.CELL, numbers)
    for number in numbers:
        counts[number]["OPEN_NOW"] = standing[number][Plight.OPEN]
    return [(row, counts[row.pk]) for row in rows]
