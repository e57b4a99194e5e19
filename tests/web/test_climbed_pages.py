"""The list of what climbed to one's post, and the answer, through the pages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.cases.models import CaseStep, Escalation
from linli.apps.cases.rules.escalations import EscalationState
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.services.climbing import note_climbed
from linli.apps.organisations.rules.bodies import SeatKind
from tests.factories.case_pages import browser_of
from tests.factories.cases import case_in, make_town
from tests.factories.organisations import seat_of

pytestmark = pytest.mark.django_db
DESK = "/cases/decisions/?list=climbed"
WORDS = "今天派人到现场，明早报进度"


def climbed(town):
    case = case_in(town, CaseState.HANDLING)
    seat = seat_of(town.office, SeatKind.HEAD)
    now = datetime.now(UTC) - timedelta(hours=1)
    note_climbed(case, running_clock(case), seat.pk, now=now)
    return case


def shown(browser, address=DESK):
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Climbed to me"), ("zh-hans", "升级到我处")]
)
def test_the_list_and_the_card_of_the_home_page_name_it(language, title):
    town = make_town()
    case = climbed(town)
    told = browser_of(town.dispatcher, language=language)
    above = browser_of(town.district, language=language)

    assert title in shown(told, "/")
    page = shown(told)
    assert case.number in page
    assert town.team.name in page
    assert title not in shown(above, "/")
    assert case.number not in shown(above)


def test_the_answer_is_given_on_the_desk_and_read_by_colleagues_alone():
    town = make_town()
    case = climbed(town)
    told, holder = browser_of(town.dispatcher), browser_of(town.handler)
    reporter, clerk = browser_of(town.reporter), browser_of(town.clerk)
    address = reverse("cases:instruct", args=[case.number])
    own = reverse("cases:case", args=[case.number])
    assert address in shown(told)
    assert address in shown(told, own)
    assert address not in shown(clerk, own)

    assert told.post(address, {"text": " "}).status_code == 422
    assert clerk.post(address, {"text": WORDS}).status_code == 403
    assert reporter.post(address, {"text": WORDS}).status_code == 403
    assert browser_of(town.stranger).post(address, {"text": WORDS}).status_code == 404
    assert Escalation.objects.get().state == EscalationState.WAITING
    sent = told.post(address, {"text": WORDS, "next": DESK}, follow=True)

    assert sent.status_code == 200
    assert Escalation.objects.get().state == EscalationState.ANSWERED
    assert CaseStep.objects.filter(kind="instructed").count() == 1
    assert address not in shown(told)
    assert WORDS in shown(holder, own)
    assert WORDS not in shown(reporter, own)
    assert address not in shown(told, own)


def test_the_list_asks_the_same_however_long_it_is():
    town = make_town()
    browser = browser_of(town.dispatcher)
    asked = []
    for _more in range(3):
        climbed(town)
        shown(browser)
        with CaptureQueriesContext(connection) as queries:
            shown(browser)
        asked.append(len(queries))
    assert asked[1] == asked[2]
