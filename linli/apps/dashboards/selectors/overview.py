"""Everything a page of figures shows, counted from the summaries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linli.apps.cases.models import Category
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
from linli.apps.cases.selectors.case_mix import by_place_and_category
from linli.apps.dashboards.rules.mix import Mix, Share, mix_of
from linli.apps.dashboards.rules.periods import Period, Stretch, stretches
from linli.apps.dashboards.rules.readers import FIGURE_READERS
from linli.apps.dashboards.selectors.called import Called, called_bodies
from linli.apps.grids.models import Cell
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.apps.places.selectors.names import place_of_code, places_at
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.core.tree import ancestors
from linli.kit.prepared import Prepared, PreparedAmong, hole

LEVELS = (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.COMMUNITY, PlaceKind.VILLAGE)
SHOWN_BELOW = (Count.REPORTED, Count.SHOULD_CLOSE, Count.CLOSED_IN_TIME, Count.REOPENED)
OUTCOMES = (
    Count.SOLVED, Count.PARTLY, Count.NOT_POSSIBLE, Count.NOT_OURS, Count.ANSWERED,
    Count.REFERRED, Count.MERGED, Count.WITHDRAWN, Count.EXCLUDED,
)  # fmt: skip


# How reporters were asked, each way apart.
REVISITS = (Count.CONFIRMED, Count.ASSISTED, Count.SILENT, Count.UNREACHED)


@dataclass(frozen=True, slots=True)
class Standings:
    """How it stands at this moment: cases in each state, and what is overdue or stands still."""

    by_state: Counter[str]

    @property
    def open(self) -> int:
        """Return how many cases are open."""
        return self.by_state[Plight.OPEN]

    @property
    def overdue(self) -> int:
        """Return how many of them are overdue."""
        return self.by_state[Plight.OVERDUE]

    @property
    def paused(self) -> int:
        """Return how many of them are paused."""
        return self.by_state[Plight.PAUSED]

    @property
    def hung_up(self) -> int:
        """Return how many of them are hung up."""
        return self.by_state[Plight.HUNG_UP]


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
    called: Called
    mixes: list[tuple[Place, Mix]]

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

    def revisits(self) -> list[tuple[Count, int]]:
        """Return how reporters were asked, each way apart."""
        return [(name, self.totals[name]) for name in REVISITS]


def figure_place(code: str) -> Place:
    """Return a county, township, community or village by its code; raises NotFound."""
    found = place_of_code(code)
    if found is None or found.kind not in LEVELS:
        raise NotFound(place=code)
    return found


def place_above(place: Place) -> Place | None:
    """Return the place in which a place lies; permissions are the caller's."""
    return next(iter(places_at(ancestors(place.path)[-1:])), None)


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
    categories = category_counts(place, period) if has_tables else []
    return Overview(
        place=place,
        period=period,
        totals=totals,
        standing=standings(place),
        stretches=[(part, _between(days, part.first, part.last)) for part in stretches(period)],
        categories=categories,
        below=[(child, below[child.pk]) for child in children if has_tables],
        cells=_cells(place, period) if has_tables else [],
        children=children,
        called=called_bodies(place, period),
        mixes=_mixes(children, categories, period) if has_tables else [],
    )


def _mixes(
    children: Sequence[Place],
    categories: Sequence[tuple[Category, Counter[str]]],
    period: Period,
) -> list[tuple[Place, Mix]]:
    """Return for each place below what it closed in time and what the whole area lets expect."""
    if not children:
        return []
    counts = by_place_and_category(
        [child.pk for child in children],
        figures.level_of(children[0]),
        period.first.replace(day=1),
        period.last.replace(day=1),
        (Count.SHOULD_CLOSE, Count.CLOSED_IN_TIME),
    )
    area = {row.pk: share_in_time(one) for row, one in categories}
    return [
        (child, mix_of({row: share_in_time(one) for row, one in counts[child.pk].items()}, area))
        for child in children
    ]


def share_in_time(counts: Counter[str]) -> Share:
    """Return how many were closed in time of those to be closed."""
    return Share(counts[Count.CLOSED_IN_TIME], counts[Count.SHOULD_CLOSE])


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
    return Standings(figures.standing_of_place(place))


_CHILDREN = Prepared(
    lambda: Place.objects.filter(parent=hole("place", Place, "id"), kind__in=LEVELS).order_by(
        "code"
    )
)
_CELLS = Prepared(
    lambda: (
        Cell.objects.filter(place=hole("place", Place, "id"))
        .on(hole("day", Cell, "valid_from"))
        .order_by("code")
    )
)
_CATEGORIES = PreparedAmong(Category, "id", Category.objects.filter)


def _children(place: Place) -> Sequence[Place]:
    return _CHILDREN.objects(place=place.pk)


def category_counts(place: Place, period: Period) -> list[tuple[Category, Counter[str]]]:
    """Return the counts of each category that has any, in the order of the catalogue."""
    counts = figures.by_category(place, period.first.replace(day=1), period.last.replace(day=1))
    rows = sorted(_CATEGORIES.objects(counts), key=lambda row: (row.order, row.code))
    return [(row, counts[row.pk]) for row in rows]


def _cells(place: Place, period: Period) -> list[tuple[Cell, Counter[str]]]:
    if place.kind not in {PlaceKind.COMMUNITY, PlaceKind.VILLAGE}:
        return []
    rows = _CELLS.objects(place=place.pk, day=period.last)
    numbers = [row.pk for row in rows]
    counts = figures.by_cell(numbers, period.first.replace(day=1), period.last.replace(day=1))
    standing = figures.standing(Standing.CELL, numbers)
    for number in numbers:
        counts[number]["OPEN_NOW"] = standing[number][Plight.OPEN]
    return [(row, counts[row.pk]) for row in rows]
