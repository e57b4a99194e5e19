"""Pushing events to webhooks: claimed, signed and sent outside any transaction, settled."""

import logging
import secrets
from datetime import datetime, timedelta
from ipaddress import ip_network

from django.conf import settings

from linli.apps.notices import services
from linli.apps.notices.rules.delivery import CHANCES, ClaimLost
from linli.apps.notices.rules.webhooks import headers
from linli.apps.notices.selectors.webhooks import Push, push_of
from linli.core.outcomes import Outcome, Verdict, later, never
from linli.kit.outgoing import Answer, Unreachable, public_or_within, request

logger = logging.getLogger(__name__)
TIME_LIMIT = 15.0
_GONE = 410
_LONGEST_WISH = timedelta(hours=6)


def push_batch(now: datetime) -> int:
    """Push what is due, a batch of it; return how many events were tried."""
    claimed = services.claim_webhook_deliveries(now=now)
    for delivery in claimed:
        push = push_of(delivery.pk)
        outcome = later("channel.disabled") if push is None else attempt(push, now)
        try:
            services.settle_webhook_delivery(
                delivery_id=delivery.pk,
                claim=delivery.claim,
                outcome=outcome,
                chance=secrets.randbelow(CHANCES),
                now=now,
            )
        except ClaimLost:
            logger.warning("Event %s was taken over by another worker.", delivery.pk)
    return len(claimed)


def attempt(push: Push, now: datetime) -> Outcome:
    """Push one event and return how it ended."""
    networks = [ip_network(text) for text in settings.WEBHOOK_NETWORKS]
    try:
        answer = request(
            "POST",
            push.url,
            headers=headers(push.secret, push.key, now, push.body),
            body=push.body.encode(),
            time_limit=TIME_LIMIT,
            judge=public_or_within(networks),
        )
    except Unreachable as problem:
        return later(f"channel.{problem.code}")
    return _outcome(answer)


def _outcome(answer: Answer) -> Outcome:
    if 200 <= answer.status < 300:
        return Outcome(Verdict.SENT, status=answer.status)
    if answer.status == _GONE:
        return never("channel.gone", answer.status)
    wish = answer.headers.get("retry-after", "")
    pause = timedelta(seconds=int(wish)) if wish.isascii() and wish.isdigit() else None
    return later("channel.refused", answer.status, pause and min(pause, _LONGEST_WISH))
