"""What every page here asks first: for which day, at which place, and of whose circle."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from linli.apps.organisations import permissions
from linli.apps.organisations.rules.bodies import PARTY_TYPES
from linli.apps.organisations.selectors.bodies import get_any_body
from linli.apps.organisations.selectors.places import Asked, asked_place
from linli.core.access import Actor
from linli.core.errors import NotAllowed, NotFound
from linli.kit.days import asked_day, local_day
from linli.kit.request import Request


def shown_day(request: Request) -> date:
    """Return the day the page is asked for; raises DayMalformed."""
    return asked_day(request.GET.get("as_of", ""), local_day(request.now))


def as_of_context(request: Request, day: date) -> dict[str, object]:
    """Return what the as-of form of a page shows."""
    today = local_day(request.now)
    return {"as_of": day, "today": today, "is_today": day == today}


def shown_place(request: Request, roles: Iterable[str]) -> Asked:
    """Return the place the page is asked for, or else the first where one of `roles` is held.

    Raises NotAllowed for whoever holds none of them anywhere, NotFound for a place they do not
    reach.
    """
    asked = asked_place(request.actor, request.GET.get("place", "").strip(), roles)
    if asked is None:
        raise NotAllowed(reason="access.no_post_here")
    return asked


def circle_branch(actor: Actor, body_id: int) -> Any:
    """Return a party body for those who may know of membership there.

    Raises NotFound for everybody else. Source: [rule:membership-visibility].
    """
    branch = get_any_body(body_id)
    if branch.type not in PARTY_TYPES or not permissions.can_see_membership(actor, branch):
        raise NotFound(kind="body")
    return branch
