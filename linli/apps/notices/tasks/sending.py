"""Sending letters: claimed in one transaction, sent outside any, settled in another."""

import logging
import secrets
from datetime import datetime

from linli.apps.notices import services
from linli.apps.notices.rules.delivery import CHANCES, ClaimLost
from linli.apps.notices.selectors import letters
from linli.apps.notices.tasks.letters import letter_of
from linli.core.outcomes import Outcome, later
from linli.kit.channels import adapter_for

logger = logging.getLogger(__name__)


def send_batch(now: datetime) -> int:
    """Send what is due, a batch of it; return how many letters were tried."""
    claimed = services.claim_deliveries(now=now)
    for delivery in claimed:
        try:
            _send(delivery.pk, delivery.claim, now)
        except ClaimLost:
            logger.warning("Delivery %s was taken over by another worker.", delivery.pk)
    return len(claimed)


def _send(delivery_id: int, claim: str, now: datetime) -> None:
    try:
        outcome = _attempt(delivery_id, now)
    except Exception:  # one letter that cannot be made must not hold up all others
        logger.exception("Delivery %s could not be made.", delivery_id)
        outcome = later("channel.raised")
    if outcome is None:
        services.drop_delivery(delivery_id=delivery_id, claim=claim, now=now)
        return
    services.settle_delivery(
        delivery_id=delivery_id,
        claim=claim,
        outcome=outcome,
        chance=secrets.randbelow(CHANCES),
        now=now,
    )


def _attempt(delivery_id: int, now: datetime) -> Outcome | None:
    """Return how sending ended; None when there is nothing left to say."""
    delivery = letters.delivery_with_all(delivery_id)
    matter = letters.matter_of(delivery, now=now)
    if matter is None:
        return None
    adapter = adapter_for(delivery.channel)
    if adapter is None:
        return later("channel.not_set_up")
    return adapter.send(letter_of(matter, delivery.key))
