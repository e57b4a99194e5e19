"""What waits for bodies and cells: the inbox, the calls of a cell, a grid worker's day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from linli.apps.cases.models import Case, Task
from linli.apps.cases.models.tasks import OPEN_TASKS
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.selectors.areas import (
    AreaPart,
    cell_part,
    key_part,
    levelled,
    whole_parts,
)
from linli.apps.cases.selectors.desks import DISPATCHERS, SOONEST, Waiting, case_list
from linli.apps.cases.selectors.listings import Listing
from linli.apps.cases.selectors.rows import (
    CaseHead,
    CaseRow,
    Due,
    ListedCase,
    Wording,
    body_names,
    case_heads,
    case_rows,
)
from linli.apps.cases.selectors.visibility import STAFF_VIEWERS, own_bodies
from linli.apps.grids.models import Cell
from linli.core.access import Actor
from linli.core.tree import is_within
from linli.kit.pages import Page, Part, counted_lists
from linli.kit.prepared import PreparedAmong, hole

CALLS = 20
ROUNDS = (CaseState.FED_BACK, CaseState.REPORTED)  # what a grid worker looks after on the spot
_OPEN = Q(state__among=OPEN_TASKS)
_RUNS, _STANDS = Q(due_at__isnull=False), Q(due_at__isnull=True)


class ListedTask(NamedTuple):
    """What a line of a list of tasks is made of: these columns, and not the whole row."""

    id: int
    case_number: str
    case_scope_path: str
    category_id: int
    case_level: str
    case_text: str
    kind: str
    state: str
    body_id: int
    cell_id: int | None
    due_at: datetime | None
    ended_at: datetime | None
    text: str
    legal_basis: str
    basis: str
    answer: str
    news_at: datetime | None
    contact_by: datetime | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as a list shows it."""

    task: ListedTask
    case: CaseHead
    due: Due
    contact: Due
    body: str
    cell: str


def task_list(where: Q, order: tuple[str, ...] = SOONEST, *, path: str = "") -> Listing:
    """Return a list of tasks: of bodies, cells or places; `path` leads to that of the place."""
    return Listing(
        Task,
        lambda: where,
        order,
        columns=ListedTask,
        path=path,
    )


_RUNNING = task_list(_OPEN & _RUNS)
_STANDING = task_list(_OPEN & _STANDS, ("id",))
_OVERDUE = task_list(_OPEN & Q(due_at__lt=hole("now", Task, "due_at")))
_WAITING = task_list(_OPEN)
IN_CELL = case_list(Q(state=hole("state", Case, "state")))
_LATE_IN_CELL = case_list(
    Q(state=hole("state", Case, "state"), due_at__lt=hole("now", Case, "due_at"))
)
_CELLS = PreparedAmong(
    Cell, "id", lambda wanted: Cell.objects.filter(wanted).values_list("id", "name")
)


def _of_bodies(body_ids: Iterable[int]) -> list[AreaPart]:
    return [key_part("body_id", number) for number in body_ids]


def _of_cells(cell_ids: Iterable[int], paths: Sequence[str]) -> list[AreaPart]:
    """Return cells as far as the actor's posts reach.

    A case may lie in a cell by its point alone, and hang on a place above all that opens to a
    worker of the cell: what a list shows is to open.
    """
    return [cell_part(number, paths) for number in cell_ids] if paths else []


@dataclass(frozen=True, slots=True)
class Inbox:
    """Open tasks of bodies: what is due first on top, and those whose clock stands."""

    page: Page
    standing: list[TaskRow]


def inbox(body_ids: Sequence[int], *, after: str, now: datetime) -> Inbox:
    """Return the open tasks of these bodies."""
    bodies = _of_bodies(body_ids)
    page, standing = _RUNNING.page(bodies, after=after), _STANDING.page(bodies).rows
    rows = task_rows([*page.rows, *standing], now=now)
    return Inbox(Page(rows=rows[: len(page)], after=page.after), rows[len(page) :])


def inbox_counts(actor: Actor, *, now: datetime) -> Waiting:
    """Return how many tasks wait for the bodies of an actor, COUNTED at most."""
    return Waiting(*counted_lists(_inbox_parts(actor, now)))


