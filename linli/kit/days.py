"""Days of the installation's calendar and the instants they begin at."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.core.errors import InvalidInput


class DayMalformed(InvalidInput):
    """What stands for a day in an address is none."""

    code = "page.day_malformed"


def local_day(now: datetime) -> date:
    """Return the day that `now` falls on here."""
    return now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def day_start(day: date) -> datetime:
    """Return the instant at which `day` begins here."""
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


def asked_day(text: str, today: date) -> date:
    """Return the day a page is asked for, today when it is not.

    Raises DayMalformed.
    """
    if not text:
        return today
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DayMalformed(given=text[:20]) from None
