"""Who asks for keys, who grants them, who ends them; and what a key may be used for."""

from linli.apps.accounts.rules import ACCOUNT_ADMINS, PLACE_ADMINS
from linli.apps.interfaces.models import ApiKey
from linli.core.access import Actor, Decision, allow, by_role, refuse


def can_see_keys(actor: Actor) -> Decision:
    """Allow administrators of places and security administrators; they see those below."""
    if actor.is_system or actor.roles & (PLACE_ADMINS | ACCOUNT_ADMINS):
        return allow()
    return refuse("access.no_post_here")


def can_ask_for_keys(actor: Actor) -> Decision:
    """Allow administrators of places."""
    if actor.is_system or actor.roles & PLACE_ADMINS:
        return allow()
    return refuse("access.no_post_here")


def can_ask(actor: Actor, path: str) -> Decision:
    """Allow the administrators of the place a key is to reach."""
    return by_role(actor, PLACE_ADMINS, path)


def can_decide(actor: Actor, key: ApiKey) -> Decision:
    """Allow the security administrator of the place, but never whoever asked."""
    if not actor.is_system and actor.account_id == key.asked_by_id:
        return refuse("interfaces.second_person")
    return by_role(actor, ACCOUNT_ADMINS, key.scope_path)


def can_draw(actor: Actor, key: ApiKey) -> Decision:
    """Allow the administrators of the place to draw a secret."""
    return by_role(actor, PLACE_ADMINS, key.scope_path)


def can_end(actor: Actor, key: ApiKey) -> Decision:
    """Allow everybody who sees the key to end it: stopping is never to wait for somebody."""
    return by_role(actor, PLACE_ADMINS | ACCOUNT_ADMINS, key.scope_path)


def can_apply_retention(actor: Actor) -> Decision:
    """Allow the clock."""
    return by_role(actor, (), "")
