"""What the lead body does: take the task on, and feed back what came of it; or the finder at once.

Who did one of these never checks the case. Source: [rule:case-parts].
"""

from datetime import datetime

from linli.apps.cases.models import Case
from linli.apps.cases.rules.clips import ClipKind
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.kinds import HANDLED_OUTCOMES, Outcome
from linli.apps.cases.rules.refusals import AssistsOpen, OutcomeImpossible
from linli.apps.cases.selectors.calls import gating_assists
from linli.apps.cases.services.clips import NewClip
from linli.apps.cases.services.dispatch import lead_task
from linli.apps.cases.services.evidence import keep_evidence
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.recording import Act, begin
from linli.apps.cases.services.tasks import finish_task, take_task
from linli.core.access import Actor


@command
def take_case(
    *,
    actor: Actor,
    case_id: int,
    now: datetime,
    version: int | None = None,
    text: str = "",
    key: str = "",
) -> Case:
    """Take the task on for one's body (接收任务)."""
    act = begin(CaseAction.TAKE, actor=actor, case_id=case_id, version=version, now=now)
    take_task(lead_task(act.case), actor=actor, now=now)
    act.case.taken_at, act.case.handler_account_id = now, actor.account_id
    return act.move(text=text, body_id=act.case.lead_id)


@command
def feed_back(
    *,
    actor: Actor,
    case_id: int,
    outcome: Outcome,
    text: str,
    now: datetime,
    photos: tuple[bytes, ...] = (),
    clips: tuple[NewClip, ...] = (),
    version: int | None = None,
    key: str = "",
) -> Case:
    """Say what came of it: solved, partly, or not possible (反馈处置结果). Somebody else checks.

    Raises OutcomeImpossible for another outcome, ItemsOpen while the check-list holds it back,
    AssistsOpen while a body whose part the result needs has not finished.
    """
    act = begin(CaseAction.FEED_BACK, actor=actor, case_id=case_id, version=version, now=now)
    waiting = gating_assists(act.case)
    if waiting:
        raise AssistsOpen(bodies=", ".join(waiting))
    _claim(act, outcome)
    finish_task(lead_task(act.case), actor=actor, text=text, now=now)
    act.case.handler_account_id = actor.account_id
    act.move(text=text, evidence={"outcome": outcome}, body_id=act.case.lead_id)
    keep_evidence(act, photos, clips)
    return act.case


@command
def solve_on_spot(
    *,
    actor: Actor,
    case_id: int,
    outcome: Outcome,
    text: str,
    photos: tuple[bytes, ...],
    now: datetime,
    clips: tuple[NewClip, ...] = (),
    version: int | None = None,
    key: str = "",
) -> Case:
    """Put right at once what one has found, with a picture or a video to show it (现场解决).

    A voice note may go along; it shows nothing.
    """
    act = begin(CaseAction.SOLVE_ON_SPOT, actor=actor, case_id=case_id, version=version, now=now)
    _claim(act, outcome)
    case = act.case
    case.opened_at = case.taken_at = case.handle_due_at = now
    case.handler_account_id = actor.account_id
    seen = photos or [clip for clip in clips if clip.kind == ClipKind.VIDEO]
    act.move(text=text, evidence={"outcome": outcome, "photo": seen})
    keep_evidence(act, photos, clips)
    return case


def _claim(act: Act, outcome: Outcome) -> None:
    if outcome not in HANDLED_OUTCOMES:
        raise OutcomeImpossible(field="outcome")
    act.case.outcome, act.case.handled_at = outcome, act.now
