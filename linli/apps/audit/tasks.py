"""What the worker does for the trail by the clock."""

from datetime import datetime

from linli.apps.audit.services import seal_all


def seal(now: datetime) -> None:
    """Seal what no seal covers yet."""
    seal_all(now=now)
