"""Forgetting: notices end after their period, with everything that hangs on them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from linli.apps.accounts.rules import AFTER_CLOSING
from linli.apps.audit.services import forget_rows
from linli.apps.notices.models import (
    ChannelChoice,
    Digest,
    Notice,
    Preference,
    WebhookDelivery,
)
from linli.apps.notices.rules.fields import KEPT_DAYS
from linli.core.access import Actor, by_role, require
from linli.kit.ticks import Pieces

BATCH = 500


def delete_old_notices(*, actor: Actor, now: datetime, most: int = BATCH) -> int:
    """Delete the notices whose period is over, `most` in a transaction; return how many.

    No rows in the trail: what was said about an act is no act of its own. Addresses of closed
    accounts go too, and leave a line. Raises SomeFailed at the
    end when it broke on some; the others are gone. Source: [rule:notice-retention].
    """
    require(by_role(actor, (), ""))
    ended = now - timedelta(days=KEPT_DAYS)
    pieces = Pieces()
    for rows in (
        WebhookDelivery.objects.filter(queued_at__lt=ended),
        Digest.objects.filter(composed_at__lt=ended, entries=None),
    ):
        _delete(pieces, rows.order_by("pk"), most)
    gone = _delete(
        pieces, Notice.objects.filter(posted_at__lt=ended).order_by("posted_at", "pk"), most
    )
    closed = now - timedelta(days=AFTER_CLOSING.days)
    for name, model in (("channels", ChannelChoice), ("languages", Preference)):
        left = model.objects.filter(account__is_active=False, account__closed_at__lte=closed)
        forget_rows(pieces, name, left, kind="notices.retention_applied", actor=actor, now=now)
    pieces.settle(gone)
    return gone


def _delete(pieces: Pieces, rows: "QuerySet[Any]", most: int) -> int:
    """Delete rows batch by batch; those that cannot be deleted are passed over."""

    @transaction.atomic
    def delete(numbers: list[int]) -> int:
        rows.filter(pk__in=numbers).delete()
        return len(numbers)

    gone, before = 0, pieces.failed
    while batch := list(rows.values_list("pk", flat=True)[pieces.failed - before :][:most]):
        gone += sum(pieces.do_together(delete, batch))
    return gone
