"""Pages of asking reporters: the list, the record of an answer, an attempt; no names in lists."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.contacts import ContactWay
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Confirmation, Disclosure
from tests.apps.cases.test_left_contacts import CONSOLE, deliver
from tests.apps.cases.test_revisits import told_by_phone
from tests.factories.case_pages import browser_of
from tests.factories.cases import make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


def post(browser, case, act, **data):
    address = reverse("cases:act", args=[case.number, act])
    return browser.post(address, {"version": case.version, "way": "TELEPHONE", **data})


@pytest.mark.parametrize(
    ("language", "heading", "none"),
    [("en", "To call", "not yet"), ("zh-hans", "待回访", "尚未询问")],
)
def test_the_list_says_whom_to_call_and_names_nobody(town, language, heading, none):
    case = told_by_phone(town)
    browser = browser_of(town.second_clerk, language=language)

    page = browser.get(reverse("cases:to_call")).content.decode()
    home = browser.get("/").content.decode()

    assert heading in page
    assert none in page
    assert case.number in page
    assert "赵大爷" not in page
    assert "13800001234" not in page
    assert reverse("cases:to_call") in home


def test_the_list_costs_the_same_with_one_and_with_three(town):
    browser = browser_of(town.second_clerk)
    address = reverse("cases:to_call")
    for _ in range(3):
        told_by_phone(town)
    browser.get(address)
    with CaptureQueriesContext(connection) as three:
        browser.get(address)
    Case.objects.exclude(pk=Case.objects.first().pk).update(is_to_call=False)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)

    assert len(three) == len(one)


def test_the_name_is_opened_for_a_reason_and_the_answer_recorded(town):
    case = told_by_phone(town, disclosure=Disclosure.SEALED)
    browser = browser_of(town.second_clerk)
    file = reverse("cases:case", args=[case.number])

    before = browser.get(file).content.decode()
    browser.post(reverse("cases:contact", args=[case.number]), {"reason": "回访"})
    opened = browser.get(file).content.decode()
    post(browser, case, "assisted_confirm", text="赵大爷说修好了")
    thread = browser.get(file).content.decode()

    case.refresh_from_db()
    assert "13800001234" not in before
    assert "13800001234" in opened
    assert case.confirmation == Confirmation.ASSISTED
    assert "Recorded for the reporter: agrees with the result" in thread
    assert "on the telephone" in thread
    assert town.second_clerk.name in thread
    assert "The reporter agreed" not in thread


def test_an_objection_needs_words_and_opens_the_case_again(town):
    case = told_by_phone(town)
    browser = browser_of(town.second_clerk)

    assert post(browser, case, "assisted_dispute", text="").status_code == 422
    assert post(browser, case, "assisted_dispute", text="晚上又灭了").status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.OPEN


def test_an_attempt_is_noted_and_the_case_stays_on_the_list(town):
    case = told_by_phone(town)
    browser = browser_of(town.second_clerk)

    browser.post(
        reverse("cases:no_answer", args=[case.number]), {"way": "TELEPHONE", "text": "无人接听"}
    )
    page = browser.get(reverse("cases:to_call")).content.decode()

    assert CaseStep.objects.filter(case=case, kind="unreached", text="无人接听").exists()
    assert case.number in page
    assert "tried once in vain" in page


def test_whoever_passed_the_check_is_offered_nothing_to_record(town):
    case = told_by_phone(town)
    browser = browser_of(town.clerk)

    page = browser.get(reverse("cases:case", args=[case.number])).content
    answer = post(browser, case, "assisted_confirm")

    assert b"assisted_" not in page
    assert b"no-answer" not in page
    assert answer.status_code == 403
    assert b"somebody else asks the reporter" in answer.content
    assert case.number.encode() not in browser.get(reverse("cases:to_call")).content


@pytest.mark.parametrize(
    ("language", "texted", "owed", "no_contact"),
    [
        (
            "en",
            "texted on 03-02 11:30",
            "no first contact yet: to contact by",
            "is no first contact",
        ),
        ("zh-hans", "03-02 11:30已发短信", "尚未首次联系", "不算首次联系"),
    ],
)
def test_whoever_was_texted_about_the_result_was_not_contacted_by_that(
    town, settings, language, texted, owed, no_contact
):
    settings.CHANNELS = {"SMS": CONSOLE}
    case = told_by_phone(town, disclosure=Disclosure.HANDLERS)
    deliver("cases.question_left", town.at(2))
    browser = browser_of(town.second_clerk, language=language)

    page = browser.get(reverse("cases:to_call")).content.decode()
    file = browser.get(reverse("cases:case", args=[case.number])).content.decode()

    case.refresh_from_db()
    assert case.contacted_at is None
    assert all(words in page for words in (case.number, texted, owed, no_contact))
    assert texted in file
    assert no_contact in file
    post(browser, case, "assisted_confirm", text="赵大爷说修好了")
    case.refresh_from_db()
    assert case.contact_way == ContactWay.TELEPHONE
    assert no_contact not in browser.get(reverse("cases:case", args=[case.number])).content.decode()
