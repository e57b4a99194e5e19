"""What was handed up because its place is in doubt: on the first desk, and on the case itself."""

from typing import Any

from django.urls import reverse

from linli.apps.cases import permissions
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.decisions import handed_up
from linli.kit.days import local_day
from linli.kit.request import Request


def handed_up_to(request: Request) -> dict[str, Any]:
    """Return what a desk shows on top: the first cases whose place this person decides."""
    page = handed_up(request.actor, now=request.now)
    return {"handed_up": page.rows, "handed_up_more": page.after} if page.rows else {}


def shown_moves(request: Request, case: Any) -> dict[str, str]:
    """Return where a case came from, where it is said to lie, and where this person decides it."""
    return {
        "came_from": case.came_from.name if case.came_from else "",
        "wanted_place": case.wanted_place.name if case.wanted_place else "",
        "decide_place": _place_to_decide(request, case),
    }


def _place_to_decide(request: Request, case: Any) -> str:
    """Return the address where this person puts the place of a case right that waits for it."""
    if case.wanted_place is None or case.state == CaseState.CLOSED:
        return ""
    if not permissions.can_correct_place(request.actor, case, day=local_day(request.now)):
        return ""
    return reverse("cases:correct_place", args=[case.number])
