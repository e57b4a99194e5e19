"""Figures of cases: from the summaries, and the same ones from the cases themselves.

A figure is what is folded plus what is not folded yet, read by one statement, so that a fold in
between neither loses nor doubles anything.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.lookups import In

from linli.apps.cases.models import (
    CallFigure,
    Case,
    CategoryFigure,
    CellFigure,
    DayFigure,
    FigureChange,
    LeadFigure,
    StandingFigure,
)
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.contacts import contact_standing
from linli.apps.cases.rules.counts import (
    CaseFacts,
    Count,
    Key,
    Plight,
    Standing,
    counts_of,
)
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Confirmation, Level, Outcome
from linli.apps.cases.selectors.call_figures import counts_of_calls, next_month
from linli.apps.grids.models import Cell
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.kit.days import local_day
from linli.kit.prepared import Prepared, PreparedAmong, hole

Totals = defaultdict[Any, Counter[tuple[Any, ...]]]  # by table
_LEVELS = {
    PlaceKind.COUNTY: "county_id",
    PlaceKind.TOWNSHIP: "township_id",
    PlaceKind.COMMUNITY: "community_id",
    PlaceKind.VILLAGE: "community_id",
}
_SUBJECTS = {Standing.CELL: "cell_id", Standing.BODY: "body_id"}
COLUMNS: dict[Any, tuple[str, ...]] = {
    DayFigure: ("place_id", "day", "name"),
    CategoryFigure: ("place_id", "month", "category_id", "name"),
    CellFigure: ("cell_id", "month", "name"),
    StandingFigure: ("kind", "subject_id", "name"),
    LeadFigure: ("place_id", "body_id", "name"),
    CallFigure: ("place_id", "month", "body_id", "name"),
}
_FACTS = (
    "county_id", "township_id", "community_id", "cell_id", "category_id", "lead_id", "state",
    "local_day", "opened_at", "take_due_at", "taken_at", "handle_due_at", "handled_at", "put_off",
    "put_off_due_at", "contact_due_at", "contacted_at", "contact_tries", "was_delayed", "returned",
    "failed_checks", "reopened", "outcome", "closed_at", "confirmation", "rating", "is_overdue",
    "level", "is_repeat",
)  # fmt: skip


def facts_of(case: Case) -> CaseFacts:
    """Return a case as figures see it."""
    outcome = Outcome(case.outcome) if case.outcome else None
    return CaseFacts(
        county=case.county_id,
        township=case.township_id,
        community=case.community_id,
        cell=case.cell_id,
        category=case.category_id,
        lead=case.lead_id,
        state=CaseState(case.state),
        reported=case.local_day,
        is_filed=case.opened_at is not None,
        take_due=_day(case.take_due_at),
        taken_in_time=_in_time(case.taken_at, case.take_due_at),
        contact_due=_day(case.contact_due_at),
        contact=contact_standing(
            due_at=case.contact_due_at,
            contacted_at=case.contacted_at,
            tries=case.contact_tries,
            outcome=outcome,
            closed_at=case.closed_at,
        ),
        handle_due=_day(case.handle_due_at),
        is_handled=case.handled_at is not None,
        handled_in_time=_in_time(case.handled_at, case.handle_due_at),
        put_off=DelayKind(case.put_off) if case.put_off else None,
        put_off_due=_day(case.put_off_due_at),
        was_delayed=case.was_delayed,
        returned=case.returned,
        failed_checks=case.failed_checks,
        reopened=case.reopened,
        outcome=outcome,
        closed=_day(case.closed_at),
        confirmation=Confirmation(case.confirmation) if case.confirmation else None,
        rating=case.rating,
        is_overdue=case.is_overdue,
        is_danger=case.level == Level.DANGER,
        is_repeat=case.is_repeat,
    )


def _day(at: datetime | None) -> date | None:
    return None if at is None else local_day(at)


def _in_time(done: datetime | None, due: datetime | None) -> bool:
    return done is not None and due is not None and done <= due


def totals(place: Place, first: date, last: date) -> Counter[str]:
    """Return every count of a place from `first` to `last`, both included."""
    return by_place([place], first, last, Count)[place.pk]


def by_day(
    place: Place, first: date, last: date, names: Iterable[Count]
) -> dict[date, Counter[str]]:
    """Return some counts of a place for each day that has any."""
    found: dict[date, Counter[str]] = {}
    query = _by_day(level_of(place), tuple(names))
    for day, name, count in query.rows(place=place.pk, first=first, last=last):
        found.setdefault(day, Counter())[name] += count
    return found


@cache
def _by_day(level: str, names: tuple[str, ...]) -> Prepared:
    def build() -> "QuerySet[Any, Any]":
        folded = DayFigure.objects.filter(_DAYS, place_id=_PLACE, name__in=names)
        fresh = FigureChange.objects.filter(_DAYS, **{level: _PLACE}, name__in=names)
        return _together(folded.values_list("day", "name", "count"),
                         _changes(fresh, "day", "name"))  # fmt: skip

    return Prepared(build)


def by_place(
    places: Sequence[Place], first: date, last: date, names: Iterable[Count]
) -> dict[int, Counter[str]]:
    """Return some totals for each of several places of one level, by their numbers."""
    found: dict[int, Counter[str]] = {place.pk: Counter() for place in places}
    if places:
        query = _by_place(level_of(places[0]), tuple(names))
        for number, name, count in query.rows(found, first=first, last=last):
            found[number][name] += count
    return found


@cache
def _by_place(level: str, names: tuple[str, ...]) -> PreparedAmong:
    """Return the query of (place, name, sum): the engine adds the days up, a thousand at times."""

    def build(wanted: In) -> "QuerySet[Any, Any]":
        folded = DayFigure.objects.filter(wanted, _DAYS, name__in=names)
        fresh = FigureChange.objects.filter(_among(level, wanted), _DAYS, name__in=names)
        return _together(
            folded.order_by().values_list("place_id", "name").annotate(n=Sum("count")),
            _changes(fresh, level, "name"),
        )

    return PreparedAmong(DayFigure, "place_id", build)


def by_category(place: Place, first_month: date, last_month: date) -> dict[int, Counter[str]]:
    """Return the totals of a place for each category over whole months."""
    found: dict[int, Counter[str]] = {}
    query = _by_category(level_of(place))
    for category, name, count in query.rows(place=place.pk, first=first_month, last=last_month):
        found.setdefault(category, Counter())[name] += count
    return found


@cache
def _by_category(level: str) -> Prepared:
    def build() -> "QuerySet[Any, Any]":
        folded = CategoryFigure.objects.filter(_MONTHS, place_id=_PLACE)
        fresh = FigureChange.objects.filter(
            _DAYS_OF_MONTHS, **{level: _PLACE}, category_id__isnull=False
        )
        return _together(folded.values_list("category_id", "name", "count"),
                         _changes(fresh, "category_id", "name"))  # fmt: skip

    return Prepared(build)


def by_cell(
    cell_ids: Iterable[int], first_month: date, last_month: date
) -> dict[int, Counter[str]]:
    """Return the totals of each cell over whole months."""
    found: dict[int, Counter[str]] = {number: Counter() for number in cell_ids}
    for cell, name, count in _BY_CELL.rows(found, first=first_month, last=last_month):
        found[cell][name] += count
    return found


def _cell_figures(wanted: In) -> "QuerySet[Any, Any]":
    folded = CellFigure.objects.filter(wanted, _MONTHS)
    fresh = FigureChange.objects.filter(_among("cell_id", wanted), _DAYS_OF_MONTHS)
    return _together(folded.values_list("cell_id", "name", "count"),
                     _changes(fresh, "cell_id", "name"))  # fmt: skip


def standing(kind: Standing, ids: Iterable[int], column: str = "") -> dict[int, Counter[str]]:
    """Return how many cases stand in each state now, for places, cells or bodies.

    For places `column` is what `level_of` one of them says.
    """
    found: dict[int, Counter[str]] = {number: Counter() for number in ids}
    for number, name, count in _standing(kind, column or _SUBJECTS[kind]).rows(found):
        found[number][name] += count
    return found


@cache
def _standing(kind: Standing, column: str) -> PreparedAmong:
    def build(wanted: In) -> "QuerySet[Any, Any]":
        folded = StandingFigure.objects.filter(wanted, kind=kind)
        fresh = FigureChange.objects.filter(_among(column, wanted), day__isnull=True)
        return _together(folded.values_list("subject_id", "name", "count"),
                         _changes(fresh, column, "name"))  # fmt: skip

    return PreparedAmong(StandingFigure, "subject_id", build)


def loads_of_cells(path: str) -> dict[int, tuple[int, int]]:
    """Return how many cases are open and how many overdue, of cells under a place that have any."""
    found: dict[int, Counter[str]] = {}
    for number, name, count in _CELL_LOADS.rows(path=path):
        found.setdefault(number, Counter())[name] += count
    return {
        number: (counts[Plight.OPEN], counts[Plight.OVERDUE])
        for number, counts in found.items()
        if counts[Plight.OPEN]
    }


def _cell_loads() -> "QuerySet[Any, Any]":
    inside = Cell.objects.under(hole("path", Cell, "scope_path")).values("pk")
    names = [Plight.OPEN, Plight.OVERDUE]
    folded = StandingFigure.objects.filter(
        kind=Standing.CELL, subject_id__in=inside, name__in=names
    )
    fresh = FigureChange.objects.filter(cell_id__in=inside, day__isnull=True, name__in=names)
    return _together(folded.values_list("subject_id", "name", "count"),
                     _changes(fresh, "cell_id", "name"))  # fmt: skip


def standing_of_place(place: Place) -> Counter[str]:
    """Return how many cases of a place stand in each state now."""
    return standing(Standing.PLACE, [place.pk], level_of(place))[place.pk]


def leads_at(place: Place) -> dict[int, Counter[str]]:
    """Return how the open cases of a place stand with each body that leads any."""
    found: dict[int, Counter[str]] = {}
    for body, name, count in _leads(level_of(place)).rows(place=place.pk):
        found.setdefault(body, Counter())[name] += count
    return found


@cache
def _leads(level: str) -> Prepared:
    def build() -> "QuerySet[Any, Any]":
        folded = LeadFigure.objects.filter(place_id=_PLACE).exclude(count=0)
        fresh = FigureChange.objects.filter(
            **{level: _PLACE}, day__isnull=True, body_id__isnull=False
        ).exclude(name=CaseState.CLOSED)
        return _together(folded.values_list("body_id", "name", "count"),
                         _changes(fresh, "body_id", "name"))  # fmt: skip

    return Prepared(build)


def level_of(place: Place) -> str:
    """Return the column by which changes name a place of this kind.

    Raises KeyError for a place that has no figures of its own: a compound, a building.
    """
    return _LEVELS[PlaceKind(place.kind)]


def raw_counts(cases: "QuerySet[Case]") -> Counter[Key]:
    """Return the same counts from the cases themselves: slow, and the measure of the summaries."""
    found: Counter[Key] = Counter()
    for counts in _counted(cases):
        found.update(counts)
    return found


def all_counts() -> Iterator[Counter[Key]]:
    """Yield what each case and each call counts for."""
    yield from _counted(Case.objects.all())
    yield from counts_of_calls()


def _counted(cases: "QuerySet[Case]") -> Iterator[Counter[Key]]:
    for case in cases.only("id", *_FACTS).order_by().iterator(chunk_size=2000):
        yield counts_of(facts_of(case))


def key_of(row: FigureChange) -> Key:
    """Return what a change belongs to."""
    return Key(
        name=row.name,
        day=row.day,
        county=row.county_id,
        township=row.township_id,
        community=row.community_id,
        cell=row.cell_id,
        category=row.category_id,
        body=row.body_id,
    )


def places_of(key: Key) -> Iterable[tuple[type[models.Model], tuple[Any, ...]]]:
    """Yield the rows of the summaries that a count belongs to."""
    places = [number for number in (key.county, key.township, key.community) if number is not None]
    if key.day is None:
        yield from _rows_of_now(key, places)
        return
    month = key.day.replace(day=1)
    if key.body is not None:
        for number in places:
            yield CallFigure, (number, month, key.body, key.name)
        return
    for number in places:
        yield DayFigure, (number, key.day, key.name)
        yield CategoryFigure, (number, month, key.category, key.name)
    if key.cell is not None:
        yield CellFigure, (key.cell, month, key.name)


def _rows_of_now(
    key: Key, places: Sequence[int]
) -> Iterator[tuple[type[models.Model], tuple[Any, ...]]]:
    for number in places:
        yield StandingFigure, (Standing.PLACE, number, key.name)
    if key.cell is not None:
        yield StandingFigure, (Standing.CELL, key.cell, key.name)
    if key.body is not None:
        yield StandingFigure, (Standing.BODY, key.body, key.name)
        if key.name != CaseState.CLOSED:  # how busy a body is, not how busy it was
            for number in places:
                yield LeadFigure, (number, key.body, key.name)


def figure_faults() -> Iterator[tuple[str, tuple[Any, ...], int, int]]:
    """Yield each figure that differs from the raw count: table, key, kept, counted."""
    counted: Totals = defaultdict(Counter)
    for counts in all_counts():
        for key in counts:
            for table, place in places_of(key):
                counted[table][place] += 1
    fresh: Totals = defaultdict(Counter)
    for row in FigureChange.objects.all():
        for table, place in places_of(key_of(row)):
            fresh[table][place] += row.change
    for table, columns in COLUMNS.items():
        kept: Counter[tuple[Any, ...]] = Counter(fresh[table])
        for *place, count in table.objects.values_list(*columns, "count").iterator():
            kept[tuple(place)] += count
        for place in sorted(kept.keys() | counted[table].keys(), key=str):
            if kept[place] != counted[table][place]:
                yield table.__name__, place, kept[place], counted[table][place]


def _together(folded: "QuerySet[Any, Any]", fresh: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    return folded.order_by().union(fresh.order_by(), all=True)


def _changes(fresh: "QuerySet[Any, Any]", *columns: str) -> "QuerySet[Any, Any]":
    """Return the sums of what is not folded yet: a busy minute leaves many rows for one figure."""
    return fresh.order_by().values_list(*columns).annotate(n=Sum("change"))


def _among(column: str, wanted: In) -> In:
    """Return the same list of holes for another column."""
    return In(F(column), wanted.rhs)


# What fills the queries: a place or several things, and days or the first days of months.
_PLACE = hole("place", FigureChange, "township_id")
_FIRST, _LAST = (hole(name, FigureChange, "day") for name in ("first", "last"))
_DAYS = Q(day__gte=_FIRST, day__lte=_LAST)
_MONTHS = Q(month__gte=_FIRST, month__lte=_LAST)
_DAYS_OF_MONTHS = Q(day__gte=_FIRST, day__lt=_LAST.through(next_month))
_BY_CELL = PreparedAmong(CellFigure, "cell_id", _cell_figures)
_CELL_LOADS = Prepared(_cell_loads)
