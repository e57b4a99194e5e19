"""The reporter's word: agree, let the time pass, disagree, rate. Nobody closes without it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from linli.apps.cases import permissions
from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseAction, CaseState, dispute_action
from linli.apps.cases.rules.kinds import Confirmation, Outcome
from linli.apps.cases.rules.ratings import HIGHEST, LOWEST, RATED
from linli.apps.cases.rules.refusals import (
    AppealedAlready,
    NotDisputable,
    NotYetLapsed,
    RatedAlready,
    RatingImpossible,
    RatingOutOfRange,
)
from linli.apps.cases.selectors.appeals import may_dispute, was_appealed
from linli.apps.cases.selectors.questions import question_reached
from linli.apps.cases.services.clips import NewClip
from linli.apps.cases.services.ending import end_case, reopen_case
from linli.apps.cases.services.evidence import keep_evidence
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.merging import part_again
from linli.apps.cases.services.recording import Act, begin, begin_aside, beginning, each, seen_case
from linli.core.access import Actor
from linli.kit.days import local_day

AT_ONCE = 500


@command
def confirm_case(
    *,
    actor: Actor,
    case_id: int,
    now: datetime,
    version: int | None = None,
    text: str = "",
    slip: str = "",
    key: str = "",
) -> Case:
    """Agree with the result, as the reporter (上报人确认)."""
    act = begin(
        CaseAction.CONFIRM, actor=actor, case_id=case_id, version=version, now=now, slip=slip
    )
    end_case(act, Outcome(act.case.outcome or ""), Confirmation.CONFIRMED)
    return act.move(text=text)


@command
def lapse_case(*, actor: Actor, case_id: int, now: datetime, key: str = "") -> Case:
    """Close a checked case whose reporter said nothing in time (逾期未表示意见).

    Who was asked and stayed silent is told apart from who could not be asked.

    Raises NotYetLapsed while there is time.
    """
    act = begin(CaseAction.LAPSE, actor=actor, case_id=case_id, version=None, now=now)
    if act.case.due_at is None or now < act.case.due_at:
        raise NotYetLapsed()
    was_asked = question_reached(act.case)
    why = Confirmation.SILENT if was_asked else Confirmation.UNREACHED
    end_case(act, Outcome(act.case.outcome or ""), why)
    return act.move()


def lapse_due_cases(*, actor: Actor, now: datetime) -> int:
    """Close all cases whose reporters' time is over, each in an act of its own; for the clock."""
    due = Case.objects.filter(state=CaseState.CHECKED, due_at__lte=now).order_by("due_at", "pk")
    found = list(due.values_list("pk", flat=True)[:AT_ONCE])
    return each(partial(lapse_case, actor=actor, case_id=case_id, now=now) for case_id in found)


@command
def dispute_case(
    *,
    actor: Actor,
    case_id: int,
    text: str,
    now: datetime,
    photos: tuple[bytes, ...] = (),
    clips: tuple[NewClip, ...] = (),
    version: int | None = None,
    slip: str = "",
    key: str = "",
) -> Case:
    """Disagree with a result, as the reporter (提出异议): the same case goes on, thread and all.

    `text` may be empty where a photo or a clip says what is wrong. An exclusion is appealed, and
    somebody who took no part in it decides; a merge is taken back.
    Raises NotDisputable for what the reporter took back, AppealedAlready for a second appeal.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now, slip=slip)
    outcome = Outcome(case.outcome) if case.outcome and case.closed_at else None
    action = dispute_action(outcome)
    act = beginning(action, case, actor=actor, version=version, now=now, slip=slip)
    dispute_with(act, outcome, text=text, shown=(*photos, *clips))
    keep_evidence(act, photos, clips)
    return case


def dispute_with(
    act: Act, outcome: Outcome | None, *, text: str, shown: Sequence[object] = ()
) -> Case:
    """Do what disagreeing leads to, whoever says it; `outcome` is that of a closed case.

    What is `shown` may stand for the words.
    Raises NotDisputable, AppealedAlready, EvidenceMissing.
    """
    case = act.case
    if outcome is not None and not may_dispute(case, outcome):
        raise NotDisputable(number=case.number)
    if outcome == Outcome.EXCLUDED:
        if was_appealed(case):
            raise AppealedAlready(number=case.number)
        case.closed_at = None
    else:
        if case.merged_into_id is not None:
            part_again(act)
        reopen_case(act)
    return act.move(text=text, evidence={"text": shown} if shown else None)


@command
def rate_case(
    *,
    actor: Actor,
    case_id: int,
    rating: int,
    now: datetime,
    text: str = "",
    version: int | None = None,
    slip: str = "",
    key: str = "",
) -> Case:
    """Rate what was done from one to five, once and after the closing, as the reporter (评价)."""
    case = seen_case(actor=actor, case_id=case_id, now=now, slip=slip)
    decision = permissions.can_rate(actor, case, day=local_day(now), slip=slip)
    act = begin_aside(
        actor=actor, case=case, version=version, now=now, decision=decision, slip=slip,
        closed_too=True,
    )  # fmt: skip
    rate_with(act, rating)
    return act.aside("rated", text=text)


def rate_with(act: Act, rating: int) -> None:
    """Set the rating, whoever says it for whom.

    Raises RatingImpossible, RatingOutOfRange, RatedAlready.
    """
    case = act.case
    if case.state != CaseState.CLOSED or case.outcome not in RATED:
        raise RatingImpossible()
    if not LOWEST <= rating <= HIGHEST:
        raise RatingOutOfRange(field="rating")
    if case.rating is not None:
        raise RatedAlready()
    case.rating, case.rated_at = rating, act.now
    act.facts["rating"] = rating
