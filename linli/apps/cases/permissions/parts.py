"""Who may do what with a case: the flow names the part, this module says who plays it.

A part is played in this case only; whoever played one that excludes another in it is refused with
the reason. Source: [rule:case-parts].
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from linli.apps.accounts.rules import PLACE_ADMINS, Role
from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.models.indexes import UNDER_WAY
from linli.apps.cases.rules.flow import (
    APPEALING,
    BESIDE,
    CHECKING,
    EXCLUDING,
    FLOW,
    HANDLING,
    CaseAction,
    CaseState,
    Part,
)
from linli.apps.cases.rules.kinds import Channel
from linli.apps.cases.rules.names import NameSight, Viewer
from linli.apps.cases.selectors import visibility
from linli.apps.cases.selectors.appeals import was_appealed
from linli.apps.cases.selectors.approvals import has_agreed
from linli.apps.cases.selectors.arbiters import arbiter_seat, is_bound
from linli.apps.cases.selectors.near import is_joinable
from linli.core.access import Actor, Decision, allow, by_role, refuse
from linli.core.machine import IllegalTransition
from linli.core.tree import is_within
from linli.kit.days import local_day

SORTERS = frozenset({Role.COMMUNITY_WORKER, Role.TOWNSHIP_ADMIN})
CLERKS = SORTERS | {Role.GRID_WORKER, Role.DISTRICT_ADMIN}
CHECKERS = CLERKS
RETURNING = frozenset({CaseAction.RETURN, CaseAction.DISAGREE})


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody before a case: who, which, on what day, and the slip they brought."""

    actor: Actor
    case: Case
    day: date
    slip: str = ""


@dataclass(frozen=True, slots=True)
class Casting:
    """Whether somebody may do an act of the flow, and in which part."""

    decision: Decision
    part: Part | None = None

    def __bool__(self) -> bool:
        return self.decision.allowed


def can_act(actor: Actor, case: Case, action: CaseAction, *, day: date, slip: str = "") -> Casting:
    """Tell whether the actor plays a part that may do this now, and which."""
    try:
        row = FLOW.step(CaseState(case.state), action)
    except IllegalTransition:
        return Casting(refuse("state.illegal_transition"))
    asked = Asked(actor, case, day, slip)
    refusal = refuse("access.refused")
    for part in sorted(row.roles):
        decision = _PLAYS[Part(part)](asked)
        if decision:
            return Casting(decision, Part(part))
        refusal = decision
    return Casting(refusal)


def actions_open_to(actor: Actor, case: Case, *, day: date, slip: str = "") -> list[CaseAction]:
    """Return what the actor may do with the case now, in the order of the flow.

    What the arbiter has decided is not returned, an exclusion is appealed once, and whoever has
    agreed to one does not do so again.
    """
    found = [
        action
        for action in FLOW.actions(CaseState(case.state))
        if action not in BESIDE and can_act(actor, case, action, day=day, slip=slip)
    ]
    if not RETURNING.isdisjoint(found) and is_bound(case):
        found = [action for action in found if action not in RETURNING]
    if CaseAction.CONFIRM_EXCLUSION in found and has_agreed(actor, case.pk):
        found.remove(CaseAction.CONFIRM_EXCLUSION)
    if not set(APPEALING).isdisjoint(found) and was_appealed(case):
        found = [action for action in found if action not in APPEALING]
    return found


def can_report(actor: Actor) -> Decision:
    """Allow everybody: what is wrong may be said by anybody, signed in or not."""
    return allow()


def can_report_on_behalf(actor: Actor, path: str) -> Decision:
    """Allow the counter and the grid workers of the place."""
    return by_role(actor, CLERKS, path)


def can_see(actor: Actor, case: Case, *, day: date, slip: str = "") -> Decision:
    """Allow whoever has to do with the case; what exactly is shown depends on how."""
    seen = visibility.sees(actor, case, day=day, slip=slip)
    return allow() if seen else refuse("access.not_found")


def can_see_inner(actor: Actor, case: Case, *, day: date) -> Decision:
    """Allow whoever works on the case to read what is not shown to the reporter."""
    viewers = visibility.viewers_of(actor, case, day=day) - {Viewer.REPORTER, Viewer.FOLLOWER}
    return allow(actor.post_at(case.scope_path)) if viewers else refuse("cases.only_workers")


def can_see_photos(actor: Actor, case: Case, *, day: date, slip: str = "") -> Decision:
    """Allow whoever works on the case and the reporter; followers see the public part only."""
    viewers = visibility.viewers_of(actor, case, day=day, slip=slip) - {Viewer.FOLLOWER}
    return allow() if viewers else refuse("access.not_found")


