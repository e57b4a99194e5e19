"""Whom a notice has reached: it stands in an inbox, or a channel has taken it for an address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from linli.apps.notices.models import Addressee
from linli.apps.notices.rules.delivery import SendingState
from linli.apps.notices.rules.posting import RecipientKind


@dataclass(frozen=True, slots=True)
class ServedBy:
    """One addressee whom a notice has reached, and when.

    `target_id` is None for an address that was left.
    """

    dedupe_key: str
    kind: RecipientKind
    target_id: int | None
    at: datetime


def served(dedupe_keys: Iterable[str]) -> list[ServedBy]:
    """Return the addressees whom the notices with these keys have reached."""
    delivered = Q(target_id__isnull=True, deliveries__state=SendingState.DELIVERED)
    rows = Addressee.objects.filter(
        Q(target_id__isnull=False) | delivered,
        notice__dedupe_key__in=list(dedupe_keys),
        handed_at__isnull=False,
    )
    found = rows.order_by("pk").values_list(
        "notice__dedupe_key", "kind", "target_id", "handed_at", "deliveries__settled_at"
    )
    return [
        ServedBy(key, RecipientKind(kind), target, at)
        for key, kind, target, handed, settled in found.distinct()
        if (at := settled or handed) is not None
    ]


@dataclass(frozen=True, slots=True)
class LettersLeft:
    """What became of a notice to numbers and addresses that were left."""

    served: int
    failed: int
    last_at: datetime | None


def letters_left(dedupe_key: str) -> LettersLeft | None:
    """Return how far the letters of a notice are; None where it went to no such address."""
    rows = list(
        Addressee.objects.filter(notice__dedupe_key=dedupe_key, target_id__isnull=True)
        .order_by("pk")
        .values_list("deliveries__state", "deliveries__settled_at", "handed_at")
    )
    if not rows:
        return None
    reached = [settled or at for state, settled, at in rows if state == SendingState.DELIVERED]
    return LettersLeft(
        served=len(reached),
        failed=sum(state == SendingState.FAILED for state, _settled, _at in rows),
        last_at=max((at for at in reached if at is not None), default=None),
    )
