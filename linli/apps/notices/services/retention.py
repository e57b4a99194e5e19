"""Forgetting: notices end after their period, with everything that hangs on them."""

from datetime import datetime, timedelta

from django.db import transaction

from linli.apps.notices.models import Digest, Notice, WebhookDelivery
from linli.apps.notices.rules.fields import KEPT_DAYS
from linli.core.access import Actor, by_role, require

BATCH = 500


@transaction.atomic
def delete_old_notices(*, actor: Actor, now: datetime, most: int = BATCH) -> int:
    """Delete up to `most` notices whose period is over; return how many.

    No rows in the trail: what was said about an act is no act of its own.
    Source: [rule:notice-retention].
    """
    require(by_role(actor, (), ""))
    ended = now - timedelta(days=KEPT_DAYS)
    old = list(
        Notice.objects.filter(posted_at__lt=ended)
        .order_by("posted_at")
        .values_list("pk", flat=True)[:most]
    )
    WebhookDelivery.objects.filter(queued_at__lt=ended).delete()
    Digest.objects.filter(composed_at__lt=ended, entries=None).delete()
    Notice.objects.filter(pk__in=old).delete()
    return len(old)
