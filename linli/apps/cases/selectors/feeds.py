"""Cases for programs: plain rows, newest first or by their last change, along the indexes.

A page reads one index scan for each state and area, or one for all that is open, with its SQL
built once (`kit.prepared`); no OFFSET, no count, no words of the report. Only places whose paths
the caller may read are asked.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Count, F, Max, Q, QuerySet

from linli.apps.cases.models import Case, CaseStep, Task
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.rules.courses import Source
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.courses import source_condition
from linli.apps.cases.selectors.facets import States, category_ids, in_states, states_of
from linli.apps.cases.selectors.visibility import STANDING_TASKS
from linli.apps.places.rules import PlaceKind
from linli.core.tree import subtree_range
from linli.kit.pages import CursorMalformed
from linli.kit.prepared import Prepared, hole, newest

_COLUMNS = {
    PlaceKind.COMMUNITY: "community",
    PlaceKind.VILLAGE: "community",
    PlaceKind.TOWNSHIP: "township",
    PlaceKind.COUNTY: "county",
}
_PLACED = frozenset(_COLUMNS.values())
_LAST = datetime(9999, 1, 1, tzinfo=UTC)
_FIRST = datetime(1, 1, 2, tzinfo=UTC)
_CURSOR = re.compile(r"([0-9a-f]{1,14})-([0-7]?[0-9a-f]{1,15})")
_SIZES = (20, 50, 100, 1000)  # how many rows a query reads: few texts of SQL serve every page
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class FeedRow(NamedTuple):
    """One case for a program: facts and codes, no words of anybody."""

    reported_at: datetime
    case_id: int
    number: str
    state: str
    outcome: str | None
    level: str
    channel: str
    version: int
    due_at: datetime | None
    closed_at: datetime | None
    reopened: int
    returned: int
    category: str
    category_zh: str
    category_en: str
    place: str
    place_name: str
    community: str | None
    community_name: str | None
    lead_id: int | None
    lead: str | None
    lead_place_id: int | None
    lead_path: str | None
    path: str
    county_id: int | None
    township_id: int | None
    changed_at: datetime | None = None


class PlacedRow(NamedTuple):
    """One case with every place it may be shown at, for whoever decides how coarse."""

    reported_at: datetime
    case_id: int
    number: str
    state: str
    outcome: str | None
    due_at: datetime | None
    closed_at: datetime | None
    local_day: date
    category_id: int
    category: str
    category_zh: str
    category_en: str
    lead: str | None
    lead_path: str | None
    community_id: int | None
    community: str | None
    community_name: str | None
    community_path: str | None
    township_id: int | None
    township: str | None
    township_name: str | None
    township_path: str | None
    county: str | None
    county_name: str | None
    changed_at: datetime | None = None


Row = TypeVar("Row", FeedRow, PlacedRow)
_FIELDS: dict[Any, tuple[str, ...]] = {
    FeedRow: (
        "reported_at", "id", "number", "state", "outcome", "level", "channel", "version",
        "due_at", "closed_at", "reopened", "returned", "category__code", "category__name_zh",
        "category__name_en", "place__code", "place__name", "community__code", "community__name",
        "lead_id", "lead__name", "lead__place_id", "lead__scope_path", "scope_path", "county_id",
        "township_id",
    ),
    PlacedRow: (
        "reported_at", "id", "number", "state", "outcome", "due_at", "closed_at", "local_day",
        "category_id", "category__code", "category__name_zh", "category__name_en", "lead__name",
        "lead__scope_path", "community_id", "community__code", "community__name",
        "community__path", "township_id", "township__code", "township__name", "township__path",
        "county__code", "county__name",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Area:
    """Where cases are wanted: a place by its kind and number, or by its path; or a body's tasks."""

    kind: PlaceKind | None = None
    place_id: int = 0
    path: str = ""
    body_id: int | None = None


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """What is wanted: states, category, lead body and source, reported within [since, before)."""

    states: Sequence[CaseState]
    category: str = ""
    lead_id: int | None = None
    since: datetime = _FIRST
    before: datetime = _LAST
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Feed(Generic[Row]):
    """A page of rows and the place to go on from, None at the end."""

    rows: list[Row]
    after: tuple[datetime, int] | None


