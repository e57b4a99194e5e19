"""Reading one's own inbox."""

from dataclasses import dataclass
from datetime import datetime

from linli.apps.notices.labels import sentences
from linli.apps.notices.models import InboxEntry
from linli.apps.notices.rules.posting import facts_of
from linli.apps.notices.selectors.letters import open_notices
from linli.core.access import Actor
from linli.kit.pages import Page, keyset_page

MOST_COUNTED = 99


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
    rows = InboxEntry.objects.filter(account=actor.account_id).select_related("notice")
    if unread_only:
        rows = rows.filter(read_at=None)
    page = keyset_page(rows, order=("-posted_at", "-id"), after=after)
    still = open_notices(entry.notice for entry in page.rows)
    lines = [inbox_line(entry, is_open=entry.notice_id in still) for entry in page.rows]
    return Page(rows=lines, after=page.after)


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
    rows = InboxEntry.objects.filter(account=actor.account_id, read_at=None)
    return rows[: MOST_COUNTED + 1].count()
