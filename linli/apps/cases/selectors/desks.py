"""What waits at each desk: sorting, dispatch, a body's inbox, checks, hang-ups, the red list.

Each list starts from the places of the posts that work there, and is a keyset page over an index.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from linli.apps.accounts.rules import PLACE_ADMINS, REGISTER_WRITERS, Role
from linli.apps.cases.models import Case, Delay, Task
from linli.apps.cases.models.cases import HURRIED, OPEN_STATES, UNDER_WAY
from linli.apps.cases.models.tasks import OPEN_TASKS
from linli.apps.cases.rules.clocks import DelayKind, DelayState
from linli.apps.cases.rules.counts import Plight
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.selectors import figures
from linli.apps.cases.selectors.areas import LEVEL_COLUMNS, area_parts, levelled
from linli.apps.cases.selectors.rows import CaseRow, Due, case_rows, due_words
from linli.apps.cases.selectors.visibility import own_bodies
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.kit.days import local_day
from linli.kit.pages import Page, merged_page
from linli.kit.scoped import under

SORTERS = frozenset({Role.COMMUNITY_WORKER, Role.TOWNSHIP_ADMIN})
DISPATCHERS = PLACE_ADMINS
CHECKERS = REGISTER_WRITERS | {Role.GRID_WORKER}
OLDEST = ("reported_at", "id")
NEWEST = ("-reported_at", "-id")
SOONEST = ("due_at", "id")
PRESSING = 10
CALLS = 20
# A card on the home page says "very many" from here on; nobody counts further.
COUNTED = 1_000
ROUNDS = (CaseState.FED_BACK, CaseState.REPORTED)  # what a grid worker looks after on the spot


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits somewhere, and how much of it is overdue."""

    cases: int
    overdue: int


def sorting_counts(actor: Actor) -> Waiting:
    """Return how many reports wait to be sorted."""
    counts = standing_in(actor.paths(SORTERS))
    return Waiting(counts[CaseState.REPORTED], counts[Plight.LATE_AT_DESK])


def inbox_counts(actor: Actor, *, now: datetime) -> Waiting:
    """Return how many tasks wait for the bodies of an actor, COUNTED at most."""
    tasks = Task.objects.filter(body_id__in=own_bodies(actor), state__among=OPEN_TASKS)
    return Waiting(counted(tasks), counted(tasks.filter(due_at__lt=now)))


def rounds_counts(actor: Actor, cell_ids: list[int], *, now: datetime) -> Waiting:
    """Return how much the list of a grid worker's day holds: tasks, and what waits in the cells."""
    found = Case.objects.filter(cell_id__in=cell_ids, state__in=ROUNDS)
    tasks, overdue = inbox_counts(actor, now=now), found.filter(due_at__lt=now)
    return Waiting(tasks.cases + counted(found), tasks.overdue + counted(overdue))


def check_count(actor: Actor, *, now: datetime) -> int:
    """Return how many cases wait for a check by this actor, COUNTED at most."""
    return min(COUNTED, sum(counted(part) for part in _to_check(actor, now)))


def counted(rows: "QuerySet[Any]") -> int:
    """Return how many rows there are, COUNTED at most."""
    return rows.order_by()[:COUNTED].count()


def standing_in(paths: Iterable[str]) -> "Counter[str]":
    """Return how cases stand now at these places: from the summaries, where they are kept."""
    places, low = levelled(paths)
    found: Counter[str] = Counter()
    for place in places:
        found.update(figures.standing_of_place(place))
    if low:
        raw = figures.raw_counts(Case.objects.filter(under(low), state__among=OPEN_STATES))
        for key, number in raw.items():
            if key.day is None:
                found[key.name] += number
    return found


def row_page(
    parts: "Sequence[QuerySet[Case]]", *, order: tuple[str, ...], after: str, now: datetime
) -> Page:
    """Return a page of case rows over parts without common cases, each along its own index."""
    page = merged_page(parts, order=order, after=after)
    return Page(rows=case_rows(page.rows, now=now), after=page.after)


def parts_in(
    actor: Actor, roles: Iterable[str], condition: Q, *, now: datetime
) -> "list[QuerySet[Case]]":
    """Return the cases of the actor's area that fulfil a condition, in parts for `row_page`."""
    parts = area_parts(actor, roles, day=local_day(now))
    return [Case.objects.filter(part, condition) for part in parts]


def sorting_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return what waits to be sorted, the oldest first."""
    parts = parts_in(actor, SORTERS, Q(state=CaseState.REPORTED), now=now)
    return row_page(parts, order=OLDEST, after=after, now=now)


def pressing_rows(actor: Actor, *, now: datetime) -> list[CaseRow]:
    """Return the urgent ones that wait to be sorted, which stand above the queue."""
    hurried = Q(state=CaseState.REPORTED, level__among=HURRIED)
    parts = parts_in(actor, SORTERS, hurried, now=now)
    return case_rows(merged_page(parts, order=OLDEST, size=PRESSING).rows, now=now)


def board_page(
    actor: Actor, states: tuple[CaseState, ...], *, lead: int | None, after: str, now: datetime
) -> Page:
    """Return cases of the dispatch board: what waits by age, what is under way by due time."""
    under_way = states == UNDER_WAY
    condition = Q(state__among=UNDER_WAY, due_at__isnull=False) if under_way else Q(state=states[0])
    if lead is not None:
        condition &= Q(lead_id=lead)
    parts = parts_in(actor, DISPATCHERS, condition, now=now)
    return row_page(parts, order=SOONEST if under_way else OLDEST, after=after, now=now)


def board_counts(actor: Actor) -> "Counter[str]":
    """Return how many cases stand in each state the board works on."""
    return standing_in(actor.paths(DISPATCHERS))


def hung_up_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return the hang-up list of the area: granted and still running, with reason and end."""
    hung = Q(state=DelayState.GRANTED, kind=DelayKind.HANG_UP)
    return delay_page(delays_in(actor, SORTERS, hung), after=after, now=now)


