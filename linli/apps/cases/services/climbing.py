"""The rows of what climbed to posts: written by the ladder, settled by the clock itself.

The caller holds the lock of the case. Source: [rule:case-escalations].
"""

from datetime import datetime

from linli.apps.cases.models import Case, Clock, Escalation
from linli.apps.cases.rules.escalations import EscalationState
from linli.apps.cases.services.copies import copies_of


def note_climbed(case: Case, clock: Clock, seat_id: int, *, now: datetime) -> None:
    """Put an overdue step on the list of the post that is told; once, however often it is."""
    task = clock.task
    if clock.due_at is None:  # it stands: nothing is overdue
        return
    Escalation.objects.update_or_create(
        clock=clock,
        seat_id=seat_id,
        state=EscalationState.WAITING,
        defaults={"rung": clock.rung},
        create_defaults={
            "case": case,
            "body_id": task.body_id if task is not None else case.lead_id,
            "rung": clock.rung,
            "step": clock.step,
            "due_at": clock.due_at,
            "climbed_at": now,
            **copies_of(case, Escalation),
        },
    )


def settle_climbed(clock: Clock, *, at: datetime) -> None:
    """Take a clock off all lists: its step is done, or has more time."""
    waiting = Escalation.objects.filter(clock=clock, state=EscalationState.WAITING)
    waiting.update(state=EscalationState.ENDED, settled_at=at)
