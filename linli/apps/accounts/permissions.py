"""Who may give, end and look at accounts and roles."""

from collections.abc import Collection

from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.rules import (
    ACCOUNT_ADMINS,
    APPOINTERS,
    FROM_POSTS,
    PLACE_ADMINS,
    SEPARATED_ROLES,
    Role,
)
from linli.apps.accounts.selectors.holders import grants_ever
from linli.core.access import Actor, Decision, allow, by_role, refuse


def can_grant(actor: Actor, *, account: Account, role: Role, path: str) -> Decision:
    """Allow an appointer at or above the place; separated duties only by the security admin.

    Nobody gives a role to themselves.
    """
    if actor.account_id is not None and actor.account_id == account.pk:
        return refuse("accounts.not_to_oneself")
    if role in SEPARATED_ROLES:
        return by_role(actor, ACCOUNT_ADMINS, path)
    if role in PLACE_ADMINS:
        return by_role(actor, PLACE_ADMINS | ACCOUNT_ADMINS, path)
    return by_role(actor, APPOINTERS, path)


def can_end_grant(actor: Actor, grant: RoleGrant) -> Decision:
    """Allow the security administrator at or above the place; rights of a post end with it."""
    if grant.source.startswith(FROM_POSTS):
        return refuse("accounts.follows_from_post")
    return by_role(actor, ACCOUNT_ADMINS, grant.scope_path)


def can_pass_on_grants(actor: Actor, person_ids: Collection[int]) -> Decision:
    """Tell whether this actor could give every role that these people hold or held.

    Asked when one person's rights would become another's without being given: by merging their
    records. Community workers and posts below give no roles by themselves.
    """
    for grant in grants_ever(person_ids):
        givers = ACCOUNT_ADMINS if grant.role in SEPARATED_ROLES else PLACE_ADMINS
        decision = by_role(actor, givers, grant.scope_path)
        if not decision:
            return decision
    return allow()


def can_create_account(actor: Actor) -> Decision:
    """Allow security administrators, and those who keep the register of persons somewhere."""
    if actor.is_system or actor.roles & APPOINTERS:
        return allow()
    return refuse("access.no_post_here")


def can_see_accounts(actor: Actor) -> Decision:
    """Allow security administrators; what they see lies below their place."""
    if actor.is_system or actor.roles & ACCOUNT_ADMINS:
        return allow()
    return refuse("access.no_post_here")


def can_administer(actor: Actor, account: Account, paths: tuple[str, ...]) -> Decision:
    """Allow the security administrator whose place covers every one of `paths`.

    They are the `account_paths`; one's own account is changed on one's own pages.
    Source: [rule:accounts-of-a-place].
    """
    if actor.is_system:
        return allow()
    if actor.account_id == account.pk:
        return refuse("accounts.not_to_oneself")
    if not can_see_accounts(actor):
        return refuse("access.no_post_here")
    held = actor.paths(ACCOUNT_ADMINS)
    if paths and all(any(path.startswith(mine) for mine in held) for path in paths):
        return allow()
    return refuse("access.no_post_here")
