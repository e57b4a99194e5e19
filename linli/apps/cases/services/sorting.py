"""The sorting desk: ours, not ours, a question, a dispute, a duplicate, or excluded."""

from datetime import datetime
from typing import Any

from linli.apps.cases.models import Case
from linli.apps.cases.rules.approvals import LEAST, ApprovalKind
from linli.apps.cases.rules.flow import CaseAction, agree_action
from linli.apps.cases.rules.kinds import ExclusionReason, Level, Outcome
from linli.apps.cases.rules.texts import kept_text
from linli.apps.cases.selectors.posts import mediator_to_tell
from linli.apps.cases.services.approvals import (
    forget_proposal,
    makes_whole,
    needed_now,
    note_agreement,
)
from linli.apps.cases.services.clocks import change_contact_limit
from linli.apps.cases.services.dispatch import competent_body
from linli.apps.cases.services.ending import end_case
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.recording import begin, beginning, seen_case
from linli.core.access import Actor
from linli.kit.days import local_day


@command
def accept_case(
    *,
    actor: Actor,
    case_id: int,
    now: datetime,
    version: int | None = None,
    level: Level | None = None,
    proposed: int | None = None,
    text: str = "",
    key: str = "",
) -> Case:
    """Take a report up as a case (受理立案); its level may be set right at the same time.

    `proposed` is the body that the desk would send it to; the board decides.
    Raises BodyNotCompetent.
    """
    act = begin(CaseAction.ACCEPT, actor=actor, case_id=case_id, version=version, now=now)
    if level is not None and level != act.case.level:
        act.case.level = level
        change_contact_limit(act.case, actor=actor, now=now)
    if proposed is not None:
        act.facts["proposed"] = competent_body(act.case, proposed, local_day(now)).pk
    act.case.opened_at = now
    return act.move(text=text)


@command
def redirect_case(
    *,
    actor: Actor,
    case_id: int,
    address: str,
    now: datetime,
    version: int | None = None,
    key: str = "",
) -> Case:
    """Close what is not ours with the address where to go (不属受理范围，告知去处)."""
    act = begin(CaseAction.REDIRECT, actor=actor, case_id=case_id, version=version, now=now)
    end_case(act, Outcome.NOT_OURS)
    return act.move(text=address, evidence={"address": address.strip()})


@command
def answer_case(
    *,
    actor: Actor,
    case_id: int,
    text: str,
    now: datetime,
    version: int | None = None,
    key: str = "",
) -> Case:
    """Answer a question and close it (咨询答复)."""
    act = begin(CaseAction.ANSWER, actor=actor, case_id=case_id, version=version, now=now)
    end_case(act, Outcome.ANSWERED)
    return act.move(text=text)


@command
def refer_case(
    *,
    actor: Actor,
    case_id: int,
    text: str,
    now: datetime,
    version: int | None = None,
    key: str = "",
) -> Case:
    """Hand a dispute between people over to mediation and close the case here (转人民调解).

    The nearest mediation committee is told, where it has a post: number and place, no words.
    """
    act = begin(CaseAction.REFER, actor=actor, case_id=case_id, version=version, now=now)
    end_case(act, Outcome.REFERRED)
    committee = mediator_to_tell(act.case.scope_path, day=local_day(now))
    if committee is not None:
        act.facts["mediator"], act.facts["mediator_seat"] = committee
    return act.move(text=text)


@command
def withdraw_case(
    *,
    actor: Actor,
    case_id: int,
    now: datetime,
    version: int | None = None,
    text: str = "",
    slip: str = "",
    key: str = "",
) -> Case:
    """Take one's own report back (撤回); tasks of bodies in it are cancelled."""
    act = begin(
        CaseAction.WITHDRAW, actor=actor, case_id=case_id, version=version, now=now, slip=slip
    )
    end_case(act, Outcome.WITHDRAWN)
    return act.move(text=text)


@command
def propose_exclusion(
    *,
    actor: Actor,
    case_id: int,
    reason: ExclusionReason,
    text: str,
    now: datetime,
    version: int | None = None,
    key: str = "",
) -> Case:
    """Propose to exclude a demand, with one of the reasons and in words (拟剔除)."""
    act = begin(
        CaseAction.PROPOSE_EXCLUSION, actor=actor, case_id=case_id, version=version, now=now
    )
    act.case.exclusion = reason
    act.case.exclusion_needed = needed_now(act.case, ApprovalKind.EXCLUSION, act)
    return act.move(text=text, evidence={"reason": reason})


@command
def confirm_exclusion(
    *,
    actor: Actor,
    case_id: int,
    now: datetime,
    version: int | None = None,
    text: str = "",
    key: str = "",
) -> Case:
    """Agree as a second person that a demand is excluded (复核剔除).

    Where several must agree it is excluded with the last of them; what those before say is for
    colleagues, and nobody's page is stale by it. Raises AgreedAlready.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now)
    needed = case.exclusion_needed or LEAST
    given: dict[str, Any] = {"actor": actor, "version": version, "now": now}
    act = beginning(CaseAction.CONFIRM_EXCLUSION, case, **given)
    text = kept_text(text, field="text", needed=False)
    act.action = agree_action(makes_whole(actor, case, needed))
    note_agreement(act, needed, text)
    if act.action == CaseAction.AGREE_EXCLUSION:
        return act.move(text=text, is_inner=True, is_heavy=False)
    end_case(act, Outcome.EXCLUDED)
    return act.move(text=text)


@command
def reject_exclusion(
    *,
    actor: Actor,
    case_id: int,
    now: datetime,
    version: int | None = None,
    text: str = "",
    key: str = "",
) -> Case:
    """Send a proposed exclusion back to the desk (不予剔除).

    One word is enough also where several must agree, but then it says why. Raises TextMissing.
    """
    act = begin(CaseAction.REJECT_EXCLUSION, actor=actor, case_id=case_id, version=version, now=now)
    several = (act.case.exclusion_needed or LEAST) > LEAST
    text = kept_text(text, field="text", needed=several)
    forget_proposal(act.case)
    return act.move(text=text)


@command
def uphold_exclusion(
    *,
    actor: Actor,
    case_id: int,
    text: str,
    now: datetime,
    version: int | None = None,
    key: str = "",
) -> Case:
    """Uphold an exclusion on appeal, as none of those who excluded it (维持剔除)."""
    act = begin(CaseAction.UPHOLD, actor=actor, case_id=case_id, version=version, now=now)
    end_case(act, Outcome.EXCLUDED)
    return act.move(text=text)


@command
def overturn_exclusion(
    *,
    actor: Actor,
    case_id: int,
    text: str,
    now: datetime,
    version: int | None = None,
    key: str = "",
) -> Case:
    """Overturn an exclusion on appeal: the case is taken up and dispatched (撤销剔除)."""
    act = begin(CaseAction.OVERTURN, actor=actor, case_id=case_id, version=version, now=now)
    act.case.outcome = None
    forget_proposal(act.case)
    act.case.opened_at = act.case.opened_at or now
    return act.move(text=text)
