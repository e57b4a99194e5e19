"""Reading accounts and what they hold."""

from datetime import datetime

from django.db.models import Q

from linli.apps.accounts.models import Account, RoleGrant
from linli.core.access import Actor, Grant


def actor_of(account: Account, *, now: datetime, session_key: str = "") -> Actor:
    """Return the account as an actor, with the grants in force at `now`."""
    holder = Q(account=account)
    if account.person_id is not None:
        holder |= Q(person_id=account.person_id)
    rows = RoleGrant.objects.filter(holder, starts_at__lte=now).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    )
    grants = tuple(
        Grant(
            role=row.role,
            path=row.scope_path,
            source=row.source,
            body_id=row.body_id,
            acting=row.acting,
            until=row.ends_at,
        )
        for row in rows.order_by("scope_path", "role", "id")
    )
    return Actor(
        account_id=account.pk,
        person_id=account.person_id,
        grants=grants,
        name=str(account),
        session_key=session_key,
    )
