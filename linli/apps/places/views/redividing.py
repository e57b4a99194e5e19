"""Joining units and dividing one: type, see what follows, confirm."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.apps.places import forms, permissions, selectors, services
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_http_methods(["GET", "POST"])
def join(request: Request, code: str) -> HttpResponse:
    """Join a unit with others of its building."""
    found = selectors.get_unit(request.actor, code)
    require(permissions.can_change_unit(request.actor, found))
    today = local_day(request.now)
    form = forms.JoinForm(request.POST or None, unit=found, actor=request.actor, today=today)
    words = {"title": _("Join units"), "route": "places:join_units"}
    return _change(request, form, services.join_units, words)


@require_http_methods(["GET", "POST"])
def divide(request: Request, code: str) -> HttpResponse:
    """Divide a unit into several."""
    found = selectors.get_unit(request.actor, code)
    require(permissions.can_change_unit(request.actor, found))
    form = forms.DivideForm(request.POST or None, unit=found, today=local_day(request.now))
    words = {"title": _("Divide the unit"), "route": "places:divide_unit"}
    return _change(request, form, services.divide_unit, words)


def _change(
    request: Request,
    form: "forms.JoinForm | forms.DivideForm",
    act: Callable[..., services.Redivided],
    words: dict[str, str],
) -> HttpResponse:
    """Rehearse an act and show what it takes along; do it when that was confirmed."""
    lead = f"{form.unit.place.name} {form.unit.number} · {selectors.area_text(form.unit)}"
    context: dict[str, Any] = {"unit": form.unit, "form": form, "step": 1, "lead": lead, **words}
    if request.method == "POST" and form.is_valid():
        given = {**form.arguments(), "actor": request.actor, "now": request.now}
        with refusals_on(form):
            if "confirmed" in request.POST:
                done = act(**given)
                messages.success(request, _("The units are entered. The old ones have ended."))
                return redirect("places:unit", code=done.units[0].code)
            context["outcome"] = services.rehearse(act, **given)
        context["step"] = 2 if form.is_valid() else 1
    return render(request, "places/redivide.html", context)
