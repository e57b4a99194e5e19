"""What the worker does for cases by the clock."""

from datetime import datetime

from linli.apps.cases.services import erase_old_cases, lapse_due_cases
from linli.core.access import Actor


def lapse(now: datetime) -> None:
    """Close checked cases whose reporters said nothing in time."""
    lapse_due_cases(actor=Actor.system("lapse"), now=now)


def keep_periods(now: datetime) -> None:
    """Erase what old closed cases say about people."""
    erase_old_cases(actor=Actor.system("retention"), now=now)
