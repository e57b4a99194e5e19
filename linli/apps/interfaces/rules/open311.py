"""The Open311 façade: what is public of a case, and how its states read there.

Source: [rule:open311], after GeoReport v2 (wiki.open311.org/GeoReport_v2, final).
"""

from datetime import datetime, timedelta
from enum import StrEnum

from linli.apps.cases.rules.figures import SMALL_COUNT
from linli.apps.cases.rules.flow import CaseState

MOST_DAYS = 90
MOST_ROWS = 1000
MOST_NUMBERS = 100
FORMS = ("json", "xml")


class PublicState(StrEnum):
    """The two states of the standard (公开状态)."""

    OPEN = "open"  # 办理中
    CLOSED = "closed"  # 已办结


def public_state(state: CaseState) -> PublicState:
    """Return how a state reads: everything before the closing is open."""
    return PublicState.CLOSED if state == CaseState.CLOSED else PublicState.OPEN


def states_of(asked: set[PublicState]) -> list[CaseState]:
    """Return the states that are asked for; none asked is all."""
    wanted = asked or set(PublicState)
    return [state for state in CaseState if public_state(state) in wanted]


def span_of(
    start: datetime | None, end: datetime | None, now: datetime
) -> tuple[datetime, datetime] | None:
    """Return from when to when is searched; None where that is more than 90 days.

    Nothing given is the most recent 90 days; one end given takes 90 days from there.
    """
    span = timedelta(days=MOST_DAYS)
    if start is None:
        end = end or now
        return end - span, end
    end = end if end is not None else min(start + span, now)
    return (start, end) if end - start <= span else None


def is_common(count: int) -> bool:
    """Tell whether so many cases of a kind in a month are enough to name the place.

    Source: [rule:small-numbers].
    """
    return count >= SMALL_COUNT


def joined_name(first: str, last: str) -> str:
    """Return a whole name: Chinese names family name first and without a space."""
    first, last = first.strip(), last.strip()
    chinese = all("\u3400" <= sign <= "\U0003ffff" for sign in first + last)
    return last + first if chinese else f"{first} {last}".strip()
