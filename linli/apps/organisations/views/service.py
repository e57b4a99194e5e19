"""Service after reporting in: the member's own pages, the needs of a compound, both confirming."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.organisations import permissions, services
from linli.apps.organisations.forms.service import NeedForm, OfferForm, QuarterForm, ServedForm
from linli.apps.organisations.rules.service import Quarter, quarters_to_ask
from linli.apps.organisations.selectors import service as selectors
from linli.apps.organisations.selectors.names import names_of
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request

ACTS = {
    "confirm": (services.confirm_service, gettext_lazy("Confirmed.")),
    "dispute": (services.dispute_service, gettext_lazy("Noted that it was not so.")),
    "withdraw": (services.withdraw_claim, gettext_lazy("The claim is given back.")),
}


@require_safe
def mine(request: Request) -> HttpResponse:
    """Show a member what they offer, what is needed, what they claimed and served."""
    return _own_page(request, {})


@require_http_methods(["GET", "POST"])
def offer(request: Request, report_in_id: int) -> HttpResponse:
    """Say what one can help with, or take that back."""
    row = selectors.own_report_in(request.actor, report_in_id)
    form = OfferForm(request.POST or None)
    if "take_back" in request.POST:
        services.take_offer_back(actor=request.actor, report_in_id=row.pk, now=request.now)
        messages.success(request, _("Your offer is deleted."))
        return redirect("organisations:service")
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.give_offer(
                actor=request.actor, report_in_id=row.pk, now=request.now, **form.values()
            )
            messages.success(request, _("Your offer is entered."))
            return redirect("organisations:service")
    context = _form(form, _("What I can help with"), _("Save"), row.branch.name)
    return render(request, "organisations/plain_form.html", context)


@require_POST
def claim(request: Request, report_in_id: int, need_id: int) -> HttpResponse:
    """Claim a need."""
    row = selectors.own_report_in(request.actor, report_in_id)
    services.claim_need(actor=request.actor, need_id=need_id, report_in_id=row.pk, now=request.now)
    messages.success(request, _("Claimed. The branch arranges the rest with you."))
    return redirect("organisations:service")


@require_POST
def ask_facts(request: Request, report_in_id: int) -> HttpResponse:
    """Ask for the facts of a quarter, for one's work unit."""
    row = selectors.own_report_in(request.actor, report_in_id)
    form = _quarter_form(request, row.pk)
    if form.is_valid():
        with refusals_on(form):
            services.ask_facts(
                actor=request.actor, report_in_id=row.pk, quarter=form.chosen(), now=request.now
            )
            messages.success(request, _("Asked. The branch confirms the facts."))
            return redirect("organisations:service")
    return _own_page(request, {row.pk: form})


@require_http_methods(["GET", "POST"])
def note(request: Request, claim_id: int) -> HttpResponse:
    """Note that a service was given, as the member or for the branch."""
    row = selectors.get_claim(claim_id)
    if not permissions.can_confirm_service(request.actor, row):
        raise NotFound(kind="claim")
    form = ServedForm(request.POST or None, initial={"served_on": local_day(request.now)})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.note_service(
                actor=request.actor, claim_id=row.pk, now=request.now, **form.cleaned_data
            )
            messages.success(request, _("Noted. It counts once the other side confirms."))
            return redirect(_back(request, row))
    context = _form(form, _("Note the service"), _("Note"), row.need.title)
    return render(
        request, "organisations/plain_form.html", context | {"cancel_url": _back(request, row)}
    )


@require_POST
def act(request: Request, claim_id: int, act: str) -> HttpResponse:
    """Confirm a service, say that it was not so, or give a claim back."""
    row = selectors.get_claim(claim_id)
    if act not in ACTS or not permissions.can_confirm_service(request.actor, row):
        raise NotFound(kind="claim")
    service, done = ACTS[act]
    service(actor=request.actor, claim_id=row.pk, now=request.now)
    messages.success(request, done)
    return redirect(_back(request, row))


