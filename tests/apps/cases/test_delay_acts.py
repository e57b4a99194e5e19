"""More time: asked, decided, ended by day, by hand or by the reporter's answer; and who hears."""

from datetime import timedelta

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.cases import services
from linli.apps.cases.models import CaseStep, ClockEvent, Delay
from linli.apps.cases.rules.clocks import ClockEventKind, DelayKind, DelayState
from linli.apps.cases.rules.delays import DelayDecided, ReviewMissing
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Disclosure, PauseReason
from linli.apps.cases.rules.texts import TextMissing
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.services import delays
from linli.apps.notices.models import Addressee, Notice
from linli.apps.notices.selectors.letters import open_notices
from linli.apps.organisations.rules.bodies import SeatKind
from linli.core.errors import NotAllowed
from linli.kit.days import local_day
from tests.factories.cases import SYSTEM, case_in, join, make_town, picture
from tests.factories.organisations import seat_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def ask(town, case, *, kind=DelayKind.PAUSE, reason=PauseReason.REPORTER, hours=2, **options):
    values = {"until": town.at(24 * 20), "text": "等上报人提供户号"} | options
    return delays.ask_delay(
        actor=town.handler, case_id=case.pk, kind=kind, reason=reason, now=town.at(hours), **values
    )


def decide(town, delay, *, is_granted=True, hours=3, text="同意"):
    return delays.decide_delay(
        actor=town.dispatcher, delay_id=delay.pk, is_granted=is_granted, text=text,
        now=town.at(hours),
    )  # fmt: skip


def paused(town, **options):
    case = case_in(town, CaseState.HANDLING, **options)
    delay = decide(town, ask(town, case))
    return case, delay


def told(kind):
    notice = Notice.objects.filter(kind=kind).order_by("-pk").first()
    return [(row.kind, row.target_id) for row in Addressee.objects.filter(notice=notice or 0)]


def clock_of(case):
    return running_clock(case)


def test_a_remark_of_the_reporter_ends_the_pause_that_waited_for_it(town):
    case, delay = paused(town)
    assert clock_of(case).due_at is None

    services.add_remark(actor=town.reporter, case_id=case.pk, text="户号 1024", now=town.at(30))

    delay.refresh_from_db()
    case.refresh_from_db()
    clock = clock_of(case)
    assert (delay.state, delay.ended_at) == (DelayState.ENDED, town.at(30))
    assert clock.due_at == case.due_at > town.at(30)
    last = ClockEvent.objects.filter(clock=clock).order_by("-number").first()
    assert (last.kind, last.reason) == (ClockEventKind.RESUMED, "answered")
    kinds = list(case.steps.order_by("-number").values_list("kind", flat=True)[:2])
    assert kinds == ["delay_ended", "remark"]
    assert AuditEvent.objects.filter(kind="case.delay_ended").count() == 1
    assert told("cases.delay_decided") == [("POST", case.seat_id)]


def test_a_photo_of_the_reporter_does_so_too(town):
    case, delay = paused(town)

    services.add_photo(actor=town.reporter, case_id=case.pk, data=picture(), now=town.at(30))

    delay.refresh_from_db()
    assert delay.state == DelayState.ENDED


def test_no_other_remark_and_no_other_pause_is_ended(town):
    case, delay = paused(town)
    services.add_remark(actor=town.clerk, case_id=case.pk, text="电话没人接", now=town.at(30))
    delay.refresh_from_db()
    assert delay.state == DelayState.GRANTED
    services.add_remark(
        actor=town.handler, case_id=case.pk, text="再等", is_inner=True, now=town.at(31)
    )
    join(case, town.neighbour, now=town.at(31))
    services.add_remark(actor=town.neighbour, case_id=case.pk, text="我也是", now=town.at(32))
    delay.refresh_from_db()
    assert delay.state == DelayState.GRANTED

    other = case_in(town, CaseState.HANDLING)
    weather = decide(town, ask(town, other, reason=PauseReason.WEATHER))
    services.add_remark(actor=town.reporter, case_id=other.pk, text="雨停了", now=town.at(30))
    weather.refresh_from_db()
    assert weather.state == DelayState.GRANTED


