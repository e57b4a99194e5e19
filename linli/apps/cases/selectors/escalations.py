"""What climbed the ladder to a post and waits for its answer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from linli.apps.cases.models import Case, ClockEvent, Escalation
from linli.apps.cases.models.escalations import WAITS
from linli.apps.cases.rules.clocks import ClockEventKind, Step
from linli.apps.cases.selectors.areas import AreaPart
from linli.apps.cases.selectors.listings import Listing
from linli.apps.cases.selectors.rows import CaseHead, Due, Wording, body_names, case_heads
from linli.apps.cases.selectors.visibility import STAFF_VIEWERS
from linli.apps.organisations.selectors.people import own_seats
from linli.core.access import Actor
from linli.kit.days import local_day
from linli.kit.pages import Page, Part, merged_page


class ListedEscalation(NamedTuple):
    """What a line of the list is made of."""

    id: int
    case_number: str
    case_scope_path: str
    category_id: int
    body_id: int | None
    step: str
    due_at: datetime
    climbed_at: datetime


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """An overdue step with its case and the body that has the task."""

    case: CaseHead
    step: Step
    due: Due
    body: str
    climbed_at: datetime


_WAITING = Listing(
    Escalation,
    lambda: WAITS,
    ("climbed_at", "id"),
    columns=ListedEscalation,
    path="case_scope_path",
)


def climbed_parts(actor: Actor, *, now: datetime) -> list[Part]:
    """Return the parts of what waits with this actor's posts, one for each post.

    Where a named post does not see the cases of the place it was told of, it is told and no more.
    """
    paths = actor.paths(STAFF_VIEWERS)
    if not paths:
        return []
    seats = own_seats(actor, local_day(now))
    area = [AreaPart("seat_id", {"place": one, "reach": paths}, is_narrowed=True) for one in seats]
    return _WAITING.parts(area, {})


def climbed_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return what waits with this actor's posts, what climbed first at the top."""
    page = merged_page(climbed_parts(actor, now=now), after=after)
    bodies = body_names(row.body_id for row in page.rows)
    wording = Wording(now)
    rows = [
        EscalationRow(
            case=head,
            step=Step(row.step),
            due=wording.due(row.due_at),
            body=bodies.get(row.body_id or 0, ""),
            climbed_at=row.climbed_at,
        )
        for row, head in zip(page.rows, case_heads(page.rows), strict=True)
    ]
    return Page(rows=rows, after=page.after)


def waiting_with(actor: Actor, case: Case, *, day: date) -> list[Escalation]:
    """Return what of a case waits with a post the actor acts for, lowest rungs first."""
    rows = Escalation.objects.filter(WAITS, case=case).select_related("clock__task", "seat")
    found = list(rows.order_by("rung", "pk"))
    if not found:
        return []
    seats = own_seats(actor, day)
    bodies = {grant.body_id for grant in actor.grants} if actor.is_program else set()
    return [row for row in found if row.seat_id in seats or row.seat.body_id in bodies]


def answered_at(clock_id: int) -> datetime | None:
    """Return when a clock was answered, unless it has climbed on since."""
    kinds = (ClockEventKind.ESCALATED, ClockEventKind.ANSWERED)
    last = ClockEvent.objects.filter(clock=clock_id, kind__in=kinds).order_by("-number").first()
    return last.at if last is not None and last.kind == ClockEventKind.ANSWERED else None
