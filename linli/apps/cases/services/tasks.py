"""Tasks of bodies in a case, as the acts of the case move them: sent, taken, finished, returned.

The caller holds the lock of the case and has asked whether the actor may; the acts of departments
that are called stand in `calls`. The clock of a lead is the case's own, which the act of the case
starts; assistants and called departments have clocks of their own. Source: [rule:case-tasks].
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from linli.apps.cases.models import Case, Task
from linli.apps.cases.models.tasks import TO_RULE_ON
from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.refusals import BodyHasNoPost, BodyTwice, EvidenceMissing
from linli.apps.cases.rules.tasks import TASK_FLOW, TaskAction, TaskKind, TaskState
from linli.apps.cases.selectors.call_figures import call_facts
from linli.apps.cases.selectors.contacts import contact_by
from linli.apps.cases.selectors.posts import answering_seats
from linli.apps.cases.services.clocks import start_step, stop_step
from linli.apps.cases.services.copies import copies_of
from linli.apps.cases.services.figures import note_call
from linli.apps.grids.models import Cell
from linli.apps.organisations.models import Body
from linli.core.access import Actor
from linli.kit.days import local_day

_FIRST_STEP = {TaskKind.ASSIST: Step.ASSIST, TaskKind.CALL: Step.ARRIVE}
OPEN = (TaskState.SENT, TaskState.TAKEN)


def refuse_busy(case: Case, body_id: int, *, field: str) -> None:
    """Refuse a second open task of a body in a case, a call of the cell too; raises BodyTwice."""
    if Task.objects.filter(case=case, body=body_id, state__in=OPEN).exists():
        raise BodyTwice(field=field)


def send_task(
    case: Case,
    kind: TaskKind,
    body: Body,
    *,
    actor: Actor,
    text: str,
    legal_basis: str,
    now: datetime,
    cell: Cell | None = None,
    is_gate: bool = False,
    is_binding: bool = False,
) -> Task:
    """Give a body a task in a case (派发任务); it lies with the post that answers for the body.

    Raises BodyHasNoPost when neither the body nor one above it has any.
    """
    seat_id = answering_seats([body.pk], local_day(now)).get(body.pk)
    if seat_id is None:
        raise BodyHasNoPost(body=body.name, field="body")
    task = Task.objects.create(
        case=case,
        kind=kind,
        body=body,
        seat_id=seat_id,
        scope_path=body.scope_path,
        cell=cell,
        caller_account_id=actor.account_id if kind == TaskKind.CALL else None,
        text=text,
        legal_basis=legal_basis,
        is_gate=is_gate,
        is_binding=is_binding,
        contact_by=contact_by(case) if kind == TaskKind.LEAD else None,
        sent_at=now,
        **copies_of(case, Task),
    )
    note_call(None, call_facts(task))
    if kind in _FIRST_STEP:
        start_step(case, _FIRST_STEP[kind], actor=actor, now=now, task=task)
    return task


def take_task(task: Task, *, actor: Actor, now: datetime) -> Task:
    """Take a task; a department that was called has arrived (接收、到场), and its result is due."""
    _move(task, TaskAction.TAKE, taken_at=now, account_id=actor.account_id)
    if task.kind == TaskKind.CALL:
        start_step(task.case, Step.RESULT, actor=actor, now=now, task=task)
    return task


def finish_task(task: Task, *, actor: Actor, text: str, now: datetime) -> Task:
    """Finish a task with what was done (办结)."""
    _move(task, TaskAction.FINISH, text=text, answer=text, ended_at=now)
    stop_step(task.case, actor=actor, now=now, task=task)
    return task


def return_task_row(task: Task, *, actor: Actor, basis: str, text: str, now: datetime) -> Task:
    """Hand a task back that belongs to somebody else, on a legal basis (退回)."""
    _move(task, TaskAction.RETURN, text=text, basis=basis, answer=text, ended_at=now)
    stop_step(task.case, actor=actor, now=now, task=task)
    return task


def refuse_call(task: Task, *, actor: Actor, basis: str, text: str, now: datetime) -> Task:
    """Refuse to come when called, on a legal basis (拒绝到场)."""
    _move(task, TaskAction.REFUSE, text=text, basis=basis, answer=text, ended_at=now)
    stop_step(task.case, actor=actor, now=now, task=task)
    return task


def cancel_tasks(
    case: Case, *, actor: Actor, now: datetime, kinds: Collection[TaskKind] = tuple(TaskKind)
) -> list[Task]:
    """Cancel what is open of a case's tasks, because the case goes another way (取消任务).

    Refusals of calls that wait for the arbiter need no decision any more.
    """
    tasks = list(Task.objects.filter(case=case, state__in=OPEN, kind__in=kinds).order_by("pk"))
    for task in tasks:
        cancel_task(task, actor=actor, now=now)
    if TaskKind.CALL in kinds:
        for task in Task.objects.filter(TO_RULE_ON, case=case).order_by("pk"):
            stop_step(case, actor=actor, now=now, task=task)
    return tasks


def cancel_task(task: Task, *, actor: Actor, now: datetime) -> Task:
    """Cancel one task (取消任务)."""
    _move(task, TaskAction.CANCEL, ended_at=now)
    stop_step(task.case, actor=actor, now=now, task=task)
    return task


def _move(task: Task, action: TaskAction, **values: Any) -> None:
    step = TASK_FLOW.step(TaskState(task.state), action)
    missing = [name for name in sorted(step.evidence) if not str(values.get(name, "")).strip()]
    if missing:
        raise EvidenceMissing(field=missing[0])
    values.pop("text", None)
    before = call_facts(task)
    task.state = step.next
    for name, value in values.items():
        setattr(task, name, value)
    task.save(update_fields=["state", *values])
    note_call(before, call_facts(task))
