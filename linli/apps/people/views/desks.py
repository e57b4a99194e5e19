"""The merge desk and the desk for requests about people's own data."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.apps.people import permissions, services
from linli.apps.people.forms import AnswerForm
from linli.apps.people.labels import (
    DUPLICATE_GROUNDS,
    MERGE_STATES,
    REQUEST_ACTIONS,
    REQUEST_KINDS,
    REQUEST_STATES,
)
from linli.apps.people.rules.kinds import RequestKind
from linli.apps.people.rules.lifecycle import (
    REQUEST_FLOW,
    MergeState,
    RequestAction,
    RequestState,
)
from linli.apps.people.selectors.cards import name_of
from linli.apps.people.selectors.desks import (
    get_merge,
    get_request,
    merge_page,
    merge_row,
    request_page,
    request_words,
)
from linli.core.access import Actor, Decision, require
from linli.core.errors import InvalidInput
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request
from linli.kit.sentences import sentence_for

if TYPE_CHECKING:
    from linli.apps.people.models import MergeProposal

MERGE_ACTS = {
    "propose": services.take_up_merge,
    "confirm": services.confirm_merge,
    "decline": services.decline_merge,
    "reverse": services.reverse_merge,
}


class UnknownAct(InvalidInput):
    """The form names an act that there is not."""

    code = "people.unknown_act"


@require_safe
def merges(request: Request) -> HttpResponse:
    """List proposals to merge two records, by state."""
    require(permissions.can_write_register(request.actor))
    wanted = request.GET.get("state", "")
    state = wanted if wanted in set(MergeState) else MergeState.PROPOSED.value
    of_others, after = request.GET.get("of") == "others", request.GET.get("after", "")
    page = merge_page(request.actor, state=state, of_others=of_others, after=after)
    rows = [(row, DUPLICATE_GROUNDS[row.ground]) for row in page]
    context = {"rows": rows, "page": page, "state": state, "states": MERGE_STATES}
    return render(request, "people/merges.html", context)


@require_http_methods(["GET", "POST"])
def merge(request: Request, proposal_id: int) -> HttpResponse:
    """Show two records side by side and decide."""
    require(permissions.can_write_register(request.actor))
    proposal = get_merge(request.actor, proposal_id)
    if request.method == "POST":
        act = MERGE_ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise UnknownAct()
        act(actor=request.actor, proposal_id=proposal_id, now=request.now)
        messages.success(request, _("Done."))
        return redirect("people:merge", proposal_id)
    acts = _acts(request.actor, proposal)
    row = merge_row(proposal, today=local_day(request.now))
    context = {
        "row": row,
        "acts": acts,
        "refused": next((sentence_for(one.reason) for one in acts.values() if not one), ""),
        "ground": DUPLICATE_GROUNDS[row.ground],
        "state": MERGE_STATES[row.state],
        "cards": (row.kept, row.dropped),
    }
    return render(request, "people/merge.html", context)


def _acts(actor: Actor, proposal: "MergeProposal") -> dict[str, Decision]:
    """Return what may be done in the state of a proposal, each with the answer for this actor."""
    asked = {
        MergeState.SUSPECTED: ("propose", "decline"),
        MergeState.PROPOSED: ("confirm", "decline"),
        MergeState.MERGED: ("reverse",),
    }
    may = {
        "propose": permissions.can_handle_merge,
        "confirm": permissions.can_decide_merge,
        "decline": permissions.can_handle_merge,
        "reverse": permissions.can_reverse_merge,
    }
    return {act: may[act](actor, proposal) for act in asked.get(MergeState(proposal.state), ())}


@require_safe
def requests(request: Request) -> HttpResponse:
    """List requests about people's own data, the most urgent first."""
    require(permissions.can_write_register(request.actor))
    wanted = request.GET.get("state", "")
    state = wanted if wanted in set(RequestState) else RequestState.SUBMITTED.value
    page = request_page(
        request.actor, state=state, after=request.GET.get("after", ""), today=local_day(request.now)
    )
    rows = [(row, REQUEST_KINDS[row.kind]) for row in page]
    context = {"rows": rows, "page": page, "state": state, "states": REQUEST_STATES}
    return render(request, "people/requests.html", context)


@require_http_methods(["GET", "POST"])
def rights_request(request: Request, request_id: int) -> HttpResponse:
    """Show one request and answer it with a reason."""
    require(permissions.can_write_register(request.actor))
    asked = get_request(request.actor, request_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            services.decide_request(
                actor=request.actor,
                request_id=request_id,
                action=_action(request.POST.get("act", "")),
                answer=form.cleaned_data["answer"],
                now=request.now,
            )
            messages.success(request, _("The answer is given."))
            return redirect("people:requests")
    text, answer = request_words(asked)
    context = {
        "asked": asked,
        "name": name_of(asked.person),
        "kind": REQUEST_KINDS[RequestKind(asked.kind)],
        "state": REQUEST_STATES[RequestState(asked.state)],
        "text": text,
        "answer": answer,
        "form": form,
        "actions": [
            (action.value, REQUEST_ACTIONS[action])
            for action in REQUEST_FLOW.actions(RequestState(asked.state))
            if action is not RequestAction.WITHDRAW
        ],
    }
    return render(request, "people/request.html", context)


def _action(text: str) -> RequestAction:
    try:
        return RequestAction(text)
    except ValueError:
        raise UnknownAct() from None
