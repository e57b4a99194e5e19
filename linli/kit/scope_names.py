"""Words for the scopes that rows and grants carry; whoever keeps the tree says them.

The application of the tree registers its look-up when it starts; lower applications and the header
ask here. Answers are kept for some minutes: a renamed node may show its old name that long.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.core.cache import cache

FRESH_SECONDS = 300
LookUp = Callable[[Collection[str]], dict[str, str]]
_look_ups: list[LookUp] = []


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    """A node that a list can be narrowed to: its code in the address, its words, its path."""

    code: str
    label: str
    path: str


Chooser = Callable[[Sequence[str] | None, str], list[ScopeChoice]]
_choosers: list[Chooser] = []


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


def register_scope_chooser(chooser: Chooser) -> None:
    """Let whoever keeps the tree offer the nodes that a list can be narrowed to."""
    _choosers[:] = [chooser]


def scope_choices(paths: Sequence[str] | None, code: str = "") -> list[ScopeChoice]:
    """Return the nodes within `paths` (None: all) to choose from, around that of `code`."""
    return [choice for chooser in _choosers for choice in chooser(paths, code)]


def _key(path: str) -> str:
    return f"scope-name:{path}"
