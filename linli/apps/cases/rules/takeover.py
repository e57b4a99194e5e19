"""Closed cases of an earlier system: what a list of acts, taken one after another, leads to.

The flow is asked for every act, as if it happened here; only who acted is not taken over. Open
matters are reported anew, so that their clocks run. Source: [rule:case-takeover].
"""

from dataclasses import dataclass
from datetime import date, datetime

from linli.apps.cases.rules.contacts import ContactWay
from linli.apps.cases.rules.flow import FLOW, CaseAction, CaseState
from linli.apps.cases.rules.kinds import Channel, Confirmation, Level, Outcome
from linli.core.errors import InvalidInput


class OldCaseUnclear(InvalidInput):
    """The acts of an old case do not lead to a closed case."""

    code = "cases.old_case_unclear"


@dataclass(frozen=True, slots=True)
class OldAct:
    """One act of an old case (历史办理环节)."""

    action: CaseAction
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class OldCase:
    """One case as an earlier system kept it (历史案卷); reporters are not taken over.

    `outcome` is how it ended where the acts leave that open. `place` and the numbers below it are
    those of today's tree. `lead_seat_id` is the post that answers for the body that handled it.
    """

    number: str
    category_id: int
    level: Level
    channel: Channel
    text: str
    place_id: int
    scope_path: str
    county_id: int | None
    township_id: int | None
    community_id: int | None
    cell_id: int | None
    reported_at: datetime
    local_day: date
    acts: tuple[OldAct, ...]
    outcome: Outcome | None = None
    lead_id: int | None = None
    lead_seat_id: int | None = None
    take_due_at: datetime | None = None
    handle_due_at: datetime | None = None
    was_delayed: bool = False
    is_repeat: bool = False
    rating: int | None = None
    rated_at: datetime | None = None
    contact_due_at: datetime | None = None
    contacted_at: datetime | None = None
    contact_way: ContactWay | None = None
    contact_tries: int = 0


_OUTCOMES = {
    CaseAction.REDIRECT: Outcome.NOT_OURS,
    CaseAction.ANSWER: Outcome.ANSWERED,
    CaseAction.REFER: Outcome.REFERRED,
    CaseAction.WITHDRAW: Outcome.WITHDRAWN,
    CaseAction.ASSISTED_WITHDRAW: Outcome.WITHDRAWN,
    CaseAction.CONFIRM_EXCLUSION: Outcome.EXCLUDED,
}

_DISPUTES = frozenset({CaseAction.DISPUTE, CaseAction.ASSISTED_DISPUTE})
# Whether a reporter who said nothing had been asked, an earlier system does not tell.
_CONFIRMATIONS = {
    CaseAction.CONFIRM: Confirmation.CONFIRMED,
    CaseAction.ASSISTED_CONFIRM: Confirmation.ASSISTED,
    CaseAction.LAPSE: Confirmation.LAPSED,
}


@dataclass(slots=True)
class Told:
    """How a case stands after its acts; `states` are the states after the report and each act."""

    state: CaseState
    states: list[CaseState]
    outcome: Outcome | None = None
    opened_at: datetime | None = None
    taken_at: datetime | None = None
    handled_at: datetime | None = None
    closed_at: datetime | None = None
    confirmation: Confirmation | None = None
    returned: int = 0
    failed_checks: int = 0
    reopened: int = 0


def told(old: OldCase) -> Told:
    """Return how an old case stands after its acts.

    Raises OldCaseUnclear when it is not closed at the end, has no outcome, or an act lies before
    the one ahead of it; IllegalTransition when the flow has no such act.
    """
    found = Told(FLOW.initial, [FLOW.initial])
    before = old.reported_at
    for act in old.acts:
        if act.at < before:
            raise OldCaseUnclear(number=old.number)
        before = act.at
        found.state = FLOW.step(found.state, act.action).next
        found.states.append(found.state)
        _tell(found, act, old)
    if found.state != CaseState.CLOSED or found.outcome is None:
        raise OldCaseUnclear(number=old.number)
    return found


def _tell(found: Told, act: OldAct, old: OldCase) -> None:
    action = act.action
    if action == CaseAction.ACCEPT:
        found.opened_at = act.at
    elif action == CaseAction.TAKE:
        found.taken_at = act.at
    elif action in {CaseAction.RETURN, CaseAction.DISAGREE}:
        found.returned += 1
    elif action in {CaseAction.FEED_BACK, CaseAction.SOLVE_ON_SPOT}:
        found.handled_at, found.outcome = act.at, old.outcome
    elif action in {CaseAction.FAIL_CHECK, *_DISPUTES}:
        found.failed_checks += action == CaseAction.FAIL_CHECK
        found.reopened += action in _DISPUTES
        found.handled_at = found.closed_at = found.confirmation = None
    if action in _OUTCOMES:
        found.outcome = _OUTCOMES[action]
    if found.state == CaseState.CLOSED:
        found.closed_at = act.at
        found.confirmation = _CONFIRMATIONS.get(action)
