"""Who looks after the worker."""

from linli.apps.operations.rules import OPERATORS
from linli.core.access import Actor, Decision, allow, refuse


def can_operate(actor: Actor) -> Decision:
    """Allow the system administrator: the worker is one for the whole installation."""
    if actor.is_system or actor.roles & OPERATORS:
        return allow()
    return refuse("access.no_post_here")
