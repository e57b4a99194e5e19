"""Where a case comes from and which way it went: the table, and the words of every row."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.cases.rules.courses import (
    Direction,
    Lying,
    Origin,
    Seated,
    direction_of,
    origin_of,
)
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Channel
from linli.core.tree import STEP
from tests.factories.case_pages import browser_of
from tests.factories.cases import case_in, found_case, make_town

pytestmark = pytest.mark.django_db


def test_every_channel_has_an_origin_and_only_two_are_no_residents():
    origins = {channel: origin_of(channel) for channel in Channel}

    assert {channel for channel, one in origins.items() if one != Origin.RESIDENT} == {
        Channel.GRID, Channel.INTERFACE,
    }  # fmt: skip
    assert origins[Channel.GRID] == Origin.GRID


def at(*numbers):
    """Return the path of a place under others."""
    return "".join(str(number).zfill(STEP) for number in numbers)


CASE = Lying(at(1, 2, 3, 4, 5, 6, 7), 4, 5)  # country, province, prefecture, district, township, …


@pytest.mark.parametrize(
    ("state", "lead", "expected"),
    [
        (CaseState.REPORTED, None, None),
        (CaseState.OPEN, None, Direction.TO_BOARD),
        (CaseState.ARBITRATION, None, Direction.TO_BOARD),
        (CaseState.CLOSED, None, None),
        (CaseState.HANDLING, Seated(3, at(1, 2, 3)), Direction.UP),
        (CaseState.HANDLING, Seated(4, at(1, 2, 3, 4)), Direction.UP),
        (CaseState.HANDLING, Seated(5, at(1, 2, 3, 4, 5)), Direction.SIDEWAYS),
        (CaseState.DISPATCHED, Seated(6, at(1, 2, 3, 4, 5, 6)), Direction.DOWN),
        (CaseState.CLOSED, Seated(7, at(1, 2, 3, 4, 5, 6, 7)), Direction.DOWN),
        (CaseState.CLOSED, Seated(9, at(1, 2, 3, 4, 5, 6, 7, 9)), Direction.DOWN),
    ],
)
def test_the_way_follows_from_who_leads(state, lead, expected):
    assert direction_of(state, CASE, lead) == expected


def test_a_district_right_under_its_city_is_above_as_well():
    assert direction_of(
        CaseState.HANDLING, Lying(at(1, 2, 4, 5), 4, 5), Seated(4, at(1, 2, 4))
    ) == Direction.UP  # fmt: skip


@pytest.mark.parametrize(
    ("language", "grid", "resident", "waits"),
    [
        ("en", "from the grid", "from a resident", "sent up to be dispatched"),
        ("zh-hans", "来自网格", "来自居民", "上报待派遣"),
    ],
)
def test_each_row_and_the_page_say_both_in_as_many_queries_for_three_as_for_one(
    language, grid, resident, waits
):
    town = make_town()
    found, waiting = found_case(town), case_in(town, CaseState.OPEN)
    sent = case_in(town, CaseState.HANDLING)
    browser = browser_of(town.district, language=language)
    address = reverse("cases:all")

    page = browser.get(address).content.decode()
    file = browser.get(reverse("cases:case", args=[waiting.number])).content.decode()

    assert all(word in page for word in (grid, resident, waits))
    assert waits in file
    assert resident in file
    browser.get(address)
    with CaptureQueriesContext(connection) as three:
        browser.get(address)
    for case in (found, waiting):
        type(case).objects.filter(pk=case.pk).update(county=None, township=None, community=None)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    assert sent.number in browser.get(address).content.decode()
    assert len(three) == len(one)
