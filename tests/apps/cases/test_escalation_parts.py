"""Every state with everybody who might answer what climbed: only the post that was told may."""

import pytest

from linli.apps.cases import permissions, services
from linli.apps.cases.models import Escalation
from linli.apps.cases.rules.escalations import EscalationState
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.selectors.escalations import waiting_with
from linli.apps.cases.services.climbing import note_climbed
from linli.apps.organisations.rules.bodies import SeatKind
from linli.core.errors import NotAllowed, NotFound
from tests.factories.cases import NOW, case_in, make_town
from tests.factories.organisations import seat_of

pytestmark = pytest.mark.django_db
OTHERS = ("reporter", "neighbour", "stranger", "clerk", "second_clerk", "third_clerk",
          "grid_worker", "district", "handler", "officer")  # fmt: skip


@pytest.mark.parametrize("state", CaseState)
def test_only_the_told_post_may_answer_in_any_state(state):
    town = make_town()
    case = case_in(town, state)
    clock = running_clock(case)
    waits = clock is not None and clock.due_at is not None
    assert waits is (state != CaseState.CLOSED)
    if waits:
        note_climbed(case, clock, seat_of(town.office, SeatKind.HEAD).pk, now=town.at(2))

    def may(player):
        actor = getattr(town, player)
        waiting = waiting_with(actor, case, day=NOW.date())
        return bool(permissions.can_answer_escalation(actor, case, waiting))

    def answer(player):
        services.answer_escalation(
            actor=getattr(town, player), case_id=case.pk, text="今天派人到现场", now=town.at(3)
        )

    steps = case.steps.count()
    for player in OTHERS:
        assert not may(player), player
        with pytest.raises((NotAllowed, NotFound)):
            answer(player)
    assert case.steps.count() == steps
    assert may("dispatcher") is waits
    if not waits:
        with pytest.raises(NotAllowed):
            answer("dispatcher")
        return
    answer("dispatcher")
    assert Escalation.objects.get().state == EscalationState.ANSWERED
    case.refresh_from_db()
    assert (case.state, case.steps.count()) == (state, steps + 1)
