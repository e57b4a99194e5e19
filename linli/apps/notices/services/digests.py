"""The daily summary: composed once a day for each account that has a channel for it."""

from datetime import date, datetime

from django.db import transaction

from linli.apps.accounts.models import Account
from linli.apps.notices.models import Delivery, Digest, InboxEntry
from linli.apps.notices.rules.posting import Urgency
from linli.apps.notices.selectors.letters import digest_entries_due, open_notices
from linli.apps.notices.selectors.reaching import channels_of, reached_by_post, scope_of_account
from linli.apps.notices.services.posting import sending_key
from linli.kit.channels import names
from linli.kit.days import local_day


@transaction.atomic
def compose_digest(*, account_id: int, day: date, before: datetime, now: datetime) -> Digest | None:
    """Compose the summary of one account for a day (每日汇总); None when it has one already.

    It takes what was posted before `before`; what is done by now is left out for good. With
    nothing left, the row stands for having looked, and nothing is queued.
    Source: [rule:daily-digest].
    """
    Account.objects.select_for_update().get(pk=account_id)
    if Digest.objects.filter(account=account_id, day=day).exists():
        return None
    digest = Digest.objects.create(account_id=account_id, day=day, composed_at=now)
    entries = digest_entries_due(account_id, before)
    InboxEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(digest=digest)
    scope = scope_of_account(account_id, now)
    if open_notices(entry.notice for entry in entries):
        Delivery.objects.bulk_create(
            Delivery(
                key=sending_key(),
                due_at=now,
                queued_at=now,
                channel=choice.channel,
                scope_path=scope,
                urgency=Urgency.DIGEST,
                digest=digest,
            )
            for choice in channels_of(account_id, Urgency.DIGEST, names())
        )
    return digest


@transaction.atomic
def follow_post(*, seat_id: int, before: datetime, now: datetime) -> int:
    """Let what a post has not been told yet follow the post; return how much changed hands.

    Whoever acts for the post this morning is told, not whoever did when it was posted.
    """
    reached = reached_by_post(seat_id, local_day(now))
    if reached.account is None:
        return 0
    rows = InboxEntry.objects.select_for_update().filter(
        seat_id=seat_id, urgency=Urgency.DIGEST, digest=None, read_at=None, posted_at__lt=before
    )
    moved = list(rows.exclude(account=reached.account).order_by("pk"))
    has_already = set(
        InboxEntry.objects.filter(
            account=reached.account, notice__in=[entry.notice_id for entry in moved]
        ).values_list("notice", flat=True)
    )
    InboxEntry.objects.filter(
        pk__in=[entry.pk for entry in moved if entry.notice_id in has_already]
    ).delete()
    InboxEntry.objects.filter(
        pk__in=[entry.pk for entry in moved if entry.notice_id not in has_already]
    ).update(account=reached.account, is_fallback=reached.is_fallback)
    return len(moved)