@require_http_methods(["GET", "POST"])
def statement(request: Request, statement_id: int) -> HttpResponse:
    """Show the facts of a quarter for printing; the branch confirms them first."""
    found = selectors.get_statement(statement_id)
    row = found.report_in
    in_circle = bool(permissions.can_see_membership(request.actor, row.branch))
    if not (in_circle or permissions.can_serve(request.actor, row)):
        raise NotFound(kind="statement")
    if request.method == "POST":
        services.issue_facts(actor=request.actor, statement_id=found.pk, now=request.now)
        messages.success(request, _("The facts are confirmed."))
        return redirect("organisations:facts", found.pk)
    served = selectors.services_in(row, Quarter(found.year, found.quarter))
    context = {
        "statement": found,
        "branch": row.branch,
        "name": names_of([row.person_id]).get(row.person_id, ""),
        "served": served,
        "hours": f"{sum(one.minutes for one in served) / 60:g}",
        "may_issue": in_circle and found.issued_on is None,
    }
    return render(request, "organisations/facts.html", context)


@require_http_methods(["GET", "POST"])
def needs(request: Request, body_id: int) -> HttpResponse:
    """List what is needed in a compound and publish more; the circle sees who has claimed."""
    branch, today = selectors.get_branch(body_id), local_day(request.now)
    if not permissions.can_see_needs(request.actor, branch):
        raise NotFound(kind="body")
    places = selectors.need_places(request.actor, branch)
    form = NeedForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.publish_need(
                actor=request.actor, branch_id=branch.pk, now=request.now, **form.values()
            )
            messages.success(request, _("Published for whoever has reported in."))
            return redirect("organisations:needs", branch.pk)
    over = request.GET.get("over") == "1"
    in_circle = bool(permissions.can_see_membership(request.actor, branch))
    context = {
        "branch": branch,
        "form": form if places else None,
        "over": over,
        "page": selectors.needs_page(branch, today, over=over, after=request.GET.get("after", "")),
        "figures": selectors.service_figures(branch, today),
        "in_circle": in_circle,
        "claims": selectors.branch_claims(branch) if in_circle else [],
        "statements": selectors.open_statements(branch) if in_circle else [],
    }
    return render(request, "organisations/needs.html", context)


@require_http_methods(["GET", "POST"])
def need(request: Request, need_id: int) -> HttpResponse:
    """Show one need; the circle sees who offers what fits. It can be ended."""
    found = selectors.get_need(need_id)
    if not permissions.can_see_needs(request.actor, found.branch):
        raise NotFound(kind="need")
    if request.method == "POST":
        services.end_need(actor=request.actor, need_id=found.pk, now=request.now)
        messages.success(request, _("It is no longer looked for."))
        return redirect("organisations:needs", found.branch_id)
    in_circle = bool(permissions.can_see_membership(request.actor, found.branch))
    may_end = permissions.can_publish_need(request.actor, found.branch, found.scope_path)
    context = {
        "need": selectors.need_row(found),
        "branch": found.branch,
        "in_circle": in_circle,
        "matches": selectors.matches(found) if in_circle else [],
        "may_end": found.valid_to is None and bool(may_end),
    }
    return render(request, "organisations/need.html", context)


def _quarter_form(request: Request, report_in_id: int) -> QuarterForm:
    """Return the form of one report-in; its prefix tells it from those of others on the page."""
    quarters = quarters_to_ask(local_day(request.now))
    return QuarterForm(request.POST or None, quarters=quarters, prefix=f"r{report_in_id}")


def _own_page(request: Request, forms: dict[int, QuarterForm]) -> HttpResponse:
    person_id, today = request.actor.person_id, local_day(request.now)
    reports = selectors.own_service(person_id, today) if person_id is not None else []
    numbers = [one.report_in.pk for one in reports]
    shown = [forms.get(number) or _quarter_form(request, number) for number in numbers]
    context = {"reports": list(zip(reports, shown, strict=True))}
    return render(request, "organisations/service.html", context)


def _form(form: Any, title: str, submit: str, lead: str) -> dict[str, object]:
    back = reverse("organisations:service")
    return {"form": form, "title": title, "submit": submit, "lead": lead, "cancel_url": back}


def _back(request: Request, row: Any) -> str:
    """Return where an act on a claim leads: one's own page, or that of the branch."""
    if row.person_id == request.actor.person_id:
        return reverse("organisations:service")
    return reverse("organisations:needs", args=[row.need.branch_id])
