"""The built-in rules as a page lists them."""

from dataclasses import dataclass
from datetime import date

from linli.apps.organisations.labels import BODY_TYPES, CERTAINTIES, SEVERITIES, TESTS
from linli.apps.organisations.models import LocalRule
from linli.apps.organisations.rules.limits import LIMITS, Limit
from linli.kit.joining import listed


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One rule in words."""

    id: str
    test: str
    types: str
    jurisdiction: str
    numbers: str
    severity: str
    source: str
    since: date
    until: date | None
    certainty: str


def limit_rows(day: date) -> list[LimitRow]:
    """Return the built-in rules in force on a day or later."""
    return [limit_row(limit) for limit in LIMITS if limit.valid_to is None or limit.valid_to > day]


def numbers_of(limit: Limit | LocalRule) -> str:
    """Return the numbers of a rule in signs, and beside which bodies nobody may sit."""
    parts = []
    if limit.least is not None:
        parts.append(f"≥ {limit.least}")
    if limit.most is not None:
        parts.append(f"≤ {limit.most}")
    if limit.is_odd:
        parts.append("2n+1")
    beside = limit.beside
    if isinstance(beside, str):
        parts.append(str(BODY_TYPES[beside]))
    return listed(parts)


def limit_row(limit: Limit) -> LimitRow:
    """Return one rule in words."""
    return LimitRow(
        id=limit.id,
        test=str(TESTS[limit.test]),
        types=listed(BODY_TYPES[kind] for kind in sorted(limit.body_types)),
        jurisdiction=limit.jurisdiction,
        numbers=numbers_of(limit),
        severity=str(SEVERITIES[limit.severity]),
        source=limit.source,
        since=limit.valid_from,
        until=limit.valid_to,
        certainty=str(CERTAINTIES[limit.certainty]),
    )
