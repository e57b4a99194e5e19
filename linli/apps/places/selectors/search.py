"""Finding places by name or code, among what the actor may see."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from linli.apps.places.models import (
    PLACE_SEARCH,
    PUBLIC_SCOPE,
    FormerCode,
    Place,
    own_paths,
)
from linli.apps.places.selectors.trees import PlaceOn, place_now
from linli.core.access import Actor
from linli.core.tree import depth

RESULTS = 20
# More than is shown, so that an exact name comes first even where many names contain it.
_CANDIDATES = 60
_CODE = re.compile(r"[0-9][0-9A-Za-z.-]{1,39}", re.ASCII)
LONGEST_QUERY = 60


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """One result: the place, and the names of the places above it, the nearest last."""

    place: PlaceOn
    above: tuple[str, ...]
    is_open: bool


def search_places(
    actor: Actor, query: str, *, below: Place | None = None, limit: int = RESULTS
) -> list[FoundPlace]:
    """Return places whose name contains `query`, or whose code begins with it, the best first.

    Exact names come first, then names that begin so, then higher levels; what has ended comes
    last. With `below`, only places at or below that one.
    """
    query = query.strip()[:LONGEST_QUERY]
    visible = Place.objects.visible_to(actor)
    if below is not None:
        visible = visible.under(below.path)
    found = {}
    if _CODE.fullmatch(query):
        former = FormerCode.objects.filter(code=query).values("place_id")
        by_code = visible.filter(code__gte=query, code__lt=query + "\x7f")
        found = {place.pk: place for place in by_code.order_by("code")[:limit]}
        found |= {place.pk: place for place in visible.filter(pk__in=former)}
    if len(found) < limit:
        ids = PLACE_SEARCH.find(query, scopes=_scopes(actor, below), limit=_CANDIDATES)
        found |= visible.in_bulk(ids)
    ranked = sorted(found.values(), key=lambda place: _rank(place, query))[:limit]
    return _with_names_above(ranked)


def _scopes(actor: Actor, below: Place | None) -> Iterable[str] | None:
    if below is not None:
        return [below.path]
    if actor.is_system:
        return None
    own = own_paths(actor)
    return None if "" in own else [PUBLIC_SCOPE, *own] if actor.is_known else []


def _rank(place: Place, query: str) -> tuple[object, ...]:
    return (
        not place.is_open,
        place.name != query,
        not place.name.startswith(query),
        depth(place.path),
        place.code,
    )


def _with_names_above(places: list[Place]) -> list[FoundPlace]:
    wanted = {path for place in places for path in place.ancestor_paths}
    names = dict(Place.objects.filter(path__in=wanted).values_list("path", "name"))
    return [
        FoundPlace(
            place=place_now(place),
            above=tuple(names[path] for path in place.ancestor_paths[1:]),
            is_open=place.is_open,
        )
        for place in places
    ]
