"""Rights that follow from posts: whoever keeps the posts says which, this module keeps the rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from linli.apps.accounts.models import RoleGrant
from linli.apps.accounts.rules import SEPARATED_ROLES, Role
from linli.apps.accounts.services.separation import require_separation

Key = tuple[object, ...]
"""What tells one right of a post from another: person, role, place, body, acting, beginning."""


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
    follow_all_posts({source: list(rights)}, now=now)


@transaction.atomic
def follow_all_posts(posts: Mapping[str, Iterable[PostRight]], *, now: datetime) -> None:
    """Make the grants of many posts, source to rights, equal them: `follow_posts` for each."""
    current: dict[str, list[RoleGrant]] = {source: [] for source in posts}
    rows = RoleGrant.objects.filter(source__in=list(posts)).exclude(ends_at__lte=now)
    for row in rows.order_by("id"):
        current[row.source].append(row)
    begun: list[RoleGrant] = []
    for source, rights in posts.items():
        wanted = {_key(right, max(right.starts_at, now)): right for right in rights}
        kept = _keep_or_end(current[source], wanted, now)
        if any(right.role in SEPARATED_ROLES for right in wanted.values()):
            begun = _written(begun)  # what this list has given so far is asked about too
            for right in wanted.values():
                _require_separation(source, right, now)
        begun += [
            _begun(source, right, now)
            for key, right in wanted.items()
            if key not in kept and (right.ends_at is None or right.ends_at > now)
        ]
    _written(begun)


def _keep_or_end(
    rows: Iterable[RoleGrant], wanted: Mapping[Key, PostRight], now: datetime
) -> set[Key]:
    """Keep the rows that are wanted, end or take back the others; return the keys that are kept."""
    kept: set[Key] = set()
    for row in rows:
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
    return kept


def _require_separation(source: str, right: PostRight, now: datetime) -> None:
    require_separation(
        Q(person_id=right.person_id) & ~Q(source=source),
        right.role,
        starts_at=max(right.starts_at, now),
        ends_at=right.ends_at,
    )


def _begun(source: str, right: PostRight, now: datetime) -> RoleGrant:
    return RoleGrant(
        person_id=right.person_id,
        role=right.role,
        scope_path=right.scope_path,
        body_id=right.body_id,
        source=source,
        acting=right.acting,
        starts_at=max(right.starts_at, now),
        ends_at=right.ends_at,
    )


def _written(rows: list[RoleGrant]) -> list[RoleGrant]:
    RoleGrant.objects.bulk_create(rows, batch_size=1000)
    return []


def _key(right: PostRight, starts_at: datetime) -> Key:
    return (
        right.person_id, str(right.role), right.scope_path, right.body_id, right.acting, starts_at,
    )  # fmt: skip


def _row_key(row: RoleGrant, starts_at: datetime) -> Key:
    return (row.person_id, row.role, row.scope_path, row.body_id, row.acting, starts_at)
