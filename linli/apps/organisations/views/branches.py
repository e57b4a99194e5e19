"""Recognised households of a branch, and reporting in to one: pages of its own circle."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.apps.organisations import permissions, services
from linli.apps.organisations.forms.bodies import EndForm
from linli.apps.organisations.forms.registers import (
    CentreHouseholdForm,
    OwnReportInForm,
    ReportInForm,
)
from linli.apps.organisations.rules.basis import Mark
from linli.apps.organisations.selectors import branches
from linli.apps.organisations.selectors.registers import branch_figures, get_report_in
from linli.apps.organisations.views.finding import searched
from linli.apps.organisations.views.questions import as_of_context, circle_branch, shown_day
from linli.core.errors import NotAllowed, NotFound
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_http_methods(["GET", "POST"])
def households(request: Request, body_id: int) -> HttpResponse:
    """List the households a branch recognises as centre households, and recognise one."""
    branch = circle_branch(request.actor, body_id)
    day = shown_day(request)
    search = searched(request)
    found = branches.households_of(search.people, day)
    form = CentreHouseholdForm(search.given, initial={"valid_from": day}, found=found)
    if form.is_valid():
        with refusals_on(form):
            services.mark_household(
                actor=request.actor,
                body_id=body_id,
                household_id=form.cleaned_data["household"],
                mark=Mark.CENTRE_HOUSEHOLD,
                valid_from=form.cleaned_data["valid_from"],
                now=request.now,
            )
            messages.success(request, _("The household is recognised."))
            return redirect("organisations:households", body_id)
    context = {
        "branch": branch,
        "form": form,
        "found": found,
        "search": search,
        "page": branches.marks_page(branch, day, request.GET.get("after", "")),
        "figures": branch_figures(branch, day),
        **as_of_context(request, day),
    }
    return render(request, "organisations/households.html", context)


@require_http_methods(["GET", "POST"])
def unmark(request: Request, mark_id: int) -> HttpResponse:
    """Withdraw the recognition of a household."""
    row = branches.get_mark(mark_id)
    if not permissions.can_see_membership(request.actor, row.body):
        raise NotFound(kind="mark")
    form = EndForm(request.POST or None, initial={"valid_to": local_day(request.now)})
    back = reverse("organisations:households", args=[row.body_id])
    if form.is_valid():
        with refusals_on(form):
            services.unmark_household(
                actor=request.actor, mark_id=mark_id, now=request.now, **form.cleaned_data
            )
            messages.success(request, _("The recognition ends on that day."))
            return redirect(back)
    unit = row.household.unit
    title = _("Withdraw the recognition")
    context = {"form": form, "title": title, "submit": title, "cancel_url": back,
               "lead": f"{unit.place.name} {unit.number} · {row.body.name}"}  # fmt: skip
    return render(request, "organisations/plain_form.html", context)


@require_http_methods(["GET", "POST"])
def report_ins(request: Request, body_id: int) -> HttpResponse:
    """List who reported to a branch, and enter somebody for the branch's side."""
    branch = circle_branch(request.actor, body_id)
    day = shown_day(request)
    search = searched(request)
    form = ReportInForm(search.given, initial={"on": day}, people=search.choices())
    if form.is_valid():
        with refusals_on(form):
            services.report_in(
                actor=request.actor,
                branch_id=body_id,
                person_id=form.cleaned_data["person"],
                on=form.cleaned_data["on"],
                now=request.now,
            )
            messages.success(request, _("Entered. It counts once the person confirms."))
            return redirect("organisations:report_ins", body_id)
    context = {
        "branch": branch,
        "form": form,
        "search": search,
        "page": branches.report_ins_page(branch, day, request.GET.get("after", "")),
        "figures": branch_figures(branch, day),
        **as_of_context(request, day),
    }
    return render(request, "organisations/report_ins.html", context)


@require_http_methods(["GET", "POST"])
def end_report_in(request: Request, report_in_id: int) -> HttpResponse:
    """End a report-in: the branch, or the person who no longer wants it."""
    row = get_report_in(report_in_id)
    if not permissions.can_confirm_report_in(request.actor, row.branch, row.person_id):
        raise NotFound(kind="report_in")
    own = row.person_id == request.actor.person_id
    back = (
        reverse("organisations:my_posts")
        if own
        else reverse("organisations:report_ins", args=[row.branch_id])
    )
    form = EndForm(request.POST or None, initial={"valid_to": local_day(request.now)})
    if form.is_valid():
        with refusals_on(form):
            services.end_report_in(
                actor=request.actor, report_in_id=report_in_id, now=request.now, **form.cleaned_data
            )
            messages.success(request, _("The report-in ends on that day."))
            return redirect(back)
    title = _("End the report-in")
    context = {"form": form, "title": title, "submit": title, "cancel_url": back,
               "lead": row.branch.name}  # fmt: skip
    return render(request, "organisations/plain_form.html", context)


@require_http_methods(["GET", "POST"])
def report_oneself(request: Request) -> HttpResponse:
    """Let somebody report to the branch of the compound they live in; the branch confirms."""
    person_id, today = request.actor.person_id, local_day(request.now)
    homes = branches.home_branches(request.actor, today)
    form = OwnReportInForm(request.POST or None, homes=homes)
    if request.method == "POST" and person_id is None:
        raise NotAllowed(reason="access.no_post_here")
    if form.is_valid() and person_id is not None:
        with refusals_on(form):
            services.report_in(
                actor=request.actor,
                branch_id=form.cleaned_data["branch"],
                person_id=person_id,
                on=today,
                now=request.now,
            )
            messages.success(request, _("Reported. It counts once the branch confirms."))
            return redirect("organisations:my_posts")
    return render(request, "organisations/report_oneself.html", {"form": form, "homes": homes})
