"""What the worker does for accounts by the clock."""

from datetime import datetime

from linli.apps.accounts.services import forget_old
from linli.core.access import Actor


def keep_periods(now: datetime) -> None:
    """Delete what is left of closed accounts, old sign-ins and ended roles."""
    forget_old(actor=Actor.system("retention"), now=now)
