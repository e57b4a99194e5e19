"""Cells keep the units that were put into them one by one, when such units are joined or divided.

A unit that lies in a cell by the building it stands in needs nothing: its successor stands there
as well. Source: [rule:unit-redivision].
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.apps.grids.models import Assignment, RevisionMove
from linli.apps.grids.rules.revisions import EDITABLE, RevisionState
from linli.apps.grids.services.assignments import assign
from linli.apps.grids.services.drafts import forget_moves, plan_moves
from linli.apps.places.services import Consequence, Redivision
from linli.core.access import Actor
from linli.core.errors import RuleViolation


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
