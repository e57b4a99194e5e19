"""The separation of the administrators' duties, wherever a role comes from."""

from datetime import datetime

from django.db.models import Q

from linli.apps.accounts.models import RoleGrant
from linli.apps.accounts.rules import SEPARATED_ROLES, Role, breaks_separation
from linli.apps.accounts.selectors.holders import grants_ever
from linli.core.errors import RuleViolation


class SeparatedDuties(RuleViolation):
    """One person would hold two of the system, security and audit administrators' duties."""

    code = "accounts.separated_duties"


def require_separated(person_id: int, *, now: datetime) -> None:
    """Refuse what one person holds from now on, however it came together.

    Source: [rule:separated-roles]. Raises SeparatedDuties.
    """
    held = grants_ever([person_id])
    for grant in held.filter(role__in=SEPARATED_ROLES).exclude(ends_at__lte=now):
        require_separation(
            Q(pk__in=held.exclude(pk=grant.pk).values("pk")),
            Role(grant.role),
            starts_at=max(grant.starts_at, now),
            ends_at=grant.ends_at,
        )


def require_separation(
    holder: Q, role: Role, *, starts_at: datetime, ends_at: datetime | None
) -> None:
    """Refuse a role that would meet another separated duty of the same holder in time.

    The caller holds the lock of the account or of the post. Source: [rule:separated-roles].
    Raises SeparatedDuties.
    """
    if role not in SEPARATED_ROLES:
        return
    meeting = RoleGrant.objects.filter(holder).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=starts_at)
    )
    if ends_at is not None:
        meeting = meeting.filter(starts_at__lt=ends_at)
    if breaks_separation(meeting.values_list("role", flat=True), role):
        raise SeparatedDuties(role=role)
