"""What the worker does for clocks and tasks, every minute; again at any time without harm."""

from datetime import datetime

from linli.apps.cases.services.delays import end_due_delays, tell_due_reviews
from linli.apps.cases.services.ladder import climb_due, recheck_due
from linli.apps.cases.services.overdue import mark_overdue
from linli.apps.cases.services.rehoming import rehome_orphans
from linli.core.access import Actor
from linli.kit.ticks import one_by_one


def strike(now: datetime) -> None:
    """Move orphaned tasks, let pauses end, follow the calendar, mark what is late, climb.

    One step that fails holds up none of the others.
    """
    clock = Actor.system("clock")
    steps = (
        lambda: rehome_orphans(actor=clock, now=now),
        lambda: end_due_delays(actor=clock, now=now),
        lambda: tell_due_reviews(now=now),
        lambda: recheck_due(actor=clock, now=now),
        lambda: mark_overdue(now=now),
        lambda: climb_due(actor=clock, now=now),
    )
    one_by_one(steps, lambda step: step())
