"""Who hears of an act: the reporter, the followers, the post that has the case; never oneself."""

import pytest
from django.utils.translation import override

from linli.apps.cases import services
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.services import calls
from linli.apps.notices.labels import sentences
from linli.apps.notices.models import Addressee, Notice
from linli.apps.notices.rules.posting import facts_of
from linli.apps.notices.selectors.letters import open_notices
from tests.factories.cases import act, case_in, give_cell, make_case, make_town

pytestmark = pytest.mark.django_db


def told(kind: str) -> set[tuple[str, int]]:
    """Return the recipients of the last notice of a kind."""
    notice = Notice.objects.filter(kind=kind).order_by("-pk").first()
    rows = Addressee.objects.filter(notice=notice) if notice else []
    return {(row.kind, row.target_id) for row in rows}


def test_new_work_reaches_the_post_and_news_the_reporter_and_followers():
    town = make_town()
    case = make_case(town)
    assert told("cases.work") == {("POST", case.seat_id)}

    services.join_case(actor=town.neighbour, case_id=case.pk, now=town.at(1))
    services.accept_case(actor=town.clerk, case_id=case.pk, now=town.at(1))

    assert told("cases.news") == {
        ("ACCOUNT", town.reporter.account_id),
        ("ACCOUNT", town.neighbour.account_id),
    }


def test_nobody_is_told_what_they_did_themselves_and_notices_name_nobody():
    town = make_town()
    case = case_in(town, CaseState.CHECKED)
    assert told("cases.question") == {("ACCOUNT", town.reporter.account_id)}

    services.confirm_case(actor=town.reporter, case_id=case.pk, now=town.at(3))

    assert told("cases.news") == set()
    assert not Notice.objects.filter(facts__contains="王秀英").exists()


def test_a_remark_reaches_the_post_that_has_the_case():
    town = make_town()
    case = case_in(town, CaseState.HANDLING)
    services.add_remark(actor=town.reporter, case_id=case.pk, text="今天又灭了", now=town.at(3))

    assert told("cases.remark") == {("POST", case.seat_id)}


def still(kind: str) -> list[bool]:
    """Tell of each notice of a kind, the oldest first, whether it still matters."""
    rows = list(Notice.objects.filter(kind=kind).order_by("pk"))
    matters = open_notices(rows)
    return [row.pk in matters for row in rows]


def test_work_is_over_for_a_post_once_the_case_has_moved_on_and_says_what_and_until_when():
    town = make_town()
    case = make_case(town)
    assert still("cases.work") == [True]

    case = act(town, case, CaseAction.ACCEPT, town.clerk)

    assert still("cases.work") == [False, True]
    notice = Notice.objects.filter(kind="cases.work").latest("pk")
    with override("en"):
        subject, text = sentences(notice.kind, facts_of(notice.facts))
    assert case.number in subject
    assert case.number in text
    assert "send it to the office that should handle it" in text
    assert "It is due by 2026-03-" in text


def test_of_the_news_of_a_report_only_the_last_still_matters():
    town = make_town()
    case_in(town, CaseState.HANDLING)

    assert still("cases.news") == [False, False, True]


def test_whoever_takes_a_case_on_tells_their_own_post_nothing():
    town = make_town()
    case = case_in(town, CaseState.DISPATCHED)
    before = Notice.objects.filter(kind="cases.work").count()
    act(town, case, CaseAction.TAKE, town.handler)

    assert Notice.objects.filter(kind="cases.work").count() == before


def test_each_call_is_over_when_its_own_body_has_come():
    town = make_town()
    give_cell(town)
    case = make_case(town)
    tasks = calls.call_upwards(
        actor=town.grid_worker, case_id=case.pk, body_ids=[town.department.pk, town.office.pk],
        text="请到场", legal_basis="职责清单第12条", now=town.at(1),
    )  # fmt: skip
    theirs = next(task for task in tasks if task.body == town.department)
    calls.arrive(actor=town.officer, task_id=theirs.pk, now=town.at(2))

    assert still("cases.call") == [task != theirs for task in tasks]
