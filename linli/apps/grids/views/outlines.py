"""Outlines of places, complaints lines, and the five levels of the countryside."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.grids import permissions
from linli.apps.grids.exchange.boundaries import FileRefused, problem_sentences, read_outline
from linli.apps.grids.forms import OutlineForm, SupervisionForm, asked_day
from linli.apps.grids.labels import POST_KINDS
from linli.apps.grids.selectors.cells import get_grid_place
from linli.apps.grids.selectors.levels import levels
from linli.apps.grids.selectors.location import outline_of
from linli.apps.grids.selectors.sheets import supervision_phone
from linli.apps.grids.selectors.staff import StaffRow
from linli.apps.grids.services.outlines import set_outline, set_supervision_line
from linli.apps.grids.views.maps import grid_trail
from linli.core.access import require
from linli.core.geo import CoordinateSystem
from linli.kit.days import local_day
from linli.kit.forms import add_refusal, refusals_on
from linli.kit.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def outline(request: Request, code: str) -> HttpResponse:
    """Show and set the outline of a place and its complaints line."""
    require(permissions.can_see_map(request.actor))
    place = get_grid_place(request.actor, code)
    require(permissions.can_outline(request.actor, place.path))
    form = OutlineForm(
        request.POST or None,
        request.FILES or None,
        initial={"valid_from": local_day(request.now)},
    )
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            _set_outline(request, place.pk, form)
        except FileRefused as refusal:
            problems = problem_sentences(refusal.problems)
            add_refusal(form, refusal)
        if not form.errors:
            messages.success(request, _("The outline is set."))
            return redirect("grids:outline", code=code)
    return _outline_page(request, place, form, problems)


def _set_outline(request: Request, place_id: int, form: OutlineForm) -> None:
    values = form.cleaned_data
    shape = read_outline(form.data_given(), system=CoordinateSystem(values["system"]))
    with refusals_on(form):
        set_outline(
            actor=request.actor,
            place_id=place_id,
            shape=shape,
            source=values["source"],
            valid_from=values["valid_from"],
            now=request.now,
        )


def _outline_page(
    request: Request,
    place: Any,
    form: OutlineForm,
    problems: list[str],
    line: SupervisionForm | None = None,
) -> HttpResponse:
    day = local_day(request.now)
    phone = supervision_phone(place.path, day=day)
    context = {
        "place": place,
        "trail": grid_trail(request, place, own=True),
        "form": form,
        "line": line or SupervisionForm(initial={"phone": phone}),
        "problems": problems,
        "present": outline_of(place.pk, day),
    }
    return render(request, "grids/outline.html", context)


@require_POST
def supervision(request: Request, code: str) -> HttpResponse:
    """Set the telephone for complaints."""
    require(permissions.can_see_map(request.actor))
    place = get_grid_place(request.actor, code)
    require(permissions.can_outline(request.actor, place.path))
    form = SupervisionForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            set_supervision_line(
                actor=request.actor,
                place_id=place.pk,
                phone=form.cleaned_data["phone"],
                valid_from=local_day(request.now),
                now=request.now,
            )
            messages.success(request, _("The complaints line is set."))
            return redirect("grids:outline", code=code)
    first = OutlineForm(initial={"valid_from": local_day(request.now)})
    return _outline_page(request, place, first, [], form)


@require_safe
def five_levels(request: Request, code: str) -> HttpResponse:
    """Show the five levels of the countryside under a place."""
    require(permissions.can_see_map(request.actor))
    place = get_grid_place(request.actor, code)
    today = local_day(request.now)
    day = asked_day(request.GET.get("as_of", ""), today)
    found = levels(request.actor, place, day=day, after=request.GET.get("after", ""))
    context = {
        "place": place,
        "trail": grid_trail(request, place, own=True),
        "levels": found,
        "villages": [
            (
                village,
                _people(village.staff),
                [(group, _people(group.staff)) for group in village.groups],
            )
            for village in found.villages
        ],
        "as_of": day,
        "today": today,
    }
    return render(request, "grids/levels.html", context)


def _people(staff: Iterable[StaffRow]) -> list[tuple[StaffRow, object]]:
    return [(row, POST_KINDS[row.kind]) for row in staff]
