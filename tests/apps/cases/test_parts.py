"""Every state with every action and everybody who might try: who may, who may not, and why."""

from itertools import product

import pytest

from linli.apps.cases import permissions
from linli.apps.cases.rules.approvals import ApprovalKind
from linli.apps.cases.rules.flow import FLOW, CaseAction, CaseState, Part
from linli.apps.cases.services.approval_rules import For, set_needed
from linli.core.access import Actor
from linli.core.errors import NotAllowed, NotFound
from linli.core.machine import IllegalTransition
from tests.factories.cases import NOW, SYSTEM, act, case_in, found_case, make_town

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
_P = Part
# Who plays which part in the cases of `case_in`, where the clerk sorts and proposes, the second
# clerk confirms, the handler handles, and the clerk checks.
PLAYERS = {
    "reporter": {_P.REPORTER},
    "neighbour": set(),
    "stranger": set(),
    "clerk": {_P.SORTER, _P.CHECKER},
    "second_clerk": {_P.SORTER, _P.SECOND, _P.CHECKER, _P.HELPER},
    "third_clerk": {_P.SORTER, _P.SECOND, _P.REVIEWER, _P.CHECKER, _P.HELPER},
    "grid_worker": {_P.CHECKER},
    "dispatcher": {_P.SORTER, _P.SECOND, _P.REVIEWER, _P.DISPATCHER, _P.CHECKER, _P.HELPER},
    "district": {_P.SECOND, _P.REVIEWER, _P.DISPATCHER, _P.ARBITER, _P.CHECKER},
    "handler": {_P.HANDLER},
    "officer": set(),
}
LEGAL = {(row.state, row.action): row for row in FLOW}


def parts_of(player, state):
    """Return the parts of somebody in a state: until the clerk has checked, they may record too."""
    may_record = player == "clerk" and state not in {CaseState.CHECKED, CaseState.CLOSED}
    return PLAYERS[player] | ({Part.HELPER} if may_record else set())


@pytest.mark.parametrize("state", CaseState)
def test_every_action_of_everybody_in_every_state(state):
    """One case in each state; every action is asked of everybody, and the flow decides."""
    town = make_town()
    case = case_in(town, state)

    for action, player in product(CaseAction, PLAYERS):
        casting = permissions.can_act(
            case=case, actor=getattr(town, player), action=action, day=TODAY
        )
        row = LEGAL.get((state, action))
        parts = parts_of(player, state)
        expected = bool(row) and bool(row.roles & parts)
        assert bool(casting) is expected, (state, action, player, casting.decision.reason)
        if not casting:
            assert casting.decision.reason
        else:
            assert casting.part in parts


@pytest.mark.parametrize("state", CaseState)
def test_every_service_refuses_what_the_flow_or_the_part_forbids(state):
    """The acts themselves ask: nothing forbidden gets through, and nothing is written."""
    town = make_town()
    case = case_in(town, state)
    steps = case.steps.count()

    for action, player in product(CaseAction, ("stranger", "neighbour", "grid_worker", "officer")):
        row = LEGAL.get((state, action))
        if row and row.roles & PLAYERS[player]:
            continue
        with pytest.raises((NotAllowed, NotFound, IllegalTransition)):
            act(town, case, action, getattr(town, player), hours=2)
    case.refresh_from_db()
    assert (case.state, case.steps.count()) == (state, steps)


@pytest.mark.parametrize(("state", "action"), sorted(LEGAL))
def test_every_row_of_the_flow_is_walked(state, action):
    """Somebody who plays the part does the act, and the case stands where the flow says."""
    town = make_town()
    if action in {CaseAction.SOLVE_ON_SPOT, CaseAction.FAIL_SPOT}:
        case = found_case(town)
        if action == CaseAction.FAIL_SPOT:
            case = act(town, case, CaseAction.SOLVE_ON_SPOT, town.grid_worker)
        actor = town.grid_worker if action == CaseAction.SOLVE_ON_SPOT else town.clerk
    else:
        case = prepared(town, state, action)
        actor = player_of(town, LEGAL[state, action].roles)
    hours = 24 * 60 if action == CaseAction.LAPSE else 3

    after = act(town, case, action, actor, hours=hours)

    assert after.state == LEGAL[state, action].next
    last = after.steps.order_by("-number").first()
    assert (last.action, last.state) == (action, after.state)


def prepared(town, state, action):
    if action == CaseAction.AGREE_EXCLUSION:
        set_needed(
            actor=SYSTEM, place_id=town.tree.county.pk, what=For(ApprovalKind.EXCLUSION), needed=2,
            valid_from=TODAY, now=NOW,
        )  # fmt: skip
    if action in {CaseAction.APPEAL, CaseAction.ASSISTED_APPEAL}:
        case = case_in(town, CaseState.EXCLUSION_PROPOSED)
        return act(town, case, CaseAction.CONFIRM_EXCLUSION, town.second_clerk, hours=2)
    if action == CaseAction.UNMERGE:
        return act(town, case_in(town, CaseState.REPORTED), CaseAction.MERGE, town.clerk, hours=2)
    case = case_in(town, CaseState.ARBITRATION if action == CaseAction.DISAGREE else state)
    if action == CaseAction.DISAGREE:
        case = case_in(town, CaseState.DISPATCHED)
        for _ in range(2):
            act(town, case, CaseAction.RETURN, town.handler, hours=2)
            act(town, case, CaseAction.DISPATCH, town.dispatcher, hours=2)
    return case


def player_of(town, parts) -> Actor:
    if Part.CLOCK in parts:
        return Actor.system("clock")
    order = ("reporter", "third_clerk", "dispatcher", "handler", "district")
    return next(getattr(town, name) for name in order if PLAYERS[name] & parts)
