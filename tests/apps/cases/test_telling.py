"""Who hears of an act: the reporter, the followers, the post that has the case; never oneself."""

import pytest

from linli.apps.cases import services
from linli.apps.cases.rules.flow import CaseState
from linli.apps.notices.models import Addressee, Notice
from tests.factories.cases import case_in, make_case, make_town

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
