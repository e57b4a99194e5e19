"""Calls upwards in the page: calling, what departments answer, and the list of calls of an area."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.apps.cases import permissions
from linli.apps.cases.rules.refusals import CallWithoutCell
from linli.apps.cases.selectors import calls as reads
from linli.apps.cases.selectors import dossiers
from linli.apps.cases.services import calls as services
from linli.apps.cases.views.dossier import seen_case
from linli.apps.cases.views.finishing import finished
from linli.apps.cases.views.inbox import RECORD_DAYS, shown_tasks
from linli.apps.cases.views.work import TASK_ACTS, call_form, task_form
from linli.core.access import require
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.request import Request

_SERVICES: dict[str, Any] = {
    "take": services.arrive,
    "finish": services.report_result,
    "refuse": services.decline,
    "cancel": services.call_off,
    "rule": services.rule_on_call,
}


@require_POST
def call(request: Request, number: str) -> HttpResponse:
    """Call departments to a case in one's cell."""
    case = seen_case(request, number)
    if case.cell is None:
        raise CallWithoutCell()
    require(permissions.can_call_upwards(request.actor, case, case.cell))
    bodies = reads.bodies_to_call(case, day=local_day(request.now))
    form = call_form(case, bodies, request.POST)

    def act() -> None:
        data = form.cleaned_data
        services.call_upwards(
            actor=request.actor,
            case_id=case.pk,
            version=data["version"],
            body_ids=data["bodies"],
            text=data["text"],
            legal_basis=data["legal_basis"],
            now=request.now,
        )

    return finished(request, case, "call", form, act, _("Called; you hear when somebody comes."))


@require_POST
def act_on_task(request: Request, task_id: int, act: str) -> HttpResponse:
    """Answer a call, assist, take a call back, or decide about a refusal."""
    if act not in TASK_ACTS:
        raise NotFound(kind="act")
    task = dossiers.get_task(request.actor, task_id)
    case = dossiers.case_of_task(task)
    require(permissions.can_act_on_task(request.actor, task, act, local_day(request.now)))
    form = task_form(act, task, request.POST)

    def done() -> None:
        given = getattr(form, "arguments", form.cleaned_data)
        _SERVICES[act](actor=request.actor, task_id=task.pk, now=request.now, **given)

    return finished(request, case, f"{act}-{task.pk}", form, done, TASK_ACTS[act].done)


@require_safe
def calls(request: Request) -> HttpResponse:
    """List the calls of an area with the departments' clocks, and how each department answered."""
    require(permissions.can_watch(request.actor))
    since = request.now - timedelta(days=RECORD_DAYS)
    page = reads.calls_page(request.actor, after=request.GET.get("after", ""), now=request.now)
    page.rows[:] = shown_tasks(page.rows)
    context = {
        "page": page,
        "ended": shown_tasks(reads.ended_calls(request.actor, since=since, now=request.now)),
        "figures": reads.call_figures(request.actor, since=since),
        "days": RECORD_DAYS,
    }
    return render(request, "cases/calls.html", context)