@cache
def _page_query(
    area: str,
    states: States,
    with_category: bool,
    with_lead: bool,
    size: int,
    source: Source | None,
) -> Prepared:
    """Return the query of one state, or of all open ones, in one kind of area.

    There are few texts of it.
    """

    def build() -> "QuerySet[Case, Any]":
        at, number = hole("at", Case, "reported_at"), hole("number", Case, "id")
        cases = Case.objects.filter(
            _area_holes(area),
            Q(reported_at__lt=at) | Q(reported_at=at, id__lt=number),
            in_states(states),
            source_condition(source),
            reported_at__gte=hole("since", Case, "reported_at"),
            reported_at__lte=at,
        )
        if with_category:
            cases = cases.filter(category_id=hole("category", Case, "category"))
        if with_lead:
            cases = cases.filter(lead_id=hole("lead", Case, "lead"))
        # Only what the indexes hold: over many states most rows found are not among the newest.
        return cases.order_by("-reported_at", "-id").values_list("reported_at", "id")[: size + 1]

    # Each has one index that fits; of a category, a body or a source it depends on how rare it is.
    plain = not (with_category or with_lead or source is not None)
    return Prepared(build, steady=plain and area in _PLACED)


def _shown(fields: tuple[str, ...]) -> Prepared:
    """Return the query of what is shown of cases, by their numbers."""
    return Prepared(
        lambda: (
            Case.objects.filter(pk__in=[hole("id", Case, "id")])
            .order_by("-reported_at", "-id")
            .values_list(*fields)
        ),
        steady=True,
    )


_ROWS: dict[Any, Prepared] = {shape: _shown(fields) for shape, fields in _FIELDS.items()}


def _area_holes(area: str) -> Q:
    if area == "tasks":
        tasks = Task.objects.filter(
            body_id=hole("body", Task, "body"), state__in=[str(one) for one in STANDING_TASKS]
        )
        return Q(pk__in=tasks.values("case_id"))
    if area == "range":
        low, high = hole("low", Case, "scope_path"), hole("high", Case, "scope_path")
        return Q(scope_path__gte=low, scope_path__lt=high)
    return Q(**{f"{area}_id": hole("place", Case, area)})


def _named(area: Area) -> tuple[str, dict[str, Any]]:
    if area.body_id is not None:
        return "tasks", {"body": area.body_id}
    column = _COLUMNS.get(area.kind) if area.kind else None
    if column is not None:
        return column, {"place": area.place_id}
    low, high = subtree_range(area.path)
    return "range", {"low": low, "high": high}


def feed(
    area: Area,
    chosen: FeedFilter,
    *,
    after: tuple[datetime, int] | None,
    size: int,
    shape: type[Row],
) -> Feed[Row]:
    """Return up to `size` cases of an area, the newest first."""
    at, number = after or (chosen.before, 0)
    name, place = _named(area)
    values = {"at": at, "number": number, "since": chosen.since, **place}
    if chosen.lead_id is not None:
        values["lead"] = chosen.lead_id
    different = [values]
    if chosen.category:
        different = [values | {"category": one} for one in category_ids(chosen.category)]
    read = next(one for one in _SIZES if one >= size)
    by_kind, by_body = bool(chosen.category), chosen.lead_id is not None
    faceted = by_kind or by_body or chosen.source is not None
    parts = [
        (_page_query(name, states, by_kind, by_body, read, chosen.source), one | state)
        for states, state in _walks(chosen.states, faceted=faceted, placed=name in _PLACED)
        for one in different
    ]
    found = newest(parts, size=size + 1, shown=_ROWS[shape])
    rows = [shape(*row) for row in found[:size]]
    more = len(found) > size
    return Feed(rows, (rows[-1].reported_at, rows[-1].case_id) if more else None)