def _inbox_parts(actor: Actor, now: datetime) -> list[list[Part]]:
    bodies = _of_bodies(own_bodies(actor))
    return [_WAITING.parts(bodies, {}), _OVERDUE.parts(bodies, {"now": now})]


def task_rows(tasks: Sequence[ListedTask], *, now: datetime) -> list[TaskRow]:
    """Return rows for the tasks of a page; the queries do not grow with them."""
    bodies = body_names(task.body_id for task in tasks)
    cells = dict(_CELLS.rows(task.cell_id for task in tasks if task.cell_id is not None))
    wording = Wording(now)
    return [
        TaskRow(
            task=task,
            case=head,
            due=wording.due(task.due_at),
            contact=wording.by(task.contact_by),
            body=bodies[task.body_id],
            cell=cells.get(task.cell_id, ""),
        )
        for task, head in zip(tasks, case_heads(tasks), strict=True)
    ]


_ASSIST = _OPEN & _RUNS & Q(kind=TaskKind.ASSIST)
ASSISTS = {
    False: task_list(_ASSIST, path="case_scope_path"),
    True: task_list(_ASSIST & Q(body_id=hole("body", Task, "body_id")), path="case_scope_path"),
}


def assists_page(actor: Actor, *, body: int | None, after: str, now: datetime) -> Page:
    """Return a page of the open assists in an actor's area that run, soonest due first.

    `body` keeps those of one body. Each of the four, of a township or a county with and without a
    body, is a walk along an index of its own.
    """
    area = whole_parts(*levelled(actor.paths(DISPATCHERS)))
    values = {} if body is None else {"body": body}
    page = ASSISTS[body is not None].page(area, after=after, **values)
    return Page(rows=task_rows(page.rows, now=now), after=page.after)


@dataclass(frozen=True, slots=True)
class Round:
    """A grid worker's day: tasks, cases of the cells to check and to sort, calls upwards."""

    tasks: list[TaskRow]
    to_check: list[CaseRow]
    reported: list[CaseRow]
    calls: list[TaskRow]


def round_of(actor: Actor, cell_ids: Sequence[int], *, now: datetime) -> Round:
    """Return what waits for a worker's bodies and cells, what is due first on top.

    The queries grow neither with the rows nor with the cells.
    """
    paths = actor.paths(STAFF_VIEWERS)
    bodies, cells = _of_bodies(own_bodies(actor)), _of_cells(cell_ids, paths)
    tasks = [*_RUNNING.page(bodies).rows, *_STANDING.page(bodies).rows]
    calling = [cell_part(number) for number in cell_ids]
    calls = [*_RUNNING.page(calling).rows, *_STANDING.page(calling).rows][:CALLS]
    to_check, reported = (
        sorted(page.rows, key=_soonest)
        for page in IN_CELL.pages(cells, [{"state": str(state)} for state in ROUNDS])
    )
    calls = [one for one in calls if _opens(one, paths)]
    cases = case_rows([*to_check, *reported], now=now)
    shown = task_rows([*tasks, *calls], now=now)
    return Round(
        tasks=shown[: len(tasks)],
        to_check=cases[: len(to_check)],
        reported=cases[len(to_check) :],
        calls=shown[len(tasks) :],
    )


def _opens(call: ListedTask, paths: Sequence[str]) -> bool:
    return any(is_within(call.case_scope_path, path) for path in paths)


def _soonest(case: ListedCase) -> tuple[bool, datetime]:
    return case.due_at is None, case.due_at or case.reported_at


def rounds_counts(actor: Actor, cell_ids: Sequence[int], *, now: datetime) -> Waiting:
    """Return how much the list of a grid worker's day holds: tasks, and what waits in the cells."""
    cells = _of_cells(cell_ids, actor.paths(STAFF_VIEWERS))
    states = [{"state": str(state)} for state in ROUNDS]
    found = [part for state in states for part in IN_CELL.parts(cells, state)]
    late = [part for state in states for part in _LATE_IN_CELL.parts(cells, state | {"now": now})]
    tasks, late_tasks, cases, late_cases = counted_lists([*_inbox_parts(actor, now), found, late])
    return Waiting(tasks + cases, late_tasks + late_cases)
