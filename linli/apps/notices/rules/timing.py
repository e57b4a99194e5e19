"""When notices leave: quiet hours at night, one digest in the morning.

Hours are those of the place (`zone`). Source: [rule:quiet-hours], [rule:daily-digest].
"""

from datetime import date, datetime, time, timedelta, tzinfo

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


def digest_day(now: datetime, zone: tzinfo) -> date | None:
    """Return the day whose digest is due at `now`: none before its hour, none at night."""
    here = now.astimezone(zone)
    return here.date() if DIGEST_AT <= here.time() < QUIET_FROM else None
