"""A grid worker's day: the list holds what the worker's rights open, and nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors import desks
from linli.apps.cases.selectors.visibility import seen_at_once, sees, visible_to
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

    rows = desks.cell_cases(worker, [cell.pk], CaseState.REPORTED, now=later)
    counts = desks.rounds_counts(worker, [cell.pk], now=later)

    assert [row.number for row in rows] == [inside.number]
    assert counts.cases == 1
    for case in (inside, by_point):
        case.refresh_from_db()
        assert sees(worker, case, day=DAY) == (case == inside)


def test_ones_own_finding_stays_on_the_list_wherever_it_lies(town, cell, worker, spread):
    _inside, by_point = spread
    Case.objects.filter(pk=by_point.pk).update(reporter_id=worker.person_id)

    rows = desks.cell_cases(worker, [cell.pk], CaseState.REPORTED, now=NOW)

    assert {row.number for row in rows} == {case.number for case in spread}


def test_calls_of_a_cell_are_listed_by_the_same_right(town, cell, worker, spread):
    tasks = {
        case.pk: calls.call_upwards(
            actor=town.clerk, case_id=case.pk, body_ids=[town.department.pk], text="请到场",
            legal_basis="职责清单第12条", now=NOW,
        )[0]
        for case in spread
    }  # fmt: skip

    rows = desks.called_rows(worker, [cell.pk], now=NOW)

    assert [row.task.pk for row in rows] == [tasks[spread[0].pk].pk]


def test_every_line_of_the_page_opens(town, cell, worker, spread):
    browser = browser_of(worker)

    page = browser.get(reverse("cases:today"))
    addresses = [errand.address for errand in page.context["todo"]]

    assert [browser.get(address).status_code for address in addresses] == [200] * len(addresses)
    assert reverse("cases:case", args=[spread[0].number]) in addresses
    assert browser.get(reverse("cases:case", args=[spread[1].number])).status_code == 404


def test_the_part_by_place_and_report_is_a_part_of_what_is_visible(town, worker, spread):
    for actor in (worker, town.clerk, town.reporter, town.stranger, town.district, SYSTEM):
        at_once = set(Case.objects.filter(seen_at_once(actor)).values_list("pk", flat=True))
        assert at_once <= set(visible_to(actor, day=DAY).values_list("pk", flat=True))
