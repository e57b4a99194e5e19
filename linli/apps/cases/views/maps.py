"""Where open cases lie: the map of the cells, the same as a table, and the load of bodies."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from shapely.geometry import mapping

from linli.apps.cases import permissions
from linli.apps.cases.labels import LOADS
from linli.apps.cases.rules.loads import LOAD_LETTERS, LoadClass, load_class
from linli.apps.cases.selectors import loads
from linli.apps.grids.selectors.cells import get_grid_place, grid_way
from linli.apps.grids.selectors.maps import outlines_on_map
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.request import Request


@require_safe
def case_map(request: Request, code: str) -> HttpResponse:
    """Show the cells of a place by how many cases are open in them, and the same as a table."""
    place = watched_place(request, code)
    context = {
        "place": place,
        "trail": _trail(request, place),
        "rows": loads.cell_loads(place.path)[: loads.MOST],
        "legend": [
            {"name": one.value, "words": LOADS[one], "letter": LOAD_LETTERS[one]}
            for one in LoadClass
        ],
    }
    return render(request, "cases/map.html", context)


@require_safe
def map_data(request: Request, code: str) -> HttpResponse:
    """Send the cells of a place with what each falls under."""
    place = watched_place(request, code)
    day = local_day(request.now)
    counts = {row.code: row for row in loads.cell_loads(place.path)}
    features: list[Any] = [
        (shape, {"outline": True, "own": own, "name": name})
        for shape, name, own in outlines_on_map(place, day=day)
    ]
    for cell, shape in loads.cell_shapes(request.actor, place, day=day):
        row = counts.get(cell.code)
        falls_under = load_class(row.cases if row else 0)
        features.append(
            (
                shape,
                {
                    "code": cell.code,
                    "name": cell.name,
                    "place": cell.place.name,
                    "class": falls_under.value,
                    "words": _("%(n)d open, %(over)d overdue")
                    % {"n": row.cases if row else 0, "over": row.overdue if row else 0},
                    "letter": LOAD_LETTERS[falls_under],
                    "dashes": "",
                    "group": False,
                },
            )
        )
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": mapping(shape), "properties": facts}
            for shape, facts in features
        ],
    }
    return JsonResponse(collection, content_type="application/geo+json")


@require_safe
def load(request: Request, code: str) -> HttpResponse:
    """Show how many cases lie with each cell and each body of a place."""
    place = watched_place(request, code)
    context = {
        "place": place,
        "trail": _trail(request, place),
        "rows": loads.cell_loads(place.path)[: loads.MOST],
        "leads": loads.body_loads([place.path])[: loads.MOST],
    }
    return render(request, "cases/load.html", context)


def watched_place(request: Request, code: str) -> Any:
    """Return a place whose cases this person may look at; raises NotFound and NotAllowed."""
    require(permissions.can_watch(request.actor))
    place = get_grid_place(request.actor, code)
    require(permissions.can_watch_place(request.actor, place.path))
    return place


def _trail(request: Request, place: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, reverse("cases:map", args=[code]) if code else "")
        for name, code in grid_way(request.actor, place)
    )
