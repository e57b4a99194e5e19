"""What the page of a case shows, put together once for the staff's page, the desk and the reporter.

Who may do what is asked of the permissions; who sees whose name, of the reporter's choice.
"""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.apps.cases import permissions
from linli.apps.cases.forms.acts import FORMS, GRAVE, KEYS, ActChoices, ActForm
from linli.apps.cases.labels import (
    ACTIONS,
    CHANNELS,
    DISCLOSURES,
    OUTCOME_MARKS,
    OUTCOMES,
    RULINGS,
    STATUS_LINES,
    STEPS,
    TASK_KINDS,
    TASK_MARKS,
    TASK_STATES,
)
from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.flow import (
    TOLD_STATES,
    CaseAction,
    CaseState,
    assisted,
    dispute_action,
    fail_action,
    return_action,
)
from linli.apps.cases.rules.kinds import Channel, Disclosure, Outcome
from linli.apps.cases.rules.tasks import CallRuling, TaskKind, TaskState
from linli.apps.cases.selectors import dossiers
from linli.apps.cases.selectors.appeals import may_dispute
from linli.apps.cases.selectors.approvals import is_last
from linli.apps.cases.selectors.arbiters import arbiter_of
from linli.apps.cases.selectors.bodies import bodies_for, mediators_for
from linli.apps.cases.selectors.checklists import check_list
from linli.apps.cases.selectors.clips import report_clips
from linli.apps.cases.selectors.clocks import contact_clock, running_clock
from linli.apps.cases.selectors.explain import panel_of, stories_of
from linli.apps.cases.selectors.followed import followed_case, status_of
from linli.apps.cases.selectors.near import similar_cases
from linli.apps.cases.selectors.rows import Wording, clock_words, due_words, row_of
from linli.apps.cases.views.agreed import exclusion_shown
from linli.apps.cases.views.contacted import shown_callers, shown_contact
from linli.apps.cases.views.handed_up import shown_moves
from linli.apps.cases.views.heard import offer_writing
from linli.apps.cases.views.requests import shown_requests, standing_shown
from linli.apps.cases.views.said import label_of, says_before
from linli.apps.cases.views.settings_shown import seat_words
from linli.apps.cases.views.slips import slip_shown, slip_to_show
from linli.kit.days import local_day
from linli.kit.request import Request

_BODY_ACTS = frozenset({CaseAction.ACCEPT, CaseAction.DISPATCH, CaseAction.ARBITRATE})


_DISPUTING = frozenset(
    {
        CaseAction.DISPUTE,
        CaseAction.APPEAL,
        CaseAction.ASSISTED_DISPUTE,
        CaseAction.ASSISTED_APPEAL,
    }
)


def seen_case(request: Request, number: str) -> Any:
    """Return a case that this person may see, also by a slip shown in this browser."""
    return dossiers.get_case(
        request.actor, number, day=local_day(request.now), slip=slip_shown(request, number)
    )


def inbox_trail(request: Request) -> tuple[tuple[str, str], ...]:
    """Return the way back to the inbox, for whoever has one."""
    if not permissions.can_use_inbox(request.actor):
        return ()
    return ((_("Inbox"), reverse("cases:inbox")),)


