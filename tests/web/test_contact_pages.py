"""Pages of the first contact: the short form, the line of whoever works on it, the reporter's."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.cases import services
from linli.apps.cases.models import Case
from linli.apps.cases.rules.contacts import ContactWay
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Disclosure
from tests.factories.case_pages import browser_of
from tests.factories.cases import case_in, make_case, make_town

pytestmark = pytest.mark.django_db
BY = "to contact by 03-03 18:00"


@pytest.fixture
def town():
    return make_town()


def post(browser, case, **data):
    address = reverse("cases:first_contact", args=[case.number])
    return browser.post(address, {"way": "TELEPHONE", "reached": "yes", "text": "", **data})


def test_the_desk_is_offered_the_form_until_somebody_has_used_it(town):
    case = make_case(town)
    browser = browser_of(town.clerk)
    file = reverse("cases:case", args=[case.number])

    before = browser.get(file).content.decode()
    wordless = post(browser, case, reached="")
    done = post(browser, case, text="明天上门")
    after = browser.get(file).content.decode()

    case.refresh_from_db()
    assert BY in before
    assert "first-contact" in before
    assert (wordless.status_code, done.status_code) == (422, 302)
    assert case.contact_way == ContactWay.TELEPHONE
    assert "by telephone ·" in after
    assert "Spoke with the reporter" in after
    assert "first-contact" not in after


def test_an_attempt_in_vain_leaves_the_form_and_is_counted(town):
    case = make_case(town, now=datetime.now(UTC))
    browser = browser_of(town.clerk)

    post(browser, case, reached="no", text="关机")
    page = browser.get(reverse("cases:case", args=[case.number])).content.decode()

    assert "1 attempt in vain in time" in page
    assert "first-contact" in page


def test_the_inbox_and_the_desk_say_until_when_and_no_more_once_it_is_done(town):
    handled = case_in(town, CaseState.HANDLING)
    waiting = make_case(town)
    inbox, desk = reverse("cases:inbox"), reverse("cases:sorting")
    team, clerk = browser_of(town.handler), browser_of(town.clerk)
    before = [team.get(inbox).content.decode(), clerk.get(desk).content.decode()]

    post(team, handled)
    post(clerk, waiting)

    after = [team.get(inbox).content.decode(), clerk.get(desk).content.decode()]
    assert all("to contact by" in page for page in before)
    assert not any("to contact by" in page for page in after)


@pytest.mark.parametrize(
    ("language", "promised", "told", "tried"),
    [
        ("en", "Somebody contacts you by", "We called you on", "We tried to reach you on"),
        ("zh-hans", "前与您联系", "我们给您打过电话", "我们没有联系上您"),
    ],
)
def test_the_reporter_reads_when_we_called_and_when_in_vain(town, language, promised, told, tried):
    now = datetime.now(UTC)
    case = make_case(town, now=now)
    browser = browser_of(town.reporter, language=language)
    own = reverse("cases:case", args=[case.number])
    before = browser.get(own).content.decode()

    def note(*, is_reached):
        services.record_contact(
            actor=town.clerk, case_id=case.pk, way=ContactWay.TELEPHONE, is_reached=is_reached,
            now=now,
        )  # fmt: skip

    note(is_reached=False)
    between = browser.get(own).content.decode()
    note(is_reached=True)
    after = browser.get(own).content.decode()

    assert promised in before
    assert tried in between
    assert told in after
    assert "first-contact" not in after


def test_a_sealed_name_is_called_by_the_desk_alone(town):
    case = case_in(town, CaseState.HANDLING, disclosure=Disclosure.SEALED)
    team = browser_of(town.handler)

    page = team.get(reverse("cases:case", args=[case.number])).content.decode()

    assert "first-contact" not in page
    assert post(team, case).status_code == 403
    assert Case.objects.get(pk=case.pk).contacted_at is None


def test_the_inbox_costs_the_same_with_one_and_with_three(town):
    browser = browser_of(town.handler)
    cases = [case_in(town, CaseState.HANDLING) for _ in range(3)]
    browser.get(reverse("cases:inbox"))
    with CaptureQueriesContext(connection) as three:
        browser.get(reverse("cases:inbox"))
    for case in cases[1:]:
        case.tasks.update(state="DONE", ended_at=town.at(3))
    with CaptureQueriesContext(connection) as one:
        browser.get(reverse("cases:inbox"))

    assert len(three) == len(one)
