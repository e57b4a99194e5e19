"""The life of a revision: begun, edited, checked, published, withdrawn, discarded, in force."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max

from linli.apps.audit.services import record
from linli.apps.grids import permissions
from linli.apps.grids.models import Cell, GridRevision, RevisionCell
from linli.apps.grids.rules.cells import CellKind, cell_code, parse_cell_code, reading_order
from linli.apps.grids.rules.revisions import (
    FLOW,
    RevisionAction,
    RevisionAlreadyWaiting,
    RevisionDateTooEarly,
    RevisionNotClean,
    RevisionOutdated,
    RevisionState,
)
from linli.apps.grids.rules.shapes import Box, inner_point, union
from linli.apps.grids.selectors.location import revision_in_force
from linli.apps.grids.selectors.planning import preview
from linli.apps.grids.services.locks import lock_place, lock_revision
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor, Decision, require
from linli.core.canonical import digest
from linli.core.errors import RuleViolation
from linli.core.tree import subtree_range
from linli.kit.days import local_day

GRID_PLACES = frozenset({PlaceKind.COMMUNITY, PlaceKind.VILLAGE})


class PlaceHasNoGrid(RuleViolation):
    """Cells belong to a community or a village, to nothing above and nothing below."""

    code = "grid.place_has_no_grid"


@transaction.atomic
def begin_revision(*, actor: Actor, place_id: int, title: str, now: datetime) -> GridRevision:
    """Begin a draft with the cells as they are now (新建调整方案). Source: [rule:grid-revision]."""
    place = lock_place(place_id)
    decision = require(permissions.can_plan(actor, place.path))
    if place.kind not in GRID_PLACES or place.valid_to is not None:
        raise PlaceHasNoGrid(place=place.name)
    current = revision_in_force(place.pk, local_day(now))
    revision = GridRevision.objects.create(
        place=place,
        scope_path=place.path,
        title=title.strip()[:120],
        based_on=current,
        created_at=now,
        **({"tolerance_m2": current.tolerance_m2} if current else {}),
    )
    if current is not None:
        _copy_cells(current, revision)
    _record(revision, "begun", actor, now, decision, based_on=current.pk if current else None)
    return revision


def _copy_cells(source: GridRevision, target: GridRevision) -> None:
    """Copy the living cells of a revision; parents first, so that groups find them."""
    copies: dict[int, RevisionCell] = {}
    rows = source.cells.filter(is_closed=False).order_by("parent_id", "pk")
    for row in sorted(rows, key=lambda row: (row.parent_id is not None, row.pk)):
        copy = RevisionCell(
            revision=target,
            cell_id=row.cell_id,
            kind=row.kind,
            name=row.name,
            parent=copies[row.parent_id] if row.parent_id else None,
        )
        for column in RevisionCell.BOXED:
            setattr(copy, column, getattr(row, column))
        copy.save(force_insert=True)
        copies[row.pk] = copy


def open_for_editing(
    *, actor: Actor, revision_id: int, now: datetime
) -> tuple[GridRevision, Decision]:
    """Lock a revision that is about to be edited; a checked one becomes a draft again."""
    revision = lock_revision(revision_id)
    decision = require(permissions.can_act_on(actor, revision, RevisionAction.EDIT))
    _move(revision, RevisionAction.EDIT)
    return revision, decision


@transaction.atomic
def check_revision(
    *, actor: Actor, revision_id: int, now: datetime, day: date | None = None
) -> GridRevision:
    """Check boundaries and dwellings, for the day it is meant for (检查方案).

    Raises RevisionNotClean when a fault is more than a sliver or a dwelling has no cell; the
    page shows the same findings through `selectors.planning.preview`.
    """
    revision = lock_revision(revision_id)
    decision = require(permissions.can_act_on(actor, revision, RevisionAction.CHECK))
    _require_clean(revision, day or local_day(now))
    _move(revision, RevisionAction.CHECK)
    _record(revision, "checked", actor, now, decision)
    return revision


def _require_clean(revision: GridRevision, day: date) -> None:
    found = preview(revision, day=day)
    if not found.is_clean:
        raise RevisionNotClean(faults=found.faults, obstacles=len(found.stops))


@transaction.atomic
def publish_revision(
    *, actor: Actor, revision_id: int, valid_from: date, now: datetime
) -> GridRevision:
    """Publish a checked revision for a day; new cells get their codes (发布方案).

    What was checked is checked again under the lock. It takes effect by `switch_revision`, on
    its day or, published for today, by the caller at once.
    """
    revision = lock_revision(revision_id)
    decision = require(permissions.can_act_on(actor, revision, RevisionAction.PUBLISH))
    _require_date(revision, valid_from, local_day(now))
    _require_current(revision, local_day(now))
    _require_clean(revision, valid_from)
    opened = _open_cells(revision, valid_from)
    shapes = [row.shape for row in revision.cells.filter(is_closed=False) if row.polygon]
    if shapes:
        box = Box.of(union(shape for shape in shapes if shape is not None))
        revision.west, revision.south = box.west, box.south
        revision.east, revision.north = box.east, box.north
    revision.valid_from, revision.published_at = valid_from, now
    revision.fingerprint = _fingerprint(revision)
    _move(
        revision,
        RevisionAction.PUBLISH,
        "valid_from", "published_at", "fingerprint", "west", "south", "east", "north",
    )  # fmt: skip
    _record(
        revision, "published", actor, now, decision,
        valid_from=valid_from,
        fingerprint=revision.fingerprint,
        opened=[_cell_facts(cell) for cell in opened],
    )  # fmt: skip
    return revision


def _require_date(revision: GridRevision, valid_from: date, today: date) -> None:
    """A revision holds on one day at least: the next one takes effect the day after, or later."""
    began = GridRevision.objects.ever_in_force().filter(place_id=revision.place_id)
    last = began.aggregate(last=Max("valid_from"))["last"]
    if last is None:
        return
    earliest = max(today, last + timedelta(days=1))
    if valid_from < earliest:
        raise RevisionDateTooEarly(field="valid_from", earliest=earliest)


def _require_current(revision: GridRevision, today: date) -> None:
    rows = GridRevision.objects.filter(place_id=revision.place_id)
    if rows.filter(state=RevisionState.PUBLISHED).exists():
        raise RevisionAlreadyWaiting()
    current = rows.filter(state=RevisionState.IN_FORCE).first()
    if (current.pk if current else None) != revision.based_on_id:
        raise RevisionOutdated(current=current.title if current else "")


def _open_cells(revision: GridRevision, valid_from: date) -> list[Cell]:
    """Open the new cells of a revision: the next numbers, from west to east, north to south."""
    place = revision.place
    rows = list(revision.cells.filter(cell__isnull=True, is_closed=False).order_by("pk"))
    drawn = [(inner_point(row.shape), row) for row in rows if row.shape is not None]
    ordered = [*reading_order(drawn), *(row for row in rows if row.polygon is None)]
    number = _last_number(place)
    cells: dict[int, Cell] = {}
    for row in sorted(ordered, key=lambda row: row.parent_id is not None):
        number += 1
        parent = row.parent.cell if row.parent is not None else None
        cells[row.pk] = row.cell = Cell.objects.create(
            code=cell_code(place.code, number),
            kind=row.kind,
            name=row.name,
            place=place,
            scope_path=place.path,
            parent=parent or (cells[row.parent_id] if row.parent_id else None),
            valid_from=valid_from,
        )
        row.save(update_fields=["cell"])
    return list(cells.values())


def _last_number(place: Place) -> int:
    """Return the highest number ever given in this place; codes are never used again."""
    low, high = subtree_range(place.code)
    last = Cell.objects.filter(code__gte=low, code__lt=high).order_by("-code").first()
    return parse_cell_code(last.code).sequence if last else 0


def _fingerprint(revision: GridRevision) -> str:
    cells = revision.cells.select_related("cell").order_by("pk")
    return digest(
        {
            "valid_from": revision.valid_from,
            "cells": [
                {
                    "code": row.cell.code if row.cell is not None else "",
                    "kind": row.kind,
                    "name": row.name,
                    "is_closed": row.is_closed,
                    "polygon": bytes(row.polygon) if row.polygon is not None else None,
                }
                for row in cells
            ],
            "moves": [
                list(move)
                for move in revision.moves.order_by("pk").values_list(
                    "place_id", "unit_id", "target__cell__code"
                )
            ],
        }
    ).hex()


@transaction.atomic
def withdraw_revision(*, actor: Actor, revision_id: int, now: datetime) -> GridRevision:
    """Take a published revision back before its day (撤回方案); its new codes stay used up."""
    revision = lock_revision(revision_id)
    decision = require(permissions.can_act_on(actor, revision, RevisionAction.WITHDRAW))
    withdrawn = []
    for row in revision.cells.filter(cell__isnull=False).select_related("cell"):
        if row.cell is not None and _is_new(revision, row.cell):
            row.cell.valid_to = row.cell.valid_from
            row.cell.save(update_fields=["valid_to"])
            withdrawn.append(row.cell.pk)
    _move(revision, RevisionAction.WITHDRAW)
    _record(revision, "withdrawn", actor, now, decision, cells=withdrawn)
    return revision


def _is_new(revision: GridRevision, cell: Cell) -> bool:
    return not RevisionCell.objects.filter(cell=cell).exclude(revision=revision).exists()


@transaction.atomic
def discard_revision(*, actor: Actor, revision_id: int, now: datetime) -> GridRevision:
    """Give a draft up (作废方案)."""
    revision = lock_revision(revision_id)
    decision = require(permissions.can_act_on(actor, revision, RevisionAction.DISCARD))
    _move(revision, RevisionAction.DISCARD)
    _record(revision, "discarded", actor, now, decision)
    return revision


def take_effect(revision: GridRevision, *, now: datetime) -> None:
    """Put a revision in force in place of the one before; part of the switch."""
    former = revision.based_on
    if former is not None:
        former.valid_to = revision.valid_from
        _move(former, RevisionAction.REPLACE, "valid_to")
    revision.switched_at = now
    _move(revision, RevisionAction.SWITCH, "switched_at")


def note_switch(
    revision: GridRevision, *, actor: Actor, now: datetime, facts: dict[str, object]
) -> None:
    """Write the switch to the trail, when everything has moved."""
    _record(revision, "switched", actor, now, None, **facts)


def _move(revision: GridRevision, action: RevisionAction, *columns: str) -> None:
    """Assign the next state; nothing else in this application does."""
    revision.state = FLOW.step(RevisionState(revision.state), action).next
    revision.save(update_fields=["state", *columns])


def _cell_facts(cell: Cell) -> dict[str, object]:
    return {
        "id": cell.pk,
        "code": cell.code,
        "kind": CellKind(cell.kind),
        "parent": cell.parent_id,
    }


def _record(
    revision: GridRevision,
    act: str,
    actor: Actor,
    now: datetime,
    decision: Decision | None,
    **facts: object,
) -> None:
    record(
        actor=actor,
        kind=f"grid.revision_{act}",
        subject_type="grid_revision",
        subject_id=revision.pk,
        scope_path=revision.scope_path,
        now=now,
        grant=decision.grant if decision else None,
        facts=facts,
    )
