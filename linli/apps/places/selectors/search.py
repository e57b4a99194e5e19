"""Finding places by name or code, among what the actor may see."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models.lookups import In

from linli.apps.places.models import (
    PLACE_SEARCH,
    PUBLIC_SCOPE,
    FormerCode,
    Place,
    PlaceQuerySet,
    own_paths,
)
from linli.apps.places.selectors.names import names_by_path
from linli.apps.places.selectors.trees import PlaceOn, place_now
from linli.core.access import Actor
from linli.core.tree import depth
from linli.kit.prepared import PreparedAmong, hole
from linli.kit.scoped import path_holes, path_values

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
    if not actor.is_known:
        return []
    own = None if actor.is_system else own_paths(actor)
    found = {}
    if _CODE.fullmatch(query):
        visible = Place.objects.all() if own is None else Place.objects.visible_at(own)
        if below is not None:
            visible = visible.under(below.path)
        former = FormerCode.objects.filter(code=query).values("place_id")
        by_code = visible.filter(code__gte=query, code__lt=query + "\x7f")
        found = {place.pk: place for place in by_code.order_by("code")[:limit]}
        found |= {place.pk: place for place in visible.filter(pk__in=former)}
    if len(found) < limit:
        ids = PLACE_SEARCH.find(query, scopes=_scopes(own, below), limit=_CANDIDATES)
        found |= {place.pk: place for place in _visible_among(own, below, ids)}
    ranked = sorted(found.values(), key=lambda place: _rank(place, query))[:limit]
    return _with_names_above(ranked)


def _visible_among(
    own: Sequence[str] | None, below: Place | None, ids: Iterable[int]
) -> list[Place]:
    """Return those of the places numbered `ids` that are open to whoever sees more at `own`."""
    numbered = _numbered(None if own is None else len(own), below is not None)
    return numbered.objects(ids, below=below.path if below else "", **path_values(own or ()))


@cache
def _numbered(own: int | None, is_below: bool) -> PreparedAmong:
    def build(wanted: In) -> PlaceQuerySet:
        rows = Place.objects.filter(wanted)
        if own is not None:
            rows = rows.visible_at(path_holes(own, Place, "path"))
        return rows.under(hole("below", Place, "path")) if is_below else rows

    return PreparedAmong(Place, "id", build)


def _scopes(own: Sequence[str] | None, below: Place | None) -> Iterable[str] | None:
    if below is not None:
        return [below.path]
    return None if own is None or "" in own else [PUBLIC_SCOPE, *own]


def _rank(place: Place, query: str) -> tuple[object, ...]:
    return (
        not place.is_open,
        place.name != query,
        not place.name.startswith(query),
        depth(place.path),
        place.code,
    )


def _with_names_above(places: list[Place]) -> list[FoundPlace]:
    names = names_by_path({path for place in places for path in place.ancestor_paths})
    return [
        FoundPlace(
            place=place_now(place),
            above=tuple(names[path] for path in place.ancestor_paths[1:]),
            is_open=place.is_open,
        )
        for place in places
    ]
