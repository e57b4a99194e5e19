"""What waits for somebody's decision: arbitration, refused calls, more time, exclusions, appeals.

What a person has taken part in themselves is left out: they could not decide on it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.apps.accounts.rules import PLACE_ADMINS
from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.selectors import calls, delays
from linli.apps.cases.selectors.desks import (
    COUNTED,
    OLDEST,
    SORTERS,
    counted,
    parts_in,
    row_page,
)
from linli.core.access import Actor
from linli.kit.pages import Page

_EXCLUDING = (CaseAction.PROPOSE_EXCLUSION, CaseAction.CONFIRM_EXCLUSION)
DECIDERS = SORTERS | PLACE_ADMINS
# Which lists somebody sees: those of the dispatch board only whoever has one.
OF_BOARD = ("delays", "arbitration", "calls", "review")
OF_ALL = ("second", "appeals")


def lists_of(actor: Actor) -> tuple[str, ...]:
    """Return the names of the lists this actor decides on."""
    has_board = actor.is_system or bool(actor.paths(PLACE_ADMINS))
    return (*OF_BOARD, *OF_ALL) if has_board else OF_ALL


def decision_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Return how much waits for this actor in each list."""
    return {name: _count(actor, name, now) for name in lists_of(actor)}


def _count(actor: Actor, name: str, now: datetime) -> int:
    if name == "delays":
        return delays.to_decide_count(actor)
    if name == "review":
        return delays.review_count(actor, now=now)
    if name == "calls":
        return counted(calls.to_rule_on(actor))
    return min(COUNTED, sum(counted(part) for part in _cases(actor, name, now)))


def decision_cases(actor: Actor, name: str, *, after: str, now: datetime) -> Page:
    """Return the cases of a list that waits for a decision, the oldest first."""
    return row_page(_cases(actor, name, now), order=OLDEST, after=after, now=now)


def _cases(actor: Actor, name: str, now: datetime) -> "list[QuerySet[Case]]":
    if name == "arbitration":
        return parts_in(actor, PLACE_ADMINS, Q(state=CaseState.ARBITRATION), now=now)
    state, acts = {
        "second": (CaseState.EXCLUSION_PROPOSED, _EXCLUDING[:1]),
        "appeals": (CaseState.APPEALED, _EXCLUDING),
    }[name]
    parts = parts_in(actor, DECIDERS, Q(state=state), now=now)
    return [_without_own(part, actor, acts) for part in parts]


def _without_own(
    cases: "QuerySet[Case]", actor: Actor, actions: Iterable[CaseAction]
) -> "QuerySet[Case]":
    me = Q(pk__in=[])
    if actor.account_id is not None:
        me |= Q(account_id=actor.account_id)
    if actor.person_id is not None:
        me |= Q(person_id=actor.person_id)
    mine = CaseStep.objects.filter(me, case=OuterRef("pk"), action__in=list(actions))
    return cases.exclude(Exists(mine))
