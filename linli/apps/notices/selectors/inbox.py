"""Reading one's own inbox."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db.models import Q

from linli.apps.notices.labels import sentences
from linli.apps.notices.models import InboxEntry
from linli.apps.notices.rules.posting import facts_of
from linli.apps.notices.selectors.letters import open_notices
from linli.core.access import Actor
from linli.kit.pages import Page, PreparedPages
from linli.kit.prepared import Prepared, hole

MOST_COUNTED = 99


_UNREAD = Prepared(
    lambda: InboxEntry.objects.filter(
        account=hole("account", InboxEntry, "account"), read_at=None
    ).values_list("id")[: MOST_COUNTED + 1]
)


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One notice as its reader sees it, in the language of the page."""

    entry_id: int
    subject: str
    text: str
    title: str
    posted_at: datetime
    is_read: bool
    is_open: bool
    is_fallback: bool


def inbox_page(actor: Actor, *, unread_only: bool, after: str = "") -> Page:
    """Return a page of one's inbox, the newest first; each kind on it is asked once."""
    page = _entries(unread_only).page(after=after, account=actor.account_id)
    still = open_notices(entry.notice for entry in page.rows)
    lines = [inbox_line(entry, is_open=entry.notice_id in still) for entry in page.rows]
    return Page(rows=lines, after=page.after)


@cache
def _entries(unread_only: bool) -> PreparedPages:
    mine = Q(account=hole("account", InboxEntry, "account"))
    wanted = mine & Q(read_at=None) if unread_only else mine
    return PreparedPages(
        InboxEntry,
        lambda: InboxEntry.objects.filter(wanted).select_related("notice"),
        order=("-posted_at", "-id"),
    )


def inbox_line(entry: InboxEntry, *, is_open: bool) -> InboxLine:
    """Return one entry in words."""
    notice = entry.notice
    subject, text = sentences(notice.kind, facts_of(notice.facts))
    return InboxLine(
        entry_id=entry.pk,
        subject=subject,
        text=text,
        title=notice.about_title or notice.about_code,
        posted_at=entry.posted_at,
        is_read=entry.read_at is not None,
        is_open=is_open,
        is_fallback=entry.is_fallback,
    )


def unread_count(actor: Actor) -> int:
    """Return how many notices are unread, counted up to MOST_COUNTED + 1; one query."""
    if actor.account_id is None:
        return 0
    return len(_UNREAD.rows(account=actor.account_id))
