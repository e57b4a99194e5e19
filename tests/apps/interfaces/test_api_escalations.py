"""What climbed to a post is answered by a program of that post's body, over the JSON interface."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.apps.cases.models import CaseStep, Escalation
from linli.apps.cases.rules.escalations import EscalationState
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.services.climbing import note_climbed
from linli.apps.interfaces.rules.keys import KeyAct
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


def climbed(town, hours=2, state=CaseState.HANDLING):
    """Return a case that has climbed to the head of the office."""
    case = case_in(town, state)
    note_climbed(
        case, running_clock(case), seat_of(town.office, SeatKind.HEAD).pk, now=town.at(hours)
    )
    return case


def listed(program, **query):
    return program.get("escalations", **query).json()


def test_what_climbed_is_listed_for_the_body_of_the_post_until_it_answers(town):
    first, second = climbed(town, 3), climbed(town, 2, CaseState.OPEN)
    office = make_program(town.office)

    rows = listed(office)["rows"]

    assert [row["case"] for row in rows] == [second.number, first.number]
    lead = rows[1]
    assert (lead["step"], lead["version"], lead["task"]) == ("HANDLE", first.version, None)
    assert lead["body"] == {"id": town.team.pk, "name": town.team.name}
    assert rows[0]["body"] is None
    assert first.text not in str(rows)
    done = office.post(f"cases/{first.number}/instruct", GIVEN, version=lead["version"])
    assert done.status_code == 200
    assert [row["case"] for row in listed(office)["rows"]] == [second.number]


def test_no_other_body_no_other_place_and_no_other_act_lists_it(town):
    climbed(town)
    outside = make_program(town.office, place=town.tree.sibling_community)
    without = make_program(town.office, acts=(KeyAct.WORK,))

    for program in (make_program(town.team), make_program(town.committee), outside):
        assert listed(program) == {"rows": [], "next": ""}
    refused = without.get("escalations")
    assert (refused.status_code, refused.json()["code"]) == (403, "interfaces.act_not_in_key")


def test_pages_go_on_from_a_key_and_cost_the_same_for_many(town, django_assert_num_queries):
    cases = [climbed(town, hours) for hours in (2, 3, 4)]
    office = make_program(town.office)

    found, after = [], ""
    for _page in cases:
        page = listed(office, size=1, after=after)
        found += [row["case"] for row in page["rows"]]
        after = page["next"]

    assert (found, after) == ([case.number for case in cases], "")
    assert office.get("escalations", after="nonsense").status_code == 400
    with CaptureQueriesContext(connection) as three:
        listed(office)
    Escalation.objects.exclude(case=cases[0]).update(
        state=EscalationState.ENDED, settled_at=town.at(9)
    )
    with django_assert_num_queries(len(three)):
        listed(office)
