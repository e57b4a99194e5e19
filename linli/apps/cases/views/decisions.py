"""The desk of decisions: what waits for a second person, an arbiter, a reviewer, an approval."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.apps.cases import permissions
from linli.apps.cases.selectors import calls, delays
from linli.apps.cases.selectors.approvals import delay_approvals
from linli.apps.cases.selectors.decisions import decision_cases, decision_counts
from linli.apps.cases.selectors.escalations import climbed_page
from linli.apps.cases.views.agreed import approval_shown, exclusions_shown
from linli.apps.cases.views.boards import shown_delays
from linli.apps.cases.views.climbed import shown_escalations
from linli.apps.cases.views.inbox import shown_tasks
from linli.apps.cases.views.requests import delay_acts_open_to, delay_side
from linli.apps.cases.views.work import task_sides
from linli.core.access import require
from linli.kit.request import Request


@require_safe
def desk(request: Request) -> HttpResponse:
    """Show what waits for this person's decision, in lists with counts."""
    require(permissions.can_decide(request.actor))
    counts = decision_counts(request.actor, now=request.now)
    words = list_words()
    usual = next((name for name, count in counts.items() if count), next(iter(counts)))
    chosen = request.GET.get("list", usual)
    chosen = chosen if chosen in counts else usual
    context = {
        "tabs": [(name, words[name], count) for name, count in counts.items()],
        "current": chosen,
        "caption": words[chosen],
        "explanation": _explanations()[chosen],
        **_shown(request, chosen),
    }
    return render(request, "cases/decisions.html", context)


def list_words() -> dict[str, str]:
    """Return what the lists of decisions are called."""
    return {
        "climbed": _("Climbed to me"),
        "delays": _("More time"),
        "arbitration": _("To arbitrate"),
        "calls": _("Refused calls"),
        "second": _("Exclusions to look at"),
        "appeals": _("Appeals"),
        "review": _("Hanging: look again"),
        "places": _("Where does it lie?"),
    }


def _explanations() -> dict[str, str]:
    return {
        "climbed": _(
            "Overdue, and it has climbed to your post. It waits here until you answer whoever has "
            "the task, or it has more time or goes another way."
        ),
        "delays": _(
            "Somebody asks for more time. Whoever asked never decides; what you have agreed to "
            "waits for others and is not listed."
        ),
        "arbitration": _("Two bodies returned it. Your decision binds; the reasons are read."),
        "calls": _("A department refused to come, on a legal basis."),
        "second": _(
            "Somebody proposed to exclude a demand; you decide as another person. What you have "
            "agreed to waits for others and is not listed."
        ),
        "appeals": _("The reporter appeals an exclusion you took no part in."),
        "review": _("On the hang-up list, and the day to look at it again has come."),
        "places": _(
            "A desk says that the matter lies outside its area. Open the case and put its place "
            "right, or send it back to where it was."
        ),
    }


def _shown(request: Request, chosen: str) -> dict[str, Any]:
    actor, now, after = request.actor, request.now, request.GET.get("after", "")
    if chosen == "calls":
        page = calls.rulings_page(actor, after=after, now=now)
        known = calls.tasks_by_id(row.task.id for row in page.rows)
        forms = [task_sides(request, known[row.task.id]) for row in page.rows]
        page.rows[:] = [
            row | {"sides": sides} for row, sides in zip(shown_tasks(page.rows), forms, strict=True)
        ]
        return {"refusals": page}
    if chosen == "climbed":
        return {"climbed": shown_escalations(climbed_page(actor, after=after, now=now))}
    if chosen not in ("delays", "review"):
        found = decision_cases(actor, chosen, after=after, now=now)
        if chosen == "second":
            agreed = exclusions_shown([row.case_id for row in found.rows], now=now)
            found.rows[:] = [replace(row, agreed=agreed.get(row.case_id)) for row in found.rows]
        return {"page": found}
    ask = delays.to_decide_page if chosen == "delays" else delays.review_page
    page = ask(actor, after=after, now=now)
    known_delays = delays.delays_by_id(row.delay.id for row in page.rows)
    shown = shown_delays(page)
    for row in shown.rows:
        delay = known_delays[row["delay"].id]
        acts = delay_acts_open_to(request, delay.case, delay)
        row["sides"] = [delay_side(request, delay, act) for act in acts]
    if chosen == "delays":
        several = [one for one in known_delays.values() if one.needed > 1]
        approvals = delay_approvals(several, now=now)
        for row in shown.rows:
            approval = approvals.get(row["delay"].id)
            row["approval"] = approval_shown(approval, waits=True, now=now)
    return {"delays": shown}
