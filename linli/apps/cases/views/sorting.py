"""The sorting desk: the queue at the left, the chosen report with its acts at the right."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.apps.cases import permissions
from linli.apps.cases.selectors import desks
from linli.apps.cases.selectors.clips import voiced_among
from linli.apps.cases.views.dossier import dossier, seen_case
from linli.apps.cases.views.handed_up import handed_up_to
from linli.core.access import require
from linli.kit.request import Request


@require_safe
def desk(request: Request) -> HttpResponse:
    """Show what waits to be sorted, and the report chosen from it."""
    require(permissions.can_sort(request.actor))
    number = request.GET.get("case", "")[:24]
    context: dict[str, Any] = {"chosen": number, "next": request.get_full_path()}
    if number:
        context["file"] = dossier(request, seen_case(request, number), similar=True)
    if not (request.htmx and number):
        after = request.GET.get("after", "")
        found = desks.sorting_desk(request.actor, after=after, now=request.now)
        above = handed_up_to(request)
        rows = (*above.get("handed_up", ()), *found.pressing, *found.page.rows)
        context |= {"pressing": found.pressing, "page": found.page, **above}
        context["voiced"] = voiced_among([row.case_id for row in rows])
    return render(request, "cases/sorting.html", context)
