"""Acts of the flow: one form and one service for each; a refusal comes back in the form."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from linli.apps.cases import permissions, services
from linli.apps.cases.forms.acts import FORMS, ActForm
from linli.apps.cases.forms.fields import ask_again_for_files
from linli.apps.cases.labels import STATES
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.selectors.near import similar_cases
from linli.apps.cases.views.dossier import act_choices, seen_case
from linli.apps.cases.views.files import case_page
from linli.apps.cases.views.said import done_words
from linli.apps.cases.views.slips import slip_shown
from linli.core.access import require
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.joining import labelled
from linli.kit.request import Request
from linli.kit.sentences import sentence_for

_A = CaseAction
Service = Callable[..., Any]
SERVICES: Mapping[CaseAction, Service] = {
    _A.ACCEPT: services.accept_case,
    _A.REDIRECT: services.redirect_case,
    _A.ANSWER: services.answer_case,
    _A.REFER: services.refer_case,
    _A.MERGE: services.merge_case,
    _A.UNMERGE: services.unmerge_case,
    _A.PROPOSE_EXCLUSION: services.propose_exclusion,
    _A.CONFIRM_EXCLUSION: services.confirm_exclusion,
    _A.REJECT_EXCLUSION: services.reject_exclusion,
    _A.WITHDRAW: services.withdraw_case,
    _A.DISPATCH: services.dispatch_case,
    _A.TAKE: services.take_case,
    _A.RETURN: services.return_task,
    _A.DISAGREE: services.return_task,
    _A.ARBITRATE: services.arbitrate,
    _A.SOLVE_ON_SPOT: services.solve_on_spot,
    _A.FEED_BACK: services.feed_back,
    _A.PASS_CHECK: services.pass_check,
    _A.FAIL_CHECK: services.fail_check,
    _A.FAIL_SPOT: services.fail_check,
    _A.CONFIRM: services.confirm_case,
    _A.DISPUTE: services.dispute_case,
    _A.APPEAL: services.dispute_case,
    _A.ASSISTED_CONFIRM: services.record_agreement,
    _A.ASSISTED_DISPUTE: services.record_dispute,
    _A.ASSISTED_APPEAL: services.record_dispute,
    _A.ASSISTED_WITHDRAW: services.record_withdrawal,
    _A.UPHOLD: services.uphold_exclusion,
    _A.OVERTURN: services.overturn_exclusion,
}
# What a reporter may do with the code of a slip alone.
_WITH_SLIP = frozenset({_A.WITHDRAW, _A.CONFIRM, _A.DISPUTE, _A.APPEAL})


@login_not_required
@require_POST
def act(request: Request, number: str, act: str) -> HttpResponse:
    """Do an act of the flow with a case, or show its page again with what is missing."""
    found, action = seen_case(request, number), _action(act)
    day, slip = local_day(request.now), slip_shown(request, number)
    decision = permissions.can_act(request.actor, found, action, day=day, slip=slip).decision
    form = _form(request, found, action)
    if decision.reason == "state.illegal_transition" and _is_typed(form):
        form.add_error(None, sentence_for("cases.moved_on", {"now": STATES[found.state]}))
        ask_again_for_files(form)
        return case_page(request, found, side=(action.lower(), form), status=409)
    require(decision)
    if form.is_valid():
        with refusals_on(form):
            done = SERVICES[action](
                actor=request.actor,
                case_id=found.pk,
                version=form.cleaned_data["version"],
                now=request.now,
                **form.arguments,
                **({"slip": slip} if action in _WITH_SLIP else {}),
            )
            messages.success(request, labelled(number, done_words(action, done)))
            return redirect(next_address(request, number))
    ask_again_for_files(form)
    return case_page(request, seen_case(request, number), bound=(action, form), status=422)


def _is_typed(form: ActForm) -> bool:
    """Tell whether somebody has written words that a refusal must not lose, or sent files."""
    words = any(form.data.get(name, "").strip() for name in ("text", "address", "basis"))
    return words or bool(form.files)


def _action(text: str) -> CaseAction:
    action = CaseAction.__members__.get(text.upper())
    if action is None or action not in SERVICES:
        raise NotFound(kind="act")
    return action


def _form(request: Request, found: Any, action: CaseAction) -> ActForm:
    likely = similar_cases(found.scope_path, found.category, found.text, exclude=found.pk)
    offered = act_choices(request, found, [action], likely)
    prefix = f"id_{action.lower()}_%s"
    return FORMS[action](request.POST, request.FILES or None, offered=offered, auto_id=prefix)


def next_address(request: Request, number: str) -> str:
    """Return where to go after an act: where the person came from, else the case."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    route = "cases:case" if request.actor.is_known else "cases:followed"
    return reverse(route, args=[number])
