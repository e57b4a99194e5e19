"""Adding places, regular buildings and units; changing a unit."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.apps.places import forms, permissions, selectors, services
from linli.apps.places.labels import PLACE_KINDS
from linli.apps.places.rules import PlaceKind
from linli.apps.places.views.browsing import asked_day, trail_of
from linli.core.access import require
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


def add_place(request: Request, code: str, kind: str) -> HttpResponse:
    """Add a place of one kind below another."""
    parent = selectors.get_place(request.actor, code)
    if kind not in PlaceKind.__members__:
        raise NotFound(kind="kind")
    new_kind = PlaceKind(kind)
    require(permissions.can_add_place(request.actor, parent, new_kind))
    form = forms.AddPlaceForm(request.POST or None, kind=new_kind, today=local_day(request.now))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            place = services.add_place(
                actor=request.actor,
                parent_id=parent.pk,
                kind=new_kind,
                now=request.now,
                **form.cleaned_data,
            )
            messages.success(request, _("%(name)s is added.") % {"name": place.name})
            return redirect("places:detail", code=place.code)
    context = {"parent": parent, "form": form, "label": PLACE_KINDS[new_kind]}
    return render(request, "places/add_place.html", context)


def add_building(request: Request, code: str) -> HttpResponse:
    """Add a regular building: type its measure, see its doors, confirm."""
    parent = selectors.get_place(request.actor, code)
    require(permissions.can_add_place(request.actor, parent, PlaceKind.BUILDING))
    form = forms.BuildingForm(request.POST or None, today=local_day(request.now))
    context = {"parent": parent, "form": form, "step": 1}
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("name", "entrance_name", "on")}
        given |= {"actor": request.actor, "parent_id": parent.pk, "now": request.now}
        with refusals_on(form):
            plan = form.plan()
            if "confirmed" in request.POST:
                building = services.add_building(plan=plan, **given)
                return redirect("places:detail", code=building.code)
            services.rehearse(services.add_building, plan=plan, **given)
            context |= {"step": 2, "plan": plan, "sketch": selectors.plan_sketch(plan)}
    return render(request, "places/add_building.html", context)


def add_unit(request: Request, code: str) -> HttpResponse:
    """Add one unit to a place."""
    place = selectors.get_place(request.actor, code)
    require(permissions.can_change_units(request.actor, place))
    form = forms.UnitForm(request.POST or None, today=local_day(request.now))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.add_units(
                actor=request.actor,
                place_id=place.pk,
                units=[form.new_unit()],
                on=form.cleaned_data["on"],
                now=request.now,
            )
            messages.success(request, _("The unit is added."))
            return redirect("places:detail", code=place.code)
    return render(request, "places/unit_form.html", {"place": place, "form": form})


@require_safe
def unit(request: Request, code: str) -> HttpResponse:
    """Show a unit and what became of it."""
    found = selectors.get_unit(request.actor, code)
    day = asked_day(request)
    standing = selectors.unit_on(found, day) if day else selectors.unit_now(found)
    context = {
        "unit": found,
        "standing": standing or selectors.unit_now(found),
        "exists": standing is not None,
        "as_of": day or local_day(request.now),
        "trail": trail_of([*selectors.crumbs(found.place), selectors.place_now(found.place)]),
        "timeline": selectors.unit_timeline(found),
        "can_change": found.is_open and permissions.can_change_unit(request.actor, found),
        "can_restore": selectors.is_restorable(found)
        and permissions.can_change_unit(request.actor, found),
        "ended_with": selectors.unit_ended_with(found),
    }
    return render(request, "places/unit.html", context)


def change_unit(request: Request, code: str) -> HttpResponse:
    """Change a unit's number, kind, floor or area."""
    found = selectors.get_unit(request.actor, code)
    require(permissions.can_change_unit(request.actor, found))
    form = forms.UnitForm(
        request.POST or None, initial=forms.unit_values(found), today=local_day(request.now)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.change_unit(
                actor=request.actor, unit_id=found.pk, now=request.now, **form.values()
            )
            messages.success(request, _("The unit is changed."))
            return redirect("places:unit", code=found.code)
    return render(
        request, "places/unit_form.html", {"place": found.place, "unit": found, "form": form}
    )


def end_unit(request: Request, code: str) -> HttpResponse:
    """Let a unit exist no longer: say the day, see who lives and owns there, confirm."""
    found = selectors.get_unit(request.actor, code)
    require(permissions.can_change_unit(request.actor, found))
    form = forms.DatedForm(request.POST or None, today=local_day(request.now))
    context: dict[str, Any] = {"unit": found, "form": form, "step": 1}
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"actor": request.actor, "unit_id": found.pk, "now": request.now}
        given["on"] = form.cleaned_data["on"]
        with refusals_on(form):
            if "confirmed" in request.POST:
                services.end_unit(**given)
                messages.success(request, _("The unit has ended."))
                return redirect("places:unit", code=found.code)
            context["outcome"] = services.rehearse(services.end_unit, **given)
        context["step"] = 2 if form.is_valid() else 1
    return render(request, "places/end_unit.html", context)


@require_http_methods(["GET", "POST"])
def restore_unit(request: Request, code: str) -> HttpResponse:
    """Take back the end of a unit that was a mistake: look at what comes back, confirm."""
    found = selectors.get_unit(request.actor, code)
    require(permissions.can_change_unit(request.actor, found))
    if found.is_open and request.method == "GET":
        return redirect("places:unit", code=found.code)
    form = forms.RestoreForm(request.POST if request.method == "POST" else None)
    done = _("The unit exists on, as if it had never ended.")
    return _restoring(request, form, found, services.restore_unit, "unit", done)


@require_http_methods(["GET", "POST"])
def restore_place(request: Request, code: str) -> HttpResponse:
    """Take back the end of a place that was a mistake, with all that ended with it."""
    found = selectors.get_place(request.actor, code)
    require(permissions.can_change_place(request.actor, found))
    if found.is_open and request.method == "GET":
        return redirect("places:detail", code=found.code)
    form = forms.RestoreForm(request.POST if request.method == "POST" else None)
    done = _("The place exists on with all that ended with it, as if it had never ended.")
    return _restoring(request, form, found, services.restore_place, "detail", done)


def _restoring(
    request: Request, form: Any, found: Any, act: Callable[..., Any], route: str, done: str
) -> HttpResponse:
    """Show what comes back with a unit or place, or bring it back; `route` is its page."""
    what = "unit" if route == "unit" else "place"
    context: dict[str, Any] = {what: found, "form": form, "step": 1, "ended": found}
    context["back"] = reverse(f"places:{route}", args=[found.code])
    if request.method == "POST" and form.is_valid():
        given = {"actor": request.actor, f"{what}_id": found.pk, "now": request.now}
        with refusals_on(form):
            if "confirmed" in request.POST:
                act(**given)
                messages.success(request, done)
                return redirect(context["back"])
            consequences = services.rehearse(act, **given)
            context |= {"outcome": {"consequences": consequences}, "step": 2}
    return render(request, "places/restore.html", context)
