"""Calls upwards (吹哨): a cell calls departments, which arrive, refuse with a basis, and report.

Each act is timed on the department. Source: [rule:case-tasks].
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from linli.apps.cases.models import Case, Task
from linli.apps.cases.permissions.work import can_call_upwards, can_work_on
from linli.apps.cases.rules.refusals import CaseClosed
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.selectors.bodies import callable_bodies
from linli.apps.cases.services.recording import Act, begin_aside, locked_case, seen_case
from linli.apps.cases.services.tasks import finish_task, refuse_call, send_task, take_task
from linli.core.access import Actor, refuse, require
from linli.core.errors import NotFound
from linli.kit.days import local_day


@transaction.atomic
def call_upwards(
    *,
    actor: Actor,
    case_id: int,
    body_ids: Collection[int],
    text: str,
    legal_basis: str,
    now: datetime,
    version: int | None = None,
) -> list[Task]:
    """Call one or several departments to a case in one's cell (吹哨).

    Raises NotFound for a body that cannot be called from there, NotAllowed, StaleCase.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now)
    cell = case.cell
    decision = refuse("cases.call_other_cell") if cell is None else can_call_upwards(
        actor, case, cell
    )  # fmt: skip
    act = begin_aside(actor=actor, case=case, version=version, now=now, decision=decision)
    open_to_it = {body.pk: body for body in callable_bodies(case.scope_path, day=local_day(now))}
    tasks = []
    for body_id in sorted(set(body_ids)):
        if body_id not in open_to_it:
            raise NotFound(body=body_id)
        tasks.append(
            send_task(
                case,
                TaskKind.CALL,
                open_to_it[body_id],
                actor=actor,
                text=text,
                legal_basis=legal_basis,
                cell=cell,
                now=now,
            )
        )
    act.facts |= {"bodies": sorted(set(body_ids)), "legal_basis": legal_basis}
    act.aside("called", text=text)
    return tasks


@transaction.atomic
def arrive(*, actor: Actor, task_id: int, now: datetime) -> Task:
    """Say that the department is on the spot, or that an assistant has begun (到场、接收)."""
    task, act = _begin(actor, task_id, now)
    take_task(task, actor=actor, now=now)
    act.aside("arrived", body_id=task.body_id)
    return task


@transaction.atomic
def report_result(*, actor: Actor, task_id: int, text: str, now: datetime) -> Task:
    """Say what the department, or the assistant, has done (反馈结果)."""
    task, act = _begin(actor, task_id, now)
    finish_task(task, actor=actor, text=text, now=now)
    act.aside("result", text=text, body_id=task.body_id)
    return task


@transaction.atomic
def decline(*, actor: Actor, task_id: int, basis: str, text: str, now: datetime) -> Task:
    """Refuse to come, with the law it rests on (拒绝到场); it is counted in the body's record."""
    task, act = _begin(actor, task_id, now)
    refuse_call(task, actor=actor, basis=basis, text=text, now=now)
    act.facts["basis"] = basis
    act.aside("declined", text=text, body_id=task.body_id)
    return task


def _begin(actor: Actor, task_id: int, now: datetime) -> tuple[Task, Act]:
    """Lock the case of a task that is not the lead's, then read the task under the lock."""
    found = Task.objects.filter(pk=task_id).exclude(kind=TaskKind.LEAD)
    case_id = found.values_list("case", flat=True).first()
    if case_id is None:
        raise NotFound(task=task_id)
    case: Case = locked_case(case_id)
    task = Task.objects.select_related("body", "seat").get(pk=task_id)
    task.case = case
    decision = require(can_work_on(actor, task, local_day(now)))
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=decision)
    if case.closed_at is not None:
        raise CaseClosed(number=case.number)
    act.facts["task"] = task.pk
    return task, act
