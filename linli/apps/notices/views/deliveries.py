"""The system administrator's view of letters: states and reasons, no texts, no addresses."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from linli.apps.notices import permissions, services
from linli.apps.notices.forms import StateFilter
from linli.apps.notices.labels import STATE_MARKS, STATES
from linli.apps.notices.rules.delivery import SendingState
from linli.apps.notices.selectors import deliveries as selectors
from linli.core.access import require
from linli.kit.request import Request


@require_safe
def deliveries(request: Request) -> HttpResponse:
    """List the letters in one state; without a choice, those that have failed for good."""
    require(permissions.can_see_administration(request.actor))
    form = StateFilter(request.GET if "state" in request.GET else {"state": SendingState.FAILED})
    state = form.cleaned_data["state"] if form.is_valid() else SendingState.FAILED
    page = selectors.delivery_page(
        request.actor,
        state=SendingState(state),
        after=request.GET.get("after", ""),
        summary=gettext("Daily summary"),
        code=gettext("Code to confirm an address"),
    )
    lines = [(line, STATE_MARKS[line.state], STATES[line.state]) for line in page.rows]
    context = {"form": form, "lines": lines, "page": page, "failed": SendingState.FAILED}
    return render(request, "notices/deliveries.html", context)


@require_POST
def retry(request: Request, delivery_id: int) -> HttpResponse:
    """Queue a failed letter again."""
    require(permissions.can_see_administration(request.actor))
    row = selectors.get_delivery(request.actor, delivery_id)
    services.retry_delivery(actor=request.actor, delivery_id=row.pk, now=request.now)
    messages.success(request, gettext("It is queued again."))
    return redirect("notices:deliveries")


@require_safe
def waiting(request: Request) -> HttpResponse:
    """List the notices that reach nobody yet."""
    require(permissions.can_see_administration(request.actor))
    page = selectors.waiting_page(request.actor, after=request.GET.get("after", ""))
    return render(request, "notices/waiting.html", {"page": page})