def can_remark(actor: Actor, case: Case, *, day: date, slip: str = "") -> Decision:
    """Allow everybody who may see the case to say something about it."""
    return can_see(actor, case, day=day, slip=slip)


def can_join(actor: Actor) -> Decision:
    """Allow everybody who is signed in to hear of cases, and to hear no more of them."""
    return allow() if actor.account_id is not None else refuse("cases.sign_in_to_follow")


def can_join_case(actor: Actor, case: Case, *, token: str, now: datetime) -> Decision:
    """Allow whoever sees the case, lives near it, or was shown it near the place they named."""
    decision = can_join(actor)
    if not decision or visibility.sees(actor, case, day=local_day(now)):
        return decision
    return allow() if is_joinable(case, actor, token=token, now=now) else refuse("access.not_found")


def can_rate(actor: Actor, case: Case, *, day: date, slip: str = "") -> Decision:
    """Allow the reporter."""
    return _plays_reporter(Asked(actor, case, day, slip))


def can_refile(actor: Actor, case: Case, *, day: date, slip: str = "") -> Decision:
    """Allow the sorting desk and the dispatch board, and the reporter until it is sorted."""
    return _corrects(Asked(actor, case, day, slip), case.scope_path)


def can_correct_place(actor: Actor, case: Case, *, day: date, slip: str = "") -> Decision:
    """Allow the desk and the board of where it lies now, and the reporter until it is sorted."""
    return _corrects(Asked(actor, case, day, slip), case.scope_path)


def can_place_at(actor: Actor, case: Case, path: str, *, day: date, slip: str = "") -> Decision:
    """Allow whoever has the right place in their own area, and the reporter until it is sorted."""
    return _corrects(Asked(actor, case, day, slip), path)


def can_mark_item(actor: Actor, case: Case, action: CaseAction, *, day: date) -> Casting:
    """Allow whoever may do the act that the line of the check-list holds back."""
    return can_act(actor, case, action, day=day)


def can_add_photo(actor: Actor, case: Case, *, day: date, slip: str = "") -> Decision:
    """Allow the reporter and whoever works on the case."""
    return can_see_photos(actor, case, day=day, slip=slip)


def can_write_down(
    actor: Actor, case: Case, *, is_theirs: bool, day: date, slip: str = ""
) -> Decision:
    """Allow whoever works on the case, and the reporter for what they have said themselves."""
    decision = can_see_inner(actor, case, day=day)
    return decision or (_plays_reporter(Asked(actor, case, day, slip)) if is_theirs else decision)


def can_open_contact(actor: Actor, case: Case, *, day: date) -> Decision:
    """Allow the sorting desk of the place to open a sealed contact, for a reason."""
    if visibility.sight_of_name(actor, case, day=day) == NameSight.HIDDEN:
        return refuse("cases.name_hidden")
    return by_role(actor, visibility.DESK_ROLES, case.scope_path)


def can_record_answer(actor: Actor, case: Case, *, day: date) -> Decision:
    """Allow the sorting desk of the place, but nobody who handled or checked the case."""
    return _plays_helper(Asked(actor, case, day))


def can_contact(actor: Actor, case: Case, *, day: date) -> Decision:
    """Allow whoever has the case, desk or handler, and sees whom to speak with."""
    asked = Asked(actor, case, day)
    if visibility.is_reporter(actor, case):
        return refuse("cases.own_report")
    if visibility.sight_of_name(actor, case, day=day) == NameSight.HIDDEN:
        return refuse("cases.name_hidden")
    desk = by_role(actor, SORTERS, case.scope_path)
    return desk or _plays_handler(asked) or _plays_finder(asked)


def can_apply_retention(actor: Actor) -> Decision:
    """Allow the clock."""
    return by_role(actor, (), "")


def _corrects(asked: Asked, path: str) -> Decision:
    """Allow desk and board at a path; of a report nobody has sorted its reporter, anywhere.

    What was handed up is put right by whoever acts for the post it came to, or to whom that falls.
    """
    decision = by_role(asked.actor, SORTERS | PLACE_ADMINS, path)
    if not decision and _was_handed_up_to(asked, path):
        return allow()
    if decision or asked.case.state != CaseState.REPORTED:
        return decision
    return _plays_reporter(asked) or decision


def _was_handed_up_to(asked: Asked, path: str) -> bool:
    case = asked.case
    if case.wanted_place_id is None or case.seat is None or case.state in UNDER_WAY:
        return False
    within = is_within(path, case.seat.scope_path)
    return within and visibility.answers_for(asked.actor, case.seat_id, asked.day)


