"""Rights that follow from posts: whoever keeps the posts says which, this module keeps the rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from linli.apps.accounts.models import RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.accounts.services.separation import require_separation


@dataclass(frozen=True, slots=True)
class PostRight:
    """A role at a place that a post gives to a person from an instant to an instant."""

    person_id: int
    role: Role
    scope_path: str
    starts_at: datetime
    ends_at: datetime | None
    acting: bool = False
    body_id: int | None = None


@transaction.atomic
def follow_posts(*, source: str, rights: Iterable[PostRight], now: datetime) -> None:
    """Make the grants of one post equal `rights` from `now` on (权限随岗).

    `rights` speak of the time from `now` on; one that began earlier begins now, because a right
    is never given backwards. What was in force before `now` stays as it was: the rows tell at any
    time who could do what. The caller holds the lock of the post and writes the trail.
    Source: [rule:rights-follow-posts], [rule:separated-roles]. Raises SeparatedDuties.
    """
    wanted = {_key(right, max(right.starts_at, now)): right for right in rights}
    kept = set()
    rows = RoleGrant.objects.filter(source=source).exclude(ends_at__lte=now)
    for row in rows.order_by("id"):
        key = _row_key(row, max(row.starts_at, now))
        right = wanted.get(key)
        if right is not None and key not in kept:
            kept.add(key)
            if row.ends_at != right.ends_at:
                row.ends_at = right.ends_at
                row.save(update_fields=["ends_at"])
        elif row.starts_at >= now:
            row.delete()
        else:
            row.ends_at = now
            row.save(update_fields=["ends_at"])
    for right in wanted.values():
        require_separation(
            Q(person_id=right.person_id) & ~Q(source=source),
            right.role,
            starts_at=max(right.starts_at, now),
            ends_at=right.ends_at,
        )
    RoleGrant.objects.bulk_create(
        RoleGrant(
            person_id=right.person_id,
            role=right.role,
            scope_path=right.scope_path,
            body_id=right.body_id,
            source=source,
            acting=right.acting,
            starts_at=max(right.starts_at, now),
            ends_at=right.ends_at,
        )
        for key, right in wanted.items()
        if key not in kept and (right.ends_at is None or right.ends_at > now)
    )


def _key(right: PostRight, starts_at: datetime) -> tuple[object, ...]:
    return (
        right.person_id, str(right.role), right.scope_path, right.body_id, right.acting, starts_at,
    )  # fmt: skip


def _row_key(row: RoleGrant, starts_at: datetime) -> tuple[object, ...]:
    return (row.person_id, row.role, row.scope_path, row.body_id, row.acting, starts_at)
