"""The desk asks the reporter and records what was said (回访、代为答复), as its own act.

Thread and trail name the helper and the post, whatever the reporter chose about the own name; the
reporter is told of it. Source: [rule:case-revisits].
"""

from datetime import datetime

from linli.apps.cases import permissions
from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import (
    CaseAction,
    CaseState,
    Part,
    assisted,
    dispute_action,
)
from linli.apps.cases.rules.kinds import AnswerWay, Confirmation, Disclosure, Outcome
from linli.apps.cases.rules.refusals import NotAsked
from linli.apps.cases.services.closing import dispute_with, rate_with
from linli.apps.cases.services.contacting import note_try
from linli.apps.cases.services.ending import end_case
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.recording import begin, begin_aside, beginning, seen_case
from linli.core.access import Actor
from linli.core.errors import RuleViolation
from linli.kit.days import local_day


class OnlyByCode(RuleViolation):
    """Nobody knows who reported it: the code of the slip alone speaks for the reporter."""

    code = "cases.only_by_code"


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


@command
def record_withdrawal(
    *,
    actor: Actor,
    case_id: int,
    way: AnswerWay,
    text: str,
    now: datetime,
    version: int | None = None,
    key: str = "",
) -> Case:
    """Record that the reporter takes the report back, in their words (代录撤回).

    The reporter may disagree afterwards: it was the desk that wrote it down. Raises OnlyByCode.
    """
    act = begin(
        CaseAction.ASSISTED_WITHDRAW, actor=actor, case_id=case_id, version=version, now=now
    )
    _refuse_unnamed(act.case)
    end_case(act, Outcome.WITHDRAWN)
    act.facts["way"] = way
    return act.move(text=text)


@command
def record_rating(
    *,
    actor: Actor,
    case_id: int,
    rating: int,
    way: AnswerWay,
    now: datetime,
    text: str = "",
    version: int | None = None,
    key: str = "",
) -> Case:
    """Record how content the reporter said to be (代录评价), once and after the closing.

    Raises OnlyByCode, and what `rate_case` raises.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now)
    decision = permissions.can_record_answer(actor, case, day=local_day(now))
    act = begin_aside(
        actor=actor, case=case, version=version, now=now, decision=decision, closed_too=True
    )
    _refuse_unnamed(case)
    act.part = Part.HELPER
    rate_with(act, rating)
    act.facts["way"] = way
    return act.aside("rated_for", text=text)


def _refuse_unnamed(case: Case) -> None:
    """Refuse for a report of which nobody knows whose it is: anybody might say it is theirs."""
    if case.disclosure == Disclosure.ANONYMOUS:
        raise OnlyByCode(number=case.number)
