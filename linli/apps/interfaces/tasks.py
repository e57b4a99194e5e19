"""What the worker does for interfaces."""

from datetime import datetime

from linli.apps.interfaces import services
from linli.core.access import Actor


def forget(now: datetime) -> None:
    """Delete counts and readings whose period is over."""
    services.forget_calls(actor=Actor.system(), now=now)