def dossier(
    request: Request,
    case: Any,
    *,
    inner: bool = True,
    similar: bool = False,
    bound: tuple[CaseAction, ActForm] | None = None,
) -> dict[str, Any]:
    """Return everything the templates of a case need; `bound` is a form that came back."""
    day, slip = local_day(request.now), slip_shown(request, case.number)
    contact = dossiers.contact_of(request.actor, case, now=request.now, slip=slip)
    acts = permissions.actions_open_to(request.actor, case, day=day, slip=slip)
    likely = similar_cases(case.scope_path, case.category, case.text, exclude=case.pk)
    wanted = CaseAction.MERGE in acts or similar
    outcome = Outcome(case.outcome) if case.outcome else None
    into = case.merged_into if inner else dossiers.merged_end(case)
    # Whoever only said "me too" sees how far it is, not what somebody else wrote.
    bare = not permissions.can_see_photos(request.actor, case, day=day, slip=slip)
    thread = dossiers.thread_of(case, inner=inner, now=request.now)
    file = {
        "row": row_of(case, now=request.now),
        "status": STATUS_LINES[CaseState(case.state)],
        "text": case.text,
        "spot": case.spot,
        "is_bare": bare,
        "unit": case.unit.number if case.unit and inner else "",
        "place_address": reverse("places:detail", args=[case.place.code]) if inner else "",
        **(shown_moves(request, case) if inner else {}),
        "cell": case.cell.name if case.cell and inner else "",
        "cell_address": reverse("grids:cell", args=[case.cell.code]) if case.cell else "",
        "channel": CHANNELS[Channel(case.channel)],
        "entered": dossiers.entered_by(case) if inner else "",
        "reporter": contact.name,
        "phone": contact.phone,
        "email": contact.email,
        "can_open_name": contact.is_sealed,
        "contact": {} if bare else shown_contact(request, case),
        "disclosure": DISCLOSURES[Disclosure(case.disclosure)],
        "arbiter": _arbiter(case, day) if inner else "",
        "holder": dossiers.holder_words(case),
        "followers": dossiers.follower_count(case),
        "callers": shown_callers(request, case) if inner else {},
        "outcome": OUTCOMES[outcome] if outcome else "",
        "outcome_kind": OUTCOME_MARKS[outcome] if outcome else "",
        "rating": case.rating,
        "mediators": mediators_for(case.scope_path, day=day) if outcome == Outcome.REFERRED else [],
        "is_referred": outcome == Outcome.REFERRED,
        "mediator_told": dossiers.mediator_told(case) if outcome == Outcome.REFERRED else "",
        "merged_into": into.number if into else "",
        "merged_address": _case_address(request, into, slip, day),
        "can_leave": dossiers.is_joined(request.actor, case),
        "photos": dossiers.report_photos(case),
        "clips": report_clips(case),
        "thread": thread,
        "result": result_of(case, thread),
        "tasks": [shown_task(request, task) for task in dossiers.tasks_of(case)] if inner else [],
        "requests": shown_requests(request, case) if inner else [],
        "exclusion": exclusion_shown(case, now=request.now) if inner else {},
        "standing": standing_shown(case),
        "clocks": shown_clocks(case, request),
        "steps_done": shown_stories(case, request, with_tasks=inner),
        "checklist": _checklist(request, case) if inner else [],
        "acts": act_forms(request, case, acts, likely if wanted else [], bound=bound),
        "similar": likely if similar else [],
        "slip": slip_to_show(request, case),
    }
    if bare:
        return file | _as_followed(request, case)
    brought = (clip for entry in thread for clip in entry.clips)
    offer_writing(request, case, [*file["clips"], *brought], slip=slip)
    request.takes_voice = True
    return file


def _arbiter(case: Any, day: date) -> str:
    """Return the post that decides whose task the case is, while that is open."""
    seat = arbiter_of(case, day) if case.state == CaseState.ARBITRATION else None
    return seat_words(seat) if seat is not None else ""


def _as_followed(request: Request, case: Any) -> dict[str, Any]:
    """Return what is shown otherwise, or not at all, to whoever only said "me too"."""
    row, thread = followed_case(case, now=request.now)
    hidden = ("text", "spot", "unit", "channel", "disclosure", "rating", "merged_into", "standing",
              "result", "reporter", "phone", "email", "merged_address")  # fmt: skip
    return dict.fromkeys(hidden, "") | {
        "row": row,
        "thread": thread,
        "status": status_of(case),
        "photos": [],
        "clips": [],
        "clocks": [],
        "is_referred": False,
    }


def result_of(case: Any, thread: list[dossiers.Entry]) -> dossiers.Entry | None:
    """Return what the case came to, for whoever has to judge it: the last result in the thread.

    None while it is worked on, again after a failed check or a disagreement.
    """
    if CaseState(case.state) not in TOLD_STATES:
        return None
    return next((entry for entry in thread if entry.is_result), None)


def _case_address(request: Request, into: Any, slip: str, day: date) -> str:
    """Return the page of the case that another was merged into, for whoever may see it."""
    if into is None or not permissions.can_see(request.actor, into, day=day, slip=slip):
        return ""
    return reverse("cases:case" if request.actor.is_known else "cases:followed", args=[into.number])


def shown_task(request: Request, task: Any) -> dict[str, Any]:
    """Return a task as a line of the case's table."""
    kind, state = TaskKind(task.kind), TaskState(task.state)
    return {
        "body": task.body.name,
        "kind": TASK_KINDS[kind],
        "state": TASK_STATES[state],
        "state_kind": TASK_MARKS[state],
        "due": due_words(task.due_at, now=request.now),
        "legal_basis": task.legal_basis,
        "basis": task.basis,
        "answer": task.answer,
        "sent": clock_words(task.sent_at, now=request.now),
        "taken": clock_words(task.taken_at, now=request.now),
        "ended": clock_words(task.ended_at, now=request.now),
        "is_gate": task.is_gate,
        "ruling": ruling_words(task),
        "address": reverse("cases:task", args=[task.pk])
        if permissions.can_see_task(request.actor, task)
        else "",
    }


def ruling_words(task: Any) -> Any:
    """Return what the arbiter has decided about a refused call, or that it waits."""
    if task.ruling:
        return RULINGS[CallRuling(task.ruling)]
    if task.is_binding:
        return _("decided that this body comes")
    waits = task.kind == TaskKind.CALL and task.state == TaskState.REFUSED
    return _("has not decided yet") if waits else ""


