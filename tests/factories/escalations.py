"""What waits with posts, told again from the events of a clock."""

import json
from collections.abc import Mapping

from linli.apps.cases.models import Clock, ClockEvent
from linli.apps.cases.rules.clocks import ClockEventKind
from linli.apps.cases.rules.escalations import EscalationState, Happened, states_of


def told_by(clock: Clock) -> Mapping[int, EscalationState]:
    """Return how it stands with each post by what is kept of a clock and never changed."""
    events = ClockEvent.objects.filter(clock=clock).order_by("number")
    return states_of(
        Happened(
            ClockEventKind(one.kind),
            one.at,
            one.due_at,
            tuple(json.loads(one.facts).get("seats", ())),
        )
        for one in events
    )
