"""Editing a draft: cells, boundaries, and who goes where."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.grids.models import (
    GridRevision,
    RevisionCell,
    RevisionMove,
    RevisionStation,
    Station,
)
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.geojson import Feature
from linli.apps.grids.rules.shapes import Shape, polygons_only, union
from linli.apps.grids.services.revisions import open_for_editing
from linli.apps.places.models import Place, Unit
from linli.core.access import Actor, Decision
from linli.core.errors import InvalidInput, NotFound, RuleViolation
from linli.core.tree import is_within


class RevisionCellUnknown(NotFound):
    """The revision has no such cell."""

    code = "grid.revision_cell_unknown"


class CellNameTaken(RuleViolation):
    """Two cells of a revision cannot have one name."""

    code = "grid.cell_name_taken"


class CellNameMissing(InvalidInput):
    """A cell needs a name."""

    code = "grid.cell_name_missing"


class ParentMissing(RuleViolation):
    """A group cell belongs to a village cell of the same revision, others to none."""

    code = "grid.parent_missing"


class CellStillNeeded(RuleViolation):
    """Groups or dwellings of the plan still point to this cell."""

    code = "grid.cell_still_needed"


class SuccessorClosed(RuleViolation):
    """What follows a closed cell must be a cell that stays."""

    code = "grid.successor_closed"


class MoveOutsidePlace(RuleViolation):
    """Only what lies in the place of the revision can be moved by it."""

    code = "grid.move_outside_place"


@transaction.atomic
def add_cell(
    *,
    actor: Actor,
    revision_id: int,
    name: str,
    kind: CellKind,
    parent_id: int | None = None,
    shape: Shape | None = None,
    now: datetime,
) -> RevisionCell:
    """Add a new cell to a draft; it gets its code when the revision is published."""
    revision, decision = open_for_editing(actor=actor, revision_id=revision_id, now=now)
    row = _new_cell(revision, name=name, kind=kind, parent_id=parent_id, shape=shape)
    _record(revision, "cell_added", actor, now, decision, row=row.pk, name=row.name, cell_kind=kind)
    return row


def _new_cell(
    revision: GridRevision,
    *,
    name: str,
    kind: CellKind,
    parent_id: int | None = None,
    shape: Shape | None = None,
) -> RevisionCell:
    parent = _row(revision, parent_id) if parent_id else None
    if (kind == CellKind.GROUP) != (parent is not None and parent.kind == CellKind.VILLAGE):
        raise ParentMissing(field="parent")
    row = RevisionCell(revision=revision, kind=kind, name=_free_name(revision, name), parent=parent)
    row.draw(shape)
    row.save(force_insert=True)
    return row


@transaction.atomic
def rename_cell(
    *, actor: Actor, revision_id: int, row_id: int, name: str, now: datetime
) -> RevisionCell:
    """Give a cell of a draft another name; it holds from the day of the revision."""
    revision, decision = open_for_editing(actor=actor, revision_id=revision_id, now=now)
    row = _row(revision, row_id)
    row.name = _free_name(revision, name, row)
    row.save(update_fields=["name"])
    _record(revision, "cell_renamed", actor, now, decision, row=row.pk, name=row.name)
    return row


@transaction.atomic
def close_cell(
    *,
    actor: Actor,
    revision_id: int,
    row_id: int,
    successor_id: int | None = None,
    now: datetime,
) -> None:
    """End a cell with the revision, or take a new one out of the draft again.

    Without a chosen successor that cell follows which takes over most of its dwellings.
    """
    revision, decision = open_for_editing(actor=actor, revision_id=revision_id, now=now)
    row = _row(revision, row_id)
    if row.groups.filter(is_closed=False).exists() or row.moves.exists() or row.stations.exists():
        raise CellStillNeeded(name=row.name)
    successor = _row(revision, successor_id) if successor_id else None
    if successor is not None and (successor.is_closed or successor.pk == row.pk):
        raise SuccessorClosed(field="successor")
    if row.cell_id is None:
        revision.cells.filter(successor=row).update(successor=None)
        row.delete()
    else:
        row.is_closed, row.successor = True, successor
        row.draw(None)
        row.save()
    _record(
        revision, "cell_closed", actor, now, decision,
        row=row_id, cell=row.cell_id, successor=successor_id,
    )  # fmt: skip


@transaction.atomic
def keep_cell(*, actor: Actor, revision_id: int, row_id: int, now: datetime) -> RevisionCell:
    """Take the closing of a cell back; its boundary is that of the revision before."""
    revision, decision = open_for_editing(actor=actor, revision_id=revision_id, now=now)
    row = _row(revision, row_id)
    row.is_closed, row.successor = False, None
    row.name = _free_name(revision, row.name, row)
    former = RevisionCell.objects.filter(revision=revision.based_on, cell=row.cell).first()
    row.draw(former.shape if former is not None else None)
    row.save()
    _record(revision, "cell_kept", actor, now, decision, row=row.pk, cell=row.cell_id)
    return row


@transaction.atomic
def draw_boundaries(
    *,
    actor: Actor,
    revision_id: int,
    features: Sequence[Feature],
    new_kind: CellKind = CellKind.UNIT,
    now: datetime,
) -> tuple[int, int]:
    """Take boundaries into a draft; return how many cells were redrawn and how many are new.

    A feature finds its cell by code, else by name; one that finds none becomes a new cell.
    Cells that the features do not name keep their boundaries. Raises CellNameMissing for a
    feature with neither code nor name, RevisionCellUnknown for a code of another place.
    """
    revision, decision = open_for_editing(actor=actor, revision_id=revision_id, now=now)
    rows = list(revision.cells.filter(is_closed=False).select_related("cell"))
    by_code = {row.cell.code: row for row in rows if row.cell is not None}
    by_name = {row.name: row for row in rows}
    redrawn = new = 0
    for feature in sorted(features, key=lambda item: item.kind == CellKind.GROUP):
        row = by_code.get(feature.code) if feature.code else by_name.get(feature.name)
        if row is not None:
            row.draw(feature.shape)
            row.save(update_fields=RevisionCell.BOXED)
            redrawn += 1
            continue
        if feature.code:
            raise RevisionCellUnknown(given=feature.code, feature=feature.number)
        kind = feature.kind or new_kind
        parent = by_name.get(feature.parent) if kind == CellKind.GROUP else None
        row = _new_cell(
            revision,
            name=feature.name,
            kind=kind,
            parent_id=parent.pk if parent else None,
            shape=feature.shape,
        )
        by_name[row.name] = row
        new += 1
    _record(revision, "drawn", actor, now, decision, redrawn=redrawn, new=new)
    return redrawn, new


@transaction.atomic
def plan_moves(
    *,
    actor: Actor,
    revision_id: int,
    places: Mapping[int, int] | None = None,
    units: Mapping[int, int] | None = None,
    now: datetime,
) -> int:
    """Plan which places and units the revision puts into which of its cells; return how many.

    Keys are numbers of places or units, values numbers of the revision's cells. A second plan
    for the same place or unit replaces the first. Source: [rule:redivision].
    """
    revision, decision = open_for_editing(actor=actor, revision_id=revision_id, now=now)
    places, units = places or {}, units or {}
    targets = {
        row.pk: row
        for row in revision.cells.filter(pk__in={*places.values(), *units.values()})
        if not row.is_closed
    }
    place_paths = dict(Place.objects.filter(pk__in=list(places)).values_list("pk", "path"))
    unit_paths = dict(Unit.objects.filter(pk__in=list(units)).values_list("pk", "scope_path"))
    revision.moves.filter(place_id__in=list(places)).delete()
    revision.moves.filter(unit_id__in=list(units)).delete()
    rows = [
        *_moves(revision, "place_id", places, place_paths, targets),
        *_moves(revision, "unit_id", units, unit_paths, targets),
    ]
    RevisionMove.objects.bulk_create(rows, batch_size=1000)
    _record(
        revision, "moves_planned", actor, now, decision,
        places=sorted(map(list, places.items())), units=sorted(map(list, units.items())),
    )  # fmt: skip
    return len(rows)


def _moves(
    revision: GridRevision,
    column: str,
    wanted: Mapping[int, int],
    paths: Mapping[int, str],
    targets: Mapping[int, RevisionCell],
) -> Iterable[RevisionMove]:
    for number, target in sorted(wanted.items()):
        path = paths.get(number)
        if path is None or not is_within(path, revision.scope_path):
            raise MoveOutsidePlace(number=number)
        if target not in targets:
            raise RevisionCellUnknown(row=target)
        yield RevisionMove(
            revision=revision, target=targets[target], scope_path=path, **{column: number}
        )


@transaction.atomic
def forget_moves(
    *,
    actor: Actor,
    revision_id: int,
    places: Iterable[int] = (),
    units: Iterable[int] = (),
    now: datetime,
) -> None:
    """Take planned moves back; what they named stays in its cell."""
    revision, decision = open_for_editing(actor=actor, revision_id=revision_id, now=now)
    places, units = sorted(places), sorted(units)
    revision.moves.filter(place_id__in=places).delete()
    revision.moves.filter(unit_id__in=units).delete()
    _record(revision, "moves_forgotten", actor, now, decision, places=places, units=units)


@transaction.atomic
def plan_station(
    *, actor: Actor, revision_id: int, seat_id: int, row_id: int, now: datetime
) -> RevisionStation:
    """Plan that a post works on another cell from the day of the revision on."""
    revision, decision = open_for_editing(actor=actor, revision_id=revision_id, now=now)
    row = _row(revision, row_id)
    if row.is_closed:
        raise SuccessorClosed(field="target")
    cells = revision.cells.filter(cell__isnull=False).values("cell_id")
    if not Station.objects.filter(seat_id=seat_id, cell_id__in=cells, valid_to=None).exists():
        raise MoveOutsidePlace(number=seat_id)
    revision.stations.filter(seat_id=seat_id).delete()
    planned = RevisionStation.objects.create(revision=revision, target=row, seat_id=seat_id)
    _record(revision, "post_planned", actor, now, decision, seat=seat_id, row=row.pk)
    return planned


@transaction.atomic
def plan_split(
    *, actor: Actor, revision_id: int, cell_id: int, names: Sequence[str], now: datetime
) -> list[RevisionCell]:
    """Prepare a split (拆分网格): new cells of the same kind beside the old one, which stays.

    The dwellings, boundaries and posts are planned afterwards.
    """
    revision, decision = open_for_editing(actor=actor, revision_id=revision_id, now=now)
    old = _row_of_cell(revision, cell_id)
    rows = [
        _new_cell(revision, name=name, kind=CellKind(old.kind), parent_id=old.parent_id)
        for name in names
    ]
    _record(
        revision, "split_planned", actor, now, decision,
        cell=cell_id, rows=[row.pk for row in rows],
    )  # fmt: skip
    return rows


@transaction.atomic
def plan_merge(
    *, actor: Actor, revision_id: int, cell_ids: Sequence[int], into_id: int, now: datetime
) -> RevisionCell:
    """Prepare a merge (合并网格): the other cells close, and everything goes to `into_id`.

    Their boundaries are joined.
    """
    revision, decision = open_for_editing(actor=actor, revision_id=revision_id, now=now)
    into = _row_of_cell(revision, into_id)
    others = [_row_of_cell(revision, cell) for cell in cell_ids if cell != into_id]
    if not others or any(row.kind != into.kind or row.groups.exists() for row in others):
        raise CellStillNeeded(name=into.name)
    shapes = [row.shape for row in (into, *others)]
    if all(shape is not None for shape in shapes):
        into.draw(polygons_only(union(shape for shape in shapes if shape is not None)))
        into.save(update_fields=RevisionCell.BOXED)
    for row in others:
        row.moves.all().update(target=into)
        row.is_closed, row.successor = True, into
        row.draw(None)
        row.save()
    _record(revision, "merge_planned", actor, now, decision, cells=sorted(cell_ids), into=into_id)
    return into


def _row(revision: GridRevision, row_id: int | None) -> RevisionCell:
    row = revision.cells.select_related("cell").filter(pk=row_id or 0).first()
    if row is None:
        raise RevisionCellUnknown(row=row_id)
    return row


def _row_of_cell(revision: GridRevision, cell_id: int) -> RevisionCell:
    row = revision.cells.select_related("cell").filter(cell_id=cell_id, is_closed=False).first()
    if row is None:
        raise RevisionCellUnknown(cell=cell_id)
    return row


def _free_name(revision: GridRevision, name: str, own: RevisionCell | None = None) -> str:
    name = name.strip()[:120]
    if not name:
        raise CellNameMissing(field="name")
    taken = revision.cells.filter(name=name, is_closed=False)
    if taken.exclude(pk=own.pk if own else 0).exists():
        raise CellNameTaken(field="name", name=name)
    return name


def _record(
    revision: GridRevision,
    what: str,
    actor: Actor,
    now: datetime,
    decision: Decision,
    **facts: object,
) -> None:
    record(
        actor=actor,
        kind=f"grid.draft_{what}",
        subject_type="grid_revision",
        subject_id=revision.pk,
        scope_path=revision.scope_path,
        now=now,
        grant=decision.grant,
        facts=facts,
    )
