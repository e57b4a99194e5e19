"""The grid map of a place, its data, and the base map behind it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from linli.apps.grids import permissions
from linli.apps.grids.exchange.boundaries import write_geojson
from linli.apps.grids.exchange.tiles import fetch_tile
from linli.apps.grids.forms import MapFilter, asked_day
from linli.apps.grids.labels import CELL_KINDS, MAP_CLASSES, POST_KINDS
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.maps import CLASSES, PATTERNS, MapLayer
from linli.apps.grids.rules.revisions import LoadNorm
from linli.apps.grids.selectors import cells as cell_selectors
from linli.apps.grids.selectors.basemap import configured_base_map
from linli.apps.grids.selectors.loads import loads
from linli.apps.grids.selectors.maps import exported_cells, map_cells, outlines_on_map
from linli.apps.grids.selectors.staff import count_without_worker, post_counts
from linli.core.access import require
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.request import Request

TILES_FRESH_SECONDS = 7 * 24 * 3600


@require_safe
def start(request: Request) -> HttpResponse:
    """Lead to the map of the highest place somebody works at."""
    require(permissions.can_see_map(request.actor))
    place = cell_selectors.default_place(request.actor)
    if place is None:
        raise NotFound(kind="place")
    return redirect("grids:place", code=place.code)


@require_safe
def grid_map(request: Request, code: str) -> HttpResponse:
    """Show the cells of a place on a map, and beside it the same as a list."""
    require(permissions.can_see_map(request.actor))
    place = cell_selectors.get_grid_place(request.actor, code)
    today = local_day(request.now)
    day = asked_day(request.GET.get("as_of", ""), today)
    filters = MapFilter(request.GET)
    layer = filters.chosen_layer()
    kind = request.GET.get("kind", "")
    figures = filters.figures_day(day)
    found = loads(place.path, day=figures, cells_on=day)
    totals = cell_selectors.grid_totals(place, day=day, found=found)
    page, rows = cell_selectors.cell_page(
        request.actor,
        place,
        day=day,
        kind=kind if kind in set(CellKind) else "",
        after=request.GET.get("after", ""),
        found=found,
    )
    context = {
        "place": place,
        "trail": grid_trail(request, place),
        "filters": filters,
        "layer": layer,
        "legend": legend(layer),
        "page": page,
        "rows": [(row, CELL_KINDS[CellKind(row.cell.kind)]) for row in rows],
        "totals": totals,
        "totals_by_kind": [(CELL_KINDS[kind], n) for kind, n in totals.cells.items()],
        "posts": [(POST_KINDS[kind], n) for kind, n in post_counts(place.path, day=day).items()],
        "vacant": count_without_worker(place.path, day),
        "as_of": day,
        "figures": figures if figures != day else None,
        "today": today,
        "base": configured_base_map(),
        "tile_address": tile_address(),
        "may_plan": permissions.can_plan(request.actor, place.path),
    }
    return render(request, "grids/map.html", context)


def grid_trail(request: Request, place: Any, *, own: bool = False) -> tuple[tuple[str, str], ...]:
    """Return the way down to a place; steps that are open to this person lead to their grid."""
    return tuple(
        (name, reverse("grids:place", args=[code]) if code else "")
        for name, code in cell_selectors.grid_way(request.actor, place, own=own)
    )


def legend(layer: MapLayer) -> list[dict[str, object]]:
    """Return the legend of a layer: class, words, letter and dashes."""
    norm = LoadNorm()
    return [
        {
            "name": falls_under.value,
            "words": MAP_CLASSES[falls_under] % {"least": norm.least, "most": norm.most},
            "letter": PATTERNS[falls_under].letter,
            "dashes": PATTERNS[falls_under].dashes,
        }
        for falls_under in CLASSES[layer]
    ]


@require_safe
def map_data(request: Request, code: str) -> HttpResponse:
    """Send the cells of a place for the map, with what each falls under."""
    require(permissions.can_see_map(request.actor))
    place = cell_selectors.get_grid_place(request.actor, code)
    day = asked_day(request.GET.get("as_of", ""), local_day(request.now))
    filters = MapFilter(request.GET)
    layer = filters.chosen_layer()
    features = [
        (shape, {"outline": True, "own": own, "name": name})
        for shape, name, own in outlines_on_map(place, day=day)
    ]
    features += [
        (
            row.shape,
            {
                "code": row.cell.code,
                "name": row.cell.name,
                "place": row.cell.place.name,
                "class": row.falls_under.value,
                "words": str(MAP_CLASSES[row.falls_under])
                % {"least": LoadNorm().least, "most": LoadNorm().most},
                "letter": PATTERNS[row.falls_under].letter,
                "dashes": PATTERNS[row.falls_under].dashes,
                "group": row.cell.kind == CellKind.GROUP,
            },
        )
        for row in map_cells(
            request.actor, place, day=day, figures_on=filters.figures_day(day), layer=layer
        )
    ]
    return HttpResponse(write_geojson(features), content_type="application/geo+json")


@require_safe
def export(request: Request, code: str) -> HttpResponse:
    """Send the boundaries of a place as a GeoJSON file."""
    require(permissions.can_see_map(request.actor))
    place = cell_selectors.get_grid_place(request.actor, code)
    day = asked_day(request.GET.get("as_of", ""), local_day(request.now))
    response = HttpResponse(
        write_geojson(exported_cells(request.actor, place, day=day)),
        content_type="application/geo+json",
    )
    name = f"cells-{place.code}-{day.isoformat()}.geojson"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def tile_address() -> str:
    """Return the address of tiles with the map's placeholders in it."""
    address = reverse("grids:tile", args=[0, 11, 22, 33])
    return address.replace("11/22/33", "{z}/{x}/{y}")


@require_safe
def tile(request: Request, layer: int, z: int, x: int, y: int) -> HttpResponse:
    """Send a tile of the base map, fetched with the server's token."""
    require(permissions.can_see_map(request.actor))
    data, kind = fetch_tile(configured_base_map(), layer=layer, z=z, x=x, y=y)
    response = HttpResponse(data, content_type=kind)
    response.headers["Cache-Control"] = f"private, max-age={TILES_FRESH_SECONDS}"
    return response
