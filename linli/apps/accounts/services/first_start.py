"""The first start of an installation: three administrators, each with a secret used once."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.apps.accounts.models import RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.accounts.services.accounts import create_account
from linli.apps.accounts.services.roles import grant_role
from linli.core.access import Actor
from linli.core.errors import RuleViolation

FIRST = (
    (Role.SYSTEM_ADMIN, "system"),
    (Role.SECURITY_ADMIN, "security"),
    (Role.AUDIT_ADMIN, "audit"),
)


class AlreadyStarted(RuleViolation):
    """This installation has administrators."""

    code = "accounts.already_started"


@dataclass(frozen=True, slots=True)
class OneTimeSecret:
    """What one administrator signs in with once; a password of their own follows."""

    role: Role
    username: str
    secret: str


@transaction.atomic
def first_start(*, now: datetime) -> list[OneTimeSecret]:
    """Make the system, security and audit administrators (三员), nobody else.

    Each has a secret that is shown once and must be changed at the first sign-in.
    Source: [rule:separated-roles]. Raises AlreadyStarted.
    """
    administrators = [role for role, _name in FIRST]
    if RoleGrant.objects.filter(role__in=administrators).exists():
        raise AlreadyStarted
    actor, made = Actor.system("first start"), []
    for role, username in FIRST:
        secret = secrets.token_urlsafe(15)
        account = create_account(actor=actor, now=now, username=username, password=secret)
        grant_role(
            actor=actor,
            account_id=account.pk,
            role=role,
            scope_path="",
            source="first start",
            starts_at=now,
            now=now,
        )
        made.append(OneTimeSecret(role=role, username=username, secret=secret))
    return made
