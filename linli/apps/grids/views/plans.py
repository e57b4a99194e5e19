"""The plans of a place: the list, a new one, the check, and its day."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.grids import permissions
from linli.apps.grids.exchange.boundaries import write_geojson
from linli.apps.grids.forms import BeginPlanForm, PublishForm, asked_day
from linli.apps.grids.labels import CONFLICTS, FAULTS, REVISION_STATES, STATE_MARKS
from linli.apps.grids.rules.revisions import FLOW, RevisionAction, RevisionState
from linli.apps.grids.selectors import plans as plan_selectors
from linli.apps.grids.selectors.cells import get_grid_place
from linli.apps.grids.selectors.maps import draft_cells
from linli.apps.grids.selectors.planning import preview
from linli.apps.grids.services import revisions as revision_services
from linli.apps.grids.services.switching import publish_for_today
from linli.apps.grids.views.maps import grid_trail
from linli.core.access import require
from linli.core.errors import DomainError
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request
from linli.kit.sentences import sentence, sentence_for

STEPS = (
    ("cells", gettext_lazy("Cells")),
    ("dwellings", gettext_lazy("Dwellings")),
    ("boundaries", gettext_lazy("Boundaries")),
    ("posts", gettext_lazy("Posts")),
    ("check", gettext_lazy("Check and publish")),
)


def plan_context(request: Request, revision: Any, step: str) -> dict[str, object]:
    """Return what every page of a plan shows: head, steps, state."""
    names = [name for name, _label in STEPS]
    return {
        "plan": revision,
        "state": REVISION_STATES[RevisionState(revision.state)],
        "mark": STATE_MARKS[RevisionState(revision.state)],
        "steps": [label for _name, label in STEPS],
        "step_links": [(f"grids:plan_{name}", label) for name, label in STEPS],
        "step": step,
        "current": names.index(step) + 1,
        "is_editable": RevisionAction.EDIT in FLOW.actions(RevisionState(revision.state)),
        "trail": (
            *grid_trail(request, revision.place, own=True),
            (_("Plans"), reverse("grids:plans", args=[revision.place.code])),
        ),
    }


def the_plan(request: Request, number: int) -> Any:
    """Return a plan that this person may work on."""
    require(permissions.can_see_map(request.actor))
    revision = plan_selectors.get_revision(request.actor, number)
    require(permissions.can_plan(request.actor, revision.scope_path))
    return revision


@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: Request, code: str) -> HttpResponse:
    """List the plans of a place, and begin a new one."""
    require(permissions.can_see_map(request.actor))
    place = get_grid_place(request.actor, code)
    require(permissions.can_plan(request.actor, place.path))
    form = BeginPlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            revision = revision_services.begin_revision(
                actor=request.actor,
                place_id=place.pk,
                title=form.cleaned_data["title"],
                now=request.now,
            )
            return redirect("grids:plan_cells", number=revision.pk)
    page = plan_selectors.revision_page(request.actor, place, after=request.GET.get("after", ""))
    rows = [
        (row, REVISION_STATES[RevisionState(row.state)], STATE_MARKS[RevisionState(row.state)])
        for row in page
    ]
    context = {
        "place": place, "form": form, "page": page, "rows": rows,
        "trail": grid_trail(request, place, own=True),
        "may_outline": permissions.can_outline(request.actor, place.path),
        "has_grid": place.kind in revision_services.GRID_PLACES,
    }  # fmt: skip
    return render(request, "grids/plans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request, number: int) -> HttpResponse:
    """Show what the plan would do and what speaks against it; check it."""
    revision = the_plan(request, number)
    if request.method == "POST":
        try:
            revision_services.check_revision(
                actor=request.actor, revision_id=number, now=request.now
            )
        except DomainError as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, _("The check found nothing that speaks against it."))
        return redirect("grids:plan_check", number=number)
    form = PublishForm(initial={"valid_from": local_day(request.now)})
    return _check_page(request, revision, form)


def _check_page(request: Request, revision: Any, form: PublishForm) -> HttpResponse:
    day = asked_day(request.GET.get("as_of", ""), local_day(request.now))
    found = preview(revision, day=revision.valid_from or day)
    state = RevisionState(revision.state)
    actions = FLOW.actions(state)
    context = plan_context(request, revision, "check") | {
        "found": found,
        "obstacles": [
            (CONFLICTS[item.conflict] % {"name": item.name, "count": item.count}, item.stops)
            for item in found.obstacles
        ],
        "faults": [
            (FAULTS[item.fault], item) for report in found.reports for item in report.findings
        ],
        "hanging": [(sentence_for(item.code), item.count) for item in found.hanging],
        "form": form,
        "may_check": RevisionAction.CHECK in actions,
        "may_publish": RevisionAction.PUBLISH in actions
        and permissions.can_act_on(request.actor, revision, RevisionAction.PUBLISH),
        "may_withdraw": RevisionAction.WITHDRAW in actions
        and permissions.can_act_on(request.actor, revision, RevisionAction.WITHDRAW),
        "may_discard": RevisionAction.DISCARD in actions,
    }
    return render(request, "grids/plan_check.html", context)


@require_safe
def faults(request: Request, number: int) -> HttpResponse:
    """Send the faults of the boundaries for the map, over the cells of the plan."""
    revision = the_plan(request, number)
    day = revision.valid_from or local_day(request.now)
    features = [(shape, {**facts, "class": "UNIT"}) for shape, facts in draft_cells(revision)]
    for report in preview(revision, day=day).reports:
        features += [
            (item.shape, {"name": " / ".join(item.names), "words": str(FAULTS[item.fault]),
                          "class": item.fault.value, "fault": True})
            for item in report.findings if item.shape is not None
        ]  # fmt: skip
    return HttpResponse(write_geojson(features), content_type="application/geo+json")


@require_POST
def publish(request: Request, number: int) -> HttpResponse:
    """Publish a checked plan for a day; for today it takes effect at once."""
    revision = the_plan(request, number)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _check_page(request, revision, form)
    day = form.cleaned_data["valid_from"]
    with refusals_on(form):
        act = (
            publish_for_today
            if day <= local_day(request.now)
            else revision_services.publish_revision
        )
        act(actor=request.actor, revision_id=number, valid_from=day, now=request.now)
        messages.success(request, _("Published for %(day)s.") % {"day": day.isoformat()})
        return redirect("grids:plan_check", number=number)
    return _check_page(request, revision, form)


@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take a published plan back before its day."""
    the_plan(request, number)
    revision_services.withdraw_revision(actor=request.actor, revision_id=number, now=request.now)
    messages.success(request, _("The plan is withdrawn; everything stays as it is."))
    return redirect("grids:plan_check", number=number)


@require_POST
def discard(request: Request, number: int) -> HttpResponse:
    """Give a draft up."""
    revision = the_plan(request, number)
    revision_services.discard_revision(actor=request.actor, revision_id=number, now=request.now)
    return redirect("grids:plans", code=revision.place.code)
