"""My reports, and following a report by the code of its slip, without an account."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from linli.apps.cases import permissions
from linli.apps.cases.forms.reports import FollowForm
from linli.apps.cases.rules.refusals import SlipExpired, SlipForReporter, SlipUnknown
from linli.apps.cases.selectors import dossiers
from linli.apps.cases.selectors.lists import my_page
from linli.apps.cases.views.dossier import seen_case
from linli.apps.cases.views.files import case_page, slip_answer, slip_page
from linli.apps.cases.views.pace import CODES_PER_HOUR, paced
from linli.apps.cases.views.slips import code_to_print, remember_slip
from linli.kit.days import local_day
from linli.kit.forms import add_refusal
from linli.kit.request import Request


@require_safe
def mine(request: Request) -> HttpResponse:
    """List what somebody has reported or joined, newest first, or what of it is open."""
    only_open = request.GET.get("list") == "open"
    after = request.GET.get("after", "")
    page = my_page(request.actor, only_open=only_open, after=after, now=request.now)
    return render(request, "cases/mine.html", {"page": page, "only_open": only_open})


@login_not_required
@require_http_methods(["GET", "POST"])
@paced("code", CODES_PER_HOUR, known_too=True)
def follow(request: Request) -> HttpResponse:
    """Ask for the code of a slip; it travels in the body and stays in the session."""
    form = FollowForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = dossiers.case_of_slip(form.cleaned_data["code"])
        if found is not None and not dossiers.is_slip_open(found, local_day(request.now)):
            add_refusal(form, SlipExpired(field="code"))
            return render(request, "cases/follow.html", {"form": form}, status=410)
        if found is not None and not dossiers.speaks_by_slip(request.actor):
            if permissions.can_see(request.actor, found, day=local_day(request.now)):
                return redirect("cases:case", found.number)
            add_refusal(form, SlipForReporter(field="code"))
            return render(request, "cases/follow.html", {"form": form}, status=403)
        if found is not None:
            remember_slip(request, found.number, form.cleaned_data["code"])
            return redirect("cases:followed", found.number)
        add_refusal(form, SlipUnknown(field="code"))
    return render(request, "cases/follow.html", {"form": form})


@login_not_required
@require_safe
def followed(request: Request, number: str) -> HttpResponse:
    """Show a report to whoever has entered its code in this browser."""
    return case_page(request, seen_case(request, number))


@login_not_required
@require_safe
def followed_slip(request: Request, number: str) -> HttpResponse:
    """Show its slip."""
    return slip_page(request, _printed(request, number))


@login_not_required
@require_safe
def followed_slip_file(request: Request, number: str) -> HttpResponse:
    """Send its slip as a file."""
    return slip_answer(request, _printed(request, number))


def _printed(request: Request, number: str) -> Any:
    """Return the case of a slip that this person may print."""
    code = code_to_print(request, number)
    return (dossiers.case_of_slip(code) if code else None) or seen_case(request, number)
