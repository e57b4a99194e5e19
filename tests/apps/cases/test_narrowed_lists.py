"""Lists narrowed by where cases come from and which way they went: what rows say, found again."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from linli.apps.cases import services
from linli.apps.cases.labels.courses import COURSES, DIRECTIONS, SOURCES
from linli.apps.cases.models import Case
from linli.apps.cases.rules import courses
from linli.apps.cases.rules.courses import Course, Direction, Source
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Channel
from linli.apps.cases.selectors.lists import WINDOW, Days, ListFilter, case_page
from linli.apps.cases.services import WhereData
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.bodies import BodyType
from tests.apps.cases.test_filtered_lists import plan_of
from tests.factories.case_pages import browser_of
from tests.factories.cases import NOW, called, case_in, give_cell, make_case, make_town, report_of
from tests.factories.organisations import make_body

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 31)


@pytest.fixture
def town():
    return make_town()


def found(town, actor=None, **chosen):
    page = case_page(actor or town.district, ListFilter(**chosen), after="", now=town.at(50))
    return {row.number for row in page.rows}


def sent_to(town, body, state=CaseState.DISPATCHED):
    case = case_in(town, CaseState.OPEN)
    services.dispatch_case(
        actor=town.dispatcher, case_id=case.pk, body=body.pk, legal_basis="职责清单第3条",
        now=town.at(2),
    )  # fmt: skip
    if state == CaseState.CLOSED:
        Case.objects.filter(pk=case.pk).update(state=state, closed_at=NOW, outcome="SOLVED")
    return case


@pytest.mark.parametrize("state", [CaseState.DISPATCHED, CaseState.CLOSED])
def test_each_way_finds_what_its_rows_say_and_nothing_else(town, state):
    across = make_body(town.tree.township, BodyType.DEPARTMENT, name="街道城管办")
    above = make_body(town.tree.county, BodyType.DEPARTMENT, name="市供电公司")
    Body.objects.filter(pk=above.pk).update(
        place=town.tree.prefecture, scope_path=town.tree.prefecture.path
    )
    for body in (town.team, across, town.department, above):
        sent_to(town, body, state)
    case_in(town, CaseState.OPEN)
    case_in(town, CaseState.ARBITRATION)
    case_in(town, CaseState.REPORTED)

    listed = {}
    for one in (None, CaseState.CLOSED):
        page = case_page(town.district, ListFilter(state=one), after="", now=town.at(50))
        listed |= {row.number: row.direction for row in page.rows}
    by_way = {
        course: found(town, course=course) | found(town, course=course, state=CaseState.CLOSED)
        for course in Course
    }

    for direction, words in DIRECTIONS.items():
        said = {number for number, way in listed.items() if way == words}
        assert by_way[Course(direction)] == said, direction
    assert {len(by_way[Course(one)]) for one in (Direction.UP, Direction.TO_BOARD)} == {2}
    assert [number for number, way in listed.items() if not way]  # at the desk: found by no way


def test_what_came_over_was_handed_up_or_called_is_found(town):
    give_cell(town)
    task = called(town)
    moved, handed = make_case(town), make_case(town)
    for case, actor in ((moved, town.dispatcher), (handed, town.clerk)):
        services.correct_place(
            actor=actor, case_id=case.pk, where=WhereData(place_id=town.tree.sibling_community.pk),
            text="核实", now=town.at(2),
        )  # fmt: skip
    back = make_body(town.tree.sibling_community, BodyType.RESIDENTS_COMMITTEE)
    make_case(town)

    assert found(town, course=Course.CALLED) == {task.case.number}
    assert found(town, course=Course.HANDED_UP) == {handed.number}
    assert back.place == town.tree.sibling_community
    assert found(town, course=Course.CAME_OVER) == {moved.number, handed.number}


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


@pytest.mark.parametrize(
    ("given", "is_cut"),
    [
        ({"source": Source.TELEPHONE}, False),
        ({"source": Source.TELEPHONE, "state": CaseState.HANDLING}, False),
        ({"source": Source.TELEPHONE, "state": CaseState.CLOSED}, True),
        ({"course": Course.UP}, True),
        ({"course": Course.UP, "is_overdue": True}, False),
        ({"source": Source.GRID, "state": CaseState.CLOSED, "number": "2026"}, False),
    ],
)
def test_what_no_index_holds_is_sought_in_a_month_at_most(given, is_cut):
    month = Days(TODAY - timedelta(days=WINDOW - 1), TODAY)

    assert ListFilter(**given).window(TODAY) == (month if is_cut else None)


@pytest.mark.parametrize(("who", "level"), [("dispatcher", "township"), ("clerk", "community")])
def test_a_source_of_what_is_open_is_read_in_the_index_in_the_order_of_the_list(town, who, level):
    chosen, actor = ListFilter(source=Source.TELEPHONE), getattr(town, who)
    indexes = Case._meta.indexes
    (index,) = [one for one in indexes if one.name == f"cases_from_open_{level}"]
    assert index.fields == [level, "channel", "-reported_at", "-id", "state"]
    case_page(actor, chosen, after="", now=town.at(1))

    plan = plan_of(lambda: case_page(actor, chosen, after="", now=town.at(1)), stepping_aside=())

    assert f"cases_from_open_{level}" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Comes from", "residents, by any way", "came from another desk", "31 days")),
        ("zh-hans", ("来源", "居民（不论方式）", "自别的受理台转来", "31 天")),
    ],
)
def test_the_page_offers_both_and_says_which_days_it_looked_at(town, language, words):
    report = report_of(town, channel=Channel.TELEPHONE, name="赵大爷", phone="13800001234")
    phoned = services.report_on_behalf(actor=town.clerk, report=report, now=NOW)
    own = make_case(town)
    browser = browser_of(town.dispatcher, language=language)
    address = reverse("cases:all")

    page = browser.get(address, {"source": "TELEPHONE"}).content.decode()
    ways = browser.get(address, {"course": "CAME_OVER"}).content.decode()
    odd = browser.get(address, {"course": "x", "source": "x"}).content.decode()

    assert phoned.number in page
    assert own.number not in page
    assert own.number in odd
    for word in words[:3]:
        assert word in page
    assert words[3] not in page
    assert words[3] in ways
    assert set(COURSES) == set(Course)
    assert set(SOURCES) == set(Source)
