"""What waits for somebody's decision: arbitration, refused calls, more time, exclusions, appeals.

What a person has taken part in themselves is left out: they could not decide on it, or have
agreed already where several must.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from linli.apps.accounts.rules import PLACE_ADMINS
from linli.apps.cases.models import Agreement, Case, CaseStep
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.rules.flow import EXCLUDING, CaseAction, CaseState
from linli.apps.cases.selectors import calls, delays
from linli.apps.cases.selectors.areas import (
    AreaPart,
    area_parts,
    levelled,
    parts_at,
    whole_parts,
)
from linli.apps.cases.selectors.desks import OLDEST, PRESSING, SORTERS, case_list, row_page
from linli.apps.cases.selectors.escalations import climbed_parts
from linli.apps.cases.selectors.listings import Listing
from linli.apps.cases.selectors.rows import ListedCase
from linli.core.access import Actor
from linli.kit.days import local_day
from linli.kit.pages import Page, counted_lists
from linli.kit.prepared import hole

DECIDERS = SORTERS | PLACE_ADMINS
# Which lists somebody sees: those of the dispatch board only whoever has one.
OF_BOARD = ("delays", "arbitration", "calls", "review", "places")
OF_ALL = ("second", "appeals")
CLIMBED = "climbed"  # of one's own posts, whatever the area


def lists_of(actor: Actor) -> tuple[str, ...]:
    """Return the names of the lists this actor decides on."""
    has_board = actor.is_system or bool(actor.paths(PLACE_ADMINS))
    return (CLIMBED, *OF_BOARD, *OF_ALL) if has_board else (CLIMBED, *OF_ALL)


def decision_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """Return how much waits for this actor in each list, in one statement."""
    names, day = lists_of(actor), local_day(now)
    area = area_parts(actor, DECIDERS, day=day)
    lists = {name: _LISTS[name].parts(area, oneself(actor)) for name in OF_ALL}
    lists[CLIMBED] = climbed_parts(actor, now=now)
    if set(OF_BOARD) <= set(names):
        places, low = levelled(actor.paths(PLACE_ADMINS))
        board, whole = parts_at(places, low, actor, day=day), whole_parts(places, low)
        lists |= {
            "delays": delays.to_decide_parts(whole, actor),
            "arbitration": _LISTS["arbitration"].parts(board, oneself(actor)),
            "calls": calls.to_rule_on_parts(whole),
            "review": delays.review_parts(whole, now=now),
            "places": _LISTS["places"].parts(whole, {}),
        }
    return dict(zip(names, counted_lists([lists[name] for name in names]), strict=True))


def decision_cases(actor: Actor, name: str, *, after: str, now: datetime) -> Page:
    """Return the cases of a list that waits for a decision, the oldest first."""
    area = _area(actor, name, now)
    mine = {} if name == "places" else oneself(actor)
    return row_page(_LISTS[name], area, after=after, now=now, **mine)


def handed_up(actor: Actor, *, now: datetime) -> Page:
    """Return the first cases whose place an office of this actor decides; `after` tells of more."""
    if not actor.paths(PLACE_ADMINS):
        return Page(rows=[], after="")
    return row_page(_FIRST_PLACES, _area(actor, "places", now), after="", now=now)


def _area(actor: Actor, name: str, now: datetime) -> list[AreaPart]:
    roles = PLACE_ADMINS if name in OF_BOARD else DECIDERS
    return area_parts(actor, roles, day=local_day(now))


def oneself(actor: Actor) -> dict[str, int]:
    """Return what fills the holes of `without_own`: whoever asks."""
    return {"account": actor.account_id or -1, "person": actor.person_id or -1}


def without_own(actions: Iterable[CaseAction]) -> Q:
    """Return the filter "somebody else did each of these acts in it"."""
    me = Q(account_id=hole("account", CaseStep, "account_id")) | Q(
        person_id=hole("person", CaseStep, "person_id")
    )
    mine = CaseStep.objects.filter(me, case=OuterRef("pk"), action__in=list(actions))
    return ~Q(Exists(mine))


def without_agreed() -> Q:
    """Return the filter "whoever asks has not agreed to the exclusion"."""
    me = hole("account", Agreement, "account_id")
    rows = Agreement.objects.filter(case=OuterRef("pk"), delay=None, counts=True, account_id=me)
    return ~Q(Exists(rows))


def _cases(state: CaseState, *actions: CaseAction) -> Listing:
    """Return the cases of a state in which whoever asks did none of these acts."""
    return Listing(
        Case,
        lambda: Q(state=state) & without_own(actions) if actions else Q(state=state),
        OLDEST,
        columns=ListedCase,
    )


_HANDED_UP = Q(wanted_place__isnull=False, state__among=OPEN_STATES)
_PLACES = case_list(_HANDED_UP)
_FIRST_PLACES = case_list(_HANDED_UP, size=PRESSING)
_LISTS = {
    "places": _PLACES,
    "arbitration": _cases(CaseState.ARBITRATION, CaseAction.DISPATCH),
    "second": Listing(
        Case,
        lambda: (
            Q(state=CaseState.EXCLUSION_PROPOSED)
            & without_own([CaseAction.PROPOSE_EXCLUSION])
            & without_agreed()
        ),
        OLDEST,
        columns=ListedCase,
    ),
    "appeals": _cases(CaseState.APPEALED, *EXCLUDING),
}
