"""What the worker does for files by the clock."""

from datetime import datetime

from linli.apps.transfers import services
from linli.core.access import Actor


def work(now: datetime) -> None:
    """Go on with imports that wait: trial runs, and commits that were confirmed or broke off."""
    services.work_on_imports(now=now)


def tidy(now: datetime) -> None:
    """Delete uploaded files whose time is over."""
    services.drop_old_files(now=now)


def keep_periods(now: datetime) -> None:
    """Delete records of files whose period is over."""
    services.forget_transfers(actor=Actor.system("retention"), now=now)
