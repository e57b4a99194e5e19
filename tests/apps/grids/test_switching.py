"""Split, merge and switch: no dwelling is ever lost, and what was stays as it was."""

from datetime import timedelta

import pytest

from linli.apps.grids.models import Assignment, Cell, GridRevision
from linli.apps.grids.selectors.loads import loads
from linli.apps.grids.selectors.responsibility import cells_of_units
from linli.apps.grids.services.drafts import plan_merge, plan_moves, plan_split
from linli.apps.grids.services.revisions import begin_revision, check_revision, publish_revision
from linli.apps.grids.services.switching import publish_for_today, switch_revision
from tests.factories.grids import NOW, SINCE, SYSTEM, TODAY, make_grid
from tests.factories.places import dwellings_of, make_tree

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=10)
AFTER = NOW + timedelta(days=10)


def test_first_revision_gives_every_dwelling_its_cell():
    grid = make_grid(make_tree().community, cells=2)

    units = [unit.pk for unit in dwellings_of(grid.place)]
    found = cells_of_units(units, day=TODAY)

    assert len(units) == 8
    assert sorted(found) == sorted(units)
    assert [cell.code for cell in grid.cells] == ["371702004002001", "371702004002002"]
    assert cells_of_units(units, day=SINCE - timedelta(days=1)) == {}


def test_split_moves_single_dwellings_on_its_day():
    grid = make_grid(make_tree().community, cells=1, drawn=False, floors=4)
    cell, units = grid.cells[0], [unit.pk for unit in dwellings_of(grid.place)]
    revision = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="split", now=NOW)
    (row,) = plan_split(
        actor=SYSTEM, revision_id=revision.pk, cell_id=cell.pk, names=["新网格"], now=NOW
    )
    plan_moves(
        actor=SYSTEM, revision_id=revision.pk, units=dict.fromkeys(units[:3], row.pk), now=NOW
    )
    check_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW, day=LATER)
    publish_revision(actor=SYSTEM, revision_id=revision.pk, valid_from=LATER, now=NOW)

    change = switch_revision(actor=SYSTEM, revision_id=revision.pk, now=AFTER)

    new = Cell.objects.get(name="新网格")
    assert new.code == "371702004002002"
    assert change.moved == dict.fromkeys(units[:3], new.pk)
    assert cells_of_units(units, day=LATER - timedelta(days=1)) == dict.fromkeys(units, cell.pk)
    assert cells_of_units(units, day=LATER) == {
        **dict.fromkeys(units[:3], new.pk),
        **dict.fromkeys(units[3:], cell.pk),
    }
    assert loads(grid.place.path, day=LATER)[new.pk].dwellings == 3
    assert loads(grid.place.path, day=LATER, cells_on=TODAY)[cell.pk].dwellings == 8


def test_merge_closes_the_others_and_takes_everything_over():
    grid = make_grid(make_tree().community, cells=3)
    into, *others = grid.cells
    units = [unit.pk for unit in dwellings_of(grid.place)]
    revision = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="merge", now=NOW)
    plan_merge(
        actor=SYSTEM,
        revision_id=revision.pk,
        cell_ids=[cell.pk for cell in grid.cells],
        into_id=into.pk,
        now=NOW,
    )
    check_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW)

    change = publish_for_today(actor=SYSTEM, revision_id=revision.pk, now=NOW)

    assert change.successors == {cell.pk: into.pk for cell in others}
    assert cells_of_units(units, day=TODAY) == dict.fromkeys(units, into.pk)
    assert set(Cell.objects.filter(valid_to=TODAY)) == set(others)
    assert GridRevision.objects.get(pk=grid.revision.pk).state == "REPLACED"
    assert Assignment.objects.filter(valid_to=None).values("cell").distinct().count() == 1
