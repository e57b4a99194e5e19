"""Calls upwards (吹哨) and assistance: called, arrived, refused with a basis, done, called off.

Each act is timed on the department; a refusal goes to the arbiter. Source: [rule:case-tasks].
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from linli.apps.cases.models import Case, Task
from linli.apps.cases.models.tasks import OPEN_TASKS
from linli.apps.cases.permissions.work import (
    can_call_off,
    can_call_upwards,
    can_rule_on_call,
    can_work_on,
)
from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.refusals import (
    CallBinds,
    CalledAlready,
    CallWithoutCell,
    CaseClosed,
    NobodyCalled,
    NothingToRule,
)
from linli.apps.cases.rules.tasks import CallRuling, TaskKind, TaskState
from linli.apps.cases.rules.texts import MOST_BASIS, kept_line, kept_text
from linli.apps.cases.selectors.bodies import callable_bodies
from linli.apps.cases.selectors.call_figures import call_facts
from linli.apps.cases.services.clocks import start_step, stop_step
from linli.apps.cases.services.figures import note_call
from linli.apps.cases.services.intake import ReportData, report_on_behalf
from linli.apps.cases.services.keys import task_command, tasks_command
from linli.apps.cases.services.recording import Act, begin_aside, locked_case, seen_case
from linli.apps.cases.services.tasks import (
    cancel_task,
    finish_task,
    refuse_busy,
    refuse_call,
    send_task,
    take_task,
)
from linli.core.access import Actor, require
from linli.core.errors import NotFound
from linli.kit.days import local_day


@tasks_command
def call_upwards(
    *,
    actor: Actor,
    case_id: int,
    body_ids: Collection[int],
    text: str,
    legal_basis: str,
    now: datetime,
    version: int | None = None,
    key: str = "",
) -> list[Task]:
    """Call one or several departments to a case in one's cell (吹哨).

    Raises NobodyCalled, CalledAlready, CallWithoutCell, NotFound for a body that cannot be called
    from there, NotAllowed, StaleCase.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now)
    cell = case.cell
    if cell is None:
        raise CallWithoutCell(field="bodies")
    decision = can_call_upwards(actor, case, cell)
    act = begin_aside(actor=actor, case=case, version=version, now=now, decision=decision)
    numbers = sorted(set(body_ids))
    if not numbers:
        raise NobodyCalled(field="bodies")
    busy = Task.objects.filter(case=case, state__in=OPEN_TASKS, body_id__in=numbers)
    # The lead has a part while its result is checked too: a failed check gives it its task back.
    if busy.exists() or case.lead_id in numbers:
        raise CalledAlready(field="bodies")
    words = kept_text(text, field="text")
    basis = kept_line(legal_basis, field="legal_basis", most=MOST_BASIS)
    open_to_it = {body.pk: body for body in callable_bodies(case.scope_path, day=local_day(now))}
    tasks = []
    for body_id in numbers:
        if body_id not in open_to_it:
            raise NotFound(body=body_id)
        tasks.append(
            send_task(
                case,
                TaskKind.CALL,
                open_to_it[body_id],
                actor=actor,
                text=words,
                legal_basis=basis,
                cell=cell,
                now=now,
            )
        )
    act.facts |= {"bodies": numbers, "legal_basis": basis, "tasks": [task.pk for task in tasks]}
    act.aside("called", text=words, body_id=numbers[0] if len(numbers) == 1 else None)
    return tasks


@transaction.atomic
def report_and_call(
    *,
    actor: Actor,
    report: ReportData,
    body_ids: Collection[int],
    legal_basis: str,
    now: datetime,
    key: str = "",
) -> Case:
    """Report what one has found on the round, and call departments to it at once (上报并吹哨).

    The same report sent twice is one case with one call. Raises what both acts raise.
    """
    case = report_on_behalf(actor=actor, report=report, now=now, key=key)
    if not Task.objects.filter(case=case, kind=TaskKind.CALL).exists():
        call_upwards(
            actor=actor,
            case_id=case.pk,
            body_ids=body_ids,
            text=report.text,
            legal_basis=legal_basis,
            now=now,
        )
    return case


@task_command
def arrive(*, actor: Actor, task_id: int, now: datetime, key: str = "") -> Task:
    """Say that the department is on the spot, or that an assistant has begun (到场、接收)."""
    task, act = _begin(actor, task_id, now)
    take_task(task, actor=actor, now=now)
    act.aside("arrived", body_id=task.body_id)
    return task


