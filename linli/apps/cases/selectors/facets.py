"""Filters by category and by body: the states as the indexes have them, the kinds behind a code."""

from collections.abc import Sequence
from enum import StrEnum

from django.db.models import Q

from linli.apps.cases.models import Case, Category
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.rules.flow import CaseState
from linli.kit.prepared import hole


class States(StrEnum):
    """Which states a list is of; where it is of one, its hole is "state"."""

    ANY = "ANY"
    OPEN = "OPEN"
    ONE = "ONE"
    ONE_OPEN = "ONE_OPEN"
    CLOSED = "CLOSED"


_ONE = Q(state=hole("state", Case, "state"))
_OPEN = Q(state__among=OPEN_STATES)
# The indexes of categories and bodies are of what is open or of what is closed: the statement has
# to say which, also where it asks for one state.
_CONDITIONS = {
    States.ANY: Q(),
    States.OPEN: _OPEN,
    States.ONE: _ONE,
    States.ONE_OPEN: _ONE & Q(state__surely_among=OPEN_STATES),
    States.CLOSED: Q(state__mostly_among=(CaseState.CLOSED,)),
}


def in_states(states: States) -> Q:
    """Return the condition on the state."""
    return _CONDITIONS[states]


def states_of(state: CaseState | None, *, faceted: bool) -> States:
    """Return which states are meant by one, or by none for all that is open.

    `faceted` tells that the list is of a category or of a body.
    """
    if state is None:
        return States.OPEN
    if not faceted:
        return States.ONE
    return States.CLOSED if state == CaseState.CLOSED else States.ONE_OPEN


def category_ids(code: str) -> Sequence[int]:
    """Return the categories with this code: a place may have one of its own."""
    return list(Category.objects.filter(code=code).order_by("pk").values_list("pk", flat=True))
