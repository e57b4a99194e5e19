"""What the worker does for places by the clock."""

from datetime import datetime

from linli.apps.places.services import make_due_changes
from linli.core.access import Actor


def make_planned_changes(now: datetime) -> None:
    """Make the changes whose day has come."""
    make_due_changes(actor=Actor.system("plans"), now=now)
