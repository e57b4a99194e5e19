"""Lists narrowed by where cases come from: what rows say, found again."""

from datetime import date

import pytest
from django.urls import reverse

from linli.apps.cases import services
from linli.apps.cases.labels.courses import SOURCES
from linli.apps.cases.models import Case
from linli.apps.cases.rules import courses
from linli.apps.cases.rules.courses import Source
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Channel
from linli.apps.cases.selectors.lists import ListFilter, case_page
from tests.apps.cases.test_filtered_lists import plan_of
from tests.factories.case_pages import browser_of
from tests.factories.cases import NOW, make_case, make_town, report_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 31)


@pytest.fixture
def town():
    return make_town()


def found(town, actor=None, **chosen):
    page = case_page(actor or town.district, ListFilter(**chosen), after="", now=town.at(50))
    return {row.number for row in page.rows}


def test_every_way_in_belongs_to_one_source_and_is_found_by_it(town):
    by_way = [courses.SOURCES[one] for one in Source if one != Source.RESIDENT]
    assert sorted(channel for ways in by_way for channel in ways) == sorted(Channel)
    assert set(courses.SOURCES[Source.RESIDENT]) == set(Channel) - {
        Channel.GRID, Channel.INTERFACE,
    }  # fmt: skip
    cases = {channel: make_case(town) for channel in Channel}
    for channel, case in cases.items():
        Case.objects.filter(pk=case.pk).update(channel=channel)

    for source in Source:
        numbers = {cases[channel].number for channel in courses.SOURCES[source]}
        assert found(town, source=source) == numbers
        assert found(town, town.clerk, source=source) == numbers
        assert found(town, source=source, state=CaseState.HANDLING) == set()


@pytest.mark.parametrize(("who", "level"), [("dispatcher", "township"), ("clerk", "community")])
@pytest.mark.parametrize(("state", "kind"), [(None, "open"), (CaseState.CLOSED, "done")])
def test_a_source_is_read_in_its_index_in_the_order_of_the_list(town, who, level, state, kind):
    chosen, actor = ListFilter(source=Source.TELEPHONE, state=state), getattr(town, who)
    case_page(actor, chosen, after="", now=town.at(1))

    plan = plan_of(lambda: case_page(actor, chosen, after="", now=town.at(1)))

    assert f"cases_from_{kind}_{level}" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Comes from", "residents, by any way")),
        ("zh-hans", ("来源", "居民（不论方式）")),
    ],
)
def test_the_page_offers_the_sources(town, language, words):
    report = report_of(town, channel=Channel.TELEPHONE, name="赵大爷", phone="13800001234")
    phoned = services.report_on_behalf(actor=town.clerk, report=report, now=NOW)
    own = make_case(town)
    browser = browser_of(town.dispatcher, language=language)
    address = reverse("cases:all")

    page = browser.get(address, {"source": "TELEPHONE"}).content.decode()
    odd = browser.get(address, {"source": "x"}).content.decode()

    assert phoned.number in page
    assert own.number not in page
    assert own.number in odd
    for word in words:
        assert word in page
    assert set(SOURCES) == set(Source)
