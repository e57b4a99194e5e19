"""Whether the worker has something to do: plain reads, so that an idle worker locks nothing."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from linli.apps.notices.models import (
    Addressee,
    ChannelChoice,
    Delivery,
    Digest,
    InboxEntry,
    WebhookDelivery,
)
from linli.apps.notices.rules.choices import Reach
from linli.apps.notices.rules.delivery import OPEN_STATES
from linli.apps.notices.rules.posting import Urgency


def handing_out_is_due(now: datetime) -> bool:
    """Tell whether a notice waits to be handed out."""
    return Addressee.objects.filter(handed_at=None, due_at__lte=now).exists()


def deliveries_are_due(now: datetime) -> bool:
    """Tell whether a letter waits to be sent."""
    return Delivery.objects.filter(state__in=OPEN_STATES, due_at__lte=now).exists()


def webhook_deliveries_are_due(now: datetime) -> bool:
    """Tell whether an event waits to be pushed."""
    return WebhookDelivery.objects.filter(state__in=OPEN_STATES, due_at__lte=now).exists()


def seats_told_in_digests(before: datetime) -> list[int]:
    """Return the posts by which something came that the next summaries would tell."""
    rows = _untold(before).filter(seat_id__isnull=False)
    return list(rows.order_by("seat_id").values_list("seat_id", flat=True).distinct())


def accounts_awaiting_digest(
    day: date, before: datetime, channels: Collection[str], most: int
) -> list[int]:
    """Return accounts with something untold, a channel for it, and no summary on `day` yet."""
    channel = ChannelChoice.objects.filter(
        account=OuterRef("account"),
        reach=Reach.ALL,
        confirmed_at__isnull=False,
        channel__in=list(channels),
    )
    told = Digest.objects.filter(account=OuterRef("account"), day=day)
    rows = _untold(before).filter(Exists(channel)).exclude(Exists(told))
    return list(rows.order_by("account").values_list("account", flat=True).distinct()[:most])


def _untold(before: datetime):  # type: ignore[no-untyped-def]
    return InboxEntry.objects.filter(
        urgency=Urgency.DIGEST, digest=None, read_at=None, posted_at__lt=before
    )
