"""All cases of an area, newest first, each part of it along its own index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from linli.apps.cases.models import Case
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.rules.courses import Source
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.names import NameSight
from linli.apps.cases.selectors.areas import AreaPart, cell_part, parts_of, within
from linli.apps.cases.selectors.courses import source_condition
from linli.apps.cases.selectors.desks import NEWEST, SOONEST, case_list, row_page
from linli.apps.cases.selectors.facets import States, category_ids, in_states, states_of
from linli.apps.cases.selectors.followed import followed_row, told_places
from linli.apps.cases.selectors.listings import Listing
from linli.apps.cases.selectors.rows import CaseRow, ListedCase, case_rows
from linli.apps.cases.selectors.visibility import (
    STAFF_VIEWERS,
    followed_cases,
    own_cases,
    own_condition,
    own_parts,
    sight_of_name,
)
from linli.apps.grids.models import Cell
from linli.apps.places.selectors.names import place_of_code
from linli.core.access import Actor
from linli.core.tree import is_within
from linli.kit.days import day_start, local_day
from linli.kit.pages import Page, PreparedPages, merged_page
from linli.kit.prepared import PreparedCounts, hole
from linli.kit.sealed_fields import candidates

DAY = timedelta(days=1)
_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
PHONED = 20
# What no index holds is sought among the reports of so many days; the page says which.
WINDOW = 31


class Days(NamedTuple):
    """A range of days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What somebody wants to see; nothing chosen is everything that is open."""

    state: CaseState | None = None
    place_code: str = ""
    cell_code: str = ""
    number: str = ""
    category: str = ""
    lead: int | None = None
    is_overdue: bool = False
    first: date | None = None
    last: date | None = None
    source: Source | None = None

    def window(self, today: date) -> Days | None:
        """Return the days that are looked at, where the filters need a range of days.

        Category, body and source have an index each, with the place and in the order of the list;
        for both of the first two at once one is walked, and what the other passes over has no end
        without days. Among what is overdue, few everywhere, it needs none.
        """
        if self.number or self.is_overdue or not (self.category and self.lead):
            return None
        last = self.last or (today if self.first is None else self.first + (WINDOW - 1) * DAY)
        last = min(last, today)
        first = max(self.first or date.min, last - (WINDOW - 1) * DAY)
        return Days(min(first, last), last)


@cache
def _sought(
    states: States,
    source: Source | None,
    *,
    by_kind: bool,
    by_body: bool,
    by_day: bool,
    is_overdue: bool,
) -> Listing:
    """Return the list for a kind of question: there are few, and each is built once."""
    wanted = in_states(states) & source_condition(source)
    if by_kind:
        wanted &= Q(category_id=hole("category", Case, "category"))
    if by_body:
        wanted &= Q(lead_id=hole("lead", Case, "lead"))
    if by_day:
        wanted &= Q(reported_at__gte=hole("since", Case, "reported_at"))
        wanted &= Q(reported_at__lt=hole("before", Case, "reported_at"))
    if is_overdue:
        wanted &= Q(is_overdue=True)
    return case_list(wanted, SOONEST if is_overdue else NEWEST)


def case_page(actor: Actor, chosen: ListFilter, *, after: str, now: datetime) -> Page:
    """Return a page of the cases at the actor's places, newest first; overdue ones by due time.

    A number finds its case in any state. Whatever else is chosen walks one index in each part of
    the area, and costs the same however many cases there are; what no index holds is cut to a range
    of days (`ListFilter.window`).
    """
    area = _area(actor, chosen, now)
    if chosen.number:  # what is typed is no hole: the engine has to see how it begins
        listing = case_list(_numbered(chosen), NEWEST)
        return row_page(listing, area, after=after, now=now)
    days = chosen.window(local_day(now)) or Days(chosen.first or date.min, chosen.last or date.max)
    by_day = days != Days(date.min, date.max)
    values: dict[str, Any] = {}
    if by_day:
        values["since"] = day_start(days.first) if days.first > date.min else _FIRST
        values["before"] = day_start(days.last + DAY) if days.last < date.max else _LAST
    if chosen.lead:
        values["lead"] = chosen.lead
    if chosen.state is not None:
        values["state"] = str(chosen.state)
    listing = _sought(
        _states(chosen),
        chosen.source,
        by_kind=bool(chosen.category),
        by_body=bool(chosen.lead),
        by_day=by_day,
        is_overdue=chosen.is_overdue,
    )
    different = [values]
    if chosen.category:
        different = [values | {"category": number} for number in category_ids(chosen.category)]
    parts = [part for one in different for part in listing.parts(area, one)]
    page = merged_page(parts, after=after)
    return Page(rows=case_rows(page.rows, now=now), after=page.after)


def _states(chosen: ListFilter) -> States:
    """Return which states are asked for: what is overdue is asked for in any."""
    if chosen.is_overdue:
        return States.ANY if chosen.state is None else States.ONE
    faceted = bool(chosen.category or chosen.lead or chosen.source)
    return states_of(chosen.state, faceted=faceted)


def _numbered(chosen: ListFilter) -> Q:
    condition = Q(number__startswith=chosen.number.upper())
    return condition if chosen.state is None else condition & Q(state=chosen.state)


def cases_of_phone(actor: Actor, phone: str, *, now: datetime) -> list[CaseRow]:
    """Return the newest cases reported from a number at the actor's places, in any state.

    Found by the keyed index, and only where the reporter shows name and number to the actor: a
    sealed report is not tied to a number by searching for it.
    """
    keys = candidates(Case, "reporter_phone_index", phone)
    cases = Case.objects.filter(
        within(actor.paths(STAFF_VIEWERS)), reporter_phone_index__in=keys
    ).order_by(*NEWEST)[:PHONED]
    day = local_day(now)
    shown = [one for one in cases if sight_of_name(actor, one, day=day) == NameSight.SHOWN]
    return case_rows([_listed(one) for one in shown], now=now)


def _listed(case: Case) -> ListedCase:
    return ListedCase(*(getattr(case, name) for name in ListedCase._fields))


def _area(actor: Actor, chosen: ListFilter, now: datetime) -> list[AreaPart]:
    paths = actor.paths(STAFF_VIEWERS)
    if chosen.place_code:
        place = place_of_code(chosen.place_code)
        paths = _both(paths, place.path) if place is not None else ()
    if not chosen.cell_code:
        return parts_of(actor, paths, day=local_day(now))
    cell = Cell.objects.filter(code=chosen.cell_code).first()
    if cell is None or not paths:
        return []
    whole = any(is_within(cell.scope_path, path) for path in paths)
    return [cell_part(cell.pk, () if whole else paths)]


def _both(paths: Sequence[str], path: str) -> tuple[str, ...]:
    """Return what lies in one of `paths` and in `path`: a place above one's own shows the own."""
    if any(is_within(path, own) for own in paths):
        return (path,)
    return tuple(own for own in paths if is_within(own, path))


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One line of "my reports"."""

    row: CaseRow
    joined: bool


def my_page(actor: Actor, *, only_open: bool = False, after: str, now: datetime) -> Page:
    """Return what somebody reported or joined, newest first.

    With `only_open` their own reports that are not over: what the home page counts.
    """
    account, person = actor.account_id, actor.person_id
    if account is None and person is None:
        return Page(rows=[], after="")
    values = {"account": account or -1, "person": person or -1}
    parts = _MINE_OPEN if only_open else _MINE
    page = merged_page([(pages, values) for pages in parts], after=after)
    rows = case_rows(page.rows, now=now)
    joined = [case for case in page.rows if not _is_own(case, account, person)]
    places = told_places((case.scope_path, case.disclosure) for case in joined)
    found = []
    for case, row in zip(page.rows, rows, strict=True):
        place = places.get((case.scope_path, case.disclosure), "")
        if _is_own(case, account, person):
            found.append(OwnRow(row, joined=False))
        else:
            seen = followed_row(row, place=place, reported_at=case.reported_at, now=now)
            found.append(OwnRow(seen, joined=True))
    return Page(rows=found, after=page.after)


def _is_own(case: ListedCase, account: int | None, person: int | None) -> bool:
    by_account = account is not None and case.reporter_account_id == account
    return by_account or (person is not None and case.reporter_id == person)


# Whoever asks, as holes: who has reported or follows what, `visibility` says.
_ME: Any = Actor(
    account_id=hole("account", Case, "reporter_account_id"),
    person_id=hole("person", Case, "reporter_id"),
)


def _followed() -> "QuerySet[Case]":
    return followed_cases(_ME).exclude(own_condition(_ME))


# Parts without common cases, each of which has an index of its own.
_MINE = [
    PreparedPages(Case, build, order=NEWEST, columns=ListedCase)
    for build in (lambda: own_parts(_ME)[0], lambda: own_parts(_ME)[1], _followed)
]


def _own_open(number: int) -> "QuerySet[Case]":
    return own_parts(_ME)[number].filter(state__among=OPEN_STATES)


_MINE_OPEN = [
    PreparedPages(Case, partial(_own_open, number), order=NEWEST, columns=ListedCase)
    for number in range(len(own_parts(_ME)))
]


def waiting_for_reporter(actor: Actor) -> tuple[int, int]:
    """Return how many of one's own reports are open, and how many wait for one's word."""
    counts = _OWN.of(account=actor.account_id or -1, person=actor.person_id or -1)
    return counts["open"], counts["waiting"]


_OWN = PreparedCounts(
    {
        "open": lambda: own_cases(_ME).filter(state__among=OPEN_STATES),
        "waiting": lambda: own_cases(_ME).filter(state=CaseState.CHECKED),
    }
)
