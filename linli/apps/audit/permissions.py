"""Who may read the trail."""

from linli.apps.audit.rules import AUDITORS
from linli.core.access import Actor, Decision, allow, refuse


def can_read_trail(actor: Actor) -> Decision:
    """Allow whoever holds the audit post somewhere; what they see lies below that place."""
    if actor.is_system or actor.roles & AUDITORS:
        return allow()
    return refuse("access.no_post_here")
