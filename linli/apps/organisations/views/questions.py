"""What every page here asks first: for which day, and at which place."""

from collections.abc import Iterable
from datetime import date

from linli.apps.organisations.selectors.places import Asked, asked_place
from linli.core.errors import NotAllowed
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
