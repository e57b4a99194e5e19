"""Who sees which figures."""

from linli.apps.dashboards.rules.readers import FIGURE_READERS
from linli.apps.places.models import Place
from linli.core.access import Actor, Decision, allow, by_role, refuse


def can_see_figures(actor: Actor, place: Place) -> Decision:
    """Allow whoever works with the cases of the place."""
    return by_role(actor, FIGURE_READERS, place.path)


def can_see_any_figures(actor: Actor) -> Decision:
    """Allow whoever works with the cases of some place."""
    if actor.is_system or actor.roles & FIGURE_READERS:
        return allow()
    return refuse("access.no_post_here")
