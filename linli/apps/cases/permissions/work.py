"""Who may take, finish, refuse and delay the work of bodies."""

from collections.abc import Sequence
from datetime import date

from linli.apps.accounts.rules import PLACE_ADMINS, Role
from linli.apps.cases.models import Case, Delay, Escalation, Task
from linli.apps.cases.rules.tasks import TASK_FLOW, TaskAction, TaskKind, TaskState
from linli.apps.grids.models import Cell
from linli.apps.organisations.selectors.duties import duties
from linli.core.access import Actor, Decision, allow, by_role, refuse

CALLERS = frozenset({Role.GRID_WORKER, Role.COMMUNITY_WORKER})


def can_work_on(actor: Actor, task: Task, day: date) -> Decision:
    """Allow whoever holds a post in the body, and whoever acts for the post that answers for it."""
    if actor.is_system:
        return allow()
    for grant in actor.grants:
        if grant.body_id == task.body_id:
            return allow(grant)
    if acts_for(actor, task.seat_id, day):
        return allow()
    return refuse("cases.not_your_task")


def acts_for(actor: Actor, seat_id: int | None, day: date) -> bool:
    """Tell whether the actor holds a post on `day`, or stands in for its holder."""
    if actor.person_id is None or seat_id is None:
        return False
    return duties([seat_id], day)[seat_id].person_id == actor.person_id


def can_answer_escalation(actor: Actor, case: Case, waiting: Sequence[Escalation]) -> Decision:
    """Allow whoever acts for a post with which something of the case waits."""
    return allow(actor.post_at(case.scope_path)) if waiting else refuse("cases.nothing_climbed")


def can_call_upwards(actor: Actor, case: Case, cell: Cell) -> Decision:
    """Allow grid and community workers whose post reaches the case (吹哨)."""
    if case.cell_id != cell.pk:
        return refuse("cases.call_other_cell")
    return by_role(actor, CALLERS, case.scope_path)


def can_call_off(actor: Actor, task: Task) -> Decision:
    """Allow who may call from the cell to take a call back, and the dispatch board both kinds."""
    decision = by_role(actor, PLACE_ADMINS, task.case.scope_path)
    if decision or task.kind != TaskKind.CALL or task.cell is None:
        return decision
    return can_call_upwards(actor, task.case, task.cell)


def can_rule_on_call(actor: Actor, task: Task) -> Decision:
    """Allow the arbiters of the place, but nobody who works for the body that refused."""
    if any(grant.body_id == task.body_id for grant in actor.grants):
        return refuse("cases.own_refusal")
    return by_role(actor, PLACE_ADMINS, task.case.scope_path)


def task_acts_open_to(actor: Actor, task: Task, day: date) -> list[str]:
    """Return what the actor may do now with a task that is not the lead's.

    "take", "finish" and "refuse" are for the body, "cancel" for whoever sent it, "rule" for the
    arbiter.
    """
    if task.kind == TaskKind.LEAD:
        return []
    moves = TASK_FLOW.actions(TaskState(task.state))
    own = [TaskAction.TAKE, TaskAction.FINISH, TaskAction.REFUSE]
    found = [one.lower() for one in own if one in moves and can_work_on(actor, task, day)]
    if task.is_binding and "refuse" in found:
        found.remove("refuse")
    if TaskAction.CANCEL in moves and can_call_off(actor, task):
        found.append("cancel")
    refused = task.kind == TaskKind.CALL and task.state == TaskState.REFUSED
    if refused and task.ruling is None and can_rule_on_call(actor, task):
        found.append("rule")
    return found


def can_act_on_task(actor: Actor, task: Task, act: str, day: date) -> Decision:
    """Allow whoever plays the part that an act of `task_acts_open_to` belongs to."""
    if act == "cancel":
        return can_call_off(actor, task)
    return can_rule_on_call(actor, task) if act == "rule" else can_work_on(actor, task, day)


def can_ask_delay(actor: Actor, case: Case, task: Task | None, day: date) -> Decision:
    """Allow whoever works on the task, or on the lead's task where the step is the case's own."""
    if task is None:
        task = case.tasks.filter(kind="LEAD", state__in=("SENT", "TAKEN")).first()
    if task is None:
        return refuse("cases.not_your_task")
    return can_work_on(actor, task, day)


def can_decide_delay(actor: Actor, delay: Delay, path: str) -> Decision:
    """Allow the administrators of the place, but never whoever asked."""
    if not actor.is_system and actor.account_id == delay.asked_by_id:
        return refuse("cases.delay_second_person")
    return by_role(actor, PLACE_ADMINS, path)


def can_be_one_of(actor: Actor, needed: int) -> Decision:
    """Allow everybody where one yes is enough, and only people where several persons must agree.

    Who sits before a program is not known: two of its words may be those of one person.
    """
    if needed > 1 and (actor.is_program or actor.account_id is None):
        return refuse("cases.only_people_agree")
    return allow()


def can_end_delay(actor: Actor, delay: Delay, case: Case, day: date) -> Decision:
    """Allow whoever may decide on it, and whoever works on what it holds up."""
    decision = by_role(actor, PLACE_ADMINS, case.scope_path)
    return decision or can_ask_delay(actor, case, delay.clock.task, day)
