"""What climbed to a post, as programs are shown it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as _
from ninja import Field, Schema

from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.kinds import Level
from linli.apps.interfaces.exchange.shapes import BodyRef

if TYPE_CHECKING:
    from linli.apps.cases.models import Escalation


class EscalationOut(Schema):
    """An overdue step that climbed to a post of the body; it waits until the post answers."""

    id: int
    case: str
    version: int = Field(description=_("Version of the case; goes back in If-Match."))
    level: Level
    step: Step = Field(description=_("The step that is overdue."))
    task: int | None = Field(description=_("Number of the task; null for the step of the case."))
    body: BodyRef | None = Field(description=_("The body that has the task, if one has."))
    post: str = Field(description=_("Title of the post it climbed to, where it has one."))
    due_at: datetime
    climbed_at: datetime


class EscalationPage(Schema):
    """A page of what climbed to posts of the body."""

    rows: list[EscalationOut]
    next: str = Field(description=_("Goes into `after` for the next page; empty at the end."))


def escalation_answer(row: "Escalation") -> dict[str, Any]:
    """Return what climbed to a post; no words of anybody."""
    return {
        "id": row.pk,
        "case": row.case_number,
        "version": row.case.version,
        "level": row.case.level,
        "step": row.step,
        "task": row.clock.task_id,
        "body": {"id": row.body.pk, "name": row.body.name} if row.body else None,
        "post": row.seat.title,
        "due_at": row.due_at,
        "climbed_at": row.climbed_at,
    }