def _plays_sorter(asked: Asked) -> Decision:
    return by_role(asked.actor, SORTERS, asked.case.scope_path)


def _plays_second(asked: Asked) -> Decision:
    if _has_done(asked, (CaseAction.PROPOSE_EXCLUSION,)):
        return refuse("cases.second_person")
    return by_role(asked.actor, SORTERS | PLACE_ADMINS, asked.case.scope_path)


def _plays_reviewer(asked: Asked) -> Decision:
    if _has_done(asked, EXCLUDING):
        return refuse("cases.third_person")
    return by_role(asked.actor, SORTERS | PLACE_ADMINS, asked.case.scope_path)


def _plays_dispatcher(asked: Asked) -> Decision:
    return by_role(asked.actor, PLACE_ADMINS, asked.case.scope_path)


def _plays_arbiter(asked: Asked) -> Decision:
    """Allow whoever acts for the post that arbitrates, but nobody who sent the case out."""
    actor, case = asked.actor, asked.case
    if actor.is_system:
        return allow()
    if _has_done(asked, (CaseAction.DISPATCH,)):
        return refuse("cases.arbiter_sent")
    seat_id = arbiter_seat(case, asked.day)
    if seat_id is None:
        return by_role(actor, PLACE_ADMINS, case.scope_path)
    for grant in actor.grants:
        if grant.source == f"seat:{seat_id}":
            return allow(grant)
    if visibility.answers_for(actor, seat_id, asked.day):
        return allow()
    return refuse("cases.only_arbiter")


def _plays_handler(asked: Asked) -> Decision:
    if asked.actor.is_system:
        return allow()
    for grant in asked.actor.grants:
        if grant.body_id is not None and grant.body_id == asked.case.lead_id:
            return allow(grant)
    if visibility.answers_for(asked.actor, asked.case.seat_id, asked.day):
        return allow()
    return refuse("cases.only_handlers")


def _plays_finder(asked: Asked) -> Decision:
    actor, case = asked.actor, asked.case
    found = case.channel == Channel.GRID and actor.account_id == case.entered_by_id
    if actor.is_system or (found and actor.account_id is not None):
        return allow(actor.holds({Role.GRID_WORKER}, case.scope_path))
    return refuse("cases.only_finder")


def _plays_checker(asked: Asked) -> Decision:
    if _has_done(asked, HANDLING) or _is_handler(asked):
        return refuse("cases.handler_checks")
    return by_role(asked.actor, CHECKERS, asked.case.scope_path)


def _plays_reporter(asked: Asked) -> Decision:
    if asked.actor.is_system or visibility.is_reporter(asked.actor, asked.case):
        return allow()
    if visibility.holds_slip(asked.actor, asked.case, asked.slip, asked.day):
        return allow()
    return refuse("cases.only_reporter")


def _plays_helper(asked: Asked) -> Decision:
    """Ask for somebody at the desk who has no part in what the reporter is asked about."""
    if asked.actor.is_program:
        return refuse("cases.only_people_record")
    if visibility.is_reporter(asked.actor, asked.case):
        return refuse("cases.answer_yourself")
    if _has_done(asked, (*HANDLING, *CHECKING)) or _is_handler(asked):
        return refuse("cases.others_record")
    return by_role(asked.actor, SORTERS, asked.case.scope_path)


def _plays_clock(asked: Asked) -> Decision:
    return allow() if asked.actor.is_system else refuse("cases.only_clock")


def _is_handler(asked: Asked) -> bool:
    account = asked.actor.account_id
    return account is not None and account == asked.case.handler_account_id


def _has_done(asked: Asked, actions: Collection[CaseAction]) -> bool:
    """Tell whether the actor, by account or person, did one of these in the case."""
    actor = asked.actor
    if actor.is_system:
        return False
    steps = CaseStep.objects.filter(case=asked.case, action__in=actions)
    return any(
        (actor.account_id is not None and actor.account_id == account)
        or (actor.person_id is not None and actor.person_id == person)
        for account, person in steps.values_list("account_id", "person_id")
    )


_PLAYS: Mapping[Part, Callable[[Asked], Decision]] = {
    Part.SORTER: _plays_sorter,
    Part.SECOND: _plays_second,
    Part.REVIEWER: _plays_reviewer,
    Part.DISPATCHER: _plays_dispatcher,
    Part.HANDLER: _plays_handler,
    Part.FINDER: _plays_finder,
    Part.CHECKER: _plays_checker,
    Part.ARBITER: _plays_arbiter,
    Part.REPORTER: _plays_reporter,
    Part.HELPER: _plays_helper,
    Part.CLOCK: _plays_clock,
}
