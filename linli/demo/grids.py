"""Cells and their workers in the demonstration."""

from datetime import date, datetime, timedelta
from random import Random  # noqa: TID251 (chance is an argument: only the type is used here)

from linli.apps.grids.models import Cell, GridRevision
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.geojson import Feature
from linli.apps.grids.rules.partition import divide, scatter
from linli.apps.grids.services.drafts import add_cell, draw_boundaries, plan_moves, plan_split
from linli.apps.grids.services.revisions import begin_revision, check_revision
from linli.apps.grids.services.stations import NewStation, NewWorker
from linli.apps.grids.services.switching import publish_for_today
from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.bodies import SeatKind
from linli.apps.organisations.services import PostData
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.demo import plan
from linli.demo.people import Residents
from linli.demo.places import VILLAGE_GROUPS, Compound, District, Village

WORK_PHONE = "0530-0000000"


def draw_community(
    district: District,
    community: Place,
    compounds: list[Compound],
    *,
    actor: Actor,
    chance: Random,
    now: datetime,
) -> dict[int, list[Cell]]:
    """Divide a community into a cell per building; return the cells of each compound."""
    shape = district.shapes[community.pk]
    count = sum(compound.plan.cells for compound in compounds)
    parts = iter(divide(shape, scatter(shape, count, chance=chance)))
    revision = begin_revision(actor=actor, place_id=community.pk, title="网格划分", now=now)
    moves, names = {}, {}
    for compound in compounds:
        for number, building in enumerate(compound.buildings, 1):
            name = f"{compound.plan.name}第{number}网格"
            row = add_cell(
                actor=actor,
                revision_id=revision.pk,
                name=name,
                kind=CellKind.UNIT,
                shape=next(parts),
                now=now,
            )
            moves[building.pk] = row.pk
            names[name] = compound.place.pk
        # What stands beside the buildings belongs to the first cell.
        moves[compound.place.pk] = moves[compound.buildings[0].pk]
    plan_moves(actor=actor, revision_id=revision.pk, places=moves, now=now)
    _publish(revision.pk, actor=actor, now=now)
    cells: dict[int, list[Cell]] = {}
    for cell in Cell.objects.filter(place=community).order_by("code"):
        cells.setdefault(names[cell.name], []).append(cell)
    return cells


def plan_a_split(
    compound: Compound, *, actor: Actor, chance: Random, now: datetime
) -> GridRevision:
    """Prepare the split of the first cell of a compound, entrance by entrance; it is only planned.

    Somebody who may publish looks at the loads and chooses the day.
    """
    community, building = compound.community, compound.buildings[0]
    revision = begin_revision(
        actor=actor, place_id=community.pk, title=f"{compound.plan.name}网格拆分", now=now
    )
    old = revision.cells.get(name=f"{compound.plan.name}第1网格")
    if old.cell_id is None or old.shape is None:
        return revision
    name = f"{compound.plan.name}第1网格东"
    plan_split(actor=actor, revision_id=revision.pk, cell_id=old.cell_id, names=[name], now=now)
    halves = divide(old.shape, scatter(old.shape, 2, chance=chance))
    draw_boundaries(
        actor=actor,
        revision_id=revision.pk,
        features=[
            Feature(number=1, name=old.name, code="", kind=None, parent="", shape=halves[0]),
            Feature(number=2, name=name, code="", kind=None, parent="", shape=halves[1]),
        ],
        now=now,
    )
    entrances = Place.objects.filter(parent=building).order_by("path")
    new = revision.cells.get(name=name)
    half = entrances[entrances.count() // 2 :]
    plan_moves(
        actor=actor,
        revision_id=revision.pk,
        places={entrance.pk: new.pk for entrance in half},
        now=now,
    )
    return check_revision(actor=actor, revision_id=revision.pk, now=now)


def draw_village(
    district: District, village: Village, *, actor: Actor, chance: Random, now: datetime
) -> list[Cell]:
    """Make a village grid with its group grids; return the groups."""
    shape = district.shapes[village.place.pk]
    name = village.place.name.removesuffix("村民委员会")
    revision = begin_revision(actor=actor, place_id=village.place.pk, title="村级网格划分", now=now)
    whole = add_cell(
        actor=actor,
        revision_id=revision.pk,
        name=f"{name}网格",
        kind=CellKind.VILLAGE,
        shape=shape,
        now=now,
    )
    groups = []
    for number, part in enumerate(divide(shape, scatter(shape, VILLAGE_GROUPS, chance=chance)), 1):
        row = add_cell(
            actor=actor,
            revision_id=revision.pk,
            name=f"{name}第{number}村民小组网格",
            kind=CellKind.GROUP,
            parent_id=whole.pk,
            shape=part,
            now=now,
        )
        groups.append(row.pk)
    units = {unit.pk: groups[index % len(groups)] for index, unit in enumerate(village.units)}
    plan_moves(
        actor=actor,
        revision_id=revision.pk,
        places={village.hamlet.pk: groups[0]},
        units=units,
        now=now,
    )
    _publish(revision.pk, actor=actor, now=now)
    return list(Cell.objects.filter(place=village.place, kind=CellKind.GROUP).order_by("code"))


def _publish(revision_id: int, *, actor: Actor, now: datetime) -> None:
    check_revision(actor=actor, revision_id=revision_id, now=now, day=plan.GRIDS_SINCE)
    publish_for_today(actor=actor, revision_id=revision_id, valid_from=plan.GRIDS_SINCE, now=now)


def workers(
    cells: list[Cell],
    kind: SeatKind,
    people: list[int],
    basis: Basis = Basis.ENGAGED,
    since: date = plan.POSTS_SINCE,
) -> list[NewWorker]:
    """Return the lines that put people on cells, one after the other."""
    post = PostData(valid_from=since, basis=basis)
    return [
        NewWorker(NewStation(cells[number % len(cells)].pk, kind, WORK_PHONE), person, post)
        for number, person in enumerate(people)
    ]


def staff_compound(
    compound: Compound,
    cells: list[Cell],
    people: Residents,
    part_time: list[int],
    *,
    today: date,
) -> tuple[list[NewWorker], list[int], list[int]]:
    """Return the lines that put the workers of a compound on its cells; who is full-time; fixed.

    In some compounds the last full-time worker, alone on the last cell, is about to go.
    """
    planned = compound.plan
    full_time, fixed = people.take(planned.full_time), people.take(planned.fixed)
    beside = part_time[: planned.part_time]
    beside = beside + people.take(planned.part_time - len(beside))
    gone = people.take(1) if planned.index in plan.LEFT_CELLS else []
    since = today - timedelta(days=150)
    left = workers(cells[-1:], SeatKind.GRID_WORKER_FULL, gone, since=since)
    cells = cells[:-1] if gone else cells
    lines = [
        *workers(cells, SeatKind.GRID_WORKER_FULL, full_time),
        *workers(cells, SeatKind.FIXED_WORKER, fixed, Basis.APPOINTED),
        *workers(cells, SeatKind.GRID_WORKER_PART, beside, Basis.VOLUNTEERED),
        *left,
    ]
    return lines, [*full_time, *gone], fixed
