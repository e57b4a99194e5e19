"""The key behind a secret: one query and one for its grants, both with their SQL at hand."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from linli.apps.accounts.selectors import program_of
from linli.apps.interfaces.models import KeySecret
from linli.apps.interfaces.rules.keys import KeyAct, acts_of
from linli.apps.interfaces.rules.secrets import LONGEST, MARK, secret_digest
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.core.tree import is_within
from linli.kit.lots import Lots
from linli.kit.prepared import Prepared, hole

# Calls that this process has counted ahead and not admitted yet, by key and kind.
SET_ASIDE = Lots()


@dataclass(frozen=True, slots=True)
class CallingKey:
    """A key that works: for whom, where, what it may do, and how often."""

    key_id: int
    name: str
    purpose: str
    account_id: int
    body_id: int
    body_name: str
    place_id: int
    place_kind: PlaceKind
    place_code: str
    place_name: str
    scope_path: str
    acts: frozenset[KeyAct]
    reads_per_minute: int
    writes_per_minute: int
    expires_at: datetime

    def actor(self, now: datetime) -> Actor:
        """Return the technical account as an actor, with what it holds now."""
        return program_of(self.account_id, name=self.name, now=now)

    def reaches(self, path: str) -> bool:
        """Tell whether a place lies in the scope of the key."""
        return is_within(path, self.scope_path)


def _holes():  # type: ignore[no-untyped-def]
    now = hole("now", KeySecret, "drawn_at")
    return KeySecret.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        digest=hole("digest", KeySecret, "digest"),
        key__ended_at__isnull=True,
        key__expires_at__gt=now,
        key__account__is_active=True,
    ).values_list(
        "key_id", "key__name", "key__purpose", "key__account_id", "key__body_id",
        "key__body__name", "key__place_id", "key__place__kind", "key__place__code",
        "key__place__name", "key__scope_path", "key__acts", "key__reads_per_minute",
        "key__writes_per_minute", "key__expires_at",
    )  # fmt: skip


_KEYS = Prepared(_holes, steady=True)


def calling_key(secret: str, now: datetime) -> CallingKey | None:
    """Return the key that this secret opens at `now`, or None."""
    if not secret.startswith(MARK) or len(secret) > LONGEST:
        return None
    rows = _KEYS.rows(digest=secret_digest(secret), now=now)
    if not rows:
        return None
    values = list(rows[0])
    values[7] = PlaceKind(values[7])
    values[11] = acts_of(values[11])
    return CallingKey(*values)
