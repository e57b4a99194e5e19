"""The list of all cases: by kind, body, days, overdue, and by the phone of whoever calls."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from linli.apps.audit.models import AuditEvent
from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.selectors.lists import WINDOW, Days, ListFilter
from linli.kit.days import local_day
from tests.factories.case_pages import browser_of
from tests.factories.cases import case_in, make_case, make_category, make_town

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 31)
BOTH = {"category": "x", "lead": 1}


@pytest.fixture
def town():
    return make_town()


def numbers(browser, **query):
    page = browser.get(reverse("cases:all"), query).content.decode()
    known = Case.objects.values_list("number", flat=True)
    return {number for number in known if number in page}


def dated(case, day):
    at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=4)
    Case.objects.filter(pk=case.pk).update(reported_at=at, local_day=day)
    return case.number


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ({}, None),
        ({"first": date(2020, 1, 1)}, None),
        ({"category": "x"}, None),
        ({"lead": 1, "last": date(2020, 1, 1)}, None),
        ({**BOTH}, Days(date(2026, 3, 1), TODAY)),
        ({**BOTH, "first": date(2026, 1, 1)}, Days(date(2026, 1, 1), date(2026, 1, 31))),
        ({**BOTH, "last": date(2026, 1, 31)}, Days(date(2026, 1, 1), date(2026, 1, 31))),
        ({**BOTH, "first": date(2026, 3, 20)}, Days(date(2026, 3, 20), TODAY)),
        (
            {**BOTH, "first": date(2025, 1, 1), "last": date(2026, 2, 28)},
            Days(date(2026, 1, 29), date(2026, 2, 28)),
        ),
        ({**BOTH, "is_overdue": True}, None),
        ({**BOTH, "number": "2026"}, None),
    ],
)
def test_category_and_body_at_once_are_sought_in_a_month_at_most(given, days):
    found = ListFilter(**given).window(TODAY)

    assert found == days
    assert found is None or (found.last - found.first).days < WINDOW


def test_the_list_is_narrowed_by_kind_body_and_days_and_says_so(town):
    other = make_category(town.tree.county, "trash", name_en="Rubbish")
    today = local_day(datetime.now(UTC))
    lamp = dated(make_case(town), today)
    rubbish = dated(make_case(town, category_id=other.pk), today - timedelta(days=3))
    old = dated(make_case(town, category_id=other.pk), today - timedelta(days=90))
    sent = dated(case_in(town, CaseState.DISPATCHED), today)
    browser = browser_of(town.dispatcher)

    assert numbers(browser) == {lamp, rubbish, old, sent}
    assert numbers(browser, category="trash") == {rubbish, old}
    assert numbers(browser, lead=town.team.pk) == {sent}
    assert numbers(browser, first=today.isoformat()) == {lamp, sent}
    last = (today - timedelta(days=80)).isoformat()
    assert numbers(browser, last=last) == {old}
    assert numbers(browser, category="trash", last=last) == {old}
    assert numbers(browser, category="x", lead="x", first="x") == {lamp, rubbish, old, sent}
    both = {"category": "trash", "lead": town.team.pk}
    page = browser.get(reverse("cases:all"), both).content.decode()
    assert f"from {today - timedelta(days=WINDOW - 1)} to {today}" in page


def test_overdue_ones_are_found_whatever_their_day(town):
    late, timely = case_in(town, CaseState.DISPATCHED), case_in(town, CaseState.DISPATCHED)
    Case.objects.filter(pk=late.pk).update(is_overdue=True)
    dated(late, date(2025, 1, 1))
    browser = browser_of(town.dispatcher)

    assert numbers(browser, overdue="on") == {late.number}
    assert numbers(browser, overdue="on", lead=town.team.pk) == {late.number}
    assert numbers(browser, overdue="on", category="lighting", state="OPEN") == set()
    assert timely.number in numbers(browser)


def test_somebody_who_calls_is_found_by_phone_and_the_search_is_noted(town):
    shown = make_case(town, disclosure=Disclosure.OPEN, phone="13800001234")
    sealed = make_case(town, disclosure=Disclosure.SEALED, phone="13800001234")
    make_case(town, disclosure=Disclosure.OPEN, phone="13900005678")
    elsewhere = make_case(
        town, place_id=town.tree.village.pk, disclosure=Disclosure.OPEN, phone="13800001234"
    )
    browser = browser_of(town.clerk)
    address = reverse("cases:by_phone")

    page = browser.post(address, {"phone": "138 0000 1234"})
    found = {one.number for one in Case.objects.all() if one.number in page.content.decode()}

    assert address in browser.get(reverse("cases:all")).content.decode()
    assert found == {shown.number}
    assert sealed.number not in found
    assert elsewhere.number not in found
    event = AuditEvent.objects.get(kind="cases.searched")
    assert "13800001234" not in str(event.facts)
    assert browser.get(address).status_code == 405
    wrong = browser.post(address, {"phone": "x"})
    assert "no phone number" in wrong.content.decode()
    assert AuditEvent.objects.filter(kind="cases.searched").count() == 1
    assert browser_of(town.reporter).post(address, {"phone": "13800001234"}).status_code == 403