def act_forms(
    request: Request,
    case: Any,
    actions: list[CaseAction],
    likely: list[Any],
    *,
    bound: tuple[CaseAction, ActForm] | None = None,
) -> list[dict[str, Any]]:
    """Return one form for each act that is open to this person now."""
    day = local_day(request.now)
    actions = [action for action in actions if _is_due(action, case)]
    offered = act_choices(request, case, actions, likely)
    found = []
    for action in actions:
        form = FORMS[action](
            initial={"version": case.version}, offered=offered, auto_id=f"id_{action.lower()}_%s"
        )
        if bound is not None and bound[0] == action:
            form = bound[1]
        found.append(
            {
                "label": label_of(action, case),
                "key": KEYS.get(action, ""),
                "form": form,
                "is_grave": action in GRAVE,
                "says": says_before(action, case, day),
                "address": reverse("cases:act", args=[case.number, action.lower()]),
            }
        )
    return found


def _is_due(action: CaseAction, case: Any) -> bool:
    """Tell of acts that stand for one another in the same state which one it is in this case."""
    outcome = Outcome(case.outcome) if case.outcome else None
    disputing = dispute_action(outcome)
    instead = {
        CaseAction.RETURN: return_action(case.returned),
        CaseAction.DISAGREE: return_action(case.returned),
        CaseAction.FAIL_CHECK: fail_action(case.lead_id is not None),
        CaseAction.FAIL_SPOT: fail_action(case.lead_id is not None),
        CaseAction.DISPUTE: disputing,
        CaseAction.APPEAL: disputing,
        CaseAction.ASSISTED_DISPUTE: assisted(disputing),
        CaseAction.ASSISTED_APPEAL: assisted(disputing),
    }
    if action in _DISPUTING and outcome is not None and not may_dispute(case, outcome):
        return False
    if action == CaseAction.ASSISTED_WITHDRAW and case.disclosure == Disclosure.ANONYMOUS:
        return False
    if action == CaseAction.UNMERGE and outcome != Outcome.MERGED:
        return False
    return instead.get(action, action) == action


def act_choices(
    request: Request, case: Any, actions: list[CaseAction], likely: list[Any]
) -> ActChoices:
    """Return what the forms of a case may offer."""
    day = local_day(request.now)
    bodies = bodies_for(case.scope_path, day=day) if _BODY_ACTS & set(actions) else []
    proposed = dossiers.proposed_lead(case) if CaseAction.DISPATCH in actions else None
    return ActChoices(
        bodies=bodies,
        usual_body=proposed or case.category.lead_id,
        level=case.level,
        is_last=is_last(case) if CaseAction.CONFIRM_EXCLUSION in actions else True,
        duplicates=[(one.number, f"{one.number} · {one.place} · {one.since}") for one in likely],
    )


def shown_clocks(case: Any, request: Request) -> list[dict[str, Any]]:
    """Return the clocks that run in a case: of its step, and of the first contact."""
    clocks = (running_clock(case), contact_clock(case))
    return [shown_clock(case, clock, request) for clock in clocks if clock]


def shown_stories(case: Any, request: Request, *, with_tasks: bool) -> list[dict[str, Any]]:
    """Return the finished steps of a case, with what moved their due times."""
    words = Wording(request.now)
    return [
        {
            "step": story.step,
            "body": story.body,
            "began": words.clock(story.started_at),
            "ended": words.clock(story.stopped_at),
            "due": words.clock(story.due_at),
            "is_late": story.is_late,
            "moves": [
                {
                    "what": move.label,
                    "when": words.clock(move.at),
                    "due": words.clock(move.due_at),
                    "reason": move.reason,
                }
                for move in story.moves
            ],
        }
        for story in stories_of(case, with_tasks=with_tasks)
    ]


def shown_clock(case: Any, clock: Any, request: Request) -> dict[str, Any]:
    """Return a running clock for the page."""
    return {
        "step": STEPS[Step(clock.step)],
        "due": due_words(clock.due_at, now=request.now),
        "stands": clock.paused_at is not None,
        "is_running": True,
        "sentences": panel_of(case, clock, now=request.now).sentences,
    }


def _checklist(request: Request, case: Any) -> list[dict[str, Any]]:
    english = request.LANGUAGE_CODE == "en"  # type: ignore[attr-defined]
    return [
        {
            "pk": line.item_id,
            "text": line.text_en if english else line.text_zh,
            "is_gate": line.is_gate,
            "marked": line.is_marked,
            "act": ACTIONS[CaseAction(line.action)],
        }
        for line in check_list(case, day=local_day(request.now))
    ]
