"""Who may change places and units: one function an act, used by the page and by the act."""

from linli.apps.accounts.rules import PLACE_ADMINS, REGISTER_WRITERS
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import DIVISIONS, PlaceKind
from linli.core.access import Actor, Decision, allow, by_role, refuse
from linli.core.tree import STEP


def can_add_place(actor: Actor, parent: Place | None, kind: PlaceKind) -> Decision:
    """Tell whether this actor may add a place of `kind` below `parent`.

    Divisions are for administrators at the parent; what stands below a village also for the
    community's own workers.
    """
    if parent is None:
        return by_role(actor, (), "") if actor.is_system else refuse("access.no_post_here")
    roles = PLACE_ADMINS if kind in DIVISIONS else REGISTER_WRITERS
    return by_role(actor, roles, parent.path)


def can_change_place(actor: Actor, place: Place) -> Decision:
    """Tell whether this actor may rename, move, merge, split or end `place`.

    The right comes from the place above: nobody re-draws the place their own post stands on.
    """
    roles = PLACE_ADMINS if place.kind in DIVISIONS else REGISTER_WRITERS
    return by_role(actor, roles, place.path[:-STEP]) if place.parent_id else by_role(actor, (), "")


def can_change_units(actor: Actor, place: Place) -> Decision:
    """Tell whether this actor may add, change and end units in `place`."""
    return by_role(actor, REGISTER_WRITERS, place.path)


def can_change_unit(actor: Actor, unit: Unit) -> Decision:
    """Tell whether this actor may change or end `unit`."""
    return by_role(actor, REGISTER_WRITERS, unit.scope_path)


def can_keep_structures_at(actor: Actor, path: str) -> Decision:
    """Tell whether this actor keeps what stands below communities and villages at a place."""
    return by_role(actor, REGISTER_WRITERS, path)


def can_keep_divisions_at(actor: Actor, path: str) -> Decision:
    """Tell whether this actor adds divisions below a place."""
    return by_role(actor, PLACE_ADMINS, path)


def can_keep_units(actor: Actor) -> Decision:
    """Tell whether this actor keeps units anywhere."""
    return allow() if actor.paths(REGISTER_WRITERS) else refuse("access.no_post_here")


def can_load_divisions(actor: Actor) -> Decision:
    """Tell whether this actor may load a division list: the system, from the command line."""
    return by_role(actor, (), "")
