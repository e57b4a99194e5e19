"""Who sees which figures."""

from linli.apps.accounts.rules import PLACE_ADMINS
from linli.apps.dashboards.rules.readers import FIGURE_READERS
from linli.apps.places.models import Place
from linli.core.access import Actor, Decision, allow, by_role, refuse


def can_see_figures(actor: Actor, place: Place) -> Decision:
    """Allow whoever works with the cases of the place."""
    return by_role(actor, FIGURE_READERS, place.path)


def can_see_organised(actor: Actor, place: Place) -> Decision:
    """Allow the administrators of the place. Source: [rule:organised-figures]."""
    return by_role(actor, PLACE_ADMINS, place.path)


def can_see_any_organised(actor: Actor) -> Decision:
    """Allow the administrators of any place."""
    if actor.is_system or actor.roles & PLACE_ADMINS:
        return allow()
    return refuse("access.no_post_here")


def can_see_any_figures(actor: Actor) -> Decision:
    """Allow whoever works with the cases of some place."""
    if actor.is_system or actor.roles & FIGURE_READERS:
        return allow()
    return refuse("access.no_post_here")
