"""Cells keep the units that were put into them one by one, when such units are joined or divided.

A unit that lies in a cell by the building it stands in needs nothing: its successor stands there
as well. What is gone leaves its cell; what goes up in another place leaves its claim to that one.
Source: [rule:unit-redivision], [rule:unit-ending], [rule:unit-restoring].
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.apps.grids.models import Assignment, Cell, RevisionMove
from linli.apps.grids.rules.revisions import EDITABLE, RevisionState
from linli.apps.grids.services.assignments import assign, end_assignments
from linli.apps.grids.services.drafts import forget_moves, plan_moves
from linli.apps.places.services import Consequence, Ending, Redivision, Restoring
from linli.core.access import Actor
from linli.core.errors import RuleViolation
from linli.core.tree import is_within
from linli.kit.bulk import batches

AT_ONCE = 500


class UnitInPublishedPlan(RuleViolation):
    """A published plan names the unit; it takes effect first, or is withdrawn."""

    code = "grid.unit_in_published_plan"


def follow_units(change: Redivision, actor: Actor, now: datetime) -> Sequence[Consequence]:
    """Put the new units into the cell of the first old one that had a cell of its own.

    Drafts that would move an old unit move the new ones. Raises UnitInPublishedPlan.
    """
    old = [unit.pk for unit in change.old]
    new = [unit.pk for unit in change.new]
    moves = RevisionMove.objects.filter(unit__in=old).select_related("revision").order_by("pk")
    if moves.filter(revision__state=RevisionState.PUBLISHED).exists():
        raise UnitInPublishedPlan()
    planned: dict[int, int] = {}
    for move in moves.filter(revision__state__in=sorted(EDITABLE)):
        planned.setdefault(move.revision_id, move.target_id)
    for revision_id, target in planned.items():
        forget_moves(actor=actor, revision_id=revision_id, units=old, now=now)
        plan_moves(actor=actor, revision_id=revision_id, units=dict.fromkeys(new, target), now=now)
    claims = {row.unit_id: row for row in Assignment.objects.filter(unit__in=old, valid_to=None)}
    claim = next((claims[unit] for unit in old if unit in claims), None)
    if claim is None:
        return []
    day = max(change.on, claim.valid_from)
    assign(actor=actor, cell_id=claim.cell_id, unit_ids=new, valid_from=day, now=now)
    return [Consequence(_("Belongs to a cell of its own"), len(new), _("the new units stay in it"))]


def end_claims(ending: Ending, actor: Actor, now: datetime) -> Sequence[Consequence]:
    """Let units and places that are gone leave their cells, and drafts forget them.

    A place that another followed, in the same cells, hands its claim over unless that one has its
    own; one that went elsewhere keeps it until a plan of the successor. Raises
    UnitInPublishedPlan.
    """
    units, places = [unit.pk for unit in ending.units], [place.pk for place in ending.places]
    _forget(units, places, actor, now)
    rows: list[Assignment] = []
    for column, numbers in (("unit", units), ("place", places)):
        for some in batches(numbers, AT_ONCE):
            found = Assignment.objects.filter(**{f"{column}__in": some}, valid_to=None)
            rows += list(found.select_related("cell").order_by("pk"))
    heir = ending.heir
    if heir is not None:
        rows = [row for row in rows if is_within(heir.path, row.cell.scope_path)]
    if not rows:
        return []
    end_assignments(actor=actor, rows=rows, on=ending.on, now=now)
    for row in rows:
        if row.unit_id is not None:
            ending.note(row.unit_id, "cells", [row.cell_id])
        elif row.place_id is not None:
            ending.note_place(row.place_id, "cells", [row.cell_id])
    claimed = Assignment.objects.filter(place=heir, valid_to=None).exists()
    open_cells = [row.cell_id for row in rows if row.cell.valid_to is None]
    if heir is not None and not claimed and open_cells:
        assign(actor=actor, cell_id=open_cells[0], place_ids=[heir.pk], valid_from=ending.on,
               now=now)  # fmt: skip
    return [Consequence(_("Belong to cells"), len(rows), _("leave their cells on this day"))]


def claim_again(back: Restoring, actor: Actor, now: datetime) -> Sequence[Consequence]:
    """Put units and places whose ending was a mistake back into the cells they had of their own.

    Where such a cell is closed since, a unit lies where its building lies, and a building where
    what is around it lies, as any other.
    """
    claims: dict[int, tuple[list[int], list[int]]] = {}
    for at, closed in enumerate((back.closed, back.closed_at)):
        for number, rows in closed.items():
            for cell_id in rows.get("cells", ()):
                claims.setdefault(cell_id, ([], []))[at].append(number)
    cells = Cell.objects.filter(pk__in=claims, valid_to=None).order_by("pk")
    count = 0
    for cell in cells:
        units, places = claims[cell.pk]
        day = max(back.on, cell.valid_from)
        assign(actor=actor, cell_id=cell.pk, place_ids=places, unit_ids=units, valid_from=day,
               now=now)  # fmt: skip
        count += len(units) + len(places)
    return [Consequence(_("Belongs to a cell of its own"), count, _("stays in it"))] * bool(count)


def _forget(units: Sequence[int], places: Sequence[int], actor: Actor, now: datetime) -> None:
    """Take what is gone out of drafts; a published plan names it only until it is withdrawn."""
    planned: dict[int, tuple[set[int], set[int]]] = {}
    for column, numbers, at in (("unit", units, 0), ("place", places, 1)):
        for some in batches(numbers, AT_ONCE):
            moves = RevisionMove.objects.filter(**{f"{column}__in": some})
            if moves.filter(revision__state=RevisionState.PUBLISHED).exists():
                raise UnitInPublishedPlan()
            moves = moves.filter(revision__state__in=sorted(EDITABLE))
            for revision, number in moves.values_list("revision", f"{column}_id"):
                planned.setdefault(revision, (set(), set()))[at].add(number)
    for revision in sorted(planned):
        gone, left = planned[revision]
        forget_moves(actor=actor, revision_id=revision, units=gone, places=left, now=now)
