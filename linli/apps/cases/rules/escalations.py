"""What climbed the ladder waits with the post that was told, until that post answers.

Escalation is no rejection: it goes up, is decided, and goes back to who has the task.
Source: [rule:case-escalations].
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linli.apps.cases.rules.clocks import ClockEventKind
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.ladder import AFTER_BREACH, BREACH, awake
from linli.apps.cases.rules.timing import due_of
from linli.core.worktime import WorkCalendar


class EscalationState(StrEnum):
    """What became of what climbed to a post (升级处理)."""

    WAITING = "WAITING"  # 待答复
    ANSWERED = "ANSWERED"  # 已答复
    ENDED = "ENDED"  # 已了结


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened to a clock, as far as it is about who was told.

    `seats` are the posts that were told, or whose list an answer emptied.
    """

    kind: ClockEventKind
    at: datetime
    due: datetime | None
    seats: tuple[int, ...] = ()


# What moves the due time of a clock, or lets it stand.
_MOVES = frozenset(
    {
        ClockEventKind.PAUSED,
        ClockEventKind.RESUMED,
        ClockEventKind.EXTENDED,
        ClockEventKind.CHANGED,
    }
)


def settles(kind: ClockEventKind, *, due: datetime | None, at: datetime) -> bool:
    """Tell whether an event of a clock answers all that climbed: done, standing, or more time."""
    return kind == ClockEventKind.STOPPED or (kind in _MOVES and (due is None or due > at))


def states_of(events: Iterable[Happened]) -> Mapping[int, EscalationState]:
    """Return how it stands with each post that was told of one clock, from all that happened."""
    states: dict[int, EscalationState] = {}
    for event in events:
        if event.kind == ClockEventKind.ESCALATED:
            states |= dict.fromkeys(event.seats, EscalationState.WAITING)
        elif event.kind == ClockEventKind.ANSWERED:
            states |= dict.fromkeys(event.seats, EscalationState.ANSWERED)
        elif settles(event.kind, due=event.due, at=event.at):
            waiting = [seat for seat, how in states.items() if how == EscalationState.WAITING]
            states |= dict.fromkeys(waiting, EscalationState.ENDED)
    return states


def climbs_on_at(
    rung: int, *, level: Level, answered: datetime, calendar: WorkCalendar
) -> datetime:
    """Return when a rung behind the breach is climbed after an answer from below it.

    Whoever has the task gets from the answer on the time that rung leaves after the due time.
    """
    at = due_of(answered, AFTER_BREACH[level][rung - BREACH - 1], calendar)
    return awake(at, level, calendar.zone)
