"""Forms of calls, tasks and more time, as they stand beside a case; the acts are in `calls`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.apps.cases import permissions
from linli.apps.cases.forms.tasks import (
    ArriveForm,
    CallForm,
    CallOffForm,
    DeclineForm,
    DelayForm,
    FinishForm,
    RulingForm,
)
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.selectors import dossiers
from linli.apps.cases.selectors.calls import bodies_to_call
from linli.apps.cases.selectors.delays import delayed_step
from linli.apps.cases.views.climbed import instruct_sides
from linli.apps.cases.views.requests import approval_sides
from linli.kit.days import local_day
from linli.kit.request import Request


@dataclass(frozen=True, slots=True)
class TaskAct:
    """How an act on a task is offered: its form, its words for calls and for assistance."""

    form: type[forms.Form]
    icon: str
    call: "str | Promise"
    assist: "str | Promise"
    done: "str | Promise"
    is_grave: bool = False

    def label(self, kind: str) -> "str | Promise":
        """Return what the button says."""
        return self.call if kind == TaskKind.CALL else self.assist


TASK_ACTS: Mapping[str, TaskAct] = {
    "take": TaskAct(
        ArriveForm,
        "geo-alt",
        pgettext_lazy("task act", "We have arrived"),
        pgettext_lazy("task act", "We begin to assist"),
        gettext_lazy("It is noted; now the result is awaited."),
    ),
    "finish": TaskAct(
        FinishForm,
        "check2-square",
        pgettext_lazy("task act", "Tell the result"),
        pgettext_lazy("task act", "Our part is done"),
        gettext_lazy("The result is noted."),
    ),
    "refuse": TaskAct(
        DeclineForm,
        "x-circle",
        pgettext_lazy("task act", "Refuse to come"),
        pgettext_lazy("task act", "Refuse to assist"),
        gettext_lazy("The refusal is noted with its legal basis."),
        is_grave=True,
    ),
    "cancel": TaskAct(
        CallOffForm,
        "slash-circle",
        pgettext_lazy("task act", "Take the call back"),
        pgettext_lazy("task act", "No more assistance needed"),
        gettext_lazy("It is taken back; the body is told."),
    ),
    "rule": TaskAct(
        RulingForm,
        "bank",
        pgettext_lazy("task act", "Decide about the refusal"),
        pgettext_lazy("task act", "Decide about the refusal"),
        gettext_lazy("Decided; the body and the caller are told."),
    ),
}


def work_sides(request: Request, case: Any, task: Any = None) -> Iterator[dict[str, Any]]:
    """Yield the forms of tasks, calls and more time that are open to this person in a case."""
    day = local_day(request.now)
    for one in [task] if task is not None else dossiers.tasks_of(case):
        one.case = case
        yield from task_sides(request, one, named=task is None)
        yield from _delay_side(request, case, one, named=task is None)
    yield from approval_sides(request, case)
    yield from instruct_sides(request, case)
    if case.cell is None or not permissions.can_call_upwards(request.actor, case, case.cell):
        return
    bodies = bodies_to_call(case, day=day)
    if bodies:
        yield {
            "name": "call",
            "label": _("Call a department"),
            "icon": "megaphone",
            "form": call_form(case, bodies),
            "says": _("It has to come or refuse on a legal basis; its clock starts now."),
            "address": reverse("cases:call", args=[case.number]),
        }


def call_form(case: Any, bodies: list[Any], *args: Any) -> CallForm:
    """Return the form of a call with the bodies that may be called."""
    initial = {"version": case.version}
    return CallForm(*args, bodies=bodies, initial=initial, auto_id="id_call_%s")


def task_sides(request: Request, task: Any, *, named: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the forms of what this person may do with a task now."""
    for act in permissions.task_acts_open_to(request.actor, task, local_day(request.now)):
        found = TASK_ACTS[act]
        label = found.label(task.kind)
        yield {
            "name": f"{act}-{task.pk}",
            "label": f"{label} · {task.body.name}" if named else label,
            "button": label,
            "icon": found.icon,
            "form": task_form(act, task),
            "says": _("The time for the result begins with it.")
            if act == "take" and task.kind == TaskKind.CALL
            else "",
            "is_grave": found.is_grave,
            "address": reverse("cases:task_act", args=[task.pk, act]),
        }


def task_form(act: str, task: Any, data: Any = None) -> forms.Form:
    """Return the form of an act on a task."""
    return TASK_ACTS[act].form(data, auto_id=f"id_{act}_{task.pk}_%s")


def _delay_side(request: Request, case: Any, task: Any, *, named: bool) -> Iterator[dict[str, Any]]:
    if not permissions.can_ask_delay(request.actor, case, task, local_day(request.now)):
        return
    form = delay_form(case, task)
    if form is not None:
        label = _("Ask for more time")
        yield {
            "name": f"more-time-{task.pk}",
            "label": f"{label} · {task.body.name}" if named else label,
            "button": label,
            "icon": "hourglass-split",
            "form": form,
            "says": _("Somebody else decides. It shows in the figures, and the reporter reads it."),
            "address": reverse("cases:more_time", args=[task.pk]),
        }


def delay_form(case: Any, task: Any, *args: Any) -> DelayForm | None:
    """Return the form for more time in a task; None where its step takes none now."""
    found = delayed_step(case, task)
    if found is None:
        return None
    step, unit = found
    return DelayForm(*args, step=step, unit=unit, auto_id=f"id_more_{task.pk}_%s")
