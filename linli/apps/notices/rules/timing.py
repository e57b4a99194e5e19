"""When notices leave: quiet hours at night, one digest in the morning.

Hours are those of the place (`zone`). Source: [rule:quiet-hours], [rule:daily-digest].
"""

from datetime import datetime, time, timedelta, tzinfo

from linli.apps.notices.rules.posting import Urgency

QUIET_FROM = time(22, 0)
QUIET_UNTIL = time(7, 0)
DIGEST_AT = time(8, 0)


def is_quiet(now: datetime, zone: tzinfo) -> bool:
    """Tell whether `now` lies in the night."""
    hour = now.astimezone(zone).time()
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def leaves_at(urgency: Urgency, now: datetime, zone: tzinfo) -> datetime:
    """Return when something may be sent: at once, or at the end of the quiet hours."""
    if urgency == Urgency.DANGER or not is_quiet(now, zone):
        return now
    here = now.astimezone(zone)
    day = here.date() + timedelta(days=1) if here.time() >= QUIET_FROM else here.date()
    return datetime.combine(day, QUIET_UNTIL, zone)


def digest_due(now: datetime, zone: tzinfo) -> datetime | None:
    """Return the hour of today's digest when it has come; None before it and at night.

    Its date is the day of the digest; it tells what was posted before it.
    """
    here = now.astimezone(zone)
    if not DIGEST_AT <= here.time() < QUIET_FROM:
        return None
    return datetime.combine(here.date(), DIGEST_AT, zone)
