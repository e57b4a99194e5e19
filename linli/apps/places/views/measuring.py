"""Dwellings whose area nobody has entered: the list, and its card on the home page."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext
from django.views.decorators.http import require_safe

from linli.apps.places import permissions, selectors
from linli.core.access import Actor, require
from linli.kit.concerns import Card
from linli.kit.request import Request


@require_safe
def unmeasured(request: Request) -> HttpResponse:
    """List the dwellings without an area at this person's places."""
    require(permissions.can_keep_units(request.actor))
    page = selectors.unmeasured_page(request.actor, after=request.GET.get("after", ""))
    return render(request, "places/unmeasured.html", {"page": page})


def concerns(actor: Actor, now: datetime) -> Iterator[Card]:
    """Yield how many dwellings lack an area, for whoever may enter it."""
    if not permissions.can_keep_units(actor):
        return
    count = selectors.unmeasured_count(actor)
    if count:
        yield Card(
            title=_("Dwellings without an area"),
            figure=count,
            unit=npgettext("unit", "dwelling", "dwellings", count),
            icon="house",
            kind="info",
            text=_("Votes by area cannot count them."),
            address=reverse("places:unmeasured"),
            more=_("Show them"),
            order=80,
        )
