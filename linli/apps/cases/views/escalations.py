"""Answering what has climbed to one's post."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.apps.cases import permissions, services
from linli.apps.cases.selectors.escalations import waiting_with
from linli.apps.cases.views.climbed import instruct_form
from linli.apps.cases.views.dossier import seen_case
from linli.apps.cases.views.finishing import finished
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.request import Request


@require_POST
def instruct(request: Request, number: str) -> HttpResponse:
    """Answer what of a case has climbed to a post of this person."""
    case = seen_case(request, number)
    waiting = waiting_with(request.actor, case, day=local_day(request.now))
    require(permissions.can_answer_escalation(request.actor, case, waiting))
    form = instruct_form(number, request.POST)

    def act() -> None:
        services.answer_escalation(
            actor=request.actor, case_id=case.pk, now=request.now, **form.cleaned_data
        )

    said = _("Answered; whoever has the task and their leader are told.")
    return finished(request, case, "instruct", form, act, said)
