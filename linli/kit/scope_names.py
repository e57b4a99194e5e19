"""Words for the scopes that rows and grants carry; whoever keeps the tree says them.

The application of the tree registers its look-up when it starts; lower applications and the header
ask here. Answers are kept for some minutes: a renamed node may show its old name that long.
"""

from collections.abc import Callable, Collection

from django.core.cache import cache

FRESH_SECONDS = 300
LookUp = Callable[[Collection[str]], dict[str, str]]
_look_ups: list[LookUp] = []


def register_scope_names(look_up: LookUp) -> None:
    """Let `look_up` answer for paths; it returns those it knows."""
    if look_up not in _look_ups:
        _look_ups.append(look_up)


def scope_names(paths: Collection[str]) -> dict[str, str]:
    """Return the names of the nodes at `paths`, of those that exist."""
    wanted = {path for path in paths if path}
    kept = cache.get_many([_key(path) for path in wanted])
    found = {path: kept[_key(path)] for path in wanted if _key(path) in kept}
    for look_up in _look_ups:
        missing = wanted - found.keys()
        if missing:
            fresh = look_up(missing)
            cache.set_many({_key(path): name for path, name in fresh.items()}, FRESH_SECONDS)
            found |= fresh
    return found


def _key(path: str) -> str:
    return f"scope-name:{path}"
