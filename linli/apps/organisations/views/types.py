"""Types of bodies: the built-in ones, and those a place sets up for itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.apps.accounts.rules import PLACE_ADMINS
from linli.apps.organisations import permissions, services
from linli.apps.organisations.forms.bodies import EndForm
from linli.apps.organisations.forms.own_types import OwnTypeForm
from linli.apps.organisations.rules.readers import BODY_READERS, OPERATOR_READERS
from linli.apps.organisations.selectors.own_types import get_own_type, own_types_seen
from linli.apps.organisations.selectors.places import asked_place, reached_place
from linli.apps.organisations.selectors.type_pages import built_in_types, own_type_row
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_safe
def types(request: Request) -> HttpResponse:
    """Show the types of bodies with their seats, and the way to set up one's own."""
    actor, today = request.actor, local_day(request.now)
    require(permissions.can_list_bodies(actor))
    seen = own_types_seen(actor, BODY_READERS | OPERATOR_READERS, today)
    context = {
        "own": [
            (own_type_row(row), bool(permissions.can_keep_local_rules(actor, row.scope_path)))
            for row in seen
        ],
        "built_in": built_in_types(),
        "may_add": bool(permissions.can_keep_some_rules(actor)),
    }
    return render(request, "organisations/types.html", context)


@require_http_methods(["GET", "POST"])
def add_type(request: Request) -> HttpResponse:
    """Set up a type of body for a place."""
    require(permissions.can_keep_some_rules(request.actor))
    own = asked_place(request.actor, "", PLACE_ADMINS)
    start = {"valid_from": local_day(request.now), "place": own.code if own else ""}
    form = OwnTypeForm(request.POST or None, initial=start)
    if form.is_valid():
        place = reached_place(request.actor, form.cleaned_data["place"], BODY_READERS)
        with refusals_on(form):
            services.set_own_type(
                actor=request.actor, place_id=place.pk, now=request.now, **form.values()
            )
            messages.success(request, _("The type is set up. Enter what is asked of such bodies."))
            return redirect("organisations:types")
    context = {
        "form": form,
        "title": _("Set up a type of body"),
        "submit": _("Set up"),
        "lead": _("It gives no rights in the platform. What the law regulates is built in."),
        "cancel_url": reverse("organisations:types"),
    }
    return render(request, "organisations/plain_form.html", context)


@require_http_methods(["GET", "POST"])
def end_type(request: Request, type_id: int) -> HttpResponse:
    """End a type: no more bodies of it."""
    row = get_own_type(type_id)
    reached_place(request.actor, row.place.code, BODY_READERS)
    require(permissions.can_keep_local_rules(request.actor, row.scope_path))
    form = EndForm(request.POST or None, initial={"valid_to": local_day(request.now)})
    if form.is_valid():
        with refusals_on(form):
            services.end_own_type(
                actor=request.actor, own_type_id=type_id, now=request.now, **form.cleaned_data
            )
            messages.success(request, _("No more bodies of this type are set up after that day."))
            return redirect("organisations:types")
    context = {
        "form": form,
        "title": _("End the type: %(name)s") % {"name": row.name},
        "submit": _("End"),
        "lead": _("Bodies that are there go on."),
        "cancel_url": reverse("organisations:types"),
    }
    return render(request, "organisations/plain_form.html", context)
