"""The check-list of a case: the lines of its category, and which are seen to."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from linli.apps.cases.models import Case, CheckItem, CheckMark
from linli.apps.cases.rules.evidence import Gate
from linli.kit.dated import in_force


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a check-list as the page shows it."""

    item_id: int
    action: str
    text_zh: str
    text_en: str
    is_gate: bool
    is_marked: bool


def check_list(case: Case, *, day: date) -> list[Line]:
    """Return the lines that hold for the case on `day`, in their order."""
    marks = CheckMark.objects.filter(case=case, item=OuterRef("pk"))
    items = CheckItem.objects.filter(in_force(day), category=case.category_id)
    rows = items.annotate(is_marked=Exists(marks)).order_by("action", "position")
    return [
        Line(row.pk, row.action, row.text_zh, row.text_en, row.is_gate, row.is_marked)
        for row in rows
    ]


def gates_of(case: Case, *, day: date) -> list[Gate]:
    """Return the lines that hold something back, marked or not."""
    return [
        Gate(line.item_id, line.action, line.is_marked)
        for line in check_list(case, day=day)
        if line.is_gate
    ]
