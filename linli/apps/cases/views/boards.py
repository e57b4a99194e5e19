"""Boards and lists: dispatch, checks, hang-ups, the red list, everything."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.apps.cases import permissions
from linli.apps.cases.forms.filters import CaseFilter, PhoneForm
from linli.apps.cases.labels import DELAY_KINDS, PAUSE_REASONS, STATES
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.selectors import desks, lists, tasks
from linli.apps.cases.selectors.bodies import bodies_around, bodies_by_id
from linli.apps.cases.selectors.delays import hung_up_page
from linli.apps.cases.selectors.loads import MOST
from linli.apps.cases.selectors.offered import tiles_at
from linli.apps.cases.selectors.visibility import STAFF_VIEWERS
from linli.apps.cases.services.searching import look_up_phone
from linli.apps.cases.views.handed_up import handed_up_to
from linli.apps.cases.views.inbox import shown_tasks
from linli.core.access import require
from linli.kit.days import local_day
from linli.kit.pages import Page
from linli.kit.request import Request
from linli.kit.scope_names import scope_choices

_S = CaseState
TABS: dict[str, tuple[CaseState, ...]] = {
    "waiting": (_S.OPEN,),
    "underway": (_S.DISPATCHED, _S.HANDLING),
}


@require_safe
def board(request: Request) -> HttpResponse:
    """Show the dispatch board of a township: what waits, who leads, and who assists."""
    require(permissions.can_dispatch(request.actor))
    actor, now, after = request.actor, request.now, request.GET.get("after", "")
    chosen, lead = request.GET.get("list", "waiting"), _number(request, "lead")
    under_way, assists = chosen == "underway", chosen == "assists"
    found = desks.board(
        actor, under_way=under_way, lead=lead, after="" if assists else after, now=now
    )
    context: dict[str, Any] = {
        "tabs": _tabs(found.counts),
        "current": chosen,
        "leads": found.leads[:MOST],
        "caption": _captions().get(chosen, ""),
        "page": found.page,
        **handed_up_to(request),
    }
    if assists:
        context |= _assists(request, after)
    return render(request, "cases/board.html", context)


def _assists(request: Request, after: str) -> dict[str, Any]:
    """Return the assists under way in the area, of all bodies or of the one that was chosen."""
    body = _number(request, "body")
    page = tasks.assists_page(request.actor, body=body, after=after, now=request.now)
    page.rows[:] = shown_tasks(page.rows)
    chosen = bodies_by_id([body]) if body is not None else []
    return {"page": page, "assists": True, "assisting": chosen[0] if chosen else None}


def _number(request: Request, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _tabs(counts: dict[str, int]) -> list[tuple[str, Any, int | None]]:
    captions = _captions()
    counted = [
        (name, captions[name], sum(counts.get(state, 0) for state in states))
        for name, states in TABS.items()
    ]
    return [*counted, ("assists", captions["assists"], None)]


def _captions() -> dict[str, Any]:
    return {
        "waiting": _("To dispatch"),
        "underway": _("Under way, overdue first"),
        "assists": _("Assistance, soonest due first"),
    }


def shown_delays(page: Page) -> Page:
    """Return requests for more time with the words of their kinds and reasons."""
    rows = [
        {
            "delay": row.delay,
            "case": row.case,
            "until": row.until,
            "kind": DELAY_KINDS[DelayKind(row.delay.kind)],
            "reason": PAUSE_REASONS[PauseReason(row.delay.reason)],
            "body": row.body,
            "review_on": row.delay.review_on,
        }
        for row in page.rows
    ]
    return Page(rows=rows, after=page.after)


@require_safe
def checks(request: Request) -> HttpResponse:
    """List what waits to be checked by somebody who did not handle it."""
    require(permissions.can_check(request.actor))
    page = desks.checks_page(request.actor, after=request.GET.get("after", ""), now=request.now)
    context = {
        "heading": _("To be checked"),
        "explanation": _("Look at it on the spot. Whoever handled a case never checks it."),
        "caption": _("Oldest first"),
        "page": page,
    }
    return render(request, "cases/listing.html", context)


@require_safe
def hung_up(request: Request) -> HttpResponse:
    """List what cannot be solved for some time, with reason and day of return."""
    require(permissions.can_watch(request.actor))
    page = hung_up_page(request.actor, after=request.GET.get("after", ""), now=request.now)
    context = {
        "heading": _("Hang-up list"),
        "explanation": _("Every one has a reason, an approval and a day on which it comes back."),
        "caption": _("The longest first"),
        "delays": shown_delays(page),
    }
    return render(request, "cases/listing.html", context)


@require_safe
def red(request: Request) -> HttpResponse:
    """List what is red: overdue, dangerous, disputed before, sent to and fro."""
    require(permissions.can_dispatch(request.actor))
    chosen = request.GET.get("list", "overdue")
    chosen = chosen if chosen in desks.RED else "overdue"
    words = {
        "overdue": _("Overdue"),
        "danger": _("Danger"),
        "reopened": _("Disputed before"),
        "returned": _("Sent to and fro"),
    }
    after = request.GET.get("after", "")
    found = desks.red_list(request.actor, chosen, after=after, now=request.now)
    context = {
        "heading": _("Red list"),
        "caption": words[chosen],
        "tabs": [(name, words[name], found.counts[name]) for name in desks.RED],
        "current": chosen,
        "page": found.page,
    }
    return render(request, "cases/listing.html", context)


@require_safe
def everything(request: Request) -> HttpResponse:
    """List all cases of one's places, newest first, with filters in the address."""
    require(permissions.can_watch(request.actor))
    filters = CaseFilter(request.GET, **_filter_choices(request))
    chosen = filters.chosen()
    after = request.GET.get("after", "")
    page = lists.case_page(request.actor, chosen, after=after, now=request.now)
    context = {
        "heading": _("All cases"),
        "caption": _("Soonest due first") if chosen.is_overdue else _("Newest first"),
        "filters": filters,
        "window": chosen.window(local_day(request.now)),
        "phone": _phone_form(request),
        "page": page,
    }
    return render(request, "cases/listing.html", context)


@require_POST
def by_phone(request: Request) -> HttpResponse:
    """List the cases of a phone: what is typed stands in no address, the search in the trail."""
    require(permissions.can_search_phone(request.actor))
    form = PhoneForm(request.POST)
    rows = []
    if form.is_valid():
        phone = form.cleaned_data["phone"]
        rows = look_up_phone(actor=request.actor, phone=phone, now=request.now)
    context = {
        "heading": _("Cases of a phone"),
        "explanation": _("Sealed reports are not found by phone: their reporter has a slip."),
        "caption": _("Newest first"),
        "phone": form,
        "page": Page(rows=rows, after=""),
    }
    return render(request, "cases/listing.html", context)


def _phone_form(request: Request) -> PhoneForm | None:
    return PhoneForm() if permissions.can_search_phone(request.actor) else None


def _filter_choices(request: Request) -> dict[str, Any]:
    """Return what the list can be narrowed to: kinds and bodies at the actor's own places."""
    day = local_day(request.now)
    paths = request.actor.paths(STAFF_VIEWERS)
    found = {tile.code: tile.name for path in paths for tile in tiles_at(path, day=day)}
    bodies = {body.pk: body for path in paths for body in bodies_around(path, day=day)}
    places = scope_choices(paths, request.GET.get("place", "").strip()[:40])
    return {
        "states": STATES,
        "categories": found.items(),
        "bodies": bodies.values(),
        "places": places,
    }
