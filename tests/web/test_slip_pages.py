"""Pages around the code of a slip: handing it out, printing it, coming back with it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from linli.apps.cases.models import Case
from linli.apps.cases.rules.kinds import Channel, Disclosure
from linli.kit.sealed_fields import opened
from tests.factories.case_pages import browser_of
from tests.factories.cases import make_case, make_town
from tests.web.test_case_pages import sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_tried_codes_before():
    cache.clear()


def entered(town, browser):
    given = {"channel": Channel.COUNTER, "name": "李建国", "phone": "12012345678"}
    browser.post(reverse("cases:behalf"), sent(town, **given))
    case = Case.objects.get()
    return case, opened(case.slip_code)


def test_the_counter_prints_the_slip_and_does_not_become_the_reporter():
    town = make_town()
    browser = browser_of(town.clerk)
    case, code = entered(town, browser)

    slip = browser.get(reverse("cases:slip", args=[case.number]))
    file = browser.get(reverse("cases:slip_pdf", args=[case.number]))
    page = browser.get(reverse("cases:case", args=[case.number]))
    answer = browser.post(reverse("cases:act", args=[case.number, "withdraw"]), {"version": 0})

    assert code.encode() in slip.content
    assert file.content.startswith(b"%PDF")
    assert code.encode() in page.content
    assert code not in str(dict(browser.session))
    assert answer.status_code == 403
    assert Case.objects.get().closed_at is None


def test_after_an_hour_the_counter_sees_the_code_no_more():
    town = make_town()
    browser = browser_of(town.clerk)
    case, code = entered(town, browser)
    Case.objects.update(reported_at=timezone.now() - timedelta(hours=2))

    slip = browser.get(reverse("cases:slip", args=[case.number]))

    assert slip.status_code == 200
    assert code.encode() not in slip.content


def test_a_clerk_who_types_a_code_comes_to_the_case_by_the_post_or_not_at_all():
    town = make_town()
    case = make_case(town, disclosure=Disclosure.ANONYMOUS)
    code = opened(case.slip_code)

    desk = browser_of(town.clerk).post(reverse("cases:follow"), {"code": code})
    elsewhere = browser_of(town.stranger).post(reverse("cases:follow"), {"code": code})

    assert desk.headers["Location"] == reverse("cases:case", args=[case.number])
    assert elsewhere.status_code == 403
    assert b"signed in with a post" in elsewhere.content
    assert "路灯".encode() not in elsewhere.content


@pytest.mark.parametrize("who", ["clerk", "stranger"])
def test_somebody_with_a_post_who_reports_without_a_name_can_print_the_code_once(who):
    town = make_town()
    browser = browser_of(getattr(town, who))

    page = browser.post(
        reverse("cases:new"), sent(town, disclosure=Disclosure.ANONYMOUS), follow=True
    )
    case = Case.objects.get()
    file = browser.get(reverse("cases:followed_slip_pdf", args=[case.number]))
    back = browser_of(None).post(
        reverse("cases:follow"), {"code": opened(case.slip_code)}, follow=True
    )

    assert (case.entered_by_id, case.reporter_account_id) == (None, None)
    assert opened(case.slip_code).encode() in page.content
    assert b"only when you are signed out" in page.content
    assert file.content.startswith(b"%PDF")
    assert b"The lamp is dark" in back.content
