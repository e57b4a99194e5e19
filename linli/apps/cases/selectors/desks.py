"""What waits at each desk: sorting, dispatch, checks, hang-ups, the red list.

Each list starts from the places of the posts that work there, and is a keyset page over an index.
What waits for bodies and cells is in `tasks`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from linli.apps.accounts.rules import PLACE_ADMINS, REGISTER_WRITERS, Role
from linli.apps.cases.models import Case
from linli.apps.cases.models.indexes import HURRIED, OPEN_STATES, UNDER_WAY
from linli.apps.cases.rules.counts import Plight
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.selectors import figures
from linli.apps.cases.selectors.areas import AreaPart, area_parts, levelled, parts_at
from linli.apps.cases.selectors.listings import Listing
from linli.apps.cases.selectors.loads import BodyLoad, loads_at
from linli.apps.cases.selectors.rows import CaseRow, ListedCase, case_rows
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.kit.days import local_day
from linli.kit.pages import Page
from linli.kit.prepared import hole
from linli.kit.scoped import under

SORTERS = frozenset({Role.COMMUNITY_WORKER, Role.TOWNSHIP_ADMIN})
DISPATCHERS = PLACE_ADMINS
CHECKERS = REGISTER_WRITERS | {Role.GRID_WORKER}
OLDEST = ("reported_at", "id")
NEWEST = ("-reported_at", "-id")
SOONEST = ("due_at", "id")
PRESSING = 10


def case_list(where: Q, order: tuple[str, ...] = OLDEST, *, size: int = 20) -> Listing:
    """Return a list of cases."""
    return Listing(Case, lambda: where, order, columns=ListedCase, size=size)


def row_page(listing: Listing, area: Sequence[AreaPart], *, after: str, now: datetime,
             **values: object) -> Page:  # fmt: skip
    """Return a page of case rows over the parts of an area."""
    page = listing.page(area, after=after, **values)
    return Page(rows=case_rows(page.rows, now=now), after=page.after)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits somewhere, and how much of it is overdue."""

    cases: int
    overdue: int


def sorting_counts(actor: Actor) -> Waiting:
    """Return how many reports wait to be sorted."""
    counts = standing_in(actor.paths(SORTERS))
    return Waiting(counts[CaseState.REPORTED], counts[Plight.LATE_AT_DESK])


def standing_in(paths: Iterable[str]) -> "Counter[str]":
    """Return how cases stand now at these places: from the summaries, where they are kept."""
    return _standing_at(*levelled(paths))


def _standing_at(places: Sequence[Place], low: Sequence[str]) -> "Counter[str]":
    found: Counter[str] = Counter()
    for place in places:
        found.update(figures.standing_of_place(place))
    if low:
        raw = figures.raw_counts(Case.objects.filter(under(low), state__among=OPEN_STATES))
        for key, number in raw.items():
            if key.day is None:
                found[key.name] += number
    return found


@dataclass(frozen=True, slots=True)
class SortingDesk:
    """What waits to be sorted: the urgent ones, which stand above the queue, and the queue."""

    pressing: list[CaseRow]
    page: Page


TO_SORT = case_list(Q(state=CaseState.REPORTED))
PRESSED = case_list(Q(state=CaseState.REPORTED, level__among=HURRIED), size=PRESSING)


def sorting_desk(actor: Actor, *, after: str, now: datetime) -> SortingDesk:
    """Return what waits to be sorted, the oldest first."""
    area = area_parts(actor, SORTERS, day=local_day(now))
    hurried, page = PRESSED.page(area).rows, TO_SORT.page(area, after=after)
    rows = case_rows([*hurried, *page.rows], now=now)
    return SortingDesk(rows[: len(hurried)], Page(rows=rows[len(hurried) :], after=page.after))


@dataclass(frozen=True, slots=True)
class Board:
    """The dispatch board: cases in each state, what each body leads, and the list that is open."""

    counts: "Counter[str]"
    leads: list[BodyLoad]
    page: Page


_OF_LEAD = Q(lead_id=hole("lead", Case, "lead"))
_WAITS = Q(state=CaseState.OPEN)
_UNDER_WAY = Q(state__among=UNDER_WAY, due_at__isnull=False)
# What waits by age, what is under way by due time; the same for one lead.
BOARD = {
    (False, False): case_list(_WAITS),
    (False, True): case_list(_WAITS & _OF_LEAD),
    (True, False): case_list(_UNDER_WAY, SOONEST),
    (True, True): case_list(_UNDER_WAY & _OF_LEAD, SOONEST),
}


def board(
    actor: Actor, *, under_way: bool, lead: int | None, after: str, now: datetime
) -> Board:  # fmt: skip
    """Return the dispatch board of an actor's area; `lead` keeps the cases of one body."""
    places, low = levelled(actor.paths(DISPATCHERS))
    listing = BOARD[under_way, lead is not None]
    values = {} if lead is None else {"lead": lead}
    area = parts_at(places, low, actor, day=local_day(now))
    return Board(
        counts=_standing_at(places, low),
        leads=loads_at(places, low),
        page=row_page(listing, area, after=after, now=now, **values),
    )


def board_counts(actor: Actor) -> "Counter[str]":
    """Return how many cases stand in each state the board works on."""
    return standing_in(actor.paths(DISPATCHERS))


_TO_CHECK = case_list(
    Q(state=CaseState.FED_BACK)
    & ~Q(
        handler_account_id__isnull=False,
        handler_account_id=hole("account", Case, "handler_account_id"),
    )
)


def checks_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return what waits to be checked in the area, never the actor's own handling."""
    area = area_parts(actor, CHECKERS, day=local_day(now))
    return row_page(_TO_CHECK, area, after=after, now=now, account=_account(actor))


def check_count(actor: Actor, *, now: datetime) -> int:
    """Return how many cases wait for a check by this actor, COUNTED at most."""
    area = area_parts(actor, CHECKERS, day=local_day(now))
    return _TO_CHECK.count(area, account=_account(actor))


def _account(actor: Actor) -> int:
    return actor.account_id or -1


_OPEN = Q(state__among=OPEN_STATES)
RED = {
    "overdue": case_list(Q(is_overdue=True), SOONEST),
    "reopened": case_list(_OPEN & Q(reopened__gt=0)),
    "danger": case_list(_OPEN & Q(level=Level.DANGER)),
    "returned": case_list(_OPEN & Q(returned__gt=0)),
}


@dataclass(frozen=True, slots=True)
class RedList:
    """What is red in an area: how many cases in each way, and the list that is open."""

    counts: dict[str, int]
    page: Page


def red_list(actor: Actor, chosen: str, *, after: str, now: datetime) -> RedList:
    """Return what is red in the area: overdue, disputed before, dangerous, sent to and fro."""
    places, low = levelled(actor.paths(PLACE_ADMINS))
    area = parts_at(places, low, actor, day=local_day(now))
    page = row_page(RED[chosen], area, after=after, now=now)
    return RedList(red_of(_standing_at(places, low)), page)


def red_of(counts: "Counter[str]") -> dict[str, int]:
    """Return how many cases of an area are red, and in what way, from how its cases stand."""
    return {
        "overdue": counts[Plight.OVERDUE],
        "reopened": counts[Plight.REOPENED],
        "danger": counts[Plight.DANGER],
        "returned": counts[Plight.RETURNED],
    }
