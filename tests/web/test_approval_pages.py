"""Several must agree, in the pages: set at a place, said at each request, left out once one has."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from linli.apps.cases import services
from linli.apps.cases.models import ApprovalRule, Delay
from linli.apps.cases.rules.approvals import ApprovalKind
from linli.apps.cases.rules.clocks import DelayKind, DelayState
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.services import delays
from linli.apps.cases.services.approval_rules import For, set_needed
from linli.kit.days import local_day
from tests.factories.case_pages import browser_of
from tests.factories.cases import NOW as REPORTED
from tests.factories.cases import SYSTEM, case_in, make_town

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC) - timedelta(minutes=2)
TODAY = local_day(datetime.now(UTC))


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def desk(town):
    return browser_of(town.dispatcher)


def let(town, needed, kind=ApprovalKind.HANG_UP):
    set_needed(
        actor=SYSTEM, place_id=town.tree.township.pk, what=For(kind), needed=needed,
        valid_from=local_day(REPORTED), now=REPORTED,
    )  # fmt: skip


def asked(town):
    case = case_in(town, CaseState.DISPATCHED)
    services.take_case(actor=town.handler, case_id=case.pk, now=NOW)
    return delays.ask_delay(
        actor=town.handler, case_id=case.pk, kind=DelayKind.HANG_UP, reason=PauseReason.FUNDS,
        text="待维修资金到位", until=NOW + timedelta(days=20),
        review_on=TODAY + timedelta(days=10), now=NOW,
    )  # fmt: skip


def text_of(answer):
    return answer.content.decode()


def page(browser, case):
    return text_of(browser.get(reverse("cases:case", args=[case.number])))


def listed(browser, name):
    return text_of(browser.get(reverse("cases:decisions"), {"list": name}))


def decide(browser, delay, **data):
    address = reverse("cases:delay_act", args=[delay.pk, "decide"])
    answer = browser.post(address, data, follow=True)
    delay.refresh_from_db()
    return text_of(answer)


def test_a_number_is_shown_with_its_effect_then_set_and_ended(town, desk):
    waiting = asked(town)
    address = reverse("cases:approvals", args=[town.tree.township.code])
    data = {"kind": "HANG_UP", "category": "", "level": "", "needed": "2"}
    data["valid_from"] = TODAY.isoformat()

    before = text_of(desk.get(address))
    assert "too few" not in before
    shown = text_of(desk.post(address, data | {"preview": "1"}))
    assert "1 becomes 2." in shown
    assert "1 request that waits now keeps its number." in shown
    assert "Only 1 person may agree here today" in shown
    assert not ApprovalRule.objects.exists()
    assert desk.post(address, data).status_code == 302

    kept = text_of(desk.get(address))
    assert "too few" in kept
    assert "Hang-up list, all, all categories: 2 must agree" in kept
    assert "Number of people who must agree set" in kept
    rule = ApprovalRule.objects.get()
    tomorrow = TODAY + timedelta(days=1)
    desk.post(reverse("cases:end_approval", args=[rule.pk]), {"valid_to": tomorrow.isoformat()})
    rule.refresh_from_db()
    assert rule.valid_to == tomorrow
    waiting.refresh_from_db()
    assert waiting.needed == 1


def test_each_page_says_how_far_a_request_is_and_what_one_may_still_say(town, desk):
    let(town, 2)
    delay, district = asked(town), browser_of(town.district)
    post = f"{town.office.name} · "

    first = listed(desk, "delays")
    assert "0 of 2 have agreed" in first
    said = decide(desk, delay, is_granted="yes", text="已列入计划")
    assert "You have agreed; others must agree too." in said
    assert "1 of 2 have agreed" in said
    assert post in said
    assert delay.state == DelayState.ASKED
    assert delay.case.number not in listed(desk, "delays")
    assert "1 of 2 have agreed" in listed(district, "delays")

    # Whoever has agreed may refuse after all, and nothing else.
    mine = page(desk, delay.case)
    assert "Refuse after all" in mine
    assert 'value="yes"' not in mine.split("Refuse after all")[1].split("</form>")[0]
    assert decide(desk, delay, is_granted="yes")
    assert delay.state == DelayState.ASKED
    reporter = page(browser_of(town.reporter), delay.case)
    assert "have agreed" not in reporter
    assert "已列入计划" not in reporter

    assert "Decided" in decide(district, delay, is_granted="yes", text="同意")
    assert delay.state == DelayState.GRANTED
    assert "2 of 2 have agreed" in page(desk, delay.case)


def test_too_few_people_is_said_where_the_request_waits(town, desk):
    let(town, 3)
    delay = asked(town)
    browser_of(town.district)

    shown = page(desk, delay.case)

    assert "0 of 3 have agreed" in shown
    assert "It cannot come to that" in shown
    assert "Only 2 more people may agree today." in shown
    assert town.dispatcher.name not in shown.split("Can still agree")[1].split("</div>")[0]


def test_an_exclusion_says_who_has_agreed_and_that_others_must(town, desk):
    let(town, 2, ApprovalKind.EXCLUSION)
    case, clerk = case_in(town, CaseState.EXCLUSION_PROPOSED), browser_of(town.second_clerk)
    address = reverse("cases:act", args=[case.number, "confirm_exclusion"])

    before = page(clerk, case)
    assert "Agree to the exclusion" in before
    assert "0 of 2 have agreed" in before
    agreed = clerk.post(address, {"version": case.version, "text": "已核"}, follow=True)
    assert "Agreed to the exclusion; others must agree too" in text_of(agreed)
    assert address not in page(clerk, case)
    assert case.number not in listed(clerk, "second")
    waiting = listed(desk, "second")
    assert f"{town.committee.name} · " in waiting
    assert "1 of 2 have agreed" in waiting
    assert escape("Yours is the last yes that is needed") in page(desk, case)

    case.refresh_from_db()
    done = desk.post(address, {"version": case.version}, follow=True)
    assert "Exclusion confirmed" in text_of(done)
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED


@pytest.mark.parametrize("name", ["delays", "second"])
def test_the_lists_cost_the_same_with_one_and_with_three(town, desk, name):
    let(town, 2)
    let(town, 2, ApprovalKind.EXCLUSION)

    def wait():
        if name == "delays":
            return asked(town)
        case = case_in(town, CaseState.EXCLUSION_PROPOSED)
        return services.confirm_exclusion(actor=town.second_clerk, case_id=case.pk, now=town.at(2))

    wait()
    listed(desk, name)
    with CaptureQueriesContext(connection) as one:
        assert listed(desk, name).count(" of 2 have agreed") == 1
    wait()
    wait()
    with CaptureQueriesContext(connection) as three:
        assert listed(desk, name).count(" of 2 have agreed") == 3
    assert len(three) == len(one)
    assert Delay.objects.count() == (3 if name == "delays" else 0)
