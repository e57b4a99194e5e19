"""What the worker does for organisations by the clock."""

from datetime import datetime

from linli.apps.organisations.services import forget_ended
from linli.core.access import Actor


def forget_report_ins(now: datetime) -> None:
    """Delete report-ins that ended more than a year ago."""
    forget_ended(actor=Actor.system("retention"), now=now)
