"""Days as people say them: rows keep the first day without, people say the last day with."""

from datetime import date, timedelta


def last_day(first_without: date | None) -> date | None:
    """Return the day before, or None where there is no end."""
    return None if first_without is None else first_without - timedelta(days=1)
