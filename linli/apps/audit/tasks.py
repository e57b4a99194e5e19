"""What the worker does for the trail by the clock."""

from datetime import datetime

from linli.apps.audit import services
from linli.core.access import Actor


def seal(now: datetime) -> None:
    """Seal whatever waits."""
    services.seal_all(now=now)


def keep_periods(now: datetime) -> None:
    """Delete the rows of seals whose period is over."""
    services.release_old(actor=Actor.system("retention"), now=now)
