"""Days of the installation's calendar and the instants they begin at."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings


def local_day(now: datetime) -> date:
    """Return the day that `now` falls on here."""
    return now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def day_start(day: date) -> datetime:
    """Return the instant at which `day` begins here."""
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))
