"""The queue of sendings: claimed under a lock, settled after the attempt, tried again by hand.

Two workers never hold one sending: on PostgreSQL a claimed row is skipped, on SQLite a claim is a
writing transaction, and there is one writer. Source: [rule:notice-delivery].
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.notices import permissions
from linli.apps.notices.models import Addressee, Delivery, WebhookDelivery
from linli.apps.notices.rules.delivery import (
    CLAIM_TIME,
    OPEN_STATES,
    SENDING,
    ClaimLost,
    SendingAction,
    SendingState,
    action_for,
    pause_after,
)
from linli.apps.notices.rules.posting import Urgency
from linli.apps.notices.rules.timing import leaves_at
from linli.core.access import Actor, require
from linli.core.errors import NotFound
from linli.core.outcomes import Outcome

BATCH = 10
AnySending = TypeVar("AnySending", Delivery, WebhookDelivery)


def claim_deliveries(*, now: datetime, most: int = BATCH) -> Sequence[Delivery]:
    """Take up to `most` letters that are due, for CLAIM_TIME; nobody else gets them until then."""
    return _claim(Delivery, now, most)


def claim_webhook_deliveries(*, now: datetime, most: int = BATCH) -> Sequence[WebhookDelivery]:
    """Take up to `most` events that are due, for CLAIM_TIME."""
    return _claim(WebhookDelivery, now, most)


@transaction.atomic
def _claim(model: type[AnySending], now: datetime, most: int) -> Sequence[AnySending]:
    rows = list(
        model.objects.select_for_update(skip_locked=True)
        .filter(state__in=OPEN_STATES, due_at__lte=now)
        .order_by("due_at", "pk")[:most]
    )
    claim = secrets.token_hex(16)
    for row in rows:
        row.claim, row.due_at, row.tried_at = claim, now + CLAIM_TIME, now
        row.attempts += 1
        _move(row, SendingAction.CLAIM)
    model.objects.bulk_update(rows, ["state", "claim", "due_at", "tried_at", "attempts"])
    return rows


@transaction.atomic
def settle_delivery(
    *, delivery_id: int, claim: str, outcome: Outcome, chance: int, now: datetime
) -> Delivery:
    """Note how an attempt ended; `chance` (0 … 999) spreads the next one.

    Raises ClaimLost when the claim has lapsed and somebody else has taken it.
    """
    row = _claimed(Delivery, delivery_id, claim)
    settle(row, outcome, Urgency(row.urgency), chance, now)
    row.save(update_fields=_SETTLED)
    if row.state == SendingState.DELIVERED:
        _forget_address(row)
    return row


@transaction.atomic
def drop_delivery(*, delivery_id: int, claim: str, now: datetime) -> Delivery:
    """Take a sending out because its matter is done; raises ClaimLost."""
    row = _claimed(Delivery, delivery_id, claim)
    row.settled_at = now
    _move(row, SendingAction.DROP)
    row.save(update_fields=_SETTLED)
    _forget_address(row)
    return row


def _forget_address(row: Delivery) -> None:
    """Empty an address that has served: what is not kept cannot leak [rule:notice-retention]."""
    if row.addressee_id is not None:
        Addressee.objects.filter(pk=row.addressee_id).update(address=None)


_SETTLED = ["state", "claim", "due_at", "last_code", "settled_at"]


def settle(
    row: Delivery | WebhookDelivery, outcome: Outcome, urgency: Urgency, chance: int, now: datetime
) -> None:
    """Move a claimed sending by the outcome of its attempt; the caller saves it."""
    action = action_for(outcome, row.attempts)
    row.claim, row.last_code = "", outcome.code
    if action == SendingAction.DEFER:
        pause = max(pause_after(row.attempts, chance), outcome.pause or CLAIM_TIME * 0)
        row.due_at = leaves_at(urgency, now + pause, ZoneInfo(settings.TIME_ZONE))
    else:
        row.settled_at = now
    _move(row, action)


@transaction.atomic
def retry_delivery(*, actor: Actor, delivery_id: int, now: datetime) -> Delivery:
    """Queue a letter again that had failed for good (重新发送).

    Raises NotFound, NotAllowed, IllegalTransition.
    """
    row = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
    if row is None:
        raise NotFound(delivery=delivery_id)
    decision = require(permissions.can_administer(actor, row.scope_path))
    requeue(row, now)
    record(
        actor=actor,
        kind="notices.delivery_retried",
        subject_type="delivery",
        subject_id=row.pk,
        now=now,
        scope_path=row.scope_path,
        grant=decision.grant,
        facts={"channel": row.channel, "code": row.last_code},
    )
    return row


def requeue(row: Delivery | WebhookDelivery, now: datetime) -> None:
    """Put a failed sending back into the queue, with all its attempts before it again."""
    _move(row, SendingAction.RETRY)
    row.attempts, row.due_at, row.settled_at = 0, now, None
    row.save(update_fields=["state", "attempts", "due_at", "settled_at"])


def claimed_webhook_delivery(delivery_id: int, claim: str) -> WebhookDelivery:
    """Return a claimed event, locked; raises ClaimLost."""
    return _claimed(WebhookDelivery, delivery_id, claim)


def _claimed(model: type[AnySending], sending_id: int, claim: str) -> AnySending:
    row = model.objects.select_for_update().filter(pk=sending_id, claim=claim).first()
    if row is None:
        raise ClaimLost(sending=sending_id)
    return row


def _move(row: Delivery | WebhookDelivery, action: SendingAction) -> None:
    row.state = SENDING.step(SendingState(row.state), action).next
