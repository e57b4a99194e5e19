"""How many letters and pushes wait, are late or have failed, for the page of the worker's jobs."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from linli.apps.notices.models import Delivery, WebhookDelivery
from linli.apps.notices.rules.delivery import OPEN_STATES, SendingState
from linli.apps.notices.rules.readers import ADMINISTRATORS
from linli.core.access import Actor
from linli.kit.queues import Tally
from linli.kit.scoped import under

# What is due is taken within seconds; a claim alone lasts ten minutes.
_LATE = timedelta(minutes=15)


def letters(actor: Actor, now: datetime) -> Tally:
    """Return the figures of letters at the administrator's places."""
    return _tally(Delivery.objects.filter(_scope(actor, "scope_path")), now)


def pushes(actor: Actor, now: datetime) -> Tally:
    """Return the figures of events pushed to webhooks of the administrator's places."""
    return _tally(WebhookDelivery.objects.filter(_scope(actor, "webhook__scope_path")), now)


def _scope(actor: Actor, column: str) -> Q:
    return Q() if actor.is_system else under(actor.paths(ADMINISTRATORS), column)


def _tally(rows: "QuerySet[Delivery] | QuerySet[WebhookDelivery]", now: datetime) -> Tally:
    waiting = rows.filter(state__in=OPEN_STATES)
    late = waiting.filter(due_at__lt=now - _LATE).count()
    return Tally(
        waiting=waiting.count() - late,
        late=late,
        failed=rows.filter(state=SendingState.FAILED).count(),
    )
