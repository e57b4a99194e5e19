"""Looking at places: the tree, the search, a place, its building picture; now and as of a day."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.apps.places import permissions, selectors
from linli.apps.places.labels import PLACE_KINDS, PLANNED_ACTS
from linli.apps.places.rules import PARENT_KINDS, UNIT_PLACES, PlaceKind
from linli.apps.places.rules.plans import PlannedAct
from linli.apps.places.views.changing import changes_for
from linli.core.errors import InvalidInput
from linli.kit.days import local_day
from linli.kit.request import Request
from linli.kit.sentences import sentence_for


class DayMalformed(InvalidInput):
    """The day in the address is none."""

    code = "place.day_malformed"


def asked_day(request: Request) -> date | None:
    """Return the day the page is to show, None for today; raises DayMalformed."""
    text = request.GET.get("as_of", "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise DayMalformed(given=text[:20]) from None
    return None if day >= local_day(request.now) else day


@require_safe
def index(request: Request) -> HttpResponse:
    """Show where this person's tree begins; lead on where there is only one such place."""
    places = selectors.starting_places(request.actor)
    if len(places) == 1:
        return redirect("places:detail", code=places[0].page_code)
    return render(request, "places/index.html", {"places": places})


@require_safe
def search(request: Request) -> HttpResponse:
    """Show the places found by name or code."""
    query = request.GET.get("q", "").strip()
    within = request.GET.get("within", "")
    below = selectors.get_place(request.actor, within) if within else None
    found = selectors.search_places(request.actor, query, below=below) if query else []
    context = {"query": query, "found": found, "below": below}
    return render(request, "places/search.html", context)


@require_safe
def children(request: Request, code: str) -> HttpResponse:
    """Return one level of the tree, for the branch that somebody opens."""
    place = selectors.get_place(request.actor, code)
    day = asked_day(request)
    rows = selectors.children_of(
        request.actor, place.pk, day=day, after=request.GET.get("after", "")
    )
    context = {"rows": rows.rows, "after": rows.after, "place": place, "day": day}
    return render(request, "places/partials/_branch.html", context)


@require_safe
def detail(request: Request, code: str) -> HttpResponse:
    """Show a place: where it is, what it is, what is in it, what became of it."""
    actor, day, today = request.actor, asked_day(request), local_day(request.now)
    place = selectors.get_place(actor, code)
    standing = selectors.place_on(place, day) if day else selectors.place_now(place)
    context: dict[str, Any] = {
        "place": place,
        "standing": standing or selectors.place_now(place),
        "exists": standing is not None,
        "as_of": day or today,
        "day": day,
        "timeline": selectors.place_timeline(place),
        "former_codes": [former.code for former in place.former_codes.all()],
    }
    above = selectors.crumbs_on(standing, day) if standing and day else selectors.crumbs(place)
    context["trail"] = trail_of(above, day)
    if standing:
        context |= _contents(request, place, day, today)
    if not day and place.is_open:
        context |= _acts(request, place)
    if not place.is_open and permissions.can_change_place(actor, place):
        context |= {"may_restore": True, "ended_with": selectors.ended_with(place)}
    return render(request, "places/detail.html", context)


def trail_of(above: list[selectors.PlaceOn], day: date | None = None) -> list[tuple[str, str]]:
    """Return the way down to a place as labels and addresses."""
    query = f"?as_of={day}" if day else ""
    return [
        (row.name, reverse("places:detail", args=[row.page_code]) + query)
        for row in above
        if row.parent_id
    ]


def _contents(request: Request, place: Any, day: date | None, today: date) -> dict[str, Any]:
    """Return what is in a place on the day: children, units, picture."""
    actor, kind = request.actor, PlaceKind(place.kind)
    inside = selectors.children_of(actor, place.pk, day=day, after=request.GET.get("after", ""))
    context: dict[str, Any] = {"inside": inside}
    if kind is PlaceKind.BUILDING:
        layer = request.GET.get("layer", "")
        context["picture"] = selectors.building_picture(
            actor, place, today=today, day=day, layer=layer
        )
    elif kind in UNIT_PLACES:
        context["units"] = selectors.units_in(actor, [place.pk], day=day)
    if not day:
        context |= _figures(request, place)
        if kind in (PlaceKind.COMPOUND, PlaceKind.NATURAL_VILLAGE):
            tallies = selectors.unit_tallies(actor, place.path)
            context["buildings"] = [(row, tallies.get(row.path)) for row in inside.rows]
    return context


def _figures(request: Request, place: Any) -> dict[str, Any]:
    """Return what is counted at and below a place."""
    inside = selectors.effects_below(request.actor, [place.path])
    return {"counts": inside.inside, "hanging": inside.hanging}


def _acts(request: Request, place: Any) -> dict[str, Any]:
    """Return what this person may do here."""
    actor = request.actor
    addable = [
        (kind, PLACE_KINDS[kind])
        for kind, parents in PARENT_KINDS.items()
        if PlaceKind(place.kind) in parents and permissions.can_add_place(actor, place, kind)
    ]
    return {
        "addable": addable,
        "can_add_building": any(kind is PlaceKind.BUILDING for kind, _ in addable),
        "can_add_units": place.kind in UNIT_PLACES and permissions.can_change_units(actor, place),
        "changes": changes_for(actor, place),
        "plans": [
            (plan, PLANNED_ACTS[PlannedAct(plan.act)], _why(plan))
            for plan in selectors.plans_of(place)
        ],
    }


def _why(plan: Any) -> str:
    """Return why a planned change could not be made."""
    return sentence_for(plan.reason, default="") if plan.reason else ""
