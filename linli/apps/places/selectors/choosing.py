"""The places that a list can be narrowed to: where one is, one's way up, and what lies below."""

from collections.abc import Sequence

from linli.apps.places.models import Place
from linli.apps.places.selectors.names import addresses, place_of_code, places_at
from linli.core.tree import ancestors, is_within
from linli.kit.scope_names import ScopeChoice

MOST_BELOW = 300


def place_choices(paths: Sequence[str] | None, code: str = "") -> list[ScopeChoice]:
    """Return the places to choose from: within `paths` (None: everywhere), with their addresses.

    Without `code` these are the places themselves, and what lies in the only one. With it the way
    down to the place of the code, that place, and what lies directly in it. A code of nothing, or
    of what lies elsewhere, is offered as it is: the list stays empty rather than whole.
    """
    own = _tops() if paths is None else places_at(paths)
    chosen = place_of_code(code) if code else None
    if chosen is not None and not _reached(chosen.path, paths, above=True):
        chosen = None
    if chosen is not None:
        way = [one for one in places_at(ancestors(chosen.path)) if _reached(one.path, paths)]
        listed = [*way, chosen]
    else:
        listed = own
    inside = chosen or (own[0] if len(own) == 1 else None)
    if inside is not None:
        below = Place.objects.filter(parent=inside, valid_to=None).order_by("code")[:MOST_BELOW]
        listed = [*listed, *(one for one in below if _reached(one.path, paths, above=True))]
    named = addresses([one.path for one in listed])
    found = [ScopeChoice(one.code, named[one.path], one.path) for one in listed]
    return found if chosen or not code else [*found, ScopeChoice(code, code, "")]


def _tops() -> list[Place]:
    return list(Place.objects.filter(parent=None))


def _reached(path: str, paths: Sequence[str] | None, *, above: bool = False) -> bool:
    """Tell whether a place lies in one of these, or with `above` leads to one of them."""
    if paths is None:
        return True
    return any(is_within(path, own) or (above and is_within(own, path)) for own in paths)
