"""How one attempt to hand something over ended, whoever made it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Verdict(StrEnum):
    """What is known after an attempt (投递结果)."""

    SENT = "SENT"  # 已交付
    LATER = "LATER"  # 暂时不行
    NEVER = "NEVER"  # 永远不行


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt: `code` names what went wrong, `status` is the answer of an HTTP service.

    `pause` is how long the other side asks to be left alone.
    """

    verdict: Verdict
    code: str = ""
    status: int | None = None
    pause: timedelta | None = None


SENT = Outcome(Verdict.SENT)


def later(code: str, status: int | None = None, pause: timedelta | None = None) -> Outcome:
    """Return that it did not work now and may later."""
    return Outcome(Verdict.LATER, code, status, pause)


def never(code: str, status: int | None = None) -> Outcome:
    """Return that it will not work, however often it is tried."""
    return Outcome(Verdict.NEVER, code, status)
