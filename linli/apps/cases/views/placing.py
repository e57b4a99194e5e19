"""Putting the place of a report right: chosen as on the report form."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.apps.cases import permissions, services
from linli.apps.cases.forms.reports import OwnPlaceForm, PlaceForm
from linli.apps.cases.selectors import spots
from linli.apps.cases.selectors.rows import row_of
from linli.apps.cases.views.acts import next_address
from linli.apps.cases.views.dossier import seen_case
from linli.apps.cases.views.slips import slip_shown
from linli.apps.cases.views.where import looks, place_choice, spot_chosen
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.joining import labelled
from linli.kit.request import Request


@login_not_required
@require_http_methods(["GET", "POST"])
def correct_place(request: Request, number: str) -> HttpResponse:
    """Choose where a report lies, and put it right there."""
    found = seen_case(request, number)
    require(_decision(request, found))
    posted = request.method == "POST"
    inner = bool(permissions.can_see_inner(request.actor, found, day=local_day(request.now)))
    kind = PlaceForm if inner else OwnPlaceForm
    form = kind(
        request.POST if posted else None, initial={"version": found.version, "spot": found.spot}
    )
    if posted and not looks(request) and form.is_valid():
        with refusals_on(form):
            case = _correct(request, found, form)
            messages.success(request, labelled(number, _said(case)))
            return redirect(_after(request, case))
    return _page(request, found, form, status=422 if posted and not looks(request) else 200)


def _decision(request: Request, case: Any) -> Any:
    day, slip = local_day(request.now), slip_shown(request, case.number)
    return permissions.can_correct_place(request.actor, case, day=day, slip=slip)


def _correct(request: Request, case: Any, form: PlaceForm) -> Any:
    data, spot = form.cleaned_data, spot_chosen(form)
    return services.correct_place(
        actor=request.actor,
        case_id=case.pk,
        where=services.WhereData(
            place_id=spot.place_id,
            unit_id=spot.unit_id,
            spot=data["spot"],
            lon=data["lon"],
            lat=data["lat"],
        ),
        text=data["text"],
        version=data["version"],
        slip=slip_shown(request, case.number),
        now=request.now,
    )


def _said(case: Any) -> str:
    if case.wanted_place is None:
        return _("The place was put right.")
    return _(
        "%(wanted)s lies outside your area. The case has gone to the office of %(place)s, which "
        "decides."
    ) % {"wanted": case.wanted_place.name, "place": case.place.name}


def _after(request: Request, case: Any) -> str:
    """Return where to go on: to the case, or to one's own lists where it has left the area."""
    day, slip = local_day(request.now), slip_shown(request, case.number)
    if permissions.can_see(request.actor, case, day=day, slip=slip):
        return next_address(request, case.number)
    return reverse("cases:sorting" if permissions.can_sort(request.actor) else "cases:all")


def _page(request: Request, case: Any, form: PlaceForm, *, status: int) -> HttpResponse:
    wanted = spots.spot_of_place(case.wanted_place) if case.wanted_place else None
    back = spots.spot_of_place(case.came_from) if wanted and case.came_from else None
    at = spots.spot_of_code(request.GET.get("at", "")) if request.GET.get("at") else None
    first = [one for one in (at, wanted, back) if one]
    where = place_choice(request, first, around=case.scope_path)
    if looks(request):
        form.errors.clear()
    route = "cases:case" if request.actor.is_known else "cases:followed"
    trail = ((case.number, reverse(route, args=[case.number])),)
    context: dict[str, Any] = {
        "form": form,
        "row": row_of(case, now=request.now),
        "wanted": wanted,
        "is_own": isinstance(form, OwnPlaceForm),
        "trail": trail,
        "next": trail[0][1],
    }
    return render(request, "cases/place.html", context | where, status=status)
