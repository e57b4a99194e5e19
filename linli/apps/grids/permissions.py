"""Who may see, draw, plan, publish and post on cells."""

from linli.apps.accounts.rules import PLACE_ADMINS, REGISTER_READERS, REGISTER_WRITERS
from linli.apps.grids.models import Cell, GridRevision
from linli.apps.grids.rules.cells import GRID_READERS
from linli.apps.grids.rules.revisions import FLOW, RevisionAction, RevisionState
from linli.core.access import Actor, Decision, allow, by_role, refuse
from linli.core.tree import is_within


def can_see_map(actor: Actor) -> Decision:
    """Allow whoever holds a post anywhere; what they see there is scoped."""
    if actor.is_system or actor.roles & GRID_READERS:
        return allow()
    return refuse("access.no_post_here")


def can_see_dwellings(actor: Actor, cell: Cell) -> Decision:
    """Allow readers of the register at the cell's place, and workers whose post reaches into it."""
    decision = by_role(actor, REGISTER_READERS, cell.scope_path)
    if decision:
        return decision
    for path in actor.paths(REGISTER_READERS):
        if is_within(path, cell.scope_path):
            return allow()
    return decision


def can_plan(actor: Actor, path: str) -> Decision:
    """Allow whoever keeps the registers of the place to draft a division of it."""
    return by_role(actor, REGISTER_WRITERS, path)


def can_act_on(actor: Actor, revision: GridRevision, action: RevisionAction) -> Decision:
    """Allow what the table of states says, to the roles it names, at the place.

    Raises IllegalTransition when the state knows no such action.
    """
    row = FLOW.step(RevisionState(revision.state), action)
    return by_role(actor, row.roles, revision.scope_path)


def can_assign(actor: Actor, cell: Cell) -> Decision:
    """Allow whoever keeps the registers of the place to say which buildings belong to a cell."""
    return by_role(actor, REGISTER_WRITERS, cell.scope_path)


def can_post(actor: Actor, cell: Cell) -> Decision:
    """Allow the administrators of the place to set up posts on a cell and to move them."""
    return by_role(actor, PLACE_ADMINS, cell.scope_path)


def can_staff_at(actor: Actor, path: str) -> Decision:
    """Allow the administrators of the place to bring in lists of posts on its cells."""
    return by_role(actor, PLACE_ADMINS, path)


def can_outline(actor: Actor, path: str) -> Decision:
    """Allow the administrators of the place to set its outline and its complaints line."""
    return by_role(actor, PLACE_ADMINS, path)
