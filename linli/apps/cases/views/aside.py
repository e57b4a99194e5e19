"""Acts beside the flow: remarks, "me too", ratings, categories, sealed names, check-lists."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.apps.cases import permissions, services
from linli.apps.cases.forms.sides import RatingForm
from linli.apps.cases.selectors import dossiers
from linli.apps.cases.services.evidence import evidence_of
from linli.apps.cases.views.acts import next_address
from linli.apps.cases.views.dossier import seen_case
from linli.apps.cases.views.finishing import finished
from linli.apps.cases.views.sides import refile_form, remark_form
from linli.apps.cases.views.slips import slip_shown
from linli.kit.days import local_day
from linli.kit.request import Request


@login_not_required
@require_POST
def remark(request: Request, number: str) -> HttpResponse:
    """Say something about a case; whoever has it is told."""
    found = seen_case(request, number)
    inner = bool(permissions.can_see_inner(request.actor, found, day=local_day(request.now)))
    form = remark_form(request.POST, request.FILES or None, inner=inner)

    def act() -> None:
        data = form.cleaned_data
        common = _common(request, found)
        hidden = data.get("is_inner", False)
        shown = evidence_of(data["photos"], voice=data.get("voice")).shown
        services.add_remark(
            text=data["text"], is_inner=hidden, key=form.command_key(), **shown, **common
        )

    return finished(request, found, "remark", form, act)


@login_not_required
@require_POST
def rate(request: Request, number: str) -> HttpResponse:
    """Rate what was done, as the reporter."""
    found, form = seen_case(request, number), RatingForm(request.POST)

    def act() -> None:
        services.rate_case(rating=form.cleaned_data["rating"], **_common(request, found))

    return finished(request, found, "rate", form, act)


@login_not_required
@require_POST
def refile(request: Request, number: str) -> HttpResponse:
    """File a case under another category, as the desk or before sorting as the reporter."""
    found = seen_case(request, number)
    inner = bool(permissions.can_see_inner(request.actor, found, day=local_day(request.now)))
    form = refile_form(request, found, request.POST, inner=inner)

    def act() -> None:
        services.refile_case(**_common(request, found), **form.cleaned_data)

    return finished(request, found, "refile", form, act)


@require_POST
def join(request: Request, number: str) -> HttpResponse:
    """Say "me too" to a report near by."""
    case_id = dossiers.open_case_id(number)
    token = request.POST.get("join", "")[:120]
    services.join_case(actor=request.actor, case_id=case_id, token=token, now=request.now)
    messages.success(request, _("You follow this report now. You hear what happens."))
    return redirect("cases:case", number)


@require_POST
def leave(request: Request, number: str) -> HttpResponse:
    """Hear no more of a report one has joined."""
    found = seen_case(request, number)
    services.leave_case(actor=request.actor, case_id=found.pk, now=request.now)
    return redirect("cases:mine")


@require_POST
def contact(request: Request, number: str) -> HttpResponse:
    """Open a sealed name and number, for a reason that the reporter sees."""
    found = seen_case(request, number)
    services.open_contact(
        actor=request.actor,
        case_id=found.pk,
        reason=request.POST.get("reason", ""),
        now=request.now,
    )
    return redirect("cases:case", number)


@require_POST
def item(request: Request, number: str, item_id: int) -> HttpResponse:
    """Say that a line of the check-list was seen to."""
    found = seen_case(request, number)
    services.mark_item(actor=request.actor, case_id=found.pk, item=item_id, now=request.now)
    return redirect(next_address(request, number))


def _common(request: Request, case: Any) -> dict[str, Any]:
    return {
        "actor": request.actor,
        "case_id": case.pk,
        "now": request.now,
        "slip": slip_shown(request, case.number),
    }
