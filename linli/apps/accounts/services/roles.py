"""Roles at places given and ended by hand, and moved with their places.

What follows from a post is kept by `services.grants`; by hand come the first administrators of an
installation and what the security administrator corrects.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from linli.apps.accounts import permissions
from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.accounts.selectors import held_by
from linli.apps.accounts.services.accounts import locked_account
from linli.apps.accounts.services.separation import require_separation
from linli.apps.audit.services import record
from linli.core.access import Actor, Decision, require
from linli.core.errors import NotFound
from linli.kit.scoped import under


class GrantUnknown(NotFound):
    """No grant has this number, or it is over."""

    code = "accounts.grant_unknown"


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    account_id: int,
    role: Role,
    scope_path: str,
    source: str,
    starts_at: datetime,
    now: datetime,
    ends_at: datetime | None = None,
    body_id: int | None = None,
    acting: bool = False,
) -> RoleGrant:
    """Give a role at a place for a time (授权), following from the post named in `source`.

    Raises AccountUnknown, NotAllowed, SeparatedDuties.
    """
    account = locked_account(account_id)
    decision = require(permissions.can_grant(actor, account=account, role=role, path=scope_path))
    require_separation(held_by(account), role, starts_at=starts_at, ends_at=ends_at)
    grant = RoleGrant.objects.create(
        account=None if account.person_id else account,
        person_id=account.person_id,
        role=role,
        scope_path=scope_path,
        source=source,
        starts_at=starts_at,
        ends_at=ends_at,
        body_id=body_id,
        acting=acting,
    )
    _record(actor, "accounts.role_granted", grant, now, decision)
    return grant


@transaction.atomic
def end_grant(*, actor: Actor, grant_id: int, now: datetime) -> RoleGrant:
    """End a role given by hand (收回授权); what follows from a post ends with the post.

    Raises GrantUnknown, NotAllowed.
    """
    grant = RoleGrant.objects.select_for_update().filter(pk=grant_id).first()
    if grant is None or (grant.ends_at is not None and grant.ends_at <= now):
        raise GrantUnknown(grant=grant_id)
    decision = require(permissions.can_end_grant(actor, grant))
    if grant.starts_at >= now:
        _record(actor, "accounts.role_taken_back", grant, now, decision)
        grant.delete()
    else:
        grant.ends_at = now
        grant.save(update_fields=["ends_at"])
        _record(actor, "accounts.role_ended", grant, now, decision)
    return grant


@transaction.atomic
def repath_grants(*, actor: Actor, moves: Mapping[str, str], now: datetime) -> int:
    """Follow places that moved in the tree: old path to new path; return how many grants changed.

    Accounts that were opened there follow too.

    Part of the act that moves the places, which asks for permission and records the move.
    """
    grants = list(RoleGrant.objects.select_for_update().filter(under(moves)).order_by("pk"))
    for grant in grants:
        old = max((path for path in moves if grant.scope_path.startswith(path)), key=len)
        grant.scope_path = moves[old] + grant.scope_path.removeprefix(old)
    RoleGrant.objects.bulk_update(grants, ["scope_path"], batch_size=500)
    for old, new in moves.items():
        opened = Account.objects.filter(under([old]))
        opened.update(scope_path=Concat(Value(new), Substr("scope_path", len(old) + 1)))
    if grants:
        record(
            actor=actor,
            kind="accounts.grants_repathed",
            subject_type="grant",
            subject_id="",
            now=now,
            facts={"moves": dict(sorted(moves.items())), "grants": len(grants)},
        )
    return len(grants)


def _record(actor: Actor, kind: str, grant: RoleGrant, now: datetime, decision: Decision) -> None:
    record(
        actor=actor,
        kind=kind,
        subject_type="grant",
        subject_id=grant.pk,
        now=now,
        scope_path=grant.scope_path,
        grant=decision.grant,
        facts={
            "account": grant.account_id,
            "person": grant.person_id,
            "role": grant.role,
            "source": grant.source,
            "acting": grant.acting,
            "starts_at": grant.starts_at,
            "ends_at": grant.ends_at,
        },
    )
