"""What waits at each desk: sorting, dispatch, a body's inbox, checks, hang-ups, the red list.

Each list starts from the places of the posts that work there, and is a keyset page over an index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from linli.apps.accounts.rules import PLACE_ADMINS, REGISTER_WRITERS, Role
from linli.apps.cases.models import Case, Delay, Task
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.models.tasks import OPEN_TASKS
from linli.apps.cases.rules.clocks import DelayKind, DelayState
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.selectors.areas import in_area
from linli.apps.cases.selectors.rows import CaseRow, Due, case_rows, due_words, listed
from linli.apps.cases.selectors.visibility import own_bodies
from linli.core.access import Actor
from linli.kit.pages import Page, keyset_page

SORTERS = frozenset({Role.COMMUNITY_WORKER, Role.TOWNSHIP_ADMIN})
DISPATCHERS = PLACE_ADMINS
CHECKERS = REGISTER_WRITERS | {Role.GRID_WORKER}
OLDEST = ("reported_at", "id")
NEWEST = ("-reported_at", "-id")
SOONEST = ("due_at", "id")
PRESSING = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits somewhere, and how much of it is overdue."""

    cases: int
    overdue: int


def sorting_counts(actor: Actor, *, now: datetime) -> Waiting:
    """Return how many reports wait to be sorted."""
    return _waiting(in_state(actor, SORTERS, CaseState.REPORTED), now)


def inbox_counts(actor: Actor, *, now: datetime) -> Waiting:
    """Return how many tasks wait for the bodies of an actor."""
    return _waiting(Task.objects.filter(body_id__in=own_bodies(actor), state__in=OPEN_TASKS), now)


def check_count(actor: Actor) -> int:
    """Return how many cases wait for a check by this actor."""
    return _to_check(actor).count()


def _waiting(rows: "QuerySet[Case] | QuerySet[Task]", now: datetime) -> Waiting:
    counts = rows.aggregate(cases=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=now)))
    return Waiting(**counts)


def row_page(cases: "QuerySet[Case]", *, order: tuple[str, ...], after: str, now: datetime) -> Page:
    """Return a page of case rows."""
    page = keyset_page(listed(cases), order=order, after=after)
    return Page(rows=case_rows(page.rows, now=now), after=page.after)


def in_state(actor: Actor, roles: Iterable[str], *states: CaseState) -> "QuerySet[Case]":
    """Return the cases of the actor's area in one of these states."""
    return Case.objects.filter(in_area(actor, roles), state__in=states)


def sorting_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return what waits to be sorted, the oldest first."""
    cases = in_state(actor, SORTERS, CaseState.REPORTED)
    return row_page(cases, order=OLDEST, after=after, now=now)


def pressing_rows(actor: Actor, *, now: datetime) -> list[CaseRow]:
    """Return the urgent ones that wait to be sorted, which stand above the queue."""
    cases = in_state(actor, SORTERS, CaseState.REPORTED).exclude(level=Level.ORDINARY)
    return case_rows(list(listed(cases).order_by(*OLDEST)[:PRESSING]), now=now)


def board_page(
    actor: Actor, states: tuple[CaseState, ...], *, lead: int | None, after: str, now: datetime
) -> Page:
    """Return cases of the dispatch board: what waits by age, what is under way by due time."""
    cases = in_state(actor, DISPATCHERS, *states)
    if lead is not None:
        cases = cases.filter(lead_id=lead)
    if states == (CaseState.OPEN,):
        return row_page(cases, order=OLDEST, after=after, now=now)
    return row_page(cases.filter(due_at__isnull=False), order=SOONEST, after=after, now=now)


def board_counts(actor: Actor) -> dict[str, int]:
    """Return how many cases stand in each state the board works on."""
    cases = in_state(actor, DISPATCHERS, *_BOARD_STATES)
    return dict(cases.order_by().values_list("state").annotate(Count("pk")))


_BOARD_STATES = tuple(CaseState(state) for state in OPEN_STATES)


def asked_delays(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return requests for more time that wait for approval in the area."""
    delays = Delay.objects.filter(
        state=DelayState.ASKED,
        clock__case__in=Case.objects.filter(in_area(actor, DISPATCHERS), state__in=OPEN_STATES),
    )
    return _delay_page(delays, after=after, now=now)


def asked_delay_count(actor: Actor) -> int:
    """Return how many requests for more time wait for approval in the area."""
    cases = Case.objects.filter(in_area(actor, DISPATCHERS), state__in=OPEN_STATES)
    return Delay.objects.filter(state=DelayState.ASKED, clock__case__in=cases).count()


