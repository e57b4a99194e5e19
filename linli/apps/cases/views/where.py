"""Where it is: walking down the address tree, outlines to tap on, plates for doors."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from shapely.geometry import mapping

from linli.apps.cases.exchange.slips import qr_picture
from linli.apps.cases.selectors import address
from linli.apps.cases.views.maps import watched_place
from linli.apps.grids.selectors.maps import outlines_on_map
from linli.apps.places.selectors.names import place_of_code
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.pages import Page
from linli.kit.request import Request


@login_not_required
@require_POST
def walk(request: Request) -> HttpResponse:
    """Return the branch of the address tree that somebody has opened."""
    branch = address.branch_at(request.POST.get("walk", ""))
    if branch is None:
        raise NotFound(kind="place")
    return render(request, "cases/_branch.html", {"branch": branch, "chosen": branch.key})


@login_not_required
@require_safe
def outlines(request: Request, code: str) -> HttpResponse:
    """Send the outlines of a place and of those in it, to tap the spot: boundaries and names."""
    place = place_of_code(code)
    if place is None:
        raise NotFound(kind="place")
    features = [
        {"type": "Feature", "geometry": mapping(shape), "properties": {"name": name, "own": own}}
        for shape, name, own in outlines_on_map(place, day=local_day(request.now))
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return JsonResponse(collection, content_type="application/geo+json")


def tile_address() -> str:
    """Return the address of tiles of the base map with the map's placeholders in it."""
    tiles = reverse("grids:tile", args=[0, 11, 22, 33])
    return tiles.replace("11/22/33", "{z}/{x}/{y}")


@require_safe
def plates(request: Request, code: str) -> HttpResponse:
    """Show plates for the doors of a place, to print: each QR code leads to reporting there."""
    place = watched_place(request, code)
    page = address.plates_page(place, after=request.GET.get("after", ""))
    rows = [{"plate": plate, "qr": qr_picture(_reporting(request, plate))} for plate in page.rows]
    context: dict[str, Any] = {
        "place": place,
        "trail": ((place.name, reverse("places:detail", args=[place.code])),),
        "heading": _("Door plates"),
        "page": Page(rows=rows, after=page.after),
    }
    return render(request, "cases/plates.html", context)


def _reporting(request: Request, plate: address.Plate) -> str:
    """Return the full address at which something is reported at a plate."""
    path = f"{reverse('cases:new')}?{urlencode({'at': plate.code})}"
    return request.build_absolute_uri(path)
