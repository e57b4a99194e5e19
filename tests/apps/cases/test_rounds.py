"""A grid worker's day: the list holds what the worker's rights open, and nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.cases.selectors.tasks import round_of, rounds_counts
from linli.apps.cases.selectors.visibility import sees
from linli.apps.cases.services import calls
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.services.stations import post_worker
from linli.apps.organisations import services as organisations
from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.bodies import SeatKind
from linli.core.access import Actor, Grant
from linli.kit.days import local_day
from tests.factories.case_pages import browser_of
from tests.factories.cases import NOW, make_case, make_town
from tests.factories.grids import OUTLINE, SYSTEM, make_outline, make_revision
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
DAY = local_day(NOW)


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def cell(town):
    make_outline(town.tree.community)
    parts = [("第1网格", CellKind.UNIT, OUTLINE, [town.compound])]
    return make_revision(town.tree.community, parts)[0]


@pytest.fixture
def worker(town, cell):
    """Return whoever holds a post on the cell: it reaches the compound, not the community."""
    person = make_person()
    post = organisations.PostData(valid_from=DAY, basis=Basis.APPOINTED)
    kind = SeatKind.GRID_WORKER_FULL
    post_worker(actor=SYSTEM, cell_id=cell.pk, kind=kind, person_id=person.pk, post=post, now=NOW)
    grant = Grant(role=Role.GRID_WORKER, path=town.compound.path, source="setup")
    return Actor(account_id=77, person_id=person.pk, grants=(grant,), name="网格员")


@pytest.fixture
def spread(town, cell):
    """Return a case by its place in the cell, and one of the community by its point alone."""
    lon, lat = OUTLINE.centroid.x, OUTLINE.centroid.y
    inside = make_case(town)
    by_point = make_case(town, place_id=town.tree.community.pk, lon=lon, lat=lat)
    assert inside.cell_id == by_point.cell_id == cell.pk
    return inside, by_point


def test_what_lies_in_a_cell_by_its_point_alone_is_neither_listed_nor_opened(
    town, cell, worker, spread
):
    inside, by_point = spread
    later = NOW + timedelta(hours=1)

    found = round_of(worker, [cell.pk], now=later)
    counts = rounds_counts(worker, [cell.pk], now=later)

    assert [row.number for row in found.reported] == [inside.number]
    assert counts.cases == 1
    for case in (inside, by_point):
        case.refresh_from_db()
        assert sees(worker, case, day=DAY) == (case == inside)


def test_calls_of_a_cell_are_listed_by_the_same_right(town, cell, worker, spread):
    tasks = {
        case.pk: calls.call_upwards(
            actor=town.clerk, case_id=case.pk, body_ids=[town.department.pk], text="请到场",
            legal_basis="职责清单第12条", now=NOW,
        )[0]
        for case in spread
    }  # fmt: skip

    found = round_of(worker, [cell.pk], now=NOW)

    assert [row.task.id for row in found.calls] == [tasks[spread[0].pk].pk]


def test_who_holds_no_post_has_no_round(town, cell, spread):
    nobody = Actor(account_id=78)

    assert round_of(nobody, [cell.pk], now=NOW).reported == []
    assert rounds_counts(nobody, [cell.pk], now=NOW).cases == 0


def test_every_line_of_the_page_opens(town, cell, worker, spread):
    browser = browser_of(worker)

    page = browser.get(reverse("cases:today"))
    numbers = [errand.case.number for errand in page.context["todo"]]

    assert numbers == [spread[0].number]
    assert browser.get(reverse("cases:case", args=numbers)).status_code == 200
    assert browser.get(reverse("cases:case", args=[spread[1].number])).status_code == 404
