"""What climbed to a post is answered by a program of that post's body, over the JSON interface."""

import pytest

from linli.apps.cases.models import CaseStep, Escalation
from linli.apps.cases.rules.escalations import EscalationState
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.services.climbing import note_climbed
from linli.apps.organisations.rules.bodies import SeatKind
from tests.factories.cases import case_in
from tests.factories.interfaces import make_program
from tests.factories.organisations import seat_of

pytestmark = pytest.mark.django_db
GIVEN = {"text": "今天派人到现场，明早报进度"}


def test_the_told_body_answers_once_and_nobody_else(town):
    case = case_in(town, CaseState.HANDLING)
    seat = seat_of(town.office, SeatKind.HEAD)
    note_climbed(case, running_clock(case), seat.pk, now=town.at(2))
    office, team = make_program(town.office), make_program(town.team)
    outside = make_program(town.office, place=town.tree.sibling_community)
    address = f"cases/{case.number}/instruct"

    holder, foreign = team.post(address, GIVEN), outside.post(address, GIVEN)
    wordless = office.post(address, {"text": ""})
    assert (holder.status_code, foreign.status_code, wordless.status_code) == (403, 404, 422)
    assert Escalation.objects.get().state == EscalationState.WAITING

    done = office.post(address, GIVEN, key="instruct-01")
    again = office.post(address, GIVEN, key="instruct-01")
    twice = office.post(address, GIVEN, key="instruct-02")

    assert (done.status_code, again.json()) == (200, done.json())
    assert (twice.status_code, twice.json()["code"]) == (403, "cases.nothing_climbed")
    assert Escalation.objects.get().state == EscalationState.ANSWERED
    assert CaseStep.objects.get(case=case, kind="instructed").is_inner
