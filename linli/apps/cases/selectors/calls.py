"""Calls upwards and assistance as pages show them: who has what part in a case, and since when."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.apps.accounts.rules import PLACE_ADMINS
from linli.apps.cases.models import Case, Clock, Task
from linli.apps.cases.models.tasks import OPEN_TASKS, REFUSED
from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.tasks import CallRuling, TaskKind, TaskState
from linli.apps.cases.selectors.areas import (
    AreaPart,
    levelled,
    whole_parts,
    within,
)
from linli.apps.cases.selectors.bodies import callable_bodies
from linli.apps.cases.selectors.rows import body_names
from linli.apps.cases.selectors.tasks import TaskRow, task_list, task_rows
from linli.apps.cases.selectors.visibility import STAFF_VIEWERS
from linli.apps.organisations.models import Body
from linli.core.access import Actor
from linli.kit.pages import Page, Part
from linli.kit.prepared import Prepared, PreparedAmong, hole


def gating_assists(case: Case) -> list[str]:
    """Return the names of the bodies without whose assistance the lead does not feed back."""
    tasks = Task.objects.filter(case=case, kind=TaskKind.ASSIST, is_gate=True, state__in=OPEN_TASKS)
    return list(tasks.order_by("pk").values_list("body__name", flat=True))


def bodies_to_call(case: Case, *, day: date) -> list[Body]:
    """Return the bodies a cell may call to a case: those that have no open part in it."""
    busy = set(
        Task.objects.filter(case=case, state__in=OPEN_TASKS).values_list("body_id", flat=True)
    )
    return [body for body in callable_bodies(case.scope_path, day=day) if body.pk not in busy]


_CALLS = Q(kind=TaskKind.CALL)
_PATH = "case_scope_path"  # the other one is that of the body
_ALL_TO_RULE_ON = task_list(REFUSED, path=_PATH)
_TO_RULE_ON = task_list(REFUSED & Q(due_at__isnull=False), path=_PATH)
_OPEN_CALLS = task_list(_CALLS & Q(state__among=OPEN_TASKS, due_at__isnull=False), path=_PATH)
_ENDED_CALLS = task_list(
    _CALLS
    & Q(ended_at__isnull=False, ended_at__gte=hole("since", Task, "ended_at"))
    & ~Q(state=TaskState.CANCELLED),
    ("-ended_at", "-id"),
    path=_PATH,
)
_WITH_CASE = PreparedAmong(
    Task, "id", lambda wanted: Task.objects.filter(wanted).select_related("case", "cell", "body")
)


def _area(paths: Iterable[str]) -> list[AreaPart]:
    return whole_parts(*levelled(paths))


def to_rule_on(actor: Actor) -> "QuerySet[Task]":
    """Return the refused calls that wait for the arbiter in the actor's area."""
    return Task.objects.filter(within(actor.paths(PLACE_ADMINS), _PATH), REFUSED)


def to_rule_on_parts(area: Sequence[AreaPart]) -> list[Part]:
    """Return the parts of the same in an area, to be counted."""
    return _ALL_TO_RULE_ON.parts(area, {})


def rulings_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return the refused calls that wait for the arbiter, the soonest due first."""
    page = _TO_RULE_ON.page(_area(actor.paths(PLACE_ADMINS)), after=after)
    return Page(rows=task_rows(page.rows, now=now), after=page.after)


def tasks_by_id(numbers: Iterable[int]) -> dict[int, Task]:
    """Return tasks with their cases; permissions are the caller's."""
    return {task.pk: task for task in _WITH_CASE.objects(numbers)}


def calls_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return the open calls of the actor's area, what is due first on top."""
    page = _OPEN_CALLS.page(_area(actor.paths(STAFF_VIEWERS)), after=after)
    return Page(rows=task_rows(page.rows, now=now), after=page.after)


def ended_calls(actor: Actor, *, since: datetime, now: datetime) -> list[TaskRow]:
    """Return the calls of the area that ended since an instant, the newest first."""
    page = _ENDED_CALLS.page(_area(actor.paths(STAFF_VIEWERS)), since=since)
    return task_rows(page.rows, now=now)


@dataclass(frozen=True, slots=True)
class AnsweredCalls:
    """How one department answered the calls of an area, in counts of the calls."""

    body: str
    calls: int
    arrived: int
    in_time: int
    done: int
    refused: int
    overruled: int
    open: int


_SINCE = task_list(
    _CALLS & Q(sent_at__gte=hole("since", Task, "sent_at")) & ~Q(state=TaskState.CANCELLED),
    path=_PATH,
)


def call_figures(actor: Actor, *, since: datetime) -> list[AnsweredCalls]:
    """Return how each department answered the calls since an instant, by name.

    `in_time` counts those that came or refused before their time was over.
    """
    found: dict[int, Counter[str]] = {}
    for part in _area(actor.paths(STAFF_VIEWERS)):
        rows = _figures(part.column, part.paths).rows(since=since, **part.values)
        for body, *counts in rows:
            found.setdefault(body, Counter()).update(dict(zip(_COUNTED, counts, strict=True)))
    names = body_names(found)
    return [
        AnsweredCalls(body=names[body], **{name: found[body][name] for name in _COUNTED})
        for body in sorted(found, key=lambda body: (names[body], body))
    ]


_COUNTED = ("calls", "arrived", "in_time", "done", "refused", "overruled", "open")


@cache
def _figures(column: str, paths: int) -> Prepared:
    def build() -> "QuerySet[Any, Any]":
        late = Clock.objects.filter(
            task=OuterRef("pk"), step=Step.ARRIVE, breached_at__isnull=False
        )
        arrived, refused = Q(taken_at__isnull=False), Q(state=TaskState.REFUSED)
        counts = (
            Count("pk"),
            Count("pk", filter=arrived),
            Count("pk", filter=(arrived | refused) & ~Q(Exists(late))),
            Count("pk", filter=Q(state=TaskState.DONE)),
            Count("pk", filter=refused),
            Count("pk", filter=refused & Q(ruling=CallRuling.COME)),
            Count("pk", filter=Q(state__in=OPEN_TASKS)),
        )
        rows = _SINCE.rows(column, paths).order_by().values_list("body_id")
        return rows.annotate(
            **dict(zip((f"{name}_count" for name in _COUNTED), counts, strict=True))
        )

    return Prepared(build)
