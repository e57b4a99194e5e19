"""The dispatch board: to which body, with whom; back again, and what the arbiter decides."""

from collections.abc import Sequence
from datetime import date, datetime

from linli.apps.cases.models import Case, Task
from linli.apps.cases.models.tasks import OPEN_TASKS
from linli.apps.cases.rules.flow import CaseAction, return_action
from linli.apps.cases.rules.placing import works_at
from linli.apps.cases.rules.refusals import ArbitrationBinds, BodyNotCompetent, BodyTwice
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.rules.texts import MOST_BASIS, kept_line, kept_text
from linli.apps.cases.selectors.arbiters import is_bound
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.recording import Act, begin, beginning, seen_case
from linli.apps.cases.services.tasks import cancel_tasks, refuse_busy, return_task_row, send_task
from linli.apps.organisations.models import Body
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.dated import in_force
from linli.kit.days import local_day


@command
def dispatch_case(
    *,
    actor: Actor,
    case_id: int,
    body: int,
    now: datetime,
    assists: Sequence[int] = (),
    assists_gate: bool = False,
    legal_basis: str = "",
    text: str = "",
    version: int | None = None,
    key: str = "",
) -> Case:
    """Send a case to the body that will handle it, and to those that assist (派遣).

    With `assists_gate` the lead feeds back only when those that assist have finished.
    Raises BodyNotCompetent, BodyTwice, and BodyHasNoPost where nobody could ever take it.
    """
    act = begin(CaseAction.DISPATCH, actor=actor, case_id=case_id, version=version, now=now)
    _send(act, body, assists, gate=assists_gate, text=text, legal_basis=legal_basis)
    return act.move(text=text, evidence={"body": body}, body_id=body)


@command
def return_task(
    *,
    actor: Actor,
    case_id: int,
    basis: str,
    text: str,
    now: datetime,
    version: int | None = None,
    key: str = "",
) -> Case:
    """Send a wrongly sent task back, on a legal basis (退回); the third time an arbiter decides.

    Raises ArbitrationBinds after the arbiter has decided.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now)
    action = return_action(case.returned)
    act = beginning(action, case, actor=actor, version=version, now=now)
    if is_bound(case):
        raise ArbitrationBinds()
    basis = kept_line(basis, field="basis", most=MOST_BASIS)
    task, lead_id = lead_task(case), case.lead_id
    return_task_row(task, actor=actor, basis=basis, text=text, now=now)
    cancel_tasks(case, actor=actor, now=now, kinds=(TaskKind.ASSIST,))
    case.lead_id, case.returned = None, case.returned + 1
    act.facts |= {"basis": basis, "body": lead_id}
    return act.move(text=text, evidence={"basis": basis}, body_id=lead_id)


@command
def arbitrate(
    *,
    actor: Actor,
    case_id: int,
    body: int,
    text: str,
    now: datetime,
    assists: Sequence[int] = (),
    assists_gate: bool = False,
    legal_basis: str = "",
    version: int | None = None,
    key: str = "",
) -> Case:
    """Decide whose task it is, and who assists (裁定); the body cannot return it again.

    Raises what `dispatch_case` raises about bodies.
    """
    act = begin(CaseAction.ARBITRATE, actor=actor, case_id=case_id, version=version, now=now)
    _send(act, body, assists, gate=assists_gate, text=text, legal_basis=legal_basis)
    return act.move(text=text, evidence={"body": body}, body_id=body)


def competent_body(case: Case, body_id: int, today: date) -> Body:
    """Return a body that works at the place of a case today; raises BodyNotCompetent.

    It stands at the place or above it, or within the place the report names.
    """
    body = Body.objects.filter(in_force(today), pk=body_id).first()
    if body is None or not works_at(body.scope_path, case.scope_path):
        raise BodyNotCompetent(field="body")
    return body


def lead_task(case: Case) -> Task:
    """Return the open task of the lead; raises NotFound when there is none."""
    task = Task.objects.filter(case=case, kind=TaskKind.LEAD, state__in=OPEN_TASKS).first()
    if task is None:
        raise NotFound(kind="task")
    task.case = case  # one object of the case: what a clock shows on it is not lost
    return task


def _send(
    act: Act, body_id: int, assists: Sequence[int], *, gate: bool, text: str, legal_basis: str
) -> None:
    """Give the body that leads its task, and those that assist theirs."""
    if len({body_id, *assists}) != 1 + len(assists):
        raise BodyTwice(field="assists")
    case, today = act.case, local_day(act.now)
    lead = competent_body(case, body_id, today)
    bodies = [(TaskKind.LEAD, lead)]
    bodies += [(TaskKind.ASSIST, competent_body(case, one, today)) for one in assists]
    case.lead = lead
    case.taken_at = case.handled_at = None
    case.handler_account_id = None
    for kind, body in bodies:
        refuse_busy(case, body.pk, field="body" if kind == TaskKind.LEAD else "assists")
        send_task(
            case,
            kind,
            body,
            actor=act.actor,
            text=kept_text(text, field="text", needed=False),
            legal_basis=kept_line(legal_basis, field="legal_basis", most=MOST_BASIS),
            is_gate=gate and kind == TaskKind.ASSIST,
            now=act.now,
        )
    act.facts |= {"body": body_id, "assists": sorted(assists), "assists_gate": gate}
