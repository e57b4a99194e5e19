"""What the worker does for clocks and tasks, every minute; again at any time without harm."""

from datetime import datetime

from linli.apps.cases.services.delays import end_due_delays, tell_due_reviews
from linli.apps.cases.services.ladder import climb_due, recheck_due
from linli.apps.cases.services.overdue import mark_overdue
from linli.apps.cases.services.rehoming import rehome_orphans
from linli.core.access import Actor


def strike(now: datetime) -> None:
    """Move orphaned tasks, let pauses end, follow the calendar, mark what is late, climb."""
    clock = Actor.system("clock")
    rehome_orphans(actor=clock, now=now)
    end_due_delays(actor=clock, now=now)
    tell_due_reviews(now=now)
    recheck_due(actor=clock, now=now)
    mark_overdue(now=now)
    climb_due(actor=clock, now=now)
