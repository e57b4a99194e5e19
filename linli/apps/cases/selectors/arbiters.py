"""Who decides whose task a case is, when the bodies have returned it: a post that everybody knows.

The township's arbiter, unless nobody is left for that post but who sent the case out: then the
district's. Source: [rule:case-arbiter].
"""

from collections.abc import Collection
from datetime import date

from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.ladder import ARBITERS
from linli.apps.cases.selectors.posts import ladder_seat
from linli.apps.organisations.models import Seat
from linli.apps.organisations.selectors.duties import responsible_for

_SENDINGS = (CaseAction.DISPATCH, CaseAction.ARBITRATE)


def arbiter_seat(case: Case, day: date) -> int | None:
    """Return the post that arbitrates in a case; None where no office is set up that could.

    A post for which nobody acts keeps the case only when there is none above it.
    """
    senders = _senders(case)
    vacant = None
    for rung in ARBITERS:
        seat_id = ladder_seat(case.scope_path, rung, day)
        if seat_id is None:
            continue
        person = responsible_for(seat_id, day).person_id
        if person is not None and person not in senders:
            return seat_id
        if person is None and vacant is None:
            vacant = seat_id
    return vacant


def arbiter_of(case: Case, day: date) -> Seat | None:
    """Return the same post with its body, to be named."""
    return Seat.objects.select_related("body").filter(pk=arbiter_seat(case, day) or 0).first()


def is_bound(case: Case) -> bool:
    """Tell whether the arbiter has decided whose task it is: that body cannot return it."""
    steps = CaseStep.objects.filter(case=case, action__in=_SENDINGS).order_by("-number")
    return steps.values_list("action", flat=True).first() == CaseAction.ARBITRATE


def _senders(case: Case) -> Collection[int]:
    steps = CaseStep.objects.filter(case=case, action=CaseAction.DISPATCH)
    return {person for person in steps.order_by().values_list("person_id", flat=True) if person}
