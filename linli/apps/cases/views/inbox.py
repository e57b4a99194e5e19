"""A body's inbox of tasks and calls, one task with what may be done, the body's own record."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from linli.apps.cases import permissions
from linli.apps.cases.labels import TASK_KINDS, TASK_MARKS, TASK_STATES
from linli.apps.cases.rules.tasks import TaskKind, TaskState
from linli.apps.cases.selectors import dossiers, tasks
from linli.apps.cases.selectors.bodies import bodies_by_id, get_own_body, record_of
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.selectors.rows import clock_words, due_words
from linli.apps.cases.selectors.visibility import own_bodies
from linli.apps.cases.services.news import read_news
from linli.apps.cases.views.dossier import dossier, inbox_trail, ruling_words, shown_clock
from linli.apps.cases.views.sides import side_forms
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.request import Request

RECORD_DAYS = 90


@require_safe
def inbox(request: Request) -> HttpResponse:
    """Show the open tasks and calls of the bodies one works for, soonest due first."""
    require(permissions.can_use_inbox(request.actor))
    numbers = own_bodies(request.actor)
    bodies = bodies_by_id(numbers)
    found = tasks.inbox(numbers, after=request.GET.get("after", ""), now=request.now)
    found.page.rows[:] = shown_tasks(found.page.rows)
    context = {
        "lead": " · ".join(body.name for body in bodies),
        "bodies": bodies,
        "page": found.page,
        "standing": shown_tasks(found.standing),
    }
    return render(request, "cases/inbox.html", context)


def shown_tasks(rows: list[tasks.TaskRow]) -> list[dict[str, Any]]:
    """Return rows of tasks with the words of their kinds and states."""
    return [
        {
            "task": row.task,
            "case": row.case,
            "due": row.due,
            "contact": row.contact,
            "kind": TASK_KINDS[TaskKind(row.task.kind)],
            "state": TASK_STATES[TaskState(row.task.state)],
            "state_kind": TASK_MARKS[TaskState(row.task.state)],
            "body": row.body,
            "cell": row.cell,
        }
        for row in rows
    ]


@require_safe
def task(request: Request, task_id: int) -> HttpResponse:
    """Show one task with its case, its clock, and what may be done now."""
    return task_page(request, dossiers.get_task(request.actor, task_id))


def task_page(
    request: Request, found: Any, *, side: tuple[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Return the page of a task; `side` is a form that came back with errors."""
    case = dossiers.case_of_task(found)
    kind, state = TaskKind(found.kind), TaskState(found.state)
    clock = running_clock(case, found)
    file = dossier(request, case)
    file["sides"] = side_forms(request, case, inner=True, task=found, bound=side)
    shown = {
        "id": found.pk,
        "news": clock_words(found.news_at, now=request.now) if _works_on(request, found) else "",
        "until": found.news_at.isoformat() if found.news_at else "",
        "kind": TASK_KINDS[kind],
        "state": TASK_STATES[state],
        "state_kind": TASK_MARKS[state],
        "body": found.body.name,
        "cell": found.cell.name if found.cell else "",
        "lead": f"{TASK_KINDS[kind]} · {case.number}",
        "sent": clock_words(found.sent_at, now=request.now),
        "taken": clock_words(found.taken_at, now=request.now),
        "due": due_words(found.due_at, now=request.now),
        "legal_basis": found.legal_basis,
        "text": found.text,
        "answer": found.answer,
        "basis": found.basis,
        "is_gate": found.is_gate,
        "ruling": ruling_words(found),
        "clocks": [shown_clock(case, clock, request)] if clock else [],
    }
    context = {
        "task": shown,
        "file": file,
        "next": reverse("cases:task", args=[found.pk]),
        "trail": inbox_trail(request),
    }
    return render(request, "cases/task.html", context, status=status)


def _works_on(request: Request, task: Any) -> bool:
    return bool(permissions.can_work_on(request.actor, task, local_day(request.now)))


@require_POST
def read(request: Request, task_id: int) -> HttpResponse:
    """Say that what was added in a case has been read: the mark in the inbox goes."""
    task = dossiers.get_task(request.actor, task_id)
    read_news(actor=request.actor, task_id=task.pk, until=_shown_until(request), now=request.now)
    return redirect("cases:task", task.pk)


def _shown_until(request: Request) -> datetime | None:
    """Return the time of the newest that the page showed, None where it says nothing readable."""
    try:
        until = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        return None
    return until if until is not None and is_aware(until) else None


@require_safe
def record(request: Request, body_id: int) -> HttpResponse:
    """Show a body what it was asked and what it did, in counts."""
    body = get_own_body(request.actor, body_id)
    since = request.now - timedelta(days=RECORD_DAYS)
    counts = record_of(body, since=since, now=request.now)
    context = {
        "body": body,
        "trail": inbox_trail(request),
        "lead": _("Its own record of the last %(days)d days") % {"days": RECORD_DAYS},
        "caption": _("Tasks and calls sent to it"),
        "lines": [
            (_("Taken on or arrived"), counts.taken, counts.sent),
            (_("Never over time"), counts.never_late, counts.sent),
            (pgettext("case", "Done"), counts.done, counts.sent),
            (_("Returned to the sender"), counts.returned, counts.sent),
            (_("Calls from grids: arrived"), counts.calls_arrived, counts.calls),
            (_("Calls from grids: result told"), counts.calls_done, counts.calls),
            (_("Calls refused on a legal basis"), counts.refused, counts.calls),
            (_("Refusals the arbiter let stand"), counts.refusals_stand, counts.refused),
            (_("Refusals the arbiter overruled"), counts.refusals_overruled, counts.refused),
            (_("Open now: overdue"), counts.overdue, counts.open),
        ],
    }
    return render(request, "cases/record.html", context)
