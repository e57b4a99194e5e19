"""Who may set categories, limits, office hours and working days."""

from linli.apps.accounts.rules import PLACE_ADMINS
from linli.core.access import Actor, Decision, allow, by_role, refuse


def can_keep_settings(actor: Actor, path: str) -> Decision:
    """Allow the administrators of the place the setting holds for."""
    return by_role(actor, PLACE_ADMINS, path)


def can_keep_some_settings(actor: Actor) -> Decision:
    """Allow administrators of any place; of which, `can_keep_settings` says."""
    if actor.is_system or actor.paths(PLACE_ADMINS):
        return allow()
    return refuse("access.no_post_here")
