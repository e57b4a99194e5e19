"""What tasks and requests for more time copy of their case: made with them, renewed with the case.

Every act that changes one of these columns of a case calls `renew_copies` in its transaction.
"""

from typing import Any

from django.db.models import Case as Choice
from django.db.models import OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Substr

from linli.apps.cases.models import Case, Delay, Escalation, Task
from linli.apps.cases.models.copies import EXCERPT, OfCase
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.call_figures import call_facts, calls_among
from linli.apps.cases.services.figures import note_calls

_IS_OPEN = Choice(When(state=CaseState.CLOSED, then=Value(value=False)), default=Value(value=True))
_WORKED_OUT: dict[str, Any] = {
    "case_text": Substr("text", 1, EXCERPT + 1),
    "case_is_open": _IS_OPEN,
}


def copies_of(case: Case, model: type[OfCase]) -> dict[str, object]:
    """Return the columns that a new row of this table copies from its case."""
    values = {column: getattr(case, source) for column, source in model.COPIED.items()}
    if model is Task:
        values["case_text"] = case.text[: EXCERPT + 1]
        values["case_is_open"] = case.state != CaseState.CLOSED
    return values


def renew_copies(cases: "QuerySet[Case]") -> None:
    """Let the tasks, requests and escalations of these cases say what the cases say now."""
    for model in (Task, Delay, Escalation):
        theirs = model.objects.filter(case__in=cases.order_by().values("pk"))
        theirs.update(**_copying(model))


def renew_placed(cases: "QuerySet[Case]") -> None:
    """Do the same where the cases lie elsewhere now: calls count at the places of their cases."""
    tasks = Task.objects.filter(case__in=cases.order_by().values("pk"))
    before = {task.pk: call_facts(task) for task in calls_among(tasks)}
    renew_copies(cases)
    after = calls_among(Task.objects.filter(pk__in=before)) if before else ()
    note_calls((before[task.pk], call_facts(task)) for task in after)


def _copying(model: type[OfCase]) -> dict[str, Subquery]:
    mine = Case.objects.filter(pk=OuterRef("case_id"))
    values = {column: Subquery(mine.values(source)[:1]) for column, source in model.COPIED.items()}
    if model is Task:
        for column, how in _WORKED_OUT.items():
            values[column] = Subquery(mine.annotate(found=how).values("found")[:1])
    return values
