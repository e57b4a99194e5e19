"""What the worker does for notices by the clock: hand out, send, push, sum up, forget."""

import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.apps.notices import services
from linli.apps.notices.rules.timing import digest_due
from linli.apps.notices.selectors import due
from linli.apps.notices.tasks.pushing import push_batch
from linli.apps.notices.tasks.sending import send_batch
from linli.core.access import Actor
from linli.kit.channels import names

# One tick works this long at most, so that the other ticks of the worker have their turn; it is
# far below the time of a claim.
MOST_SECONDS = 60
_DIGESTS = 100


def deliver(now: datetime) -> None:
    """Hand out what was posted, then send and push what is due."""
    ends = time.monotonic() + MOST_SECONDS
    _until(ends, lambda: due.handing_out_is_due(now) and services.hand_out_next(now=now))
    _until(ends, lambda: due.deliveries_are_due(now) and send_batch(now))
    _until(ends, lambda: due.webhook_deliveries_are_due(now) and push_batch(now))


def _until(ends: float, step: Callable[[], object]) -> None:
    while step() and time.monotonic() < ends:
        pass


def sum_up(now: datetime) -> None:
    """Compose the summaries of the day, once its hour has come."""
    hour = digest_due(now, ZoneInfo(settings.TIME_ZONE))
    if hour is None or not names():
        return
    for seat_id in due.seats_told_in_digests(hour):
        services.follow_post(seat_id=seat_id, before=hour, now=now)
    for account_id in due.accounts_awaiting_digest(hour.date(), hour, names(), _DIGESTS):
        services.compose_digest(account_id=account_id, day=hour.date(), before=hour, now=now)


def forget(now: datetime) -> None:
    """Delete the notices whose time is over."""
    services.delete_old_notices(actor=Actor.system("retention"), now=now)
