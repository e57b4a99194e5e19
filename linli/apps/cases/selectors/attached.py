"""The tables here that copy a place's path: places move them along; and whom an open case holds."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.apps.cases.models import (
    ApprovalRule,
    Case,
    Category,
    DayOverride,
    Delay,
    Escalation,
    LadderPost,
    Limit,
    OfficeHours,
    Task,
)
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.places.selectors import Attachment
from linli.apps.places.selectors.attachments import Settle


def attachments(settle: Settle) -> Iterator[Attachment]:
    """Yield them; `settle` keeps what cases copy from the places above."""
    yield Attachment(
        model=Case, place="place", unit="unit", label=_("open cases"),
        current=Q(state__in=OPEN_STATES), settle=settle, ends=True,
    )  # fmt: skip
    yield Attachment(model=Task, place="case__place")
    yield Attachment(model=Task, scope="case_scope_path")
    yield Attachment(model=Delay, scope="case_scope_path")
    yield Attachment(model=Escalation, scope="case_scope_path")
    yield Attachment(model=Category, place="place")
    yield Attachment(model=Limit, place="place")
    yield Attachment(model=DayOverride, place="place")
    yield Attachment(model=OfficeHours, place="place")
    yield Attachment(model=LadderPost, place="place")
    yield Attachment(model=ApprovalRule, place="place")


def tied_by_cases(person_ids: Collection[int], day: date) -> set[int]:
    """Return those who have reported something that is still open."""
    open_cases = Case.objects.filter(reporter__in=person_ids, state__in=OPEN_STATES)
    return set(open_cases.values_list("reporter_id", flat=True))
