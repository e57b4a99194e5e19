"""Which post has a case now: the lead's, the desk's, the board's, the arbiter's, or none."""

from collections.abc import Sequence
from datetime import date

from linli.apps.cases.models import Case, Task
from linli.apps.cases.models.tasks import OPEN_TASKS
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.selectors.arbiters import arbiter_seat
from linli.apps.cases.selectors.posts import office_seat
from linli.apps.organisations.models import Seat
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.places.rules import PlaceKind
from linli.core.tree import ancestors
from linli.kit.dated import in_force

_WITH_LEAD = {CaseState.DISPATCHED, CaseState.HANDLING}
_AT_DESK = {CaseState.REPORTED, CaseState.EXCLUSION_PROPOSED, CaseState.FED_BACK}
_AT_BOARD = {CaseState.OPEN, CaseState.APPEALED}

_DESKS = (
    BodyType.RESIDENTS_COMMITTEE,
    BodyType.VILLAGERS_COMMITTEE,
    BodyType.SERVICE_CENTRE,
    BodyType.GOVERNANCE_OFFICE,
)
_BOARDS = (BodyType.GOVERNANCE_OFFICE, BodyType.TOWNSHIP_COMMITTEE)
_BOARD_PLACES = (PlaceKind.TOWNSHIP, PlaceKind.COUNTY)


def seat_in_charge(case: Case, day: date) -> int | None:
    """Return the post that has the case in its present state; None when no office has to act.

    At the desk and at the board it is the leading post of the nearest body on the way up the
    place tree; who acts for it, and to whom it falls, `duties.responsible_for` tells.
    """
    state = CaseState(case.state)
    if state in _WITH_LEAD:
        lead = Task.objects.filter(case=case, kind=TaskKind.LEAD, state__in=OPEN_TASKS).first()
        return lead.seat_id if lead else None
    if state in _AT_DESK:
        return desk_seat(case.scope_path, day)
    arbiter = arbiter_seat(case, day) if state == CaseState.ARBITRATION else None
    if arbiter is not None:
        return arbiter
    if state in _AT_BOARD or state == CaseState.ARBITRATION:
        return _nearest(case.scope_path, _BOARDS, _BOARD_PLACES, day)
    return None


def desk_seat(path: str, day: date) -> int | None:
    """Return the post that sorts what lies at a place; without any desk the district's office."""
    nearest = _nearest(path, _DESKS, tuple(PlaceKind), day)
    return nearest if nearest is not None else office_seat(path, PlaceKind.COUNTY, day)


def _nearest(
    path: str, types: Sequence[BodyType], kinds: Sequence[PlaceKind], day: date
) -> int | None:
    seats = (
        Seat.objects.on(day)
        .filter(
            in_force(day, "body__"),
            body__type__in=types,
            body__place__kind__in=kinds,
            body__scope_path__in=[*ancestors(path), path],
        )
        .values_list("pk", "kind", "position", "body__type", "body__scope_path")
    )
    ranked = sorted(
        (-len(place), types.index(BodyType(body_type)), position, number)
        for number, kind, position, body_type, place in seats
        if kind == TYPES[BodyType(body_type)].lead
    )
    return ranked[0][-1] if ranked else None
