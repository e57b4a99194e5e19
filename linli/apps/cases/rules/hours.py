"""Office hours as an office writes them: "08:30-12:00 14:00-18:00". Source: [rule:case-limits]."""

import re
from datetime import time

from linli.core.errors import InvalidInput

Hours = tuple[tuple[time, time], ...]

LONGEST = 80
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
DEFAULT_HOURS: Hours = ((time(8, 30), time(12, 0)), (time(14, 0), time(18, 0)))


class HoursMalformed(InvalidInput):
    """The hours are not written as "08:30-12:00 14:00-18:00", not in order, or too many."""

    code = "cases.hours_malformed"


def hours_of(text: str) -> Hours:
    """Return the stretches of a day.

    Raises HoursMalformed.
    """
    found: list[tuple[time, time]] = []
    for part in text.split():
        match = _SPAN.fullmatch(part)
        if match is None:
            raise HoursMalformed(field="hours", given=text[:80])
        opens_hour, opens_minute, closes_hour, closes_minute = map(int, match.groups())
        found.append((time(opens_hour, opens_minute), time(closes_hour, closes_minute)))
    edges = [edge for pair in found for edge in pair]
    if not edges or edges != sorted(set(edges)) or len(hours_text(tuple(found))) > LONGEST:
        raise HoursMalformed(field="hours", given=text[:80])
    return tuple(found)


def hours_text(hours: Hours) -> str:
    """Return the stretches as they are written."""
    return " ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in hours)
