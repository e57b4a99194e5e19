"""How long each step may take: spans of time, and the table that holds where no office set its own.

Source: [rule:case-limits]: own decision, no national hour limit exists. The numbers are meant as a
start; a township or district sets its own rows, which stand before these.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, TypeVar

from linli.apps.cases.rules.clocks import Step, TimeUnit
from linli.apps.cases.rules.kinds import Level
from linli.core.errors import InvalidInput

# The longest limit and the longest prolongation anybody may set; the calendar reaches that far.
MOST_WORKING_DAYS = 250
MOST_DAYS = 366


class SpanTooLong(InvalidInput):
    """The limit is longer than a year, or no time at all."""

    code = "cases.span_too_long"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: an amount of working minutes, natural minutes or working days."""

    amount: int
    unit: TimeUnit


def check_span(span: Span) -> Span:
    """Return a span that may be set as a limit.

    Raises SpanTooLong.
    """
    most = {
        TimeUnit.WORKING_MINUTES: MOST_WORKING_DAYS * 8 * 60,
        TimeUnit.NATURAL_MINUTES: MOST_DAYS * 24 * 60,
        TimeUnit.WORKING_DAYS: MOST_WORKING_DAYS,
    }[span.unit]
    if not 0 < span.amount <= most:
        raise SpanTooLong(field="amount", most=most)
    return span


def _working(minutes: int) -> Span:
    return Span(minutes, TimeUnit.WORKING_MINUTES)


def _natural(minutes: int) -> Span:
    return Span(minutes, TimeUnit.NATURAL_MINUTES)


def _days(days: int) -> Span:
    return Span(days, TimeUnit.WORKING_DAYS)


_HOUR, _DAY = 60, 24 * 60

# step: ordinary, urgent, danger. What endangers people counts day and night.
_TABLE: Mapping[Step, tuple[Span, Span, Span]] = {
    Step.ACCEPT: (_working(4 * _HOUR), _working(_HOUR), _natural(15)),
    Step.SECOND: (_days(1), _working(4 * _HOUR), _natural(_HOUR)),
    Step.DISPATCH: (_working(2 * _HOUR), _working(_HOUR), _natural(15)),
    Step.TAKE: (_working(4 * _HOUR), _working(_HOUR), _natural(30)),
    Step.ARBITRATE: (_days(1), _working(4 * _HOUR), _natural(2 * _HOUR)),
    Step.HANDLE: (_days(5), _natural(_DAY), _natural(4 * _HOUR)),
    Step.CHECK: (_days(2), _days(1), _natural(_DAY)),
    Step.CONFIRM: (_natural(7 * _DAY), _natural(7 * _DAY), _natural(7 * _DAY)),
    Step.ARRIVE: (_days(1), _natural(4 * _HOUR), _natural(_HOUR)),
    Step.RESULT: (_days(5), _natural(_DAY), _natural(4 * _HOUR)),
    Step.ASSIST: (_days(3), _natural(_DAY), _natural(4 * _HOUR)),
    Step.APPROVE: (_days(1), _working(4 * _HOUR), _natural(2 * _HOUR)),
    Step.CONTACT: (_days(1), _working(4 * _HOUR), _natural(2 * _HOUR)),
}
DEFAULT_LIMITS: Mapping[tuple[Level, Step], Span] = MappingProxyType(
    {
        (level, step): spans[number]
        for step, spans in _TABLE.items()
        for number, level in enumerate((Level.ORDINARY, Level.URGENT, Level.DANGER))
    }
)


class LimitRow(Protocol):
    """A row an office has set, as the choice sees it."""

    scope_path: str
    category_id: int | None


Row = TypeVar("Row", bound=LimitRow)


def nearest(rows: Iterable[Row]) -> Row | None:
    """Return the row that counts: of the nearest place, there the category's own before all's."""
    return max(
        rows, key=lambda row: (len(row.scope_path), row.category_id is not None), default=None
    )
