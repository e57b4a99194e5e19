"""Every state with every action; the way in, the ways out, and the way back."""

import itertools

import pytest

from linli.apps.cases.rules import FLOW, CaseAction, CaseState, Part
from linli.apps.cases.rules.flow import RETURN_LIMIT, return_action
from linli.core.machine import IllegalTransition

LEGAL = {(row.state, row.action): row for row in FLOW}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(CaseState, CaseAction)))
def test_every_state_answers_every_action(state, action):
    if (state, action) in LEGAL:
        assert FLOW.step(state, action).next in CaseState
    else:
        with pytest.raises(IllegalTransition):
            FLOW.step(state, action)


def reachable(state):
    seen, waiting = set(), [state]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += [row.next for row in FLOW if row.state == here]
    return seen


def test_every_state_is_reached_and_every_one_can_be_closed():
    assert reachable(FLOW.initial) == set(CaseState)
    assert all(CaseState.CLOSED in reachable(state) for state in CaseState)


def test_no_state_is_final_because_the_reporter_may_dispute():
    assert FLOW.final_states() == frozenset()
    assert Part.REPORTER in FLOW.step(CaseState.CLOSED, CaseAction.DISPUTE).roles


def test_nobody_closes_behind_the_reporters_back():
    """What the handler does never closes; a closed case has gone through another person."""
    closing = [row for row in FLOW if row.next == CaseState.CLOSED]

    assert all(row.roles.isdisjoint({Part.HANDLER, Part.FINDER}) for row in closing)
    assert {row.state for row in closing if row.roles & {Part.CHECKER}} == set()


def test_who_sorts_does_not_confirm_an_exclusion():
    row = FLOW.step(CaseState.EXCLUSION_PROPOSED, CaseAction.CONFIRM_EXCLUSION)

    assert row.roles == {Part.SECOND}


def test_every_waiting_state_of_an_office_has_a_limit():
    office = frozenset(Part) - {Part.REPORTER, Part.FINDER}
    for row in FLOW:
        if row.state != CaseState.CLOSED and row.roles & office:
            assert row.limit, row


def test_refusals_end_at_the_arbiter():
    assert [return_action(count) for count in range(RETURN_LIMIT + 1)] == [
        CaseAction.RETURN,
        CaseAction.RETURN,
        CaseAction.DISAGREE,
    ]
