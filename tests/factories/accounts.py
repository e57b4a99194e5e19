"""Accounts and grants, made through the services."""

from datetime import UTC, datetime
from itertools import count

from linli.apps.accounts import services
from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.accounts.selectors import actor_of
from linli.core.access import Actor

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
PASSWORD = "peony-garden-2026"
_numbers = count(1)


def make_account(
    username: str = "",
    *,
    name: str = "王秀英",
    password: str | None = PASSWORD,
    phone: str = "",
    person_id: int | None = None,
    now: datetime = NOW,
) -> Account:
    """Return an account that need not change its password."""
    return services.create_account(
        actor=Actor.system(),
        username=username or f"person{next(_numbers)}",
        display_name=name,
        password=password,
        phone=phone,
        person_id=person_id,
        must_change_password=False,
        now=now,
    )


def give_role(
    account: Account,
    role: Role,
    path: str = "",
    *,
    source: str = "test:1",
    starts_at: datetime = NOW,
    ends_at: datetime | None = None,
    body_id: int | None = None,
) -> RoleGrant:
    """Give a role as the system does."""
    return services.grant_role(
        actor=Actor.system(),
        account_id=account.pk,
        role=role,
        scope_path=path,
        source=source,
        starts_at=starts_at,
        ends_at=ends_at,
        body_id=body_id,
        now=NOW,
    )


def make_actor(
    role: Role, path: str = "", *, username: str = "", person_id: int | None = None
) -> Actor:
    """Return an actor with an account that holds `role` at `path`."""
    account = make_account(username, person_id=person_id)
    give_role(account, role, path)
    return actor_of(account, now=NOW)
