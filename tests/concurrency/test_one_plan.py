"""Two administrators publish, switch or change one grid at the same time: one wins."""

from datetime import timedelta

import pytest

from linli.apps.grids.models import Assignment, Cell, GridRevision, Station
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.revisions import RevisionAlreadyWaiting
from linli.apps.grids.selectors.responsibility import cells_of_units
from linli.apps.grids.services.assignments import assign
from linli.apps.grids.services.drafts import add_cell
from linli.apps.grids.services.revisions import begin_revision, check_revision, publish_revision
from linli.apps.grids.services.stations import open_post
from linli.apps.grids.services.switching import switch_revision
from linli.apps.organisations.rules.bodies import SeatKind
from linli.core.errors import DomainError
from linli.core.machine import IllegalTransition
from linli.kit.sentences import sentence
from tests.concurrency.test_one_seat import at_once
from tests.factories.grids import NOW, SYSTEM, TODAY, make_grid
from tests.factories.places import dwellings_of, make_tree

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER, AFTER = TODAY + timedelta(days=10), NOW + timedelta(days=10)


@pytest.fixture
def grid():
    return make_grid(make_tree().community, cells=2, drawn=False)


def checked(grid, name):
    plan = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title=name, now=NOW)
    add_cell(actor=SYSTEM, revision_id=plan.pk, name=name, kind=CellKind.UNIT, now=NOW)
    return check_revision(actor=SYSTEM, revision_id=plan.pk, now=NOW)


def publish(plan):
    return publish_revision(actor=SYSTEM, revision_id=plan.pk, valid_from=LATER, now=NOW)


def refusals(results):
    return [result for result in results if isinstance(result, DomainError)]


def test_of_two_plans_one_is_published_and_codes_are_given_once(grid):
    plans = [checked(grid, "甲"), checked(grid, "乙")]

    results = at_once(*(lambda one=plan: publish(one) for plan in plans))

    (refusal,) = refusals(results)
    assert isinstance(refusal, RevisionAlreadyWaiting)
    assert sentence(refusal)
    assert GridRevision.objects.filter(state="PUBLISHED").count() == 1
    assert Cell.objects.count() == 3


def test_plan_published_twice_at_once_is_published_once(grid):
    plan = checked(grid, "甲")

    results = at_once(lambda: publish(plan), lambda: publish(plan))

    assert [type(refusal) for refusal in refusals(results)] == [IllegalTransition]


def test_two_clocks_switch_once_and_no_dwelling_is_lost(grid):
    plan = publish(checked(grid, "甲"))
    units = [unit.pk for unit in dwellings_of(grid.place)]

    def switch():
        return switch_revision(actor=SYSTEM, revision_id=plan.pk, now=AFTER)

    results = at_once(switch, switch)

    assert [type(refusal) for refusal in refusals(results)] == [IllegalTransition]
    assert sorted(cells_of_units(units, day=LATER)) == sorted(units)


def test_building_assigned_to_two_cells_at_once_belongs_to_one(grid):
    building = grid.buildings[1]

    def put(cell):
        return assign(actor=SYSTEM, cell_id=cell.pk, place_ids=[grid.compound.pk], now=NOW)

    results = at_once(*(lambda one=cell: put(one) for cell in grid.cells))

    assert refusals(results) == []
    assert Assignment.objects.on(TODAY).filter(place=grid.compound).count() == 1
    assert Assignment.objects.on(TODAY).filter(place=building).count() == 1


def test_work_numbers_are_given_once(grid):
    def post(cell):
        return open_post(
            actor=SYSTEM,
            cell_id=cell.pk,
            kind=SeatKind.GRID_WORKER_FULL,
            valid_from=TODAY,
            now=NOW,
        )

    results = at_once(*(lambda one=cell: post(one) for cell in grid.cells))

    assert refusals(results) == []
    numbers = set(Station.objects.values_list("work_number", flat=True))
    assert numbers == {"004002-001", "004002-002"}
