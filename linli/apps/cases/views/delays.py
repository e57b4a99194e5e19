"""Asking for more time in a task, and deciding on it, ending it, looking at what hangs again."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from linli.apps.cases import permissions
from linli.apps.cases.rules.clocks import DelayState
from linli.apps.cases.rules.delays import DelayNotHere
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.selectors import dossiers
from linli.apps.cases.selectors.delays import end_of, get_delay
from linli.apps.cases.services import delays
from linli.apps.cases.views.dossier import seen_case
from linli.apps.cases.views.finishing import finished
from linli.apps.cases.views.requests import DELAY_ACTS, decision_form
from linli.apps.cases.views.work import delay_form
from linli.core.access import require
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.request import Request


@require_POST
def ask(request: Request, task_id: int) -> HttpResponse:
    """Ask for more time for what runs in a task."""
    task = dossiers.get_task(request.actor, task_id)
    case = dossiers.case_of_task(task)
    require(permissions.can_ask_delay(request.actor, case, task, local_day(request.now)))
    form = delay_form(case, task, request.POST)
    if form is None:
        raise DelayNotHere()

    def act() -> None:
        given: dict[str, Any] = form.arguments
        typed = form.cleaned_data
        until = end_of(given["kind"], typed["until"], case, now=request.now, hour=typed.get("hour"))
        delays.ask_delay(
            actor=request.actor,
            case_id=case.pk,
            task_id=None if task.kind == TaskKind.LEAD else task.pk,
            until=until,
            now=request.now,
            **given,
        )

    said = _("More time is asked for; somebody else decides.")
    return finished(request, case, f"more-time-{task.pk}", form, act, said)


@require_POST
def act_on_delay(request: Request, delay_id: int, act: str) -> HttpResponse:
    """Decide on a request, let a clock go on, or look at what hangs again."""
    if act not in DELAY_ACTS:
        raise NotFound(kind="act")
    delay = get_delay(delay_id)
    case = seen_case(request, delay.case.number)
    _require_part(request, case, delay, act)
    form = decision_form(request, delay, act, request.POST)

    def done() -> Any:
        service = partial(_SERVICES[act], actor=request.actor, delay_id=delay.pk, now=request.now)
        waits = service(**form.cleaned_data).state == DelayState.ASKED
        return DELAY_SAID["agree" if waits else act]

    return finished(request, case, f"{act}-{delay.pk}", form, done)


def _require_part(request: Request, case: Any, delay: Any, act: str) -> None:
    day = local_day(request.now)
    if act == "end":
        require(permissions.can_end_delay(request.actor, delay, case, day))
    else:
        require(permissions.can_decide_delay(request.actor, delay, case.scope_path))


_SERVICES: dict[str, Any] = {
    "decide": delays.decide_delay,
    "end": delays.end_delay,
    "look-again": delays.look_again,
}
DELAY_SAID: dict[str, Any] = {
    "agree": gettext_lazy("You have agreed; others must agree too."),
    "decide": gettext_lazy("Decided; whoever asked is told."),
    "end": gettext_lazy("The clock goes on."),
    "look-again": gettext_lazy("Noted, with the next day."),
}
