"""What a program is answered about requests for more time."""

from datetime import date, datetime

from django.utils.translation import gettext_noop as _
from ninja import Field, Schema

from linli.apps.cases.rules.clocks import DelayKind, DelayState
from linli.apps.cases.rules.kinds import PauseReason


class DelayOut(Schema):
    """A request for more time, or what came of it."""

    id: int
    kind: DelayKind
    state: DelayState
    until: datetime
    decide_by: datetime | None
    review_on: date | None = Field(description=_("Day of the next look at a hung-up case."))
    needed: int = Field(
        description=_(
            "How many people must agree, as it was set when it was asked. Where it is more than "
            "one, each agrees under their own account; a program can only refuse."
        )
    )
    agreed: int = Field(description=_("How many have agreed."))


class DelayFileOut(DelayOut):
    """A request for more time with its reasons."""

    case: str
    task: int | None = Field(description=_("Number of the task; null for the step of the case."))
    reason: PauseReason
    text: str
    asked_at: datetime
    decided_at: datetime | None
    decision: str = Field(description=_("What was said with the decision."))
    ended_at: datetime | None


class DelayPage(Schema):
    """A page of requests for more time."""

    rows: list[DelayFileOut]
    next: str = Field(description=_("Goes into `after` for the next page; empty at the end."))
