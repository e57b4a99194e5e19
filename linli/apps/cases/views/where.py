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
from linli.apps.cases.rules.refusals import PlaceUnknown
from linli.apps.cases.selectors import address, spots
from linli.apps.cases.views.maps import watched_place
from linli.apps.grids.permissions import can_see_map
from linli.apps.grids.selectors.basemap import configured_base_map
from linli.apps.grids.selectors.maps import outlines_on_map
from linli.apps.places.selectors.names import place_of_code
from linli.core.errors import NotFound
from linli.core.geo import Point
from linli.kit.days import local_day
from linli.kit.pages import Page
from linli.kit.request import Request


def looks(request: Request) -> bool:
    """Tell whether somebody is still looking for the place: then nothing is sent."""
    return "find" in request.POST or "walk" in request.POST


def position_of(request: Request) -> Point | None:
    """Return the point that somebody has tapped, or stands at."""
    try:
        return float(request.POST["lon"]), float(request.POST["lat"])
    except (KeyError, ValueError):
        return None


def found_spots(request: Request) -> tuple[list[spots.Spot], str]:
    """Return what a search by key, position or name finds, and the choice already made."""
    if request.POST.get("spot_key"):
        spot = spots.spot_of_key(request.POST["spot_key"])
        return ([spot], spot.key) if spot else ([], "")
    position = position_of(request)
    if position is not None:
        spot = spots.spot_around(position, day=local_day(request.now))
        return ([spot], spot.key) if spot else ([], "")
    text = request.POST.get("find_text", "")
    found: list[spots.Spot] = spots.spots_named(text)
    if not found and (spot := spots.spot_of_code(text.strip())) is not None:
        found = [spot]
    return found, request.POST.get("place", "")


def spot_chosen(form: Any) -> spots.Spot:
    """Return the place that a form names; raises PlaceUnknown."""
    spot = spots.spot_of_key(form.cleaned_data["place"])
    if spot is None:
        raise PlaceUnknown(field="place")
    return spot


def place_choice(request: Request, first: list[spots.Spot], around: str = "") -> dict[str, Any]:
    """Return what a page offers to choose a place: some first, a search, the tree, a map.

    The tree and the map begin at the path `around`, else at the first of those offered.
    """
    found, chosen = found_spots(request) if request.POST else ([], "")
    branch = address.branch_at(request.POST.get("walk", ""))
    if branch is not None:
        chosen = branch.key or chosen
    elif chosen and chosen not in {one.key for one in [*first, *found]}:
        known = spots.spot_of_key(chosen)
        found = [known, *found] if known else found
    if not chosen and first:
        chosen = first[0].key
    return {
        "spots": first,
        "found": found,
        "chosen": chosen,
        "asked": "name" if "find" in request.POST else "",
        "branch": branch or address.branch_around(around or (first[0].path if first else "")),
        "walked": branch is not None,
        "base": configured_base_map() if can_see_map(request.actor) else None,
        "tile_address": tile_address(),
        "find_text": request.POST.get("find_text", ""),
    }


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
