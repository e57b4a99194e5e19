"""Who somebody is, for the header: "Community worker, 北城街道"."""

from django.core.cache import cache

from linli.apps.accounts.labels import ROLES
from linli.apps.accounts.rules import Role
from linli.apps.places.models import Place
from linli.core.access import Actor

FRESH_SECONDS = 300  # a renamed place may show its old name in headers for this long


def posts_of(actor: Actor) -> list[str]:
    """Return a line for each post held now, with the name of its place."""
    if not actor.grants:
        return []
    names = _place_names({grant.path for grant in actor.grants if grant.path})
    lines: dict[str, None] = {}
    for grant in actor.grants:
        role, name = ROLES[Role(grant.role)], names.get(grant.path)
        lines[f"{role}, {name}" if name else str(role)] = None
    return list(lines)


def _place_names(paths: set[str]) -> dict[str, str]:
    names = cache.get_many([f"place-name:{path}" for path in paths])
    found = {key.partition(":")[2]: name for key, name in names.items()}
    missing = paths - found.keys()
    if missing:
        fresh = dict(Place.objects.filter(path__in=missing).values_list("path", "name"))
        cache.set_many({f"place-name:{path}": name for path, name in fresh.items()}, FRESH_SECONDS)
        found |= fresh
    return found
