"""What the law asks of whoever handles personal data: assessments, incidents, the yearly report.

Source: [rule:impact-assessment], [rule:incidents], [rule:minors-report].
"""

from dataclasses import dataclass
from datetime import date, timedelta

from linli.core.errors import InvalidInput

ASSESSED_FOR = timedelta(days=3 * 366)  # 个人信息保护法 56: records are kept three years at least
LEAST_WORDS = 10


class AssessmentIncomplete(InvalidInput):
    """An assessment says why it is lawful, what may happen to people, and what is done about it."""

    code = "people.assessment_incomplete"


class IncidentIncomplete(InvalidInput):
    """A record of an incident says what happened, to whose data, what was done and who was told."""

    code = "people.incident_incomplete"


@dataclass(frozen=True, slots=True)
class AssessmentData:
    """What an assessment says (个人信息保护影响评估, 56): three findings about one kind of data."""

    data: str
    lawfulness: str
    impact: str
    measures: str


@dataclass(frozen=True, slots=True)
class IncidentData:
    """What a record of an incident says (个人信息安全事件, 57).

    `authority_told` and `people_told` say who was told what and when, or why nobody had to be.
    """

    what: str
    found_on: date
    data: tuple[str, ...]
    persons: int
    measures: str
    authority_told: str
    people_told: str


def is_due(*, assessed_on: date | None, declared_then: str, declared_now: str, today: date) -> bool:
    """Tell whether a kind of data must be assessed: never yet, changed since, or too long ago."""
    if assessed_on is None or declared_then != declared_now:
        return True
    return today >= assessed_on + ASSESSED_FOR
