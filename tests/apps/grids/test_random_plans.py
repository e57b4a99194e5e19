"""Random splits and merges, one after the other: every dwelling has one cell on every day."""

import json
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.apps.audit.models import AuditEvent
from linli.apps.grids.models import Assignment, Cell, GridRevision, Station
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.replay import replay
from linli.apps.grids.rules.revisions import RevisionState, total
from linli.apps.grids.selectors.loads import NO_CELL, loads
from linli.apps.grids.selectors.responsibility import cells_of_units
from linli.apps.grids.services.assignments import assign
from linli.apps.grids.services.drafts import add_cell, close_cell, plan_moves, plan_station
from linli.apps.grids.services.revisions import (
    begin_revision,
    check_revision,
    publish_revision,
    withdraw_revision,
)
from linli.apps.grids.services.stations import open_post
from linli.apps.grids.services.switching import switch_revision
from linli.apps.organisations.rules.bodies import SeatKind
from linli.apps.places.models import Place, Unit
from tests.factories.grids import NOW, SINCE, SYSTEM, TODAY, make_grid
from tests.factories.places import dwellings_of, make_tree

pytestmark = pytest.mark.django_db


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 1_000_000))
def test_no_dwelling_is_lost_and_the_trail_leads_to_what_is_stored(db, seed):
    with transaction.atomic():
        _random_history(Random(seed))
        transaction.set_rollback(True)


def _random_history(chance):
    grid = make_grid(make_tree().community, cells=2, drawn=False, entrances=2, floors=1)
    units = [unit.pk for unit in dwellings_of(grid.place)]
    for cell in grid.cells:
        open_post(
            actor=SYSTEM, cell_id=cell.pk, kind=SeatKind.GRID_WORKER_FULL, valid_from=SINCE, now=NOW
        )
    seen = {SINCE: cells_of_units(units, day=SINCE)}

    for step in range(1, 5):
        day, now = TODAY + timedelta(days=step), NOW + timedelta(days=step)
        _change(grid.place, chance, day, now)
        seen[day] = cells_of_units(units, day=day)

        for then, cells in seen.items():
            assert cells_of_units(units, day=then) == cells, "a day in the past has changed"
            assert sorted(cells) == sorted(units)
            living = set(Cell.objects.on(then).values_list("pk", flat=True))
            assert set(cells.values()) <= living
            found = loads(grid.place.path, day=then)
            assert NO_CELL not in found
            assert total(found.values()).dwellings == len(units)
        stations = Station.objects.on(day)
        assert stations.count() == 2
        assert set(stations.values_list("cell_id", flat=True)) <= set(
            Cell.objects.on(day).values_list("pk", flat=True)
        )
    _compare_with_trail()


def _change(place, chance, day, now):
    """Draft, publish and switch one random plan; now and then withdraw one, or assign something."""
    plan = _draft(place, chance, day, now)
    if chance.random() < 0.3:
        withdraw_revision(actor=SYSTEM, revision_id=plan.pk, now=now)
        plan = _draft(place, chance, day, now)
    if chance.random() < 0.5:
        _assign(place, chance, now)
    switch_revision(actor=SYSTEM, revision_id=plan.pk, now=now)
    if chance.random() < 0.5:
        _assign(place, chance, now)


def _draft(place, chance, day, now):
    plan = begin_revision(actor=SYSTEM, place_id=place.pk, title=f"{day}", now=now)
    edit = {"actor": SYSTEM, "revision_id": plan.pk, "now": now}
    for number in range(chance.randrange(3)):
        add_cell(**edit, name=f"{day} {plan.pk} {number}", kind=CellKind.UNIT)
    rows = list(plan.cells.order_by("pk"))
    staying = chance.sample(rows, chance.randint(1, len(rows)))
    for row in rows:
        if row not in staying:
            close_cell(**edit, row_id=row.pk, successor_id=chance.choice(staying).pk)
    targets = [row.pk for row in staying]
    places = list(Place.objects.under(place.path).exclude(pk=place.pk).values_list("pk", flat=True))
    units = list(Unit.objects.under(place.path).values_list("pk", flat=True))
    plan_moves(
        **edit,
        places={one: chance.choice(targets) for one in chance.sample(places, chance.randrange(4))},
        units={one: chance.choice(targets) for one in chance.sample(units, chance.randrange(4))},
    )
    seats = Station.objects.filter(valid_to=None).values_list("seat_id", flat=True)
    if chance.random() < 0.5:
        plan_station(**edit, seat_id=chance.choice(list(seats)), row_id=chance.choice(targets))
    check_revision(**edit, day=day)
    return publish_revision(**edit, valid_from=day)


def _assign(place, chance, now):
    cell = chance.choice(list(Cell.objects.filter(place=place, valid_to=None, valid_from__lte=now)))
    units = list(Unit.objects.under(place.path).values_list("pk", flat=True))
    assign(actor=SYSTEM, cell_id=cell.pk, unit_ids=chance.sample(units, 2), now=now)


def _compare_with_trail():
    acts = AuditEvent.objects.filter(kind__startswith="grid.").order_by("pk")
    state = replay((act.kind, int(act.subject_id), json.loads(act.facts)) for act in acts)

    assert state.revisions == {
        row.pk: RevisionState(row.state) for row in GridRevision.objects.all()
    }
    assert state.cells == {
        cell.pk: (cell.code, cell.valid_from, cell.valid_to) for cell in Cell.objects.all()
    }
    claims = {}
    for row in Assignment.objects.order_by("valid_from"):
        key = ("place", row.place_id) if row.place_id else ("unit", row.unit_id)
        claims.setdefault(key, []).append((row.cell_id, row.valid_from, row.valid_to))
    assert {key: spans for key, spans in state.claims.items() if spans} == claims
    stations = {}
    for row in Station.objects.order_by("pk"):
        span = (row.cell_id, row.valid_from, row.valid_to)
        stations.setdefault(row.seat_id, []).append(span)
    assert state.stations == stations
