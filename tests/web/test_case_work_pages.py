"""Calls, assistance, more time and decisions through the pages, each act by the form offered."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import get_current_timezone

from linli.apps.cases import services
from linli.apps.cases.models import Case, Delay, Task
from linli.apps.cases.rules.clocks import DelayKind, DelayState
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Level, PauseReason
from linli.apps.cases.rules.tasks import CallRuling, TaskKind, TaskState
from linli.apps.cases.selectors.notices import referred_cases
from linli.apps.cases.services import calls, delays
from linli.apps.cases.services.tasks import send_task
from linli.apps.notices.models import Addressee, Notice
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.kit.days import local_day
from tests.factories.case_pages import browser_of
from tests.factories.cases import (
    SYSTEM,
    called,
    case_in,
    give_cell,
    make_case,
    make_town,
)
from tests.factories.organisations import make_body, make_post, seat_of
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


class Clock:
    """The clock that the pages read: what was done just now, days ahead."""

    def __init__(self):
        self.now = datetime.now(UTC) - timedelta(minutes=2)

    def day(self, days):
        return (local_day(self.now) + timedelta(days=days)).isoformat()

    def handled(self, work, **options):
        """Return a case that has been taken just now: its step is in time."""
        case = case_in(work.town, CaseState.DISPATCHED, **options)
        return services.take_case(actor=work.town.handler, case_id=case.pk, now=self.now)


@pytest.fixture
def clock():
    return Clock()


class Work:
    """A town with a cell, and its people at their browsers."""

    def __init__(self):
        self.town = make_town()
        give_cell(self.town)
        self.browsers = {}

    def of(self, who):
        if who not in self.browsers:
            self.browsers[who] = browser_of(getattr(self.town, who))
        return self.browsers[who]

    def page(self, who, case):
        answer = self.of(who).get(reverse("cases:case", args=[case.number]))
        assert answer.status_code == 200
        return answer.content.decode()

    def send(self, who, case, address, **data):
        assert address in self.page(who, case), f"{who} is not offered {address}"
        return self.of(who).post(address, data)

    def call(self, case):
        return self.send(
            "grid_worker", case, reverse("cases:call", args=[case.number]),
            version=case.version, bodies=[self.town.department.pk], text="请到场",
            legal_basis="职责清单第12条",
        )  # fmt: skip

    def answer(self, who, task, name, **data):
        address = reverse("cases:task_act", args=[task.pk, name])
        return self.send(who, task.case, address, **data)


@pytest.fixture
def work():
    return Work()


def test_a_grid_worker_calls_and_everybody_sees_the_clock(work):
    case = make_case(work.town)

    assert work.call(case).status_code == 302

    task = Task.objects.get(case=case)
    inbox = work.of("officer").get(reverse("cases:inbox")).content.decode()
    assert "Call from a grid" in inbox
    assert "职责清单第12条" in inbox
    listed = work.of("clerk").get(reverse("cases:calls")).content.decode()
    assert reverse("cases:task", args=[task.pk]) in listed
    assert work.town.department.name in work.page("grid_worker", case)


def test_a_call_without_words_comes_back_with_what_was_typed(work):
    case = make_case(work.town)
    answer = work.send(
        "grid_worker", case, reverse("cases:call", args=[case.number]), version=case.version,
        bodies=[work.town.department.pk], text="", legal_basis="职责清单第12条",
    )  # fmt: skip

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Please check what you typed" in page
    assert "职责清单第12条" in page
    assert re.search(rf'name="bodies" value="{work.town.department.pk}"[^>]* checked', page)
    assert not Task.objects.exists()


def test_the_department_arrives_and_tells_the_result_in_the_page(work):
    task = called(work.town)

    assert work.answer("officer", task, "take").status_code == 302
    assert work.answer("officer", task, "finish", text="已封堵").status_code == 302

    task.refresh_from_db()
    assert task.state == TaskState.DONE
    assert "已封堵" in work.page("grid_worker", task.case)
    assert "已封堵" in work.page("reporter", task.case)
    figures = work.of("dispatcher").get(reverse("cases:calls")).content.decode()
    assert work.town.department.name in figures


def test_a_refusal_waits_on_the_desk_of_decisions_and_is_decided_there(work):
    task = called(work.town)
    refused = work.answer("officer", task, "refuse", basis="三定规定第4条", text="属城管")
    assert refused.status_code == 302

    home = work.of("dispatcher").get(reverse("home")).content.decode()
    assert f"{reverse('cases:decisions')}?list=calls" in home
    desk = work.of("dispatcher").get(reverse("cases:decisions"), {"list": "calls"})
    address = reverse("cases:task_act", args=[task.pk, "rule"])
    assert address in desk.content.decode()
    assert "三定规定第4条" in desk.content.decode()
    answer = work.of("dispatcher").post(
        address, {"ruling": "COME", "text": "清单第12条", "next": reverse("cases:decisions")}
    )

    assert answer.headers["Location"] == reverse("cases:decisions")
    task.refresh_from_db()
    assert task.ruling == CallRuling.COME
    again = Task.objects.get(is_binding=True)
    page = work.page("officer", task.case)
    assert reverse("cases:task_act", args=[again.pk, "take"]) in page
    assert reverse("cases:task_act", args=[again.pk, "refuse"]) not in page


def test_who_is_not_concerned_is_offered_nothing_and_refused(work):
    task = called(work.town)
    for who in ("clerk", "dispatcher", "grid_worker"):
        assert reverse("cases:task_act", args=[task.pk, "take"]) not in work.page(who, task.case)
        answer = work.of(who).post(reverse("cases:task_act", args=[task.pk, "take"]))
        assert answer.status_code == 403
    answer = work.of("stranger").post(reverse("cases:task_act", args=[task.pk, "take"]))
    assert answer.status_code == 404


def asked(work, case, **data):
    task = Task.objects.filter(case=case).exclude(state=TaskState.DONE).get()
    values = {"kind": "PAUSE", "reason": "REPORTER", "text": "等户号"} | data
    return work.send("handler", case, reverse("cases:more_time", args=[task.pk]), **values)


def test_more_time_is_asked_granted_told_and_ended_by_the_reporters_answer(work, clock):
    case = clock.handled(work)

    assert asked(work, case, until=clock.day(20)).status_code == 302
    delay = Delay.objects.get()
    assert (delay.kind, delay.state) == (DelayKind.PAUSE, DelayState.ASKED)
    assert reverse("cases:delay_act", args=[delay.pk, "decide"]) not in work.page("handler", case)
    desk = work.of("dispatcher").get(reverse("cases:decisions"), {"list": "delays"})
    address = reverse("cases:delay_act", args=[delay.pk, "decide"])
    assert address in desk.content.decode()
    assert work.of("dispatcher").post(address, {"is_granted": "yes"}).status_code == 302
    page = work.page("reporter", case)
    assert "We wait for you" in page
    assert "Waiting for the reporter" in page
    assert "等户号" not in page  # what was written to whoever decides

    work.of("reporter").post(reverse("cases:remark", args=[case.number]), {"text": "户号 1024"})

    delay.refresh_from_db()
    assert delay.state == DelayState.ENDED
    assert "We wait for you" not in work.page("reporter", case)


def test_a_step_timed_in_hours_is_given_time_to_the_hour(work, clock):
    days = work.page("handler", clock.handled(work))
    urgent = clock.handled(work, level=Level.URGENT)
    hours = work.page("handler", urgent)
    assert ('name="hour"' in days, 'name="hour"' in hours) == (False, True)

    answer = asked(work, urgent, until=clock.day(1), hour="10:30", reason="PARTS")

    assert answer.status_code == 302
    until = Delay.objects.get().until.astimezone(get_current_timezone())
    assert f"{until:%Y-%m-%d %H:%M}" == f"{clock.day(1)} 10:30"


def test_a_request_that_no_rule_allows_comes_back_with_the_reason(work, clock):
    case = clock.handled(work)
    answer = asked(work, case, kind="HANG_UP", reason="WEATHER", until=clock.day(20))

    assert answer.status_code == 422
    assert "within 90 days" in answer.content.decode()
    assert "等户号" in answer.content.decode()
    assert not Delay.objects.exists()


def test_the_hang_up_list_shows_the_day_to_look_again(work, clock):
    case = clock.handled(work)
    asked(
        work, case, kind="HANG_UP", reason="FUNDS", until=clock.day(200),
        review_on=clock.day(30),
    )  # fmt: skip
    delay = Delay.objects.get()
    work.of("dispatcher").post(
        reverse("cases:delay_act", args=[delay.pk, "decide"]), {"is_granted": "yes"}
    )

    for watcher in ("clerk", "dispatcher", "district"):
        assert clock.day(30) in work.of(watcher).get(reverse("cases:hung_up")).content.decode()
    assert clock.day(30) in work.page("reporter", case)
    answer = work.send(
        "dispatcher", case, reverse("cases:delay_act", args=[delay.pk, "look-again"]),
        review_on=clock.day(60), text="业主大会未开",
    )  # fmt: skip
    assert answer.status_code == 302
    answer = work.send(
        "handler", case, reverse("cases:delay_act", args=[delay.pk, "end"]), text="资金到位"
    )
    assert answer.status_code == 302
    assert Delay.objects.get().state == DelayState.ENDED


def test_an_assisting_body_finishes_in_the_page_and_the_lead_sees_what_is_outstanding(work):
    case = case_in(work.town, CaseState.OPEN)
    work.of("dispatcher").post(
        reverse("cases:act", args=[case.number, "dispatch"]),
        {
            "version": case.version, "body": work.town.team.pk,
            "assists": [work.town.department.pk], "assists_gate": "on",
        },
    )  # fmt: skip
    assist = Task.objects.get(case=case, is_gate=True)
    case.refresh_from_db()
    work.of("handler").post(
        reverse("cases:act", args=[case.number, "take"]), {"version": case.version}
    )
    case.refresh_from_db()
    assert "the result waits for it" in work.page("handler", case)
    answer = work.of("handler").post(
        reverse("cases:act", args=[case.number, "feed_back"]),
        {"version": case.version, "outcome": "SOLVED", "text": "好了"},
    )
    assert answer.status_code == 422
    assert work.town.department.name in answer.content.decode()

    work.answer("officer", assist, "take")
    work.answer("officer", assist, "finish", text="已断电")

    page = work.page("handler", case)
    assert "已断电" in page
    case.refresh_from_db()
    answer = work.of("handler").post(
        reverse("cases:act", args=[case.number, "feed_back"]),
        {"version": case.version, "outcome": "SOLVED", "text": "好了"},
    )
    assert answer.status_code == 302


def test_each_decision_is_named_on_the_home_page_of_who_may_decide(work):
    proposed = case_in(work.town, CaseState.EXCLUSION_PROPOSED)
    appealed = case_in(work.town, CaseState.APPEALED)
    disputed = case_in(work.town, CaseState.ARBITRATION)

    def desk(who, name):
        answer = work.of(who).get(reverse("cases:decisions"), {"list": name})
        return answer.content.decode()

    assert proposed.number in desk("second_clerk", "second")
    assert proposed.number not in desk("clerk", "second")  # proposed it
    assert appealed.number in desk("third_clerk", "appeals")
    assert appealed.number not in desk("second_clerk", "appeals")  # confirmed it
    assert disputed.number in desk("district", "arbitration")
    assert disputed.number not in desk("dispatcher", "arbitration")  # sent it out
    assert disputed.number not in desk("clerk", "arbitration")
    for who, name in (("district", "arbitration"), ("second_clerk", "second")):
        home = work.of(who).get(reverse("home")).content.decode()
        assert f"{reverse('cases:decisions')}?list={name}" in home


@pytest.mark.parametrize("name", ["delays", "calls", "second"])
def test_the_desk_of_decisions_costs_the_same_with_one_and_with_three(work, name, clock):
    def wait():
        if name == "second":
            return case_in(work.town, CaseState.EXCLUSION_PROPOSED)
        if name == "calls":
            task = called(work.town)
            return calls.decline(
                actor=work.town.officer, task_id=task.pk, basis="三定", text="不属", now=clock.now
            )
        case = clock.handled(work)
        return delays.ask_delay(
            actor=work.town.handler, case_id=case.pk, kind=DelayKind.PAUSE,
            reason=PauseReason.PARTS, text="等配件", until=clock.now + timedelta(days=5),
            now=clock.now + timedelta(minutes=1),
        )  # fmt: skip

    browser, address = work.of("dispatcher"), reverse("cases:decisions") + f"?list={name}"
    wait()
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        assert browser.get(address).status_code == 200
    wait()
    wait()
    browser.get(address)
    with CaptureQueriesContext(connection) as three:
        assert browser.get(address).content.count(b"/cases/2026") >= 3
    assert len(three) == len(one)


def test_a_round_report_calls_in_the_same_form(work):
    browser = work.of("grid_worker")
    address = reverse("cases:new") + "?category=lighting"
    page = browser.get(address).content.decode()
    assert "Call a department at once" in page
    assert "Call a department at once" not in work.of("reporter").get(address).content.decode()
    data = {
        "key": "round-0001", "place": f"p{work.town.compound.pk}", "text": "井盖缺失",
        "disclosure": "SEALED", "bodies": [work.town.department.pk], "legal_basis": "清单",
        "report_as": "FINDER",
    }  # fmt: skip
    own = browser.post(address, data | {"report_as": "RESIDENT"})
    assert "only with what was found on the round" in own.content.decode()

    assert browser.post(address, data).status_code == 302

    assert Task.objects.get().case == Case.objects.get()


def test_a_grid_worker_reports_a_matter_of_their_own_like_any_resident(work):
    browser, place = work.of("grid_worker"), f"p{work.town.compound.pk}"
    address = reverse("cases:new") + "?category=lighting"
    data = {"key": "own-0001", "place": place, "text": "楼道灯不亮", "disclosure": "ANONYMOUS"}

    sent = browser.post(address, data | {"report_as": "RESIDENT"}, follow=True)

    own = Case.objects.get()
    assert (own.channel, own.disclosure) == ("RESIDENT", "ANONYMOUS")
    assert (own.reporter_account_id, own.entered_by_id, own.entered_post) == (None, None, "")
    assert own.slip_code.open() in sent.content.decode()
    assert own.steps.get().account_id is None

    browser.post(address, data | {"report_as": "FINDER", "key": "found-0001"})
    found = Case.objects.exclude(pk=own.pk).get()
    assert (found.channel, found.disclosure) == ("GRID", "OPEN")
    assert found.reporter_account_id == found.entered_by_id is not None

    far = data | {"place": f"p{work.town.tree.township.pk}", "key": "far-0001"}
    refused = browser.post(address, far | {"report_as": "FINDER"})
    assert "not in your grid" in refused.content.decode()


def test_a_dispute_is_referred_with_who_mediates_and_nothing_pretended(work):
    case = make_case(work.town)
    assert "No mediation committee is registered for this place" in work.page("clerk", case)
    make_body(
        work.town.tree.community, BodyType.MEDIATION_COMMITTEE, name="王堤口人民调解委员会",
        work_phone="0530-5550148",
    )  # fmt: skip
    assert "王堤口人民调解委员会 0530-5550148" in work.page("clerk", case)
    work.of("clerk").post(
        reverse("cases:act", args=[case.number, "refer"]),
        {"version": case.version, "text": "请双方到调委会"},
    )

    page = work.page("reporter", case)
    assert "王堤口人民调解委员会" in page
    assert "0530-5550148" in page
    assert "No committee was told of it" in page
    assert "请双方到调委会" in page


def news_in_inbox(work, who="handler"):
    return "Something new was said" in work.of(who).get(reverse("cases:inbox")).content.decode()


def task_news(task):
    return Task.objects.get(pk=task.pk).news_at


def test_the_inbox_marks_what_was_said_since_the_body_acted_or_read(work):
    case = case_in(work.town, CaseState.HANDLING)
    task = Task.objects.get(case=case)
    remark = reverse("cases:remark", args=[case.number])
    assert not news_in_inbox(work)

    work.of("reporter").post(remark, {"text": "户号 1024"})
    assert news_in_inbox(work)
    page = work.of("handler").get(reverse("cases:task", args=[task.pk])).content.decode()
    address = reverse("cases:task_read", args=[task.pk])
    assert address in page
    assert news_in_inbox(work)  # looking at a page changes nothing

    assert work.of("stranger").post(address).status_code == 404
    assert work.of("dispatcher").post(address).status_code == 403
    for until in ("", "soon", (task_news(task) - timedelta(seconds=1)).isoformat()):
        assert work.of("handler").post(address, {"until": until}).status_code == 302
        assert news_in_inbox(work)  # said after what the reader was shown
    until = task_news(task).isoformat()
    assert f'value="{until}"' in page
    assert work.of("handler").post(address, {"until": until}).status_code == 302
    assert not news_in_inbox(work)

    work.of("clerk").post(remark, {"text": "请尽快"})
    assert news_in_inbox(work)
    work.of("handler").post(remark, {"text": "明天到"})  # whoever answers has read
    assert not news_in_inbox(work)


def test_the_board_lists_what_bodies_assist_with_and_what_one_of_them_does(work):
    town = work.town
    other = make_body(town.tree.township, BodyType.SERVICE_CENTRE)
    cases = []
    for body in (town.department, other):
        case = case_in(town, CaseState.OPEN)
        services.dispatch_case(
            actor=town.dispatcher, case_id=case.pk, body=town.team.pk, assists=[body.pk],
            now=town.at(2),
        )  # fmt: skip
        cases.append(case)
    elsewhere = make_case(town, place_id=town.tree.village.pk)
    send_task(
        elsewhere, TaskKind.ASSIST, other, actor=SYSTEM, text="", legal_basis="", now=town.at(2)
    )

    def shown(who, **query):
        page = work.of(who).get(reverse("cases:board"), {"list": "assists"} | query)
        return {one.number for one in [*cases, elsewhere] if one.number in page.content.decode()}

    assert shown("dispatcher") == {one.number for one in cases}
    assert shown("dispatcher", body=other.pk) == {cases[1].number}
    assert shown("dispatcher", body="x") == {one.number for one in cases}
    assert shown("district") == {one.number for one in [*cases, elsewhere]}


def test_a_committee_with_a_post_is_told_of_a_dispute_and_the_page_says_so(work):
    case = make_case(work.town)
    committee = make_body(
        work.town.tree.community, BodyType.MEDIATION_COMMITTEE, name="王堤口人民调解委员会"
    )
    seat = seat_of(committee, SeatKind.CHAIR)
    make_post(seat, make_person())
    assert "王堤口人民调解委员会 is told" in work.page("clerk", case)
    work.of("clerk").post(
        reverse("cases:act", args=[case.number, "refer"]),
        {"version": case.version, "text": "楼上漏水，请双方到调委会"},
    )

    (notice,) = Notice.objects.filter(kind="cases.referred")
    (told,) = Addressee.objects.filter(notice=notice)
    assert (told.kind, told.target_id) == ("POST", seat.pk)
    assert "漏水" not in notice.facts
    assert referred_cases([case.number]) == [case.number]
    assert "王堤口人民调解委员会 was told" in work.page("reporter", case)