def hung_up_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return the hang-up list of the area: granted and still running, with reason and end."""
    delays = Delay.objects.filter(
        kind=DelayKind.HANG_UP,
        state=DelayState.GRANTED,
        clock__case__in=Case.objects.filter(in_area(actor, SORTERS)),
    )
    return _delay_page(delays, after=after, now=now)


@dataclass(frozen=True, slots=True)
class DelayRow:
    """A request for more time, or what came of it, with its case."""

    delay: Delay
    case: CaseRow
    until: Due


def _delay_page(delays: "QuerySet[Delay]", *, after: str, now: datetime) -> Page:
    page = keyset_page(
        delays.select_related("clock__case__category", "clock__case__lead"),
        order=("asked_at", "id"),
        after=after,
    )
    rows = case_rows([delay.clock.case for delay in page.rows], now=now)
    found = [
        DelayRow(delay, row, due_words(delay.until, now=now))
        for delay, row in zip(page.rows, rows, strict=True)
    ]
    return Page(rows=found, after=page.after)


def checks_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return what waits to be checked in the area, never the actor's own handling."""
    return row_page(_to_check(actor), order=OLDEST, after=after, now=now)


def _to_check(actor: Actor) -> "QuerySet[Case]":
    cases = in_state(actor, CHECKERS, CaseState.FED_BACK)
    return cases.exclude(handler_account_id__isnull=False, handler_account_id=actor.account_id)


RED = ("overdue", "reopened", "danger", "returned")


def red_page(actor: Actor, chosen: str, *, after: str, now: datetime) -> Page:
    """Return what is red in the area: overdue, disputed before, dangerous, sent to and fro."""
    return row_page(_red(actor, chosen, now=now), order=OLDEST, after=after, now=now)


def red_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Return how many cases are red, and in what way."""
    return {name: _red(actor, name, now=now).count() for name in RED}


def _red(actor: Actor, chosen: str, *, now: datetime) -> "QuerySet[Case]":
    cases = Case.objects.filter(in_area(actor, PLACE_ADMINS), state__in=OPEN_STATES)
    return {
        "overdue": cases.filter(due_at__lt=now),
        "reopened": cases.filter(reopened__gt=0),
        "danger": cases.filter(level=Level.DANGER),
        "returned": cases.filter(returned__gt=0),
    }[chosen]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as the inbox shows it."""

    task: Task
    case: CaseRow
    due: Due


def inbox_page(body_ids: list[int], *, after: str, now: datetime) -> Page:
    """Return open tasks of these bodies, what is due first on top."""
    tasks = _open_tasks(body_ids).filter(due_at__isnull=False)
    page = keyset_page(tasks, order=SOONEST, after=after)
    return Page(rows=task_rows(page.rows, now=now), after=page.after)


def standing_tasks(body_ids: list[int], *, now: datetime) -> list[TaskRow]:
    """Return open tasks whose clock stands; they have no due time to be sorted by."""
    tasks = _open_tasks(body_ids).filter(due_at__isnull=True).order_by("id")[:20]
    return task_rows(list(tasks), now=now)


def _open_tasks(body_ids: list[int]) -> "QuerySet[Task]":
    tasks = Task.objects.filter(body_id__in=body_ids, state__in=OPEN_TASKS)
    return tasks.select_related("case__category", "case__lead", "body", "cell")


def task_rows(tasks: list[Task], *, now: datetime) -> list[TaskRow]:
    """Return rows for tasks with their cases at hand."""
    rows = case_rows([task.case for task in tasks], now=now)
    return [
        TaskRow(task, row, due_words(task.due_at, now=now))
        for task, row in zip(tasks, rows, strict=True)
    ]


def called_rows(cell_ids: list[int], *, now: datetime) -> list[TaskRow]:
    """Return the calls upwards of these cells that are not over, with the department's clock."""
    tasks = Task.objects.filter(cell_id__in=cell_ids, state__in=OPEN_TASKS)
    tasks = tasks.select_related("case__category", "case__lead", "body", "cell")
    return task_rows(list(tasks.order_by("due_at", "id")[:20]), now=now)


def cell_cases(cell_ids: list[int], *states: CaseState, now: datetime) -> list[CaseRow]:
    """Return open cases of cells in some states, what is due first on top."""
    cases = Case.objects.filter(cell_id__in=cell_ids, state__in=states)
    return case_rows(list(listed(cases).order_by("due_at", "id")[:40]), now=now)
