"""Who has which desk: sorting, dispatch, checks, rounds, the inbox of a body."""

from collections.abc import Collection

from linli.apps.accounts.rules import PLACE_ADMINS, Role
from linli.apps.cases.models import Task
from linli.apps.cases.permissions.parts import CHECKERS, SORTERS
from linli.apps.cases.selectors import visibility
from linli.apps.people.permissions import can_list_people
from linli.core.access import Actor, Decision, allow, by_role, refuse


def can_sort(actor: Actor) -> Decision:
    """Allow whoever has a sorting desk somewhere."""
    return _has_post(actor, SORTERS)


def can_revisit(actor: Actor) -> Decision:
    """Allow whoever asks reporters somewhere: the sorting desks."""
    return _has_post(actor, SORTERS)


def can_dispatch(actor: Actor) -> Decision:
    """Allow whoever has a dispatch board somewhere."""
    return _has_post(actor, PLACE_ADMINS)


def can_decide(actor: Actor) -> Decision:
    """Allow whoever decides on something as a second person, an arbiter or a reviewer."""
    return _has_post(actor, SORTERS | PLACE_ADMINS)


def can_check(actor: Actor) -> Decision:
    """Allow whoever checks somewhere what others have handled."""
    return _has_post(actor, CHECKERS)


def can_watch(actor: Actor) -> Decision:
    """Allow whoever sees the cases of a place."""
    return _has_post(actor, visibility.STAFF_VIEWERS)


def can_search_phone(actor: Actor) -> Decision:
    """Allow whoever watches cases and may search people by their numbers."""
    return can_watch(actor) and can_list_people(actor)


def can_watch_place(actor: Actor, path: str) -> Decision:
    """Allow whoever sees the cases of this place."""
    return by_role(actor, visibility.STAFF_VIEWERS, path)


def can_walk_rounds(actor: Actor) -> Decision:
    """Allow grid workers."""
    return _has_post(actor, visibility.CELL_ROLES)


def can_use_inbox(actor: Actor) -> Decision:
    """Allow whoever holds a post with rights in a body."""
    return allow() if visibility.own_bodies(actor) else refuse("access.no_post_here")


def can_see_task(actor: Actor, task: Task) -> Decision:
    """Allow the body of the task, and whoever sees the cases of the place."""
    if task.body_id in visibility.own_bodies(actor):
        return allow()
    return by_role(actor, visibility.STAFF_VIEWERS, task.case.scope_path)


def _has_post(actor: Actor, roles: Collection[Role]) -> Decision:
    held = actor.is_system or not actor.roles.isdisjoint(roles)
    return allow() if held else refuse("access.no_post_here")
