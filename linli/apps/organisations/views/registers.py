"""Members of a branch, who looks after compounds, rules of places."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.accounts.rules import PLACE_ADMINS
from linli.apps.organisations import permissions, services
from linli.apps.organisations.forms.bodies import EndForm, LocalRuleForm
from linli.apps.organisations.forms.registers import ConditionForm, MemberForm, StewardForm
from linli.apps.organisations.labels import CONDITIONS, STEWARDINGS, TESTS
from linli.apps.organisations.rules.basis import Condition, Stewarding
from linli.apps.organisations.rules.readers import BODY_READERS
from linli.apps.organisations.selectors import registers
from linli.apps.organisations.selectors.bodies import bodies_at
from linli.apps.organisations.selectors.limits import limit_rows, numbers_of
from linli.apps.organisations.selectors.names import names_of
from linli.apps.organisations.selectors.own_types import own_types_seen, rule_words
from linli.apps.organisations.selectors.places import reached_place
from linli.apps.organisations.views.finding import searched
from linli.apps.organisations.views.questions import as_of_context, circle_branch, shown_day
from linli.core.access import require
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_http_methods(["GET", "POST"])
def members(request: Request, body_id: int) -> HttpResponse:
    """List the members of a branch for its own circle, and enter one."""
    branch = circle_branch(request.actor, body_id)
    day = shown_day(request)
    search = searched(request)
    form = MemberForm(search.given, initial={"valid_from": day}, people=search.choices())
    if form.is_valid():
        with refusals_on(form):
            services.record_membership(
                actor=request.actor,
                branch_id=body_id,
                person_id=form.cleaned_data["person"],
                valid_from=form.cleaned_data["valid_from"],
                now=request.now,
            )
            messages.success(request, _("The member is entered."))
            return redirect("organisations:members", body_id)
    context = {
        "branch": branch,
        "form": form,
        "search": search,
        "page": registers.members_page(branch, day, request.GET.get("after", "")),
        "figures": registers.branch_figures(branch, day),
        "report_ins": registers.open_report_ins(branch, day),
        **as_of_context(request, day),
    }
    return render(request, "organisations/members.html", context)


@require_http_methods(["GET", "POST"])
def end_membership(request: Request, membership_id: int) -> HttpResponse:
    """End a membership of a branch."""
    row = registers.get_membership(membership_id)
    if not permissions.can_see_membership(request.actor, row.branch):
        raise NotFound(kind="membership")
    form = EndForm(request.POST or None, initial={"valid_to": local_day(request.now)})
    if form.is_valid():
        with refusals_on(form):
            services.end_membership(
                actor=request.actor,
                membership_id=membership_id,
                now=request.now,
                **form.cleaned_data,
            )
            messages.success(request, _("The membership ends on that day."))
            return redirect("organisations:members", row.branch_id)
    context = {
        "form": form,
        "title": _("End the membership"),
        "submit": _("End the membership"),
        "lead": f"{names_of([row.person_id]).get(row.person_id, '')} · {row.branch.name}",
        "cancel_url": reverse("organisations:members", args=[row.branch_id]),
    }
    return render(request, "organisations/plain_form.html", context)


@require_safe
def stewards(request: Request) -> HttpResponse:
    """Show the board of compounds: who looks after each, what is wrong, when it is reviewed."""
    require(permissions.can_list_stewardships(request.actor))
    day = shown_day(request)
    kind = request.GET.get("kind", "")
    counted = registers.steward_counts(request.actor, day)
    context = {
        "kind": kind,
        "counts": [(one, STEWARDINGS[one], counted[one]) for one in Stewarding],
        "page": registers.stewards_page(
            request.actor,
            day,
            kind=kind if kind in Stewarding.__members__ else "",
            after=request.GET.get("after", ""),
        ),
        **as_of_context(request, day),
    }
    return render(request, "organisations/stewards.html", context)


@require_http_methods(["GET", "POST"])
def steward(request: Request, code: str) -> HttpResponse:
    """Show who looked after a compound, and record who does from a day on."""
    place = reached_place(request.actor, code, BODY_READERS)
    today = local_day(request.now)
    may_keep = permissions.can_keep_stewardship(request.actor, place.path)
    bodies = [(body.pk, body.name) for body in bodies_at(place.path, today)]
    form = StewardForm(request.POST or None, initial={"valid_from": today}, bodies=bodies)
    if request.method == "POST":
        require(may_keep)
    if form.is_valid():
        with refusals_on(form):
            values = form.cleaned_data
            services.begin_stewardship(
                actor=request.actor,
                place_id=place.pk,
                kind=Stewarding(values["kind"]),
                body_id=int(values["body"]) if values["body"] else None,
                valid_from=values["valid_from"],
                review_on=values["review_on"],
                exit_plan=values["exit_plan"],
                now=request.now,
            )
            messages.success(request, _("Recorded."))
            return redirect("organisations:steward", code)
    return render(request, "organisations/steward.html", _steward_context(request, place, form))


def _steward_context(request: Request, place: object, form: object) -> dict[str, object]:
    place_id, path = place.pk, place.path  # type: ignore[attr-defined]
    today = local_day(request.now)
    return {
        "place": place,
        "form": form,
        "condition_form": ConditionForm(initial={"noted_on": today}),
        "may_keep": bool(permissions.can_keep_stewardship(request.actor, path)),
        "stewardships": registers.stewardships_of(place_id),
        "conditions": [
            (row, CONDITIONS[row.condition]) for row in registers.conditions_of(place_id)
        ],
    }


@require_POST
def note_condition(request: Request, code: str) -> HttpResponse:
    """Note a shortcoming of a compound."""
    place = reached_place(request.actor, code, BODY_READERS)
    require(permissions.can_keep_stewardship(request.actor, place.path))
    form = ConditionForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            values = form.cleaned_data
            services.note_condition(
                actor=request.actor,
                place_id=place.pk,
                condition=Condition(values["condition"]),
                grade=values["grade"],
                note_text=values["note"],
                valid_from=values["noted_on"],
                now=request.now,
            )
            messages.success(request, _("The shortcoming is noted."))
            return redirect("organisations:steward", code)
    empty = StewardForm(bodies=[], initial={"valid_from": local_day(request.now)})
    context = _steward_context(request, place, empty) | {"condition_form": form}
    return render(request, "organisations/steward.html", context)


@require_http_methods(["GET", "POST"])
def clear_condition(request: Request, condition_id: int) -> HttpResponse:
    """Record that a shortcoming was put right."""
    row = registers.get_condition(condition_id)
    place = reached_place(request.actor, row.place.code, BODY_READERS)
    require(permissions.can_keep_stewardship(request.actor, place.path))
    form = EndForm(request.POST or None, initial={"valid_to": local_day(request.now)})
    if form.is_valid():
        with refusals_on(form):
            services.clear_condition(
                actor=request.actor, condition_id=condition_id, now=request.now, **form.cleaned_data
            )
            messages.success(request, _("Put right."))
            return redirect("organisations:steward", place.code)
    context = {
        "form": form,
        "title": _("Shortcoming put right"),
        "submit": _("Save"),
        "lead": place.name,
        "cancel_url": reverse("organisations:steward", args=[place.code]),
    }
    return render(request, "organisations/plain_form.html", context)


@require_safe
def rules(request: Request) -> HttpResponse:
    """Show the rules of law that bodies are held against, with their sources."""
    require(permissions.can_list_bodies(request.actor))
    day = shown_day(request)
    local = registers.local_rules(day)
    context = {
        "limits": limit_rows(day),
        "local": [(row, rule_words(row), TESTS[row.test], numbers_of(row)) for row in local],
        "may_set": bool(permissions.can_keep_some_rules(request.actor)),
        **as_of_context(request, day),
    }
    return render(request, "organisations/rules.html", context)


@require_http_methods(["GET", "POST"])
def set_rule(request: Request) -> HttpResponse:
    """Enter a rule of a place."""
    require(permissions.can_keep_some_rules(request.actor))
    start: dict[str, Any] = {"valid_from": local_day(request.now)}
    own = own_types_seen(request.actor, PLACE_ADMINS, local_day(request.now))
    start |= {
        name: request.GET[name] for name in ("body_type", "jurisdiction") if name in request.GET
    }
    form = LocalRuleForm(
        request.POST or None, initial=start, own=[(row.pk, row.name) for row in own]
    )
    if form.is_valid():
        with refusals_on(form):
            services.set_local_rule(actor=request.actor, now=request.now, **form.values())
            messages.success(request, _("The rule is entered."))
            return redirect("organisations:rules")
    context = {
        "form": form,
        "title": _("Enter a local rule"),
        "submit": _("Enter"),
        "cancel_url": reverse("organisations:rules"),
    }
    return render(request, "organisations/plain_form.html", context)


@require_http_methods(["GET", "POST"])
def end_rule(request: Request, rule_id: int) -> HttpResponse:
    """End a rule of a place."""
    row = registers.get_local_rule(rule_id)
    reached_place(request.actor, row.jurisdiction, BODY_READERS)
    require(permissions.can_keep_some_rules(request.actor))
    form = EndForm(request.POST or None, initial={"valid_to": local_day(request.now)})
    if form.is_valid():
        with refusals_on(form):
            services.end_local_rule(
                actor=request.actor, local_rule_id=rule_id, now=request.now, **form.cleaned_data
            )
            messages.success(request, _("The rule ends on that day."))
            return redirect("organisations:rules")
    context = {
        "form": form,
        "title": _("End the local rule"),
        "submit": _("End the rule"),
        "lead": row.source,
        "cancel_url": reverse("organisations:rules"),
    }
    return render(request, "organisations/plain_form.html", context)
