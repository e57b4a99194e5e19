"""The list of all cases by category and body: along one index each, in every part of an area."""

from datetime import date

import pytest
from django.db import connection

from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.feeds import Area, FeedFilter, FeedRow, feed
from linli.apps.cases.selectors.lists import ListFilter, case_page
from linli.apps.places.rules import PlaceKind
from tests.factories.cases import case_in, give_cell, make_case, make_category, make_town

pytestmark = pytest.mark.django_db
LIGHTING = {"category": "lighting"}


@pytest.fixture
def town():
    return make_town()


# Indexes with fewer columns: of a handful of cases they cost the same.
WIDER = (
    "cases_open_township",
    "cases_open_community",
    "cases_township",
    "cases_community",
    "cases_lead",
)


def plan_of(read, stepping_aside=WIDER):
    """Return the plan of the statement on cases that `read` sends, along ordered indexes."""
    sent = []

    def note(execute, sql, params, many, context):
        if 'FROM "cases_case"' in sql:
            sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        read()
    ((sql, params),) = sent
    explain = "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            explain = "EXPLAIN"
            # Of a handful of cases each index costs the same; the wider ones step aside, and the
            # order of the list must come from the one of the filter.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            if stepping_aside:
                cursor.execute(f"DROP INDEX {', '.join(stepping_aside)}")
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"{explain} {sql}", params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize(
    ("chosen", "index"),
    [
        (LIGHTING, "cases_kind_open_{}"),
        ({**LIGHTING, "state": CaseState.HANDLING}, "cases_kind_open_{}"),
        ({**LIGHTING, "state": CaseState.CLOSED}, "cases_kind_done_{}"),
        ({**LIGHTING, "state": CaseState.CLOSED, "last": date(2026, 1, 1)}, "cases_kind_done_{}"),
        ({"lead": True}, "cases_body_open_{}"),
        ({"lead": True, "state": CaseState.HANDLING}, "cases_body_open_{}"),
        ({"lead": True, "state": CaseState.CLOSED}, "cases_body_done_{}"),
        ({**LIGHTING, "is_overdue": True}, "cases_late_{}"),
    ],
)
@pytest.mark.parametrize(("who", "level"), [("dispatcher", "township"), ("clerk", "community")])
def test_a_filter_walks_its_own_index_in_the_order_of_the_list(town, chosen, index, who, level):
    wanted = {**chosen, "lead": town.team.pk} if "lead" in chosen else chosen
    actor, now = getattr(town, who), town.at(1)
    case_page(actor, ListFilter(**wanted), after="", now=now)

    plan = plan_of(lambda: case_page(actor, ListFilter(**wanted), after="", now=now))

    assert index.format(level) in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_programs_walk_the_same_indexes(town):
    area = Area(PlaceKind.TOWNSHIP, town.tree.township.pk, town.tree.township.path)
    everything = FeedFilter(list(CaseState), "lighting")

    plan = plan_of(lambda: feed(area, everything, after=None, size=20, shape=FeedRow))

    assert "cases_kind_open_township" in plan
    assert "cases_kind_done_township" in plan


def test_a_category_of_a_place_of_its_own_is_found_by_the_code_they_share(town):
    own = make_category(town.tree.township, "lighting")
    county, township = make_case(town), make_case(town, category_id=own.pk)
    other = make_category(town.tree.county, "trash")
    make_case(town, category_id=other.pk)
    closed = case_in(town, CaseState.CLOSED)
    area = Area(PlaceKind.TOWNSHIP, town.tree.township.pk, town.tree.township.path)

    page = case_page(town.dispatcher, ListFilter(category="lighting"), after="", now=town.at(1))
    rows = feed(area, FeedFilter(list(CaseState), "lighting"), after=None, size=20, shape=FeedRow)

    assert [row.case_id for row in page.rows] == newest([county, township])
    assert [row.case_id for row in rows.rows] == newest([county, township, closed])
    nothing = case_page(town.dispatcher, ListFilter(category="none"), after="", now=town.at(1))
    assert nothing.rows == []


def newest(cases):
    numbers = [case.pk for case in cases]
    found = Case.objects.filter(pk__in=numbers).order_by("-reported_at", "-id")
    return list(found.values_list("pk", flat=True))


def test_filters_hold_in_a_cell_for_each_state(town):
    give_cell(town)
    cases = {state: case_in(town, state) for state in CaseState}
    cell = Case.objects.get(pk=cases[CaseState.HANDLING].pk).cell
    led = {state for state in cases if Case.objects.get(pk=cases[state].pk).lead_id}

    for state, case in cases.items():
        by_kind = ListFilter(state=state, cell_code=cell.code, category="lighting")
        by_body = ListFilter(state=state, cell_code=cell.code, lead=town.team.pk)
        found = [
            [row.case_id for row in case_page(town.clerk, one, after="", now=town.at(99)).rows]
            for one in (by_kind, by_body)
        ]
        assert found == [[case.pk], [case.pk] if state in led else []]
