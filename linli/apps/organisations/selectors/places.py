"""Places as pages here ask for them: by code, within where somebody holds a role."""

from collections.abc import Iterable
from dataclasses import dataclass

from linli.apps.places.models import Place
from linli.apps.places.selectors.names import place_of_code, places_at
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.core.tree import ancestors
from linli.kit.scope_names import ScopeChoice, scope_choices


@dataclass(frozen=True, slots=True)
class Asked:
    """The place a page speaks of, and the places above it within the actor's view."""

    place_id: int
    code: str
    name: str
    path: str
    kind: str
    choices: tuple[tuple[str, str], ...]


def asked_place(actor: Actor, code: str, roles: Iterable[str]) -> Asked | None:
    """Return the place with `code`, or the first where one of `roles` is held; None without any.

    Raises NotFound for a place that none of the roles reaches.
    """
    wanted = frozenset(roles)
    paths = ("",) if actor.is_system else actor.paths(wanted)
    if not paths:
        return None
    own = places_at(paths)
    if code:
        place = place_of_code(code)
        if place is None or not (actor.is_system or actor.holds(wanted, place.path)):
            raise NotFound(kind="place")
    elif own:
        place = own[0]
    else:
        return None
    return Asked(
        place_id=place.pk,
        code=place.code,
        name=place.name,
        path=place.path,
        kind=place.kind,
        choices=tuple((one.code, one.name) for one in own),
    )


def reached_place(actor: Actor, code: str, roles: Iterable[str]) -> Place:
    """Return the place with `code` where one of `roles` is held at or above; raises NotFound."""
    place = place_of_code(code)
    if place is None or not (actor.is_system or actor.holds(roles, place.path)):
        raise NotFound(kind="place")
    return place


def trail_of(actor: Actor, place: Place, roles: Iterable[str]) -> list[tuple[str, str]]:
    """Return (name, code) of the places above, the top first; no code where no role reaches."""
    wanted = frozenset(roles)
    return [
        (one.name, one.code if actor.is_system or actor.holds(wanted, one.path) else "")
        for one in places_at(ancestors(place.path))
    ]


def places_offered(actor: Actor, code: str, roles: Iterable[str]) -> list[ScopeChoice]:
    """Return the places that a list can be narrowed to where one of `roles` is held."""
    return scope_choices(None if actor.is_system else actor.paths(frozenset(roles)), code)
