"""Periods, charts and readers of figures."""

IMPERSONAL: dict[str, str] = {}
