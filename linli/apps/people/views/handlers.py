"""Who answers for the data: entered by the system administrator, shown in the notice."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.apps.people import permissions, services
from linli.apps.people.forms.handlers import HandlerForm
from linli.apps.people.selectors.handlers import (
    COLUMNS,
    district,
    districts_of,
    handler_at,
    handler_of,
)
from linli.core.access import require
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_http_methods(["GET", "POST"])
def handler(request: Request, place_id: int | None = None) -> HttpResponse:
    """Enter who answers for the data of the installation, or of a district with its own."""
    require(permissions.can_name_handlers(request.actor))
    place = district(request.actor, place_id) if place_id else None
    path = place.path if place else ""
    own = None if place_id else districts_of(request.actor).first()
    if own and not permissions.can_set_handler(request.actor, path):
        return redirect("people:handler_of", own.pk)
    require(permissions.can_set_handler(request.actor, path))
    form = HandlerForm(request.POST or None, initial=_known(path))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.set_handler(
                actor=request.actor, place_id=place_id, data=form.data_entered(), now=request.now
            )
            messages.success(request, _("Saved. The privacy notice has a new version."))
            return redirect("people:notice")
    context = {"form": form, "place": place, "districts": list(districts_of(request.actor))}
    return render(request, "people/handler.html", context)


def _known(path: str) -> dict[str, Any]:
    found = handler_at(path) or handler_of(path)
    return {column: getattr(found, column) for column in COLUMNS} if found else {}
