"""The area of an actor as filters on cases: equality on a copied place, so that indexes serve."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from linli.apps.grids.selectors.staff import worked_cells
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.apps.places.selectors.names import places_at
from linli.core.access import Actor
from linli.core.tree import ancestors
from linli.kit.scoped import path_values, under

LEVEL_COLUMNS = {
    PlaceKind.COMMUNITY: "community_id",
    PlaceKind.VILLAGE: "community_id",
    PlaceKind.TOWNSHIP: "township_id",
    PlaceKind.COUNTY: "county_id",
}
_ABOVE = (PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.PREFECTURE)


def places_above(path: str) -> dict[str, int]:
    """Return the columns of a case at `path` with the places to copy: above it, or the place."""
    above = Place.objects.filter(path__in=[*ancestors(path), path], kind__in=list(LEVEL_COLUMNS))
    return {LEVEL_COLUMNS[PlaceKind(kind)]: pk for pk, kind in above.values_list("pk", "kind")}


def within(paths: Iterable[str], path: str = "scope_path") -> Q:
    """Return the filter "at or below one of these places"; no paths match nothing.

    `path` leads to the path of the place, where the rows have none of their own.
    """
    condition = Q(pk__in=[])
    high, low = levelled(paths)
    for place in high:
        condition |= Q(**{LEVEL_COLUMNS[PlaceKind(place.kind)]: place.pk})
    return condition | under(low, path) if low else condition


def levelled(paths: Iterable[str]) -> tuple[list[Place], list[str]]:
    """Return the places that cases copy, and the paths that are no such place.

    What lies above a county is taken apart into its counties.
    """
    wanted = list(paths)
    found = places_at(wanted)
    higher = [place.path for place in found if place.kind in _ABOVE]
    places = [place for place in found if place.kind in LEVEL_COLUMNS]
    if higher:
        places += Place.objects.under(*higher).filter(kind=PlaceKind.COUNTY).order_by("path")
    served = {*higher, *(place.path for place in places)}
    return places, [path for path in wanted if path not in served]


class AreaPart(NamedTuple):
    """A part of an area: an equality that begins an index, within some paths, or these alone.

    `column` is what is compared, empty where only paths say it, and then `paths` is how many there
    are; `is_narrowed` tells that paths narrow what the column finds. `values` fill the holes
    "place" and "reach", or "path0" to "path...".
    """

    column: str
    values: dict[str, Any]
    paths: int = 0
    is_narrowed: bool = False


def area_parts(actor: Actor, roles: Iterable[str], *, day: date) -> list[AreaPart]:
    """Return the area in parts without common cases, each an equality that begins an index.

    Whoever works below a community works on cells: the parts are these, as far as rights reach.
    """
    return parts_of(actor, actor.paths(roles), day=day)


def parts_of(actor: Actor, paths: Iterable[str], *, day: date) -> list[AreaPart]:
    """Return the same for some paths of an actor, none of them below another."""
    return parts_at(*levelled(paths), actor, day=day)


def parts_at(
    places: Iterable[Place], low: Sequence[str], actor: Actor, *, day: date
) -> list[AreaPart]:
    """Return the same for what `levelled` made of the paths."""
    parts = place_parts(places)
    if low:
        cells = worked_cells(actor, day=day)
        parts += [cell_part(cell.pk, low) for cell in cells] or [path_part(low)]
    return parts


def place_parts(places: Iterable[Place]) -> list[AreaPart]:
    """Return the parts for places that cases copy."""
    return [key_part(LEVEL_COLUMNS[PlaceKind(place.kind)], place.pk) for place in places]


def whole_parts(places: Iterable[Place], low: Sequence[str]) -> list[AreaPart]:
    """Return the area in parts that ask for no cells: for what is few, or copies only places."""
    return [*place_parts(places), *([path_part(low)] if low else [])]


def key_part(column: str, number: int) -> AreaPart:
    """Return the part of the rows with this number in a column."""
    return AreaPart(column, {"place": number})


def cell_part(number: int, paths: Sequence[str] = ()) -> AreaPart:
    """Return the part of the cases in a cell, as far as they lie below `paths`, if there are."""
    if not paths:
        return key_part("cell_id", number)
    return AreaPart("cell_id", {"place": number, "reach": tuple(paths)}, is_narrowed=True)


def path_part(paths: Sequence[str]) -> AreaPart:
    """Return the part of what lies at or below these paths."""
    return AreaPart("", path_values(paths), len(paths))
