"""Reading the registers of duties: which assessments are due, incidents, looks at minors' data."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from linli.apps.accounts.rules import Role
from linli.apps.audit.selectors import events_between, facts_of
from linli.apps.people.models import ImpactAssessment, Incident
from linli.apps.people.rules.duties import is_due
from linli.apps.people.rules.kinds import Look
from linli.apps.people.selectors.looks import LOOKS, posts_named
from linli.core.access import Actor
from linli.core.canonical import digest
from linli.core.errors import NotFound
from linli.kit.days import day_start, local_day
from linli.kit.personal_data import personal_fields

KEEPERS = frozenset({Role.SECURITY_ADMIN})
REPORT_READERS = frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class DataSet:
    """One kind of data with its last assessment, and whether one is due."""

    data: str
    sensitive: bool
    assessment: ImpactAssessment | None
    is_due: bool


@dataclass(frozen=True, slots=True)
class MinorsReport:
    """How often records of people under eighteen were looked at in a year; nobody by name."""

    year: int
    records: int
    viewers: int
    rows: list[tuple[Look, str, int]]


def data_codes() -> list[str]:
    """Return the kinds of data that are declared, the sensitive ones first."""
    sensitive = {one.data: False for one in personal_fields().values()}
    for one in personal_fields().values():
        sensitive[one.data] = sensitive[one.data] or one.sensitive
    return sorted(sensitive, key=lambda code: (not sensitive[code], code))


def declared_digest(data: str) -> str:
    """Return the digest of what the register of fields says of a kind of data today."""
    rows = [asdict(one) for one in personal_fields().values() if one.data == data]
    return digest(sorted(rows, key=str)).hex()


def assessments_of(actor: Actor) -> "QuerySet[ImpactAssessment]":
    """Return the assessments at the actor's places."""
    return _scoped(ImpactAssessment, actor)


def incidents_of(actor: Actor) -> "QuerySet[Incident]":
    """Return the incidents at the actor's places, the newest first."""
    return _scoped(Incident, actor).order_by("-pk")


def _scoped(model: Any, actor: Actor) -> "QuerySet[Any]":
    rows = model.objects.all() if actor.is_system else model.objects.under(*actor.paths(KEEPERS))
    found: QuerySet[Any] = rows
    return found


def get_incident(actor: Actor, number: int) -> Incident:
    """Return one incident; raises NotFound outside the actor's places."""
    found = incidents_of(actor).filter(pk=number).first()
    if found is None:
        raise NotFound(number=number)
    return found


def data_sets(actor: Actor, today: date) -> list[DataSet]:
    """Return all kinds of data; assessments are due for the sensitive ones."""
    last: dict[str, ImpactAssessment] = {}
    for row in assessments_of(actor).order_by("pk"):
        last[row.data] = row
    sensitive = {one.data for one in personal_fields().values() if one.sensitive}
    return [_data_set(code, last.get(code), code in sensitive, today) for code in data_codes()]


def _data_set(code: str, row: ImpactAssessment | None, sensitive: bool, today: date) -> DataSet:
    due = sensitive and is_due(
        assessed_on=row.assessed_on if row else None,
        declared_then=row.declared if row else "",
        declared_now=declared_digest(code),
        today=today,
    )
    return DataSet(code, sensitive, row, due)


def due_count(actor: Actor, today: date) -> int:
    """Return how many kinds of sensitive data wait for an assessment."""
    return sum(one.is_due for one in data_sets(actor, today))


def minors_report(actor: Actor, year: int) -> MinorsReport:
    """Count the looks at records of minors in a year, by way and by the role of the post.

    Read from the trail, whose lines say whether the person was under eighteen on that day.
    Nobody is named: it is a report on the handling, no table of workers.
    """
    counts: Counter[tuple[Look, str]] = Counter()
    records, viewers = set(), set()
    events = list(_minor_looks(actor, year))
    posts = posts_named({event.post for event in events if event.post})
    for event in events:
        role, _place = next(iter(posts.get(event.post, ())), ("", ""))
        counts[LOOKS[event.kind], role] += 1
        records.add(event.subject_id)
        viewers.add(event.account_id)
    rows = [(look, role, number) for (look, role), number in sorted(counts.items())]
    return MinorsReport(year, len(records), len(viewers), rows)


def _minor_looks(actor: Actor, year: int) -> Iterator[Any]:
    begins, ends = day_start(date(year, 1, 1)), day_start(date(year + 1, 1, 1))
    paths = None if actor.is_system else actor.paths(REPORT_READERS)
    for event in events_between(begins, ends, kinds=sorted(LOOKS), paths=paths):
        if facts_of(event).get("minor"):
            yield event


def report_years(now: datetime) -> list[int]:
    """Return the years for which a report may be asked, the newest first."""
    this = local_day(now).year
    return list(range(this, this - 3, -1))