def _walks(
    states: Sequence[CaseState], *, faceted: bool, placed: bool
) -> list[tuple[States, dict[str, str]]]:
    """Return which walks find these states: at a place what is open has one for all of it."""
    walks: list[tuple[States, dict[str, str]]] = []
    left = list(states)
    if placed and {*OPEN_STATES} <= {*left}:
        walks.append((States.OPEN, {}))
        left = [state for state in left if state == CaseState.CLOSED]
    return walks + [
        (states_of(state, faceted=placed and faceted), {"state": str(state)}) for state in left
    ]


def changed_feed(
    cases: "QuerySet[Case]", *, since: datetime, after: tuple[datetime, int] | None, size: int
) -> Feed[FeedRow]:
    """Return up to `size` of these cases by their last change since an instant, oldest first.

    Whoever goes on until the end and then again from the last change misses nothing.
    """
    changed = cases.filter(pk__in=CaseStep.objects.filter(at__gte=since).values("case_id"))
    changed = changed.annotate(changed_at=Max("steps__at"))
    if after is not None:
        at, number = after
        changed = changed.filter(Q(changed_at__gt=at) | Q(changed_at=at, id__gt=number))
    ordered: Any = changed.order_by("changed_at", "id")
    found = ordered.values_list(*_FIELDS[FeedRow], "changed_at")[: size + 1]
    rows = [FeedRow._make(row) for row in found]
    more = len(rows) > size
    rows = rows[:size]
    end = rows[-1] if rows else None
    return Feed(rows, (end.changed_at, end.case_id) if more and end and end.changed_at else None)


def feed_rows(cases: "QuerySet[Case]", shape: type[Row]) -> list[Row]:
    """Return a few cases as rows, with the instant of their last change."""
    with_change = cases.annotate(changed_at=Max("steps__at")).order_by("-reported_at", "-id")
    rows: list[Any] = list(with_change.values_list(*_FIELDS[shape], F("changed_at")))
    return [shape(*row) for row in rows]


def changes_of(case_ids: Collection[int]) -> dict[int, datetime]:
    """Return the instant of the last entry of each case."""
    steps = CaseStep.objects.filter(case__in=list(case_ids)).order_by().values_list("case")
    return dict(steps.annotate(last=Max("at")))


def counts_by_month(
    level: str, pairs: Collection[tuple[int, int]], first: date, last: date
) -> dict[tuple[int, int, date], int]:
    """Return how many cases of a category were reported at a place in each month.

    `level` is "community", "township" or "county"; `pairs` are (place, category); the key of the
    answer has the first day of the month.
    """
    places, categories = {place for place, _one in pairs}, {one for _place, one in pairs}
    rows = (
        Case.objects.filter(
            **{f"{level}__in": places},
            category__in=categories,
            local_day__gte=first.replace(day=1),
            local_day__lte=last,
        )
        .order_by()
        .values_list(level, "category", "local_day")
        .annotate(cases=Count("pk"))
    )
    found: dict[tuple[int, int, date], int] = {}
    for place, category, day, count in rows:
        key = (place, category, day.replace(day=1))
        found[key] = found.get(key, 0) + count
    return found


def cursor_text(after: tuple[datetime, int] | None) -> str:
    """Return the place to go on from as a program carries it."""
    if after is None:
        return ""
    at, number = after
    return f"{(at - _EPOCH) // timedelta(microseconds=1):x}-{number:x}"


def cursor_of(text: str) -> tuple[datetime, int] | None:
    """Return the place to go on from; raises CursorMalformed."""
    if not text:
        return None
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise CursorMalformed(cursor=text[:40])
    micros, number = (int(part, 16) for part in match.groups())
    return _EPOCH + timedelta(microseconds=micros), number
