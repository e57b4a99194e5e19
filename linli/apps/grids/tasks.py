"""What the worker does for the grid by the clock."""

from datetime import datetime

from linli.apps.grids.selectors.plans import due_revisions
from linli.apps.grids.services.switching import switch_revision
from linli.core.access import Actor
from linli.kit.days import local_day


def switch_due(now: datetime) -> None:
    """Let published plans whose day has come take effect, each in its own transaction."""
    for revision_id in due_revisions(day=local_day(now)):
        switch_revision(actor=Actor.system("clock"), revision_id=revision_id, now=now)
