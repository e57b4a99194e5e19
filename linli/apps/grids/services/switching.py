"""The switch: on its day a revision takes effect, all at once or not at all."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from linli.apps.grids import permissions
from linli.apps.grids.models import Assignment, Cell, GridRevision, RevisionCell, Station
from linli.apps.grids.rules.responsibility import Responsibility
from linli.apps.grids.rules.revisions import CellChange, RevisionAction, RevisionNotDue
from linli.apps.grids.selectors.hanging import movers
from linli.apps.grids.selectors.planning import Preview, preview
from linli.apps.grids.services.locks import lock_revision
from linli.apps.grids.services.revisions import note_switch, publish_revision, take_effect
from linli.apps.grids.services.stations import follow_cells, move_station
from linli.apps.places.models import Place, Unit
from linli.core.access import Actor, require
from linli.kit.days import local_day

Key = tuple[str, int]
"""What is claimed: "place" or "unit", and its number."""
Claim = tuple[str, int, int]
"""What is claimed, and by which cell."""


@transaction.atomic
def switch_revision(*, actor: Actor, revision_id: int, now: datetime) -> CellChange:
    """Put a published revision in force once its day has come (方案生效), an act of the clock.

    Claims, cells, posts, grants and everything that hangs on cells change over in one
    transaction. A switch that comes late takes effect from the day that was published. Source:
    [rule:redivision].
    """
    revision = lock_revision(revision_id)
    require(permissions.can_act_on(actor, revision, RevisionAction.SWITCH))
    return _switch(revision, actor=actor, now=now)


@transaction.atomic
def publish_for_today(
    *, actor: Actor, revision_id: int, now: datetime, valid_from: date | None = None
) -> CellChange:
    """Publish a checked revision and let it take effect at once.

    `valid_from` lies in the past only for the first revision of a place.
    """
    revision = publish_revision(
        actor=actor, revision_id=revision_id, valid_from=valid_from or local_day(now), now=now
    )
    return _switch(revision, actor=actor, now=now)


def _switch(revision: GridRevision, *, actor: Actor, now: datetime) -> CellChange:
    day = revision.valid_from
    if day is None or day > local_day(now):
        raise RevisionNotDue(day=day)
    found = preview(revision, day=day)
    rows = list(revision.cells.select_related("cell").order_by("pk"))
    ended, begun = _apply_claims(revision, found, day)
    closed = _close_cells(rows, day)
    _rename_cells(rows)
    stations = _move_stations(revision, found.successors, day)
    change = CellChange(
        revision_id=revision.pk,
        place_path=revision.scope_path,
        day=day,
        opened=tuple(_opened(rows, day)),
        closed=tuple(closed),
        successors=found.successors,
        moved={unit: cell for unit, cell in found.moved.items() if cell},
    )
    # In force before anything moves: movers ask for cells as everybody will from now on.
    take_effect(revision, now=now)
    moved = {mover.name: dict(mover.move(change, actor=actor, now=now)) for mover in movers()}
    note_switch(
        revision,
        actor=actor,
        now=now,
        facts={
            "valid_from": day,
            "closed": closed,
            "successors": sorted(map(list, found.successors.items())),
            "ended": ended,
            "begun": begun,
            "stations": stations,
            "moved": moved,
        },
    )
    follow_cells([row.cell_id for row in rows if row.cell_id is not None], now=now)
    return change


def _apply_claims(
    revision: GridRevision, found: Preview, day: date
) -> tuple[list[Claim], list[Claim]]:
    """End and begin claims so that those in force on `day` are the planned ones.

    Return both as (kind, number, cell) for the trail.
    """
    ended: list[Claim] = []
    begun: list[tuple[Key, int, str]] = []
    rows = Assignment.objects.under(revision.scope_path).filter(valid_to__isnull=True)
    current: dict[Key, Assignment] = {_key(row): row for row in rows}
    wanted = _wanted(found.after)
    for key, row in sorted(current.items()):
        if wanted.get(key, (None, ""))[0] != row.cell_id:
            ended.append((*key, row.cell_id))
    gone = [current[kind, number] for kind, number, _cell in ended]
    # A claim made on the very day of the switch never counted for a whole day.
    Assignment.objects.filter(pk__in=[row.pk for row in gone if row.valid_from >= day]).delete()
    Assignment.objects.filter(pk__in=[row.pk for row in gone if row.valid_from < day]).update(
        valid_to=day
    )
    for key, (cell, path) in sorted(wanted.items()):
        if key not in current or current[key].cell_id != cell:
            begun.append((key, cell, path))
    Assignment.objects.bulk_create(
        (
            Assignment(
                cell_id=cell,
                scope_path=path,
                valid_from=day,
                revision_id=revision.pk,
                **{f"{kind}_id": number},
            )
            for (kind, number), cell, path in begun
        ),
        batch_size=1000,
    )
    return ended, [(*key, cell) for key, cell, _path in begun]


def _key(row: Assignment) -> Key:
    return ("place", row.place_id) if row.place_id else ("unit", row.unit_id or 0)


def _wanted(after: Responsibility) -> dict[Key, tuple[int, str]]:
    """Return what is claimed to (cell, path), with numbers in place of paths."""
    places = dict(Place.objects.filter(path__in=list(after.by_path)).values_list("path", "pk"))
    units = dict(Unit.objects.filter(pk__in=list(after.by_unit)).values_list("pk", "scope_path"))
    wanted: dict[Key, tuple[int, str]] = {
        ("place", places[path]): (cell, path) for path, cell in after.by_path.items()
    }
    for unit, cell in after.by_unit.items():
        wanted["unit", unit] = cell, units[unit]
    return wanted


def _close_cells(rows: Iterable[RevisionCell], day: date) -> list[int]:
    closed = [row.cell_id for row in rows if row.is_closed and row.cell_id is not None]
    Cell.objects.filter(pk__in=closed).update(valid_to=day)
    return closed


def _opened(rows: Iterable[RevisionCell], day: date) -> list[int]:
    return [row.cell.pk for row in rows if row.cell is not None and row.cell.valid_from == day]


def _rename_cells(rows: Iterable[RevisionCell]) -> None:
    for row in rows:
        if row.cell is not None and not row.is_closed and row.cell.name != row.name:
            row.cell.name = row.name
            row.cell.save(update_fields=["name"])


def _move_stations(
    revision: GridRevision, successors: Mapping[int, int], day: date
) -> list[list[int]]:
    """Move posts: where the plan says, else with their closed cell to its successor.

    Return [seat, old cell, new cell] of each.
    """
    targets = dict(revision.stations.values_list("seat_id", "target__cell_id"))
    cells = revision.cells.filter(cell__isnull=False).values_list("cell_id", flat=True)
    moved = []
    for station in Station.objects.filter(cell_id__in=list(cells), valid_to=None).order_by("pk"):
        default = successors.get(station.cell_id, station.cell_id)
        target = targets.get(station.seat_id, default)
        if target == station.cell_id:
            continue
        moved.append([station.seat_id, station.cell_id, target])
        move_station(station, target, day)
    return moved
