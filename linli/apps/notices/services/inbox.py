"""Reading one's inbox."""

from datetime import datetime

from django.db import transaction

from linli.apps.notices import permissions
from linli.apps.notices.models import InboxEntry
from linli.core.access import Actor, require
from linli.core.errors import NotFound


@transaction.atomic
def read_entry(*, actor: Actor, entry_id: int, now: datetime) -> InboxEntry:
    """Mark an entry of one's own as read (已读), the first time; raises NotFound.

    No row in the trail: whether somebody has read something is theirs.
    """
    require(permissions.can_read_inbox(actor))
    entry = (
        InboxEntry.objects.select_for_update(of=("self",))
        .select_related("notice")
        .filter(pk=entry_id, account=actor.account_id)
        .first()
    )
    if entry is None:
        raise NotFound(entry=entry_id)
    if entry.read_at is None:
        entry.read_at = now
        entry.save(update_fields=["read_at"])
    return entry


@transaction.atomic
def read_everything(*, actor: Actor, now: datetime) -> int:
    """Mark all entries of one's own as read (全部已读); return how many were not."""
    require(permissions.can_read_inbox(actor))
    return InboxEntry.objects.filter(account=actor.account_id, read_at=None).update(read_at=now)
