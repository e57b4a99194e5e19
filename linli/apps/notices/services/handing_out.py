"""Handing notices out: posts and persons become accounts, inboxes fill, letters are queued.

Nothing here leaves the platform, so each step is one transaction and needs no claim.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from linli.apps.notices.models import Addressee, Delivery, InboxEntry
from linli.apps.notices.rules.delivery import Channel
from linli.apps.notices.rules.posting import LEFT_BEHIND, RecipientKind, Urgency
from linli.apps.notices.rules.timing import leaves_at
from linli.apps.notices.selectors.reaching import Reached, channels_of, reached_by
from linli.apps.notices.services.posting import sending_key
from linli.kit.channels import names
from linli.kit.days import local_day

# When nobody answers, it is looked at again every hour: posts are filled, accounts are opened.
_LOOK_AGAIN = timedelta(hours=1)
_CHANNELS = {RecipientKind.ADDRESS: Channel.EMAIL, RecipientKind.PHONE: Channel.SMS}


@transaction.atomic
def hand_out_next(*, now: datetime) -> Addressee | None:
    """Hand out the next notice that is due, to one addressee; None when nothing is due.

    A notice that reaches nobody stays, says why, and is looked at again.
    Source: [rule:notice-posting].
    """
    addressee = (
        Addressee.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(handed_at=None, due_at__lte=now)
        .select_related("notice")
        .order_by("due_at", "pk")
        .first()
    )
    if addressee is None:
        return None
    if addressee.kind in LEFT_BEHIND:
        _queue_letter(addressee, now)
    else:
        reached = reached_by(addressee, local_day(now))
        if reached.account is None:
            addressee.due_at = now + _LOOK_AGAIN
            addressee.waiting_for = reached.waiting_for
            addressee.save(update_fields=["due_at", "waiting_for"])
            return addressee
        _fill_inbox(addressee, reached, now)
    addressee.handed_at, addressee.waiting_for = now, ""
    addressee.save(update_fields=["handed_at", "waiting_for"])
    return addressee


def _fill_inbox(addressee: Addressee, reached: Reached, now: datetime) -> None:
    notice = addressee.notice
    entry, is_new = InboxEntry.objects.get_or_create(
        notice=notice,
        account=reached.account,
        defaults={
            "seat_id": addressee.target_id if addressee.kind == RecipientKind.POST else None,
            "is_fallback": reached.is_fallback,
            "urgency": notice.urgency,
            "posted_at": notice.posted_at,
        },
    )
    if not is_new or notice.urgency == Urgency.DIGEST:
        return
    urgency = Urgency(notice.urgency)
    Delivery.objects.bulk_create(
        Delivery(
            key=sending_key(),
            due_at=leaves_at(urgency, now, ZoneInfo(settings.TIME_ZONE)),
            queued_at=now,
            channel=choice.channel,
            scope_path=notice.scope_path,
            urgency=urgency,
            entry=entry,
        )
        for choice in channels_of(entry.account_id, urgency, names())
    )


def _queue_letter(addressee: Addressee, now: datetime) -> None:
    """Queue the letter to somebody without an account: for them there is no daily summary."""
    notice = addressee.notice
    urgency = Urgency.DANGER if notice.urgency == Urgency.DANGER else Urgency.PROMPT
    Delivery.objects.create(
        key=sending_key(),
        due_at=leaves_at(urgency, now, ZoneInfo(settings.TIME_ZONE)),
        queued_at=now,
        channel=_CHANNELS[RecipientKind(addressee.kind)],
        scope_path=notice.scope_path,
        urgency=urgency,
        addressee=addressee,
    )
