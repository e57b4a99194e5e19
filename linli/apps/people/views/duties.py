"""Registers of duties: assessments of impact, incidents, looks at minors' data in a year."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.apps.accounts.labels import ROLES
from linli.apps.accounts.rules import Role
from linli.apps.people import permissions, services
from linli.apps.people.forms.duties import AssessmentForm, IncidentForm
from linli.apps.people.labels import LOOKS
from linli.apps.people.selectors.duties import (
    MOST_SHOWN,
    assessments_of,
    data_sets,
    get_incident,
    incidents_of,
    minors_report,
    report_years,
)
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request
from linli.kit.sentences import sentence_for


def _said(code: str) -> str:
    return sentence_for(f"data.{code}", default=code)


@require_safe
def duties(request: Request) -> HttpResponse:
    """List the kinds of data with their assessments, what is due first, and the incidents."""
    require(permissions.can_keep_duties(request.actor))
    sets = data_sets(request.actor, local_day(request.now))
    sets.sort(key=lambda one: (not one.is_due, not one.sensitive))
    context = {
        "sets": [(one, _said(one.data)) for one in sets],
        "incidents": [
            (one, [_said(code) for code in one.data])
            for one in incidents_of(request.actor)[:MOST_SHOWN]
        ],
    }
    return render(request, "people/duties.html", context)


@require_http_methods(["GET", "POST"])
def assess(request: Request) -> HttpResponse:
    """Record an assessment of impact of one kind of data; earlier ones stand below."""
    require(permissions.can_keep_duties(request.actor))
    data = request.GET.get("data", "")
    earlier = list(assessments_of(request.actor).filter(data=data).order_by("-pk")[:MOST_SHOWN])
    form = AssessmentForm(request.POST or None, initial=_last(data, earlier))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.assess_impact(
                actor=request.actor, assessment=form.assessment(), now=request.now
            )
            messages.success(request, _("The assessment is recorded."))
            return redirect("people:duties")
    title = _("Assessment of the impact on people")
    return render(request, "people/duty_form.html", {"form": form, "title": title, "old": earlier})


def _last(data: str, earlier: list[Any]) -> dict[str, Any]:
    if not earlier:
        return {"kind": data}
    last = earlier[0]
    texts = {name: getattr(last, name) for name in ("lawfulness", "impact", "measures")}
    return {"kind": data, **texts}


@require_http_methods(["GET", "POST"])
def incident(request: Request, number: int | None = None) -> HttpResponse:
    """Record an incident, or what has become known of one since."""
    require(permissions.can_keep_duties(request.actor))
    known = get_incident(request.actor, number) if number is not None else None
    initial = _of(known) if known else {}
    form = IncidentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.record_incident(
                actor=request.actor, incident=form.incident(), incident_id=number, now=request.now
            )
            messages.success(request, _("The record is saved."))
            return redirect("people:duties")
    context = {"form": form, "title": _("Incident with personal data")}
    return render(request, "people/duty_form.html", context)


def _of(known: Any) -> dict[str, Any]:
    texts = {name: getattr(known, name) for name in IncidentForm.base_fields if name != "kinds"}
    return {"kinds": known.data, **texts}


@require_safe
def minors(request: Request) -> HttpResponse:
    """Show how often records of people under eighteen were looked at in a year."""
    require(permissions.can_read_minors_report(request.actor))
    years = report_years(request.now)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else years[0]
    report = minors_report(request.actor, year)
    rows = [
        (LOOKS[look], ROLES[Role(role)] if role else "", number)
        for look, role, number in report.rows
    ]
    context = {"report": report, "rows": rows, "years": years, "made_at": request.now}
    return render(request, "people/minors.html", context)
