"""Lists of programs narrowed by source, and none left out."""

from datetime import timedelta

import pytest

from linli.apps.cases import services
from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Channel
from linli.kit.days import local_day
from tests.factories.cases import NOW, case_in, make_case, report_of
from tests.factories.interfaces import make_program

pytestmark = pytest.mark.django_db
SINCE = (NOW - timedelta(days=1)).isoformat()


def phoned(town, days=0):
    report = report_of(town, channel=Channel.TELEPHONE, name="赵大爷", phone="13800001234")
    case = services.report_on_behalf(actor=town.clerk, report=report, now=NOW)
    at = NOW - timedelta(days=days)
    Case.objects.filter(pk=case.pk).update(reported_at=at, local_day=local_day(at))
    return case


def all_of(program, **asked):
    """Return the numbers of every page, and how many pages there were."""
    found, pages, after = [], 0, ""
    while pages == 0 or after:
        page = program.get("cases", **asked, after=after).json()
        found += [row["number"] for row in page["rows"]]
        pages, after = pages + 1, page["next"]
    return found, pages


def test_rows_say_origin_and_direction_and_are_found_by_them(town):
    call, own, sent = phoned(town), make_case(town), case_in(town, CaseState.HANDLING)
    program = make_program(town.office)

    rows = program.get("cases", state=["REPORTED", "HANDLING"]).json()["rows"]

    said = {row["number"]: (row["channel"], row["origin"], row["direction"]) for row in rows}
    assert said == {
        call.number: ("TELEPHONE", "RESIDENT", None),
        own.number: ("RESIDENT", "RESIDENT", None),
        sent.number: ("RESIDENT", "RESIDENT", "DOWN"),
    }
    assert set(all_of(program, source="TELEPHONE", reported_since=SINCE)[0]) == {call.number}
    assert set(all_of(program, source="RESIDENT", reported_since=SINCE)[0]) == set(said)
    assert all_of(program, source="GRID", reported_since=SINCE)[0] == []
    changed = program.get("cases", source="TELEPHONE", updated_since=SINCE).json()["rows"]
    assert [row["number"] for row in changed] == [call.number]
    assert program.get("cases", source="MOON").status_code == 422


def test_every_case_of_a_source_is_found_however_old_and_page_by_page(town):
    days = (0, 30, 32, 155)
    numbers = [phoned(town, one).number for one in days]
    old = phoned(town, 400)
    Case.objects.filter(pk=old.pk).update(state=CaseState.CLOSED, closed_at=NOW, outcome="SOLVED")
    make_case(town)
    program = make_program(town.office)

    found, pages = all_of(program, source="TELEPHONE", size=1)

    assert (found, pages) == (numbers, len(numbers))
    assert all_of(program, source="TELEPHONE", state="CLOSED") == ([old.number], 1)


def test_a_body_without_a_desk_narrows_its_own_cases(town):
    sent = case_in(town, CaseState.HANDLING)
    team = make_program(town.team)

    assert all_of(team, source="ONLINE", reported_since=SINCE)[0] == [sent.number]
    assert all_of(team, source="TELEPHONE", reported_since=SINCE)[0] == []
