"""What system administrators see: states, attempts and reasons; never texts or addresses."""

from dataclasses import dataclass
from datetime import datetime

from linli.apps.notices.labels import CHANNELS, Text, kind_named
from linli.apps.notices.models import Addressee, Delivery, Notice
from linli.apps.notices.rules.delivery import Channel, SendingState
from linli.apps.notices.rules.readers import ADMINISTRATORS
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.pages import Page, keyset_page
from linli.kit.scoped import under
from linli.kit.sentences import sentence_for


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One letter without what it says."""

    delivery_id: int
    queued_at: datetime
    channel: Text
    kind: Text
    state: SendingState
    attempts: int
    reason: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One notice that reaches nobody yet."""

    posted_at: datetime
    kind: Text
    target: str
    reason: str
    due_at: datetime


def delivery_page(
    actor: Actor, *, state: SendingState, after: str = "", summary: Text = "", code: Text = ""
) -> Page:
    """Return a page of letters in one state at the administrator's places, the newest first.

    `summary` and `code` are the words for letters that are no single notice.
    """
    rows = (
        Delivery.objects.under(*actor.paths(ADMINISTRATORS))
        .filter(state=state)
        .select_related("entry__notice", "addressee__notice")
    )
    page = keyset_page(rows, order=("-queued_at", "-id"), after=after)
    lines = [_line(row, summary, code) for row in page.rows]
    return Page(rows=lines, after=page.after)


def _line(row: Delivery, summary: Text, code: Text) -> DeliveryLine:
    notice: Notice | None = None
    if row.entry is not None:
        notice = row.entry.notice
    elif row.addressee is not None:
        notice = row.addressee.notice
    kind = kind_named(notice.kind).label if notice else (summary if row.digest_id else code)
    state = SendingState(row.state)
    return DeliveryLine(
        delivery_id=row.pk,
        queued_at=row.queued_at,
        channel=CHANNELS[Channel(row.channel)],
        kind=kind,
        state=state,
        attempts=row.attempts,
        reason=sentence_for(row.last_code, default=row.last_code) if row.last_code else "",
        due_at=row.due_at if row.settled_at is None else None,
    )


def get_delivery(actor: Actor, delivery_id: int) -> Delivery:
    """Return a letter at the administrator's places; raises NotFound."""
    rows = Delivery.objects.under(*actor.paths(ADMINISTRATORS))
    found = rows.filter(pk=delivery_id).first()
    if found is None:
        raise NotFound(delivery=delivery_id)
    return found


def failed_count(actor: Actor) -> int:
    """Return how many letters have failed for good at the administrator's places."""
    rows = Delivery.objects.under(*actor.paths(ADMINISTRATORS))
    return rows.filter(state=SendingState.FAILED).count()


def waiting_page(actor: Actor, *, after: str = "") -> Page:
    """Return a page of notices that reach nobody yet, at the administrator's places."""
    rows = (
        Addressee.objects.filter(handed_at=None)
        .exclude(waiting_for="")
        .filter(under(actor.paths(ADMINISTRATORS), "notice__scope_path"))
        .select_related("notice")
    )
    page = keyset_page(rows, order=("due_at", "id"), after=after)
    lines = [
        WaitingLine(
            posted_at=row.notice.posted_at,
            kind=kind_named(row.notice.kind).label,
            target=f"{row.kind.lower()}:{row.target_id}",
            reason=sentence_for(row.waiting_for, default=row.waiting_for),
            due_at=row.due_at,
        )
        for row in page.rows
    ]
    return Page(rows=lines, after=page.after)
