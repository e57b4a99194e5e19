"""What the page of a body shows on a day, and what its public notice shows."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from linli.apps.audit.labels import kind_label
from linli.apps.audit.selectors import events_about
from linli.apps.organisations.labels import BODY_TYPES, CERTAINTIES, SEVERITIES
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.acting import DutyKind
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.organisations.rules.days import last_day
from linli.apps.organisations.rules.findings import Finding
from linli.apps.organisations.rules.limits import Severity
from linli.apps.organisations.selectors.bodies import PastPost, history_of
from linli.apps.organisations.selectors.duties import Fallback, fallbacks
from linli.apps.organisations.selectors.facts import body_findings, limits_of
from linli.apps.organisations.selectors.limits import LimitRow, limit_row
from linli.apps.organisations.selectors.names import names_of
from linli.apps.organisations.selectors.own_types import type_words
from linli.apps.organisations.selectors.seats import SeatRow, seat_rows, seats_of_bodies
from linli.kit.sentences import sentence_for

EVENTS = 20


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding in words."""

    text: str
    person: str
    rule: str
    source: str
    severity: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class BodyPage:
    """Everything the page of a body shows."""

    body_id: int
    name: str
    type_label: str
    place_code: str
    place_name: str
    parent_id: int | None
    parent_name: str
    trade: str
    work_phone: str
    document_number: str
    valid_from: date
    until: date | None
    term_until: date | None
    is_public: bool
    is_party: bool
    is_open: bool
    seats: tuple[SeatRow, ...]
    held: int
    vacant: int
    fallback: Fallback
    fallback_name: str
    findings: tuple[FindingRow, ...]
    limits: tuple[LimitRow, ...]
    history: tuple[PastPost, ...]
    events: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What is public of a body: officers with their titles, the number on the door."""

    name: str
    type_label: str
    place_name: str
    work_phone: str
    valid_from: date
    term_until: date | None
    document_number: str
    officers: tuple[SeatRow, ...]


def body_page(
    body: Body, day: date, *, named: bool, with_findings: bool, count_members: bool = False
) -> BodyPage:
    """Return the page of a body on a day; names of holders only with `named`.

    `count_members` lets the findings speak of the number of members: for the circle only.
    """
    shown = {body.pk} if named else set()
    rows = tuple(seat_rows(seats_of_bodies([body.pk], day), day, named=shown))
    held = sum(row.appointment_id is not None for row in rows)
    fallback = fallbacks([body], day)[body.pk]
    found = body_findings(body, day, count_members=count_members) if with_findings else []
    limits = limits_of(body, day) if with_findings else []
    names = names_of([fallback.person_id, *(finding.person_id for finding in found)])
    template = TYPES[BodyType(body.type)]
    return BodyPage(
        body_id=body.pk,
        name=body.name,
        type_label=type_words([body])[body.pk],
        place_code=body.place.code,
        place_name=body.place.name,
        parent_id=body.parent_id,
        parent_name=body.parent.name if body.parent else "",
        trade=body.trade,
        work_phone=body.work_phone,
        document_number=body.document_number,
        valid_from=body.valid_from,
        until=last_day(body.valid_to),
        term_until=last_day(body.term_ends),
        is_public=template.is_public,
        is_party=template.is_party,
        is_open=body.valid_from <= day and (body.valid_to is None or day < body.valid_to),
        seats=rows,
        held=held,
        vacant=len(rows) - held,
        fallback=fallback,
        fallback_name=names.get(fallback.person_id or 0, "") if named else "",
        findings=tuple(finding_row(finding, names) for finding in found),
        limits=tuple(map(limit_row, limits)),
        history=tuple(history_of(body, named=named)),
        events=tuple(_events(body)) if with_findings else (),
    )


def notice_page(body: Body, day: date) -> Notice:
    """Return what is public of a body on a day; vacant seats and absences are not."""
    rows = seat_rows(seats_of_bodies([body.pk], day), day, named={body.pk})
    return Notice(
        name=body.name,
        type_label=type_words([body])[body.pk],
        place_name=body.place.name,
        work_phone=body.work_phone,
        valid_from=body.valid_from,
        term_until=last_day(body.term_ends),
        document_number=body.document_number,
        officers=tuple(row for row in rows if row.duty != DutyKind.VACANT),
    )


def finding_row(finding: Finding, names: dict[int, str]) -> FindingRow:
    """Return one finding in words; facts that name a type of body are worded too."""
    facts = {
        name: BODY_TYPES[value] if isinstance(value, BodyType) else value
        for name, value in finding.facts.items()
    }
    return FindingRow(
        text=sentence_for(finding.code, facts),
        person=names.get(finding.person_id or 0, ""),
        rule=finding.limit.id,
        source=f"{finding.limit.source} ({CERTAINTIES[finding.limit.certainty]})",
        severity=str(SEVERITIES[finding.severity]),
        is_error=finding.severity == Severity.ERROR,
    )


def _events(body: Body) -> list[dict[str, str]]:
    events = events_about("body", body.pk).order_by("-pk")[:EVENTS]
    return [
        {
            "when": f"{localtime(event.at):%Y-%m-%d %H:%M}",
            "who": event.actor_name,
            "what": kind_label(event.kind),
        }
        for event in events
    ]
