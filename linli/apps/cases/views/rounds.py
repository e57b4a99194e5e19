"""A grid worker's day: one list of what waits in one's cells, and the calls with their clocks."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.apps.cases import permissions
from linli.apps.cases.labels import TASK_KINDS
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.selectors.rows import CaseHead, Due
from linli.apps.cases.selectors.tasks import Round, round_of
from linli.apps.cases.views.inbox import shown_tasks
from linli.apps.grids.selectors.staff import worked_cells
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.request import Request


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to do today: a task, or a case."""

    what: "str | Promise"
    case: CaseHead
    due: Due
    task_id: int | None = None


@require_safe
def today(request: Request) -> HttpResponse:
    """Show what waits in my cells, what is due first on top."""
    require(permissions.can_walk_rounds(request.actor))
    cells = worked_cells(request.actor, day=local_day(request.now))
    numbers = [cell.pk for cell in cells]
    found = round_of(request.actor, numbers, now=request.now)
    context = {
        "lead": " · ".join(cell.name for cell in cells),
        "todo": sorted(_errands(found), key=_soonest),
        "calls": shown_tasks(found.calls),
    }
    return render(request, "cases/today.html", context)


def _soonest(one: Errand) -> tuple[bool, float]:
    """Sort by the due time; what has none comes last."""
    return (one.due.at is None, one.due.at.timestamp() if one.due.at else 0)


def _errands(found: Round) -> Iterator[Errand]:
    for row in found.tasks:
        yield Errand(TASK_KINDS[TaskKind(row.task.kind)], row.case, row.due, row.task.id)
    for case in found.to_check:
        yield Errand(_("To be checked on the spot"), case, case.due)
    for case in found.reported:
        yield Errand(_("Reported in your cell"), case, case.due)
