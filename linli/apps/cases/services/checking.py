"""The check before closing, by somebody who did not handle the case."""

from dataclasses import replace
from datetime import datetime

from linli.apps.cases.models import Case, CheckMark
from linli.apps.cases.rules.flow import CaseAction, fail_action
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.rules.texts import kept_text
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.recording import Act, begin, beginning, seen_case
from linli.apps.cases.services.tasks import send_task, take_task
from linli.core.access import Actor


@command
def pass_check(
    *,
    actor: Actor,
    case_id: int,
    now: datetime,
    version: int | None = None,
    text: str = "",
    key: str = "",
) -> Case:
    """Find that what was fed back is so (核查通过); the reporter is asked."""
    act = begin(CaseAction.PASS_CHECK, actor=actor, case_id=case_id, version=version, now=now)
    return act.move(text=text)


@command
def fail_check(
    *,
    actor: Actor,
    case_id: int,
    text: str,
    now: datetime,
    version: int | None = None,
    key: str = "",
) -> Case:
    """Find that it is not so (核查不通过): back to the body that handled it.

    What a grid worker claimed to have solved on the spot had no body; it goes on to dispatch.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now)
    action = fail_action(has_lead=case.lead_id is not None)
    act = beginning(action, case, actor=actor, version=version, now=now)
    case.failed_checks += 1
    case.outcome = case.handled_at = None
    CheckMark.objects.filter(case=case).delete()
    if action == CaseAction.FAIL_CHECK:
        _give_back(act, text)
    else:
        case.handle_due_at = case.taken_at = case.handler_account_id = None
    return act.move(text=text, body_id=case.lead_id)


def _give_back(act: Act, text: str) -> None:
    """Give the lead its task again, as taken: whoever handled it goes on at once."""
    case, lead = act.case, act.case.lead
    if lead is None:
        raise ValueError("a case that was handled has a lead")
    task = send_task(
        case,
        TaskKind.LEAD,
        lead,
        actor=act.actor,
        text=kept_text(text, field="text", needed=False),
        legal_basis="",
        now=act.now,
    )
    take_task(task, actor=replace(act.actor, account_id=case.handler_account_id), now=act.now)
