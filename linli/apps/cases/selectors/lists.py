"""All cases of an area, newest first, each part of it along its own index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from linli.apps.cases.models import Case
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.areas import AreaPart, cell_part, parts_of
from linli.apps.cases.selectors.desks import NEWEST, case_list, row_page
from linli.apps.cases.selectors.followed import followed_row, told_places
from linli.apps.cases.selectors.rows import CaseRow, ListedCase, case_rows
from linli.apps.cases.selectors.visibility import (
    STAFF_VIEWERS,
    followed_cases,
    own_cases,
    own_condition,
    own_parts,
)
from linli.apps.grids.models import Cell
from linli.apps.places.selectors.names import place_of_code
from linli.core.access import Actor
from linli.core.tree import is_within
from linli.kit.days import local_day
from linli.kit.pages import Page, PreparedPages, merged_page
from linli.kit.prepared import PreparedCounts, hole


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What somebody wants to see; nothing chosen is everything that is open."""

    state: CaseState | None = None
    place_code: str = ""
    cell_code: str = ""
    number: str = ""


_OPEN = case_list(Q(state__among=OPEN_STATES), NEWEST)
_IN_STATE = case_list(Q(state=hole("state", Case, "state")), NEWEST)


def case_page(actor: Actor, chosen: ListFilter, *, after: str, now: datetime) -> Page:
    """Return a page of the cases at the actor's places, newest first.

    A number finds its case in any state.
    """
    area = _area(actor, chosen, now)
    if chosen.number:  # what is typed is no hole: the engine has to see how it begins
        listing = case_list(_numbered(chosen), NEWEST)
        return row_page(listing, area, after=after, now=now)
    if chosen.state is not None:
        return row_page(_IN_STATE, area, after=after, now=now, state=str(chosen.state))
    return row_page(_OPEN, area, after=after, now=now)


def _numbered(chosen: ListFilter) -> Q:
    condition = Q(number__startswith=chosen.number.upper())
    return condition if chosen.state is None else condition & Q(state=chosen.state)


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
