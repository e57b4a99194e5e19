"""Who hears of an act: the reporter, the followers, the post that has the case; never oneself."""

import pytest
from django.utils.translation import override

from linli.apps.cases import services
from linli.apps.cases.models import Clock
from linli.apps.cases.rules.clocks import DelayKind, Step
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Channel, PauseReason
from linli.apps.cases.services import calls, delays
from linli.apps.cases.services.ladder import recheck_due
from linli.apps.notices.labels import sentences
from linli.apps.notices.models import Addressee, Notice
from linli.apps.notices.rules.posting import Word, facts_of
from linli.apps.notices.selectors.letters import open_notices
from tests.factories.cases import (
    SYSTEM,
    act,
    called,
    case_in,
    give_cell,
    join,
    make_case,
    make_category,
    make_town,
    picture,
    report_of,
)

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

    join(case, town.neighbour, now=town.at(1))
    services.accept_case(actor=town.clerk, case_id=case.pk, now=town.at(1))

    assert told("cases.news") == {("ACCOUNT", town.reporter.account_id)}
    assert told("cases.followed") == {("ACCOUNT", town.neighbour.account_id)}


def test_followers_hear_how_far_it_is_and_neither_why_nor_until_when():
    town = make_town()
    case = case_in(town, CaseState.HANDLING)
    join(case, town.neighbour, now=town.at(2))
    delay = delays.ask_delay(
        actor=town.handler, case_id=case.pk, kind=DelayKind.PAUSE, reason=PauseReason.REPORTER,
        text="等上报人开门", until=town.at(60), now=town.at(3),
    )  # fmt: skip
    delays.decide_delay(
        actor=town.dispatcher, delay_id=delay.pk, is_granted=True, text="同意", now=town.at(4)
    )

    notice = Notice.objects.filter(kind="cases.followed").latest("pk")
    facts = facts_of(notice.facts)
    assert told("cases.followed") == {("ACCOUNT", town.neighbour.account_id)}
    assert told("cases.waits") == {("ACCOUNT", town.reporter.account_id)}
    assert set(facts) == {"number", "what", "status", "step"}
    assert facts["status"] == Word("cases.followed.delay_granted")


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


def test_what_an_office_adds_reaches_the_reporter_at_once_and_the_followers_in_the_digest():
    town = make_town()
    case = case_in(town, CaseState.HANDLING)
    join(case, town.neighbour, now=town.at(2))

    services.add_remark(actor=town.handler, case_id=case.pk, text="哪一盏灯？", now=town.at(3))

    assert told("cases.added") == {("ACCOUNT", town.reporter.account_id)}
    assert told("cases.added_beside") == {("ACCOUNT", town.neighbour.account_id)}
    assert Notice.objects.get(kind="cases.added").urgency == "PROMPT"
    assert Notice.objects.get(kind="cases.added_beside").urgency == "DIGEST"
    assert told("cases.remark") == set()  # the handler's own post wrote it
    assert not Notice.objects.filter(facts__contains="哪一盏灯").exists()


def test_so_does_a_photo_but_an_inner_remark_reaches_neither(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    town = make_town()
    case = case_in(town, CaseState.HANDLING)

    services.add_remark(
        actor=town.clerk, case_id=case.pk, text="态度差", is_inner=True, now=town.at(3)
    )
    assert told("cases.added") == set()
    services.add_photo(actor=town.clerk, case_id=case.pk, data=picture(), now=town.at(3))

    assert told("cases.added") == {("ACCOUNT", town.reporter.account_id)}
    assert told("cases.remark") == {("POST", case.seat_id)}


def test_what_the_reporter_adds_is_not_told_to_the_reporter_nor_to_followers():
    town = make_town()
    case = case_in(town, CaseState.HANDLING)
    join(case, town.neighbour, now=town.at(2))

    services.add_remark(actor=town.reporter, case_id=case.pk, text="今天又灭了", now=town.at(3))

    assert told("cases.added") == told("cases.added_beside") == set()


def test_a_post_is_not_told_what_whoever_acts_for_it_did():
    town = make_town()
    report = report_of(town, channel=Channel.COUNTER, name="王秀英")

    case = services.report_on_behalf(actor=town.clerk, report=report, now=town.at(0))
    assert told("cases.work") == set()
    services.report_on_behalf(actor=town.second_clerk, report=report, now=town.at(0))

    assert told("cases.work") == {("POST", case.seat_id)}


def test_another_category_is_told_with_the_due_time_that_goes_with_it():
    town = make_town()
    case = case_in(town, CaseState.HANDLING)
    other = make_category(town.tree.county, "lift", name_zh="电梯", name_en="Lift")
    Notice.objects.all().delete()

    services.refile_case(actor=town.clerk, case_id=case.pk, category=other.pk, now=town.at(3))

    assert told("cases.news") == {("ACCOUNT", town.reporter.account_id)}
    (news,) = Notice.objects.filter(kind="cases.news")
    case.refresh_from_db()
    assert facts_of(news.facts)["due_at"] == case.due_at
    assert news.urgency == "DIGEST"
    assert still("cases.news") == [True]


def test_a_due_time_that_the_calendar_moves_is_told_and_that_of_a_call_is_not():
    town = make_town()
    give_cell(town)
    case = called(town).case
    Notice.objects.all().delete()

    of_steps = Clock.objects.filter(case=case).exclude(step=Step.CONTACT)
    of_steps.update(recheck_at=town.at(2), due_at=town.at(400))
    recheck_due(actor=SYSTEM, now=town.at(3))

    steps = case.steps.filter(kind="due_moved")
    assert steps.count() == 2
    assert told("cases.news") == {("ACCOUNT", town.reporter.account_id)}
    assert Notice.objects.filter(kind="cases.news").count() == 1
