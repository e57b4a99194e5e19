"""Whom a notice has reached: it stands in an inbox, or a channel has taken it for an address."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from linli.apps.notices.models import Addressee
from linli.apps.notices.rules.delivery import SendingState
from linli.apps.notices.rules.posting import RecipientKind


@dataclass(frozen=True, slots=True)
class ServedBy:
    """One addressee whom a notice has reached; `target_id` is None for an address that was left."""

    dedupe_key: str
    kind: RecipientKind
    target_id: int | None


def served(dedupe_keys: Iterable[str]) -> list[ServedBy]:
    """Return the addressees whom the notices with these keys have reached."""
    delivered = Q(target_id__isnull=True, deliveries__state=SendingState.DELIVERED)
    rows = Addressee.objects.filter(
        Q(target_id__isnull=False) | delivered,
        notice__dedupe_key__in=list(dedupe_keys),
        handed_at__isnull=False,
    )
    found = rows.order_by("pk").values_list("notice__dedupe_key", "kind", "target_id").distinct()
    return [ServedBy(key, RecipientKind(kind), target) for key, kind, target in found]
