"""When a job of the worker is late or has failed, and what is kept of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from linli.apps.accounts.rules import Role
from linli.core.errors import NotFound, RuleViolation

OPERATORS = frozenset({Role.SYSTEM_ADMIN})


class JobUnknown(NotFound):
    """There is no such job, queue or piece of work, or it is done meanwhile."""

    code = "operations.job_unknown"


class JobInOrder(RuleViolation):
    """What has neither failed nor become late is left alone."""

    code = "operations.job_in_order"


class JobState(StrEnum):
    """How a job by the clock stands (作业状态)."""

    DONE = "DONE"  # 正常
    WAITING = "WAITING"  # 等待首次运行
    WANTED = "WANTED"  # 已要求立即运行
    LATE = "LATE"  # 逾期未运行
    FAILED = "FAILED"  # 失败


# A job is noted once a minute at most, and waits for whichever is at work before it.
GRACE = timedelta(minutes=3)
NOTED_EVERY = timedelta(minutes=1)
TASK_LATE = timedelta(minutes=5)
TASK_HANGS = timedelta(hours=1)


NUMBERS_NAMED = 5


def numbers_text(numbers: Sequence[int]) -> str:
    """Return the numbers of the first records that are left, nothing but their numbers."""
    named = ", ".join(str(number) for number in numbers[:NUMBERS_NAMED])
    return f"{named} …" if len(numbers) > NUMBERS_NAMED else named


def state_of(
    *,
    done_at: datetime | None,
    failures: int,
    wanted_at: datetime | None,
    every: timedelta,
    now: datetime,
) -> JobState:
    """Return how a job stands that was last done at `done_at` and has failed so often since."""
    if wanted_at is not None:
        return JobState.WANTED
    if failures:
        return JobState.FAILED
    if done_at is None:
        return JobState.WAITING
    return JobState.LATE if now > done_at + every + GRACE else JobState.DONE


def is_silent(seen_at: datetime | None, now: datetime) -> bool:
    """Tell whether the worker has given no sign of life for longer than any pause of it."""
    return seen_at is None or now > seen_at + GRACE


# Names, instants and places in the program: nothing that says anything about a person.
PERSONAL = ()
IMPERSONAL = {
    "ClockJob": "id name done_at took_ms failed_at failures error left left_numbers wanted_at",
}
