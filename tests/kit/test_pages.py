"""A page behind a cursor is entered where the cursor stands, not walked to from the first row."""

from datetime import timedelta
from typing import NamedTuple

import pytest
from django.db import connection

from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseState
from linli.kit.pages import PreparedPages, keyset_page
from tests.factories.cases import NOW, make_case, make_town

pytestmark = pytest.mark.django_db
NEWEST, OLDEST = ("-reported_at", "-id"), ("reported_at", "id")


def plan_of(read):
    """Return the lines of the plan of the one query that `read` sends, along an ordered index."""
    sent = []

    def note(execute, sql, params, many, context):
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        read()
    ((sql, params),) = sent
    explain = "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            explain = "EXPLAIN"
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"{explain} {sql}", params)
        return [str(row[-1]) for row in cursor.fetchall()]


@pytest.fixture
def cases():
    """Three cases of a county that wait, two of them reported in the same instant."""
    town = make_town()
    for minutes in (0, 0, 5):
        case = make_case(town)
        Case.objects.filter(pk=case.pk).update(reported_at=NOW + timedelta(minutes=minutes))
    return Case.objects.filter(county=town.tree.county, state=CaseState.REPORTED)


@pytest.mark.parametrize("order", [NEWEST, OLDEST], ids=["newest", "oldest"])
def test_every_row_is_on_one_page_also_where_rows_are_of_the_same_instant(cases, order):
    found, after = [], ""
    while after or not found:
        page = keyset_page(cases, order=order, after=after, size=1)
        found += page.rows
        after = page.after

    assert found == list(cases.order_by(*order))
    assert len(found) == 3


@pytest.mark.parametrize("order", [NEWEST, OLDEST], ids=["newest", "oldest"])
def test_second_page_enters_the_index_at_the_cursor(cases, order):
    first = keyset_page(cases, order=order, size=1)

    plan = plan_of(lambda: keyset_page(cases, order=order, after=first.after, size=1))

    entered = [line for line in plan if "SEARCH" in line or "Index Cond" in line]
    assert any("reported_at" in line for line in entered), plan


def test_pages_that_could_not_write_their_cursor_are_refused():
    class Line(NamedTuple):
        id: int
        number: str

    with pytest.raises(ValueError, match="reported_at"):
        PreparedPages(Case, Case.objects.all, order=NEWEST, columns=Line)
