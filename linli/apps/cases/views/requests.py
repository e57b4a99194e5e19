"""Requests for more time as the page of a case shows them, to offices and to the reporter."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.apps.cases import permissions
from linli.apps.cases.forms.tasks import DecideForm, EndDelayForm, LookAgainForm
from linli.apps.cases.labels import DELAY_KINDS, DELAY_MARKS, DELAY_STATES, PAUSE_REASONS
from linli.apps.cases.rules.approvals import is_whole_with
from linli.apps.cases.rules.clocks import DelayKind, DelayState
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.selectors.approvals import Approval, delay_approvals, has_agreed
from linli.apps.cases.selectors.delays import Request as Asked
from linli.apps.cases.selectors.delays import open_delays, requests_of, standing_delay
from linli.apps.cases.selectors.rows import clock_words
from linli.apps.cases.views.agreed import approval_shown
from linli.kit.days import local_day
from linli.kit.request import Request


def shown_requests(request: Request, case: Any) -> list[dict[str, Any]]:
    """Return what was asked for in a case, with who asked, who agreed and who decided."""
    found = requests_of(case)
    approvals = delay_approvals([asked.delay for asked in found], now=request.now)
    return [_shown(request, asked, approvals[asked.delay.pk]) for asked in found]


def _shown(request: Request, asked: Asked, approval: Approval) -> dict[str, Any]:
    delay, now = asked.delay, request.now
    task, waits = delay.clock.task, delay.state == DelayState.ASKED
    return request_words(delay) | {
        "approval": approval_shown(approval, waits=waits, now=now),
        "body": task.body.name if task else "",
        "asked": clock_words(delay.asked_at, now=now),
        "asked_by": asked.asked_by,
        "decide_by": clock_words(delay.decide_by, now=now),
        "waits": waits,
        "decided": clock_words(delay.decided_at, now=now),
        "decided_by": asked.decided_by,
        "answer": delay.decision_text,
        "review_on": delay.review_on if delay.state == DelayState.GRANTED else None,
        "ended": clock_words(delay.ended_at, now=now),
    }


def request_words(delay: Any) -> dict[str, Any]:
    """Return the words of a request: in what way, why, until when, how it stands."""
    state = DelayState(delay.state)
    return {
        "kind": DELAY_KINDS[DelayKind(delay.kind)],
        "reason": PAUSE_REASONS[PauseReason(delay.reason)],
        "text": delay.text,
        "until": localtime(delay.until).strftime("%Y-%m-%d %H:%M"),
        "state": DELAY_STATES[state],
        "state_kind": DELAY_MARKS[state],
    }


def standing_shown(case: Any) -> dict[str, Any]:
    """Return why a case takes longer now, as its reporter reads it; empty when it does not."""
    delay = standing_delay(case)
    if delay is None:
        return {}
    words = request_words(delay)
    del words["text"]  # what was written to whoever decides
    stands = delay.kind != DelayKind.EXTENSION
    return words | {
        "stands": stands,
        "asks_reporter": stands and delay.reason == PauseReason.REPORTER,
        "review_on": delay.review_on,
    }


# How each decision about more time is offered: form, icon, words.
DELAY_ACTS: Mapping[str, tuple[type[forms.Form], str, Any]] = {
    "decide": (DecideForm, "check2-square", gettext_lazy("Decide about more time")),
    "end": (EndDelayForm, "arrow-right", gettext_lazy("Let the clock go on")),
    "look-again": (LookAgainForm, "calendar-event", gettext_lazy("Looked at: still hangs")),
}


def approval_sides(request: Request, case: Any) -> Iterator[dict[str, Any]]:
    """Yield the forms with which this person decides about, or ends, more time in a case."""
    for delay in open_delays(case):
        for act in delay_acts_open_to(request, case, delay):
            yield delay_side(request, delay, act)


def delay_acts_open_to(request: Request, case: Any, delay: Any) -> list[str]:
    """Return what this person may do now with a request for more time."""
    actor, day = request.actor, local_day(request.now)
    decides = permissions.can_decide_delay(actor, delay, case.scope_path)
    if delay.state == DelayState.ASKED:
        return ["decide"] if decides else []
    if delay.state != DelayState.GRANTED or delay.kind == DelayKind.EXTENSION:
        return []
    found = ["end"] if permissions.can_end_delay(actor, delay, case, day) else []
    return [*found, "look-again"] if decides and delay.kind == DelayKind.HANG_UP else found


def delay_side(request: Request, delay: Any, act: str) -> dict[str, Any]:
    """Return one form as it stands beside a case or on the desk of decisions."""
    words, label = request_words(delay), DELAY_ACTS[act][2]
    if act == "decide" and _has_agreed(request, delay):
        label = _("Refuse after all")
    return {
        "name": f"{act}-{delay.pk}",
        "label": f"{label} · {words['kind']}",
        "button": label,
        "icon": DELAY_ACTS[act][1],
        "form": decision_form(request, delay, act),
        "says": _("%(kind)s until %(until)s. Reason: %(reason)s. %(text)s") % words,
        "address": reverse("cases:delay_act", args=[delay.pk, act]),
    }


def decision_form(request: Request, delay: Any, act: str, data: Any = None) -> forms.Form:
    """Return the form of a decision about more time."""
    options: dict[str, Any] = {"auto_id": f"id_{act}_{delay.pk}_%s"}
    if act == "decide":
        options |= {
            "is_last": is_whole_with(delay.needed, delay.agreed),
            "has_agreed": _has_agreed(request, delay),
        }
    return DELAY_ACTS[act][0](data, **options)


def _has_agreed(request: Request, delay: Any) -> bool:
    """Tell whether this person has agreed already, where several must."""
    return delay.agreed > 0 and has_agreed(request.actor, delay.case_id, delay.pk)
