"""The area of an actor as a filter on cases: equality on a copied place, so that indexes serve."""

from collections.abc import Iterable

from django.db.models import Q

from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.kit.scoped import under

_COLUMNS = {
    PlaceKind.COMMUNITY: "community_id",
    PlaceKind.VILLAGE: "community_id",
    PlaceKind.TOWNSHIP: "township_id",
    PlaceKind.COUNTY: "county_id",
}


def in_area(actor: Actor, roles: Iterable[str]) -> Q:
    """Return the filter "at a place where the actor holds one of `roles`"."""
    return within(actor.paths(roles))


def within(paths: Iterable[str], prefix: str = "") -> Q:
    """Return the filter "at or below one of these places"; no paths match nothing."""
    paths = list(paths)
    condition = Q(pk__in=[])
    found = Place.objects.filter(path__in=paths).values_list("path", "kind", "pk")
    known = {path: (PlaceKind(kind), pk) for path, kind, pk in found}
    for path in paths:
        kind, number = known.get(path, (None, None))
        column = _COLUMNS.get(kind) if kind else None
        if column is None:
            condition |= under([path], f"{prefix}scope_path")
        else:
            condition |= Q(**{f"{prefix}{column}": number})
    return condition
