"""Reading subscriptions and their log."""

from dataclasses import dataclass, field
from datetime import datetime

from linli.apps.notices.labels import known_kinds
from linli.apps.notices.models import Webhook, WebhookDelivery
from linli.apps.notices.rules.delivery import SendingState
from linli.apps.notices.rules.readers import ADMINISTRATORS
from linli.apps.notices.rules.webhooks import kinds_of, wants
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.pages import Page, keyset_page
from linli.kit.scope_names import scope_names
from linli.kit.sealed_fields import opened
from linli.kit.sentences import sentence_for

_STEP = 4  # characters of a path for each level


@dataclass(frozen=True, slots=True)
class Push:
    """One event to be pushed: where to, the exact text, and what signs it."""

    url: str
    key: str
    body: str
    secret: str = field(repr=False)


def push_of(delivery_id: int) -> Push | None:
    """Return an event to be pushed, or None when its subscription has ended."""
    row = WebhookDelivery.objects.select_related("webhook").get(pk=delivery_id)
    if row.webhook.disabled_at is not None:
        return None
    return Push(row.webhook.url, row.key, row.body, opened(row.webhook.secret))


def webhooks_for(scope_path: str, kind: str) -> list[Webhook]:
    """Return the subscriptions in force that are told of a kind at a place; one query."""
    above = [scope_path[:end] for end in range(0, len(scope_path) + 1, _STEP)]
    hooks = Webhook.objects.filter(scope_path__in=above, disabled_at=None).order_by("pk")
    return [hook for hook in hooks if wants(hook.kinds, kind)]


def division_code(scope_path: str) -> str:
    """Return the code of a place by its path, or "" where there is none."""
    return Place.objects.filter(path=scope_path).values_list("code", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """One subscription as its administrator sees it."""

    webhook_id: int
    name: str
    url: str
    place: str
    kinds: list[str]
    created_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event of the log of a subscription."""

    delivery_id: int
    key: str
    kind: str
    queued_at: datetime
    tried_at: datetime | None
    state: SendingState
    attempts: int
    status: int | None
    reason: str
    body: str


def webhook_page(actor: Actor, *, after: str = "") -> Page:
    """Return a page of subscriptions at the administrator's places, by name."""
    rows = Webhook.objects.under(*actor.paths(ADMINISTRATORS))
    page = keyset_page(rows, order=("name", "id"), after=after)
    places = scope_names({row.scope_path for row in page.rows})
    return Page(rows=[_webhook_line(row, places) for row in page.rows], after=page.after)


def get_webhook(actor: Actor, webhook_id: int) -> WebhookLine:
    """Return a subscription at the administrator's places; raises NotFound."""
    rows = Webhook.objects.under(*actor.paths(ADMINISTRATORS))
    row = rows.filter(pk=webhook_id).first()
    if row is None:
        raise NotFound(webhook=webhook_id)
    return _webhook_line(row, scope_names({row.scope_path}))


def _webhook_line(row: Webhook, places: dict[str, str]) -> WebhookLine:
    known = known_kinds()
    return WebhookLine(
        webhook_id=row.pk,
        name=row.name,
        url=row.url,
        place=places.get(row.scope_path, ""),
        kinds=[
            str(known[kind].label) if kind in known else kind
            for kind in sorted(kinds_of(row.kinds))
        ],
        created_at=row.created_at,
        failing_since=row.failing_since,
        disabled_at=row.disabled_at,
    )


def event_page(webhook_id: int, *, after: str = "") -> Page:
    """Return a page of the log of a subscription, the newest first."""
    rows = WebhookDelivery.objects.filter(webhook=webhook_id)
    page = keyset_page(rows, order=("-queued_at", "-id"), after=after)
    known = known_kinds()
    lines = [
        EventLine(
            delivery_id=row.pk,
            key=row.key,
            kind=str(known[row.kind].label) if row.kind in known else row.kind,
            queued_at=row.queued_at,
            tried_at=row.tried_at,
            state=SendingState(row.state),
            attempts=row.attempts,
            status=row.status,
            reason=sentence_for(row.last_code, default=row.last_code) if row.last_code else "",
            body=row.body,
        )
        for row in page.rows
    ]
    return Page(rows=lines, after=page.after)


def event_of_webhook(webhook_id: int, delivery_id: int) -> int:
    """Return the number of an event if it belongs to the subscription; raises NotFound."""
    if not WebhookDelivery.objects.filter(webhook=webhook_id, pk=delivery_id).exists():
        raise NotFound(delivery=delivery_id)
    return delivery_id


def places_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """Return (path, name) of the places an administrator may subscribe for: their own."""
    paths = actor.paths(ADMINISTRATORS)
    names = scope_names(paths)
    return [(path, names.get(path, "")) for path in paths]
