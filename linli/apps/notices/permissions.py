"""Who may read an inbox, and who looks after deliveries and subscriptions."""

from linli.apps.notices.rules.readers import ADMINISTRATORS
from linli.core.access import Actor, Decision, allow, by_role, refuse


def can_read_inbox(actor: Actor) -> Decision:
    """Allow everybody who is signed in: everybody has an inbox of their own."""
    return allow() if actor.account_id is not None else refuse("access.no_post_here")


def can_administer(actor: Actor, path: str) -> Decision:
    """Allow the system administrator of the place; they see states, not what was said."""
    return by_role(actor, ADMINISTRATORS, path)


def can_see_administration(actor: Actor) -> Decision:
    """Allow whoever is system administrator anywhere; what they see lies below their place."""
    if actor.is_system or actor.roles & ADMINISTRATORS:
        return allow()
    return refuse("access.no_post_here")