def delays_in(actor: Actor, roles: Iterable[str], condition: Q) -> "list[QuerySet[Delay]]":
    """Return the requests for more time of an area that fulfil a condition, in parts."""
    places, low = levelled(actor.paths(roles))
    parts = [Q(**{LEVEL_COLUMNS[PlaceKind(place.kind)]: place.pk}) for place in places]
    if low:
        parts.append(under(low, "clock__case__scope_path"))
    return [Delay.objects.filter(part, condition) for part in parts]


@dataclass(frozen=True, slots=True)
class DelayRow:
    """A request for more time, or what came of it, with its case."""

    delay: Delay
    case: CaseRow
    until: Due


def delay_page(parts: "list[QuerySet[Delay]]", *, after: str, now: datetime) -> Page:
    """Return a page over parts of requests for more time, the oldest first."""
    page = merged_page(
        parts,
        order=("asked_at", "id"),
        after=after,
    )
    return Page(rows=delay_rows(page.rows, now=now), after=page.after)


def delay_rows(delays: Sequence[Delay], *, now: datetime) -> list[DelayRow]:
    """Return rows for requests for more time; the queries do not grow with them."""
    prefetch_related_objects(delays, "clock__case", "clock__task__body")
    rows = case_rows([delay.clock.case for delay in delays], now=now)
    return [
        DelayRow(delay, row, due_words(delay.until, now=now))
        for delay, row in zip(delays, rows, strict=True)
    ]


def checks_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return what waits to be checked in the area, never the actor's own handling."""
    return row_page(_to_check(actor, now), order=OLDEST, after=after, now=now)


def _to_check(actor: Actor, now: datetime) -> "list[QuerySet[Case]]":
    parts = parts_in(actor, CHECKERS, Q(state=CaseState.FED_BACK), now=now)
    own = Q(handler_account_id__isnull=False, handler_account_id=actor.account_id)
    return [part.exclude(own) for part in parts]


RED = ("overdue", "reopened", "danger", "returned")


def red_page(actor: Actor, chosen: str, *, after: str, now: datetime) -> Page:
    """Return what is red in the area: overdue, disputed before, dangerous, sent to and fro."""
    parts = parts_in(actor, PLACE_ADMINS, _RED[chosen], now=now)
    return row_page(parts, order=SOONEST if chosen == "overdue" else OLDEST, after=after, now=now)


def red_counts(actor: Actor) -> dict[str, int]:
    """Return how many cases are red, and in what way."""
    counts = standing_in(actor.paths(PLACE_ADMINS))
    return {
        "overdue": counts[Plight.OVERDUE],
        "reopened": counts[Plight.REOPENED],
        "danger": counts[Plight.DANGER],
        "returned": counts[Plight.RETURNED],
    }


_OPEN = Q(state__among=OPEN_STATES)
_RED = {
    "overdue": Q(is_overdue=True),
    "reopened": _OPEN & Q(reopened__gt=0),
    "danger": _OPEN & Q(level=Level.DANGER),
    "returned": _OPEN & Q(returned__gt=0),
}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as the inbox shows it."""

    task: Task
    case: CaseRow
    due: Due


def inbox_page(body_ids: list[int], *, after: str, now: datetime) -> Page:
    """Return open tasks of these bodies, what is due first on top."""
    parts = [_open_tasks([body]).filter(due_at__isnull=False) for body in body_ids]
    page = merged_page(parts, order=SOONEST, after=after)
    return Page(rows=task_rows(page.rows, now=now), after=page.after)


def standing_tasks(body_ids: list[int], *, now: datetime) -> list[TaskRow]:
    """Return open tasks whose clock stands; they have no due time to be sorted by."""
    tasks = _open_tasks(body_ids).filter(due_at__isnull=True).order_by("id")[:20]
    return task_rows(list(tasks), now=now)


def _open_tasks(body_ids: list[int]) -> "QuerySet[Task]":
    return Task.objects.filter(body_id__in=body_ids, state__among=OPEN_TASKS)


def task_rows(tasks: list[Task], *, now: datetime) -> list[TaskRow]:
    """Return rows for the tasks of a page; the queries do not grow with them."""
    prefetch_related_objects(tasks, "case", "body", "cell")
    rows = case_rows([task.case for task in tasks], now=now)
    return [
        TaskRow(task, row, due_words(task.due_at, now=now))
        for task, row in zip(tasks, rows, strict=True)
    ]


def called_rows(cell_ids: list[int], *, now: datetime) -> list[TaskRow]:
    """Return the calls upwards of these cells that are not over, with the department's clock."""
    parts = [
        Task.objects.filter(cell_id=one, state__among=OPEN_TASKS, due_at__isnull=due_at)
        for one in cell_ids
        for due_at in (False, True)
    ]
    found = [task for part in parts for task in part.order_by("due_at", "id")[:CALLS]]
    found.sort(key=lambda task: (task.due_at is None, task.due_at or task.sent_at, task.pk))
    return task_rows(found[:CALLS], now=now)


def cell_cases(cell_ids: list[int], *states: CaseState, now: datetime) -> list[CaseRow]:
    """Return the oldest open cases of cells in some states, what is due first on top."""
    parts = [Case.objects.filter(cell_id=one, state=state) for one in cell_ids for state in states]
    cases = merged_page(parts, order=OLDEST).rows
    cases.sort(key=lambda case: (case.due_at is None, case.due_at or case.reported_at))
    return case_rows(cases, now=now)
