"""What the worker does for the grid by the clock."""

from datetime import datetime

from linli.apps.grids.selectors.plans import due_revisions
from linli.apps.grids.services.switching import switch_revision
from linli.core.access import Actor
from linli.kit.days import local_day
from linli.kit.ticks import one_by_one


def switch_due(now: datetime) -> None:
    """Let published plans whose day has come take effect, each in its own transaction."""
    clock = Actor.system("clock")
    one_by_one(
        due_revisions(day=local_day(now)),
        lambda number: switch_revision(actor=clock, revision_id=number, now=now),
    )
