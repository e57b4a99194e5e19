"""From which day a change may hold."""

from datetime import date

from linli.core.errors import RuleViolation


class DayInFuture(RuleViolation):
    """Changes are entered on or after the day they take effect."""

    code = "place.day_in_future"


class DayTooEarly(RuleViolation):
    """The day lies before something that has already been entered and builds on what was."""

    code = "place.day_too_early"


def check_day(day: date, *, today: date, earliest: date | None = None) -> None:
    """Check that `day` is not to come and not before `earliest`.

    History is only ever added at its end, so that a page "as of" a past day stays what it was.
    Raises DayInFuture, DayTooEarly. Source: [rule:place-history].
    """
    if day > today:
        raise DayInFuture(day=day.isoformat(), field="on")
    if earliest is not None and day < earliest:
        raise DayTooEarly(day=day.isoformat(), earliest=earliest.isoformat(), field="on")
