"""Who hears when a step takes long: reminder, breach, then named posts upwards (升级督办).

At most one notice a rung, and none at night unless people are in danger. What nobody did in time
was late from its due time on, whenever the notice goes out. Source: [rule:case-limits].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from linli.apps.cases.rules.clocks import ClockEventKind, Step, TimeUnit
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.limits import Span
from linli.apps.cases.rules.timing import due_of, share_passed
from linli.core.worktime import WorkCalendar

NIGHT_BEGINS, NIGHT_ENDS = time(22), time(7)
REMIND_PART, REMIND_WHOLE = 3, 4


class Rung(StrEnum):
    """Who hears on a step of the ladder (督办层级), and who arbitrates (裁定)."""

    HOLDER = "HOLDER"  # 承办岗位
    LEADER = "LEADER"  # 承办单位负责人
    PLACE_OFFICE = "PLACE_OFFICE"  # 街道（乡镇）综治办
    DISTRICT = "DISTRICT"  # 区级
    ARBITER = "ARBITER"  # 街道（乡镇）裁定岗位
    ARBITER_TOP = "ARBITER_TOP"  # 区级裁定岗位


# Who decides whose task a returned case is, the nearest first: no rungs that hear of overdue steps.
ARBITERS = (Rung.ARBITER, Rung.ARBITER_TOP)
# For these an office may name a post of its own.
NAMED_RUNGS = (Rung.PLACE_OFFICE, Rung.DISTRICT, *ARBITERS)


@dataclass(frozen=True, slots=True)
class LadderRung:
    """What happens on a rung, and who hears of it."""

    kind: ClockEventKind
    hears: tuple[Rung, ...]


RUNGS = (
    LadderRung(ClockEventKind.REMINDED, (Rung.HOLDER,)),
    LadderRung(ClockEventKind.BREACHED, (Rung.HOLDER, Rung.LEADER)),
    LadderRung(ClockEventKind.ESCALATED, (Rung.PLACE_OFFICE,)),
    LadderRung(ClockEventKind.ESCALATED, (Rung.DISTRICT,)),
)
REMINDER, BREACH = 0, 1


def rungs_of(step: Step) -> tuple[LadderRung, ...]:
    """Return the ladder of a step; of a first contact only the body itself hears."""
    return RUNGS[: BREACH + 1] if step == Step.CONTACT else RUNGS


# How long after the due time the rungs behind the breach are climbed.
_HOUR = 60
AFTER_BREACH: Mapping[Level, tuple[Span, Span]] = MappingProxyType(
    {
        Level.ORDINARY: (Span(1, TimeUnit.WORKING_DAYS), Span(3, TimeUnit.WORKING_DAYS)),
        Level.URGENT: (
            Span(4 * _HOUR, TimeUnit.WORKING_MINUTES),
            Span(1, TimeUnit.WORKING_DAYS),
        ),
        Level.DANGER: (
            Span(30, TimeUnit.NATURAL_MINUTES),
            Span(2 * _HOUR, TimeUnit.NATURAL_MINUTES),
        ),
    }
)


def awake(at: datetime, level: Level, zone: ZoneInfo) -> datetime:
    """Return `at`, or the next morning when it falls into the night and nobody is in danger."""
    local = at.astimezone(zone)
    if level == Level.DANGER or NIGHT_ENDS <= local.time() < NIGHT_BEGINS:
        return at
    day = local.date() + timedelta(days=local.time() >= NIGHT_BEGINS)
    return datetime.combine(day, NIGHT_ENDS, zone)


def rung_at(
    rung: int, *, step: Step, level: Level, base: datetime, due: datetime, unit: TimeUnit,
    calendar: WorkCalendar,
) -> datetime | None:  # fmt: skip
    """Return when a rung is climbed by a step that ran from `base` and is due at `due`.

    None above the last. The reporter's time to confirm has no ladder: at its end it lapses.
    """
    if step == Step.CONFIRM:
        return due
    if rung >= len(rungs_of(step)):
        return None
    if rung == REMINDER:
        at = share_passed(base, due, unit, calendar, part=REMIND_PART, whole=REMIND_WHOLE)
    elif rung == BREACH:
        at = due
    else:
        at = due_of(due, AFTER_BREACH[level][rung - BREACH - 1], calendar)
    return awake(at, level, calendar.zone)