@task_command
def report_result(*, actor: Actor, task_id: int, text: str, now: datetime, key: str = "") -> Task:
    """Say what the department, or the assistant, has done (反馈结果)."""
    task, act = _begin(actor, task_id, now)
    words = kept_text(text, field="text")
    finish_task(task, actor=actor, text=words, now=now)
    act.aside("result", text=words, body_id=task.body_id)
    return task


@task_command
def decline(
    *, actor: Actor, task_id: int, basis: str, text: str, now: datetime, key: str = ""
) -> Task:
    """Refuse to come, with the law it rests on (拒绝到场); the arbiter decides within a limit.

    It is counted in the body's record. Raises CallBinds where the arbiter has decided before.
    """
    task, act = _begin(actor, task_id, now)
    if task.is_binding:
        raise CallBinds()
    words = kept_text(text, field="text", needed=False)
    law = kept_line(basis, field="basis", most=MOST_BASIS)
    refuse_call(task, actor=actor, basis=law, text=words, now=now)
    if task.kind == TaskKind.CALL:
        start_step(act.case, Step.ARBITRATE, actor=actor, now=now, task=task)
    act.facts["basis"] = law
    act.aside("declined", text=words, body_id=task.body_id)
    return task


@task_command
def rule_on_call(
    *, actor: Actor, task_id: int, must_come: bool, text: str, now: datetime, key: str = ""
) -> Task:
    """Decide about a refused call, as the arbiter (对拒绝到场的裁定).

    Either the refusal stands, or the body is called again and cannot refuse. Raises NothingToRule.
    """
    task, case = _locked(task_id)
    decision = require(can_rule_on_call(actor, task))
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=decision)
    if task.kind != TaskKind.CALL or task.state != TaskState.REFUSED or task.ruling is not None:
        raise NothingToRule()
    words = kept_text(text, field="text")
    stop_step(case, actor=actor, now=now, task=task)
    before = call_facts(task)
    task.ruling = CallRuling.COME if must_come else CallRuling.STANDS
    task.ruled_at = now
    task.save(update_fields=["ruling", "ruled_at"])
    note_call(before, call_facts(task))
    act.facts |= {"task": task.pk, "ruling": task.ruling}
    if must_come:
        again = _call_again(case, task, actor=actor, text=words, now=now)
        act.facts["tasks"] = [again.pk]
    act.aside("call_ruled", text=words, body_id=task.body_id)
    return task


@task_command
def call_off(*, actor: Actor, task_id: int, text: str, now: datetime, key: str = "") -> Task:
    """Take a call or a request for assistance back that is not needed any more (取消吹哨、协办)."""
    task, case = _locked(task_id)
    decision = require(can_call_off(actor, task))
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=decision)
    words = kept_text(text, field="text")
    cancel_task(task, actor=actor, now=now)
    act.facts["task"] = task.pk
    act.aside("called_off", text=words, body_id=task.body_id)
    return task


def _call_again(case: Case, refused: Task, *, actor: Actor, text: str, now: datetime) -> Task:
    refuse_busy(case, refused.body_id, field="ruling")
    again = send_task(
        case,
        TaskKind.CALL,
        refused.body,
        actor=actor,
        text=f"{refused.text}\n{text}".strip(),
        legal_basis=refused.legal_basis,
        cell=refused.cell,
        is_binding=True,
        now=now,
    )
    again.caller_account_id = refused.caller_account_id  # who called hears of it, not the arbiter
    again.save(update_fields=["caller_account_id"])
    return again


def _begin(actor: Actor, task_id: int, now: datetime) -> tuple[Task, Act]:
    """Lock the case of a task that is not the lead's, then read the task under the lock."""
    task, case = _locked(task_id)
    decision = require(can_work_on(actor, task, local_day(now)))
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=decision)
    if case.closed_at is not None:
        raise CaseClosed(number=case.number)
    act.facts["task"] = task.pk
    return task, act


def _locked(task_id: int) -> tuple[Task, Case]:
    found = Task.objects.filter(pk=task_id).exclude(kind=TaskKind.LEAD)
    case_id = found.values_list("case", flat=True).first()
    if case_id is None:
        raise NotFound(task=task_id)
    case = locked_case(case_id)
    task = Task.objects.select_related("body", "seat", "cell").get(pk=task_id)
    task.case = case  # one object of the case: what a clock shows on it is not lost
    return task, case