def test_whoever_is_not_named_ends_it_without_being_named(town):
    case, delay = paused(town, disclosure=Disclosure.SEALED)

    services.add_remark(actor=town.reporter, case_id=case.pk, text="户号 1024", now=town.at(30))

    delay.refresh_from_db()
    step = CaseStep.objects.get(case=case, kind="delay_ended")
    event = ClockEvent.objects.get(clock=clock_of(case), kind=ClockEventKind.RESUMED)
    assert delay.state == DelayState.ENDED
    assert (step.account_id, event.account_id) == (None, None)


def test_an_answer_during_the_decision_lets_the_clock_stand_only_meanwhile(town):
    case = case_in(town, CaseState.HANDLING)
    before = clock_of(case).due_at
    delay = ask(town, case, hours=2)
    services.add_remark(actor=town.reporter, case_id=case.pk, text="户号 1024", now=town.at(3))

    decide(town, delay, hours=5)

    delay.refresh_from_db()
    clock = clock_of(case)
    assert delay.state == DelayState.ENDED
    assert clock.due_at >= before
    kinds = [event.kind for event in clock.events.order_by("number")]
    assert kinds == [ClockEventKind.STARTED, ClockEventKind.PAUSED, ClockEventKind.RESUMED]


def test_who_hears_of_a_request_and_of_its_decision(town):
    case = case_in(town, CaseState.HANDLING)
    office = seat_of(town.office, SeatKind.HEAD).pk
    delay = ask(town, case)
    assert told("cases.delay_asked") == [("POST", office)]

    decide(town, delay)
    assert told("cases.delay_decided") == [("POST", case.seat_id)]
    assert told("cases.waits") == [("ACCOUNT", town.reporter.account_id)]

    other = case_in(town, CaseState.HANDLING)
    delay = decide(town, ask(town, other, reason=PauseReason.PARTS))
    assert told("cases.delay_news") == [("ACCOUNT", town.reporter.account_id)]
    (news,) = Notice.objects.filter(kind="cases.delay_news")
    taken = Notice.objects.filter(kind="cases.news", about_code=other.number).latest("pk")
    assert open_notices([taken]) == set()  # it gave another day
    assert open_notices([news]) == {news.pk}

    delays.end_delay(actor=town.handler, delay_id=delay.pk, now=town.at(5))
    assert told("cases.delay_over") == [("ACCOUNT", town.reporter.account_id)]
    assert open_notices([news]) == set()  # that it takes longer is no news any more


def test_a_refusal_says_why_and_is_not_told_to_the_reporter(town):
    case = case_in(town, CaseState.HANDLING)
    delay = ask(town, case)
    with pytest.raises(TextMissing):
        decide(town, delay, is_granted=False, text=" ")
    decide(town, delay, is_granted=False, text="理由不足")

    assert Delay.objects.get().state == DelayState.REFUSED
    assert told("cases.delay_news") == told("cases.waits") == []
    with pytest.raises(DelayDecided):
        decide(town, delay)


def hung(town):
    case = case_in(town, CaseState.HANDLING)
    delay = ask(
        town, case, kind=DelayKind.HANG_UP, reason=PauseReason.FUNDS,
        until=town.at(24 * 200), review_on=local_day(town.at(24 * 60)),
    )  # fmt: skip
    return decide(town, delay)


def test_what_hangs_is_looked_at_again_on_its_day_and_gets_another(town):
    delay = hung(town)
    day = town.at(24 * 60)
    for _time in range(2):
        delays.tell_due_reviews(now=day)
    assert Notice.objects.filter(kind="cases.review").count() == 1

    with pytest.raises(ReviewMissing):
        delays.look_again(
            actor=town.dispatcher, delay_id=delay.pk, text="仍未表决", now=day,
            review_on=local_day(day) + timedelta(days=91),
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        delays.look_again(
            actor=town.handler, delay_id=delay.pk, text="仍未表决", now=day,
            review_on=local_day(day) + timedelta(days=30),
        )  # fmt: skip
    delays.look_again(
        actor=town.dispatcher, delay_id=delay.pk, text="仍未表决", now=day,
        review_on=local_day(day) + timedelta(days=30),
    )  # fmt: skip

    delay.refresh_from_db()
    assert delay.review_on == local_day(day) + timedelta(days=30)
    assert delays.tell_due_reviews(now=day) == 0
    delays.end_delay(actor=SYSTEM, delay_id=delay.pk, now=day)
    with pytest.raises(DelayDecided):
        delays.look_again(
            actor=town.dispatcher, delay_id=delay.pk, text="x", now=day,
            review_on=local_day(day) + timedelta(days=30),
        )  # fmt: skip
