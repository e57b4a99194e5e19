"""Calls upwards and assistance as pages show them: who has what part in a case, and since when."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.apps.accounts.rules import PLACE_ADMINS
from linli.apps.cases.models import Case, Clock, Task
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.models.tasks import OPEN_TASKS, TO_RULE_ON
from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.tasks import CallRuling, TaskKind, TaskState
from linli.apps.cases.selectors.areas import in_area, within
from linli.apps.cases.selectors.bodies import callable_bodies
from linli.apps.cases.selectors.desks import SOONEST, TaskRow, task_rows
from linli.apps.cases.selectors.visibility import STAFF_VIEWERS
from linli.apps.organisations.models import Body
from linli.core.access import Actor
from linli.kit.pages import Page, keyset_page

MOST_ENDED = 20


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


def to_rule_on(actor: Actor) -> "QuerySet[Task]":
    """Return the refused calls that wait for the arbiter in the actor's area."""
    cases = Case.objects.filter(in_area(actor, PLACE_ADMINS), state__in=OPEN_STATES)
    return Task.objects.filter(TO_RULE_ON, case__in=cases)


def rulings_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return the refused calls that wait for the arbiter, the soonest due first."""
    tasks = to_rule_on(actor).filter(due_at__isnull=False)
    page = keyset_page(tasks, order=SOONEST, after=after)
    return Page(rows=task_rows(page.rows, now=now), after=page.after)


def _calls(actor: Actor) -> "QuerySet[Task]":
    return Task.objects.filter(within(actor.paths(STAFF_VIEWERS), "case__"), kind=TaskKind.CALL)


def calls_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return the open calls of the actor's area, what is due first on top."""
    tasks = _calls(actor).filter(state__in=OPEN_TASKS, due_at__isnull=False)
    page = keyset_page(tasks, order=SOONEST, after=after)
    return Page(rows=task_rows(page.rows, now=now), after=page.after)


def ended_calls(actor: Actor, *, since: datetime, now: datetime) -> list[TaskRow]:
    """Return the calls of the area that ended since an instant, the newest first."""
    tasks = _calls(actor).filter(ended_at__gte=since).exclude(state=TaskState.CANCELLED)
    return task_rows(list(tasks.order_by("-ended_at", "-id")[:MOST_ENDED]), now=now)


@dataclass(frozen=True, slots=True)
class CallFigure:
    """How one department answered the calls of an area, in counts of the calls."""

    body: str
    calls: int
    arrived: int
    in_time: int
    done: int
    refused: int
    overruled: int
    open: int


def call_figures(actor: Actor, *, since: datetime) -> list[CallFigure]:
    """Return how each department answered the calls since an instant, by name.

    `in_time` counts those that came or refused before their time was over.
    """
    late = Clock.objects.filter(task=OuterRef("pk"), step=Step.ARRIVE, breached_at__isnull=False)
    refused = Q(state=TaskState.REFUSED)
    rows = (
        _calls(actor)
        .filter(sent_at__gte=since)
        .exclude(state=TaskState.CANCELLED)
        .annotate(was_late=Exists(late))
        .order_by()
        .values("body_id", "body__name")
        .annotate(
            calls=Count("pk"),
            arrived=Count("pk", filter=Q(taken_at__isnull=False)),
            in_time=Count("pk", filter=(Q(taken_at__isnull=False) | refused) & Q(was_late=False)),
            done=Count("pk", filter=Q(state=TaskState.DONE)),
            refused=Count("pk", filter=refused),
            overruled=Count("pk", filter=refused & Q(ruling=CallRuling.COME)),
            open=Count("pk", filter=Q(state__in=OPEN_TASKS)),
        )
        .order_by("body__name", "body_id")
    )
    return [
        CallFigure(
            body=row["body__name"],
            calls=row["calls"],
            arrived=row["arrived"],
            in_time=row["in_time"],
            done=row["done"],
            refused=row["refused"],
            overruled=row["overruled"],
            open=row["open"],
        )
        for row in rows
    ]
