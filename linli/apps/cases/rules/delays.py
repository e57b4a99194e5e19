"""More time: what may be asked for, how often and how long; another person decides.

Source: [rule:case-delays]: every pause and prolongation has a reason and an approval and shows in
the figures; the numbers are our own decision.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from linli.apps.cases.rules.clocks import DelayKind, Step
from linli.apps.cases.rules.kinds import Level, PauseReason
from linli.core.errors import InvalidInput, RuleViolation

DELAYED_STEPS: Mapping[DelayKind, frozenset[Step]] = MappingProxyType(
    {
        DelayKind.EXTENSION: frozenset({Step.HANDLE, Step.RESULT, Step.ASSIST}),
        DelayKind.PAUSE: frozenset({Step.HANDLE, Step.RESULT, Step.ASSIST}),
        DelayKind.HANG_UP: frozenset({Step.HANDLE}),
    }
)
# How often one clock may be delayed in each way, and how far an end may lie ahead.
MOST_TIMES: Mapping[DelayKind, int] = MappingProxyType(
    {DelayKind.EXTENSION: 2, DelayKind.PAUSE: 3, DelayKind.HANG_UP: 2}
)
LONGEST: Mapping[DelayKind, timedelta] = MappingProxyType(
    {
        DelayKind.EXTENSION: timedelta(days=30),
        DelayKind.PAUSE: timedelta(days=60),
        DelayKind.HANG_UP: timedelta(days=366),
    }
)
# What hangs is looked at again at least this often.
REVIEW_WITHIN = timedelta(days=90)
HANGING_REASONS = frozenset({PauseReason.HUNG_UP, PauseReason.FUNDS, PauseReason.THIRD_PARTY})


class DelayNotHere(RuleViolation):
    """This step takes no such delay: only handling, assisting and results of calls do."""

    code = "cases.delay_not_here"


class DelayTooLate(RuleViolation):
    """More time is asked for before the due time, not after it, and not while a clock stands."""

    code = "cases.delay_too_late"


class DelayTooOften(RuleViolation):
    """The clock was delayed in this way as often as the rule allows."""

    code = "cases.delay_too_often"


class DelayTooLong(InvalidInput):
    """The end lies behind us, before the present due time, or further ahead than allowed."""

    code = "cases.delay_too_long"


class DangerNotDelayed(RuleViolation):
    """What endangers people is not paused and not hung up."""

    code = "cases.danger_not_delayed"


class ReviewMissing(InvalidInput):
    """What hangs has a day within a quarter on which it is looked at again, and a lasting cause."""

    code = "cases.review_missing"


class DelayWaiting(RuleViolation):
    """Another request for this clock waits for its decision."""

    code = "cases.delay_waiting"


class DelayDecided(RuleViolation):
    """Somebody has decided on this request, or the delay is over."""

    code = "cases.delay_decided"


def check_request(
    kind: DelayKind,
    *,
    step: Step,
    level: Level,
    due: datetime | None,
    granted: int,
    until: datetime,
    now: datetime,
) -> None:
    """Refuse a request for more time that no approver could grant.

    `granted` counts the delays of this kind the clock has had. Raises the refusals above.
    """
    if step not in DELAYED_STEPS[kind]:
        raise DelayNotHere()
    if level == Level.DANGER and kind != DelayKind.EXTENSION:
        raise DangerNotDelayed()
    if due is None or now > due:
        raise DelayTooLate()
    if granted >= MOST_TIMES[kind]:
        raise DelayTooOften(times=MOST_TIMES[kind])
    begins = due if kind == DelayKind.EXTENSION else now
    if not begins < until <= begins + LONGEST[kind]:
        raise DelayTooLong(field="until", days=LONGEST[kind].days)


def check_hanging(reason: PauseReason, review_on: date | None, today: date) -> date:
    """Return the day on which a matter on the hang-up list is looked at again.

    Raises ReviewMissing.
    """
    if (
        reason not in HANGING_REASONS
        or review_on is None
        or not today < review_on <= today + REVIEW_WITHIN
    ):
        raise ReviewMissing(field="review_on")
    return review_on
