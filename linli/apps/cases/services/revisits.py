"""The desk asks the reporter and records what was said (回访、代为答复), as its own act.

Thread and trail name the helper and the post, whatever the reporter chose about the own name; the
reporter is told of it. Source: [rule:case-revisits].
"""

from datetime import datetime

from linli.apps.cases import permissions
from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseAction, CaseState, assisted, dispute_action
from linli.apps.cases.rules.kinds import AnswerWay, Confirmation, Outcome
from linli.apps.cases.rules.refusals import NotAsked
from linli.apps.cases.services.closing import dispute_with
from linli.apps.cases.services.contacting import note_try
from linli.apps.cases.services.ending import end_case
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.recording import begin, begin_aside, beginning, seen_case
from linli.core.access import Actor
from linli.kit.days import local_day


@command
def record_agreement(
    *,
    actor: Actor,
    case_id: int,
    way: AnswerWay,
    now: datetime,
    version: int | None = None,
    text: str = "",
    key: str = "",
) -> Case:
    """Record that the reporter said they agree with the result (代录认可)."""
    act = begin(CaseAction.ASSISTED_CONFIRM, actor=actor, case_id=case_id, version=version, now=now)
    end_case(act, Outcome(act.case.outcome or ""), Confirmation.ASSISTED)
    act.facts["way"] = way
    return act.move(text=text)


@command
def record_dispute(
    *,
    actor: Actor,
    case_id: int,
    way: AnswerWay,
    text: str,
    now: datetime,
    version: int | None = None,
    key: str = "",
) -> Case:
    """Record that the reporter does not agree, in their words (代录异议); the case goes on.

    Raises NotDisputable for what the reporter took back.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now)
    ended = Outcome(case.outcome) if case.outcome and case.closed_at else None
    action = assisted(dispute_action(ended))
    act = beginning(action, case, actor=actor, version=version, now=now)
    act.facts["way"] = way
    return dispute_with(act, ended, text=text)


@command
def record_no_answer(
    *,
    actor: Actor,
    case_id: int,
    way: AnswerWay,
    now: datetime,
    version: int | None = None,
    text: str = "",
    key: str = "",
) -> Case:
    """Record that the reporter could not be reached (未联系上): an attempt, which answers nothing.

    Raises NotAsked while the case does not wait for the reporter.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now)
    decision = permissions.can_record_answer(actor, case, day=local_day(now))
    act = begin_aside(actor=actor, case=case, version=version, now=now, decision=decision)
    if case.state != CaseState.CHECKED:
        raise NotAsked(number=case.number)
    act.facts["way"] = way
    note_try(case, now=now)
    return act.aside("unreached", text=text, is_heavy=False)
