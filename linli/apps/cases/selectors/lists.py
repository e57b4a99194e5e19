"""All cases of an area, newest first, each part of it along its own index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from linli.apps.cases.models import Case
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.areas import parts_of, within
from linli.apps.cases.selectors.desks import NEWEST, row_page
from linli.apps.cases.selectors.rows import CaseRow, case_rows
from linli.apps.cases.selectors.visibility import (
    STAFF_VIEWERS,
    followed_cases,
    own_cases,
    own_parts,
)
from linli.apps.grids.models import Cell
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.core.tree import is_within
from linli.kit.days import local_day
from linli.kit.pages import Page, merged_page


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What somebody wants to see; nothing chosen is everything that is open."""

    state: CaseState | None = None
    place_code: str = ""
    cell_code: str = ""
    number: str = ""


def case_page(actor: Actor, chosen: ListFilter, *, after: str, now: datetime) -> Page:
    """Return a page of the cases at the actor's places, newest first.

    A number finds its case in any state.
    """
    condition = Q(state__among=OPEN_STATES)
    if chosen.state is not None:
        condition = Q(state=chosen.state)
    elif chosen.number:
        condition = Q()
    if chosen.number:
        condition &= Q(number__startswith=chosen.number.upper())
    parts = [Case.objects.filter(part, condition) for part in _parts(actor, chosen, now)]
    return row_page(parts, order=NEWEST, after=after, now=now)


def _parts(actor: Actor, chosen: ListFilter, now: datetime) -> list[Q]:
    paths = actor.paths(STAFF_VIEWERS)
    if chosen.place_code:
        place = Place.objects.filter(code=chosen.place_code).first()
        paths = _both(paths, place.path) if place is not None else ()
    if not chosen.cell_code:
        return parts_of(actor, paths, day=local_day(now))
    cell = Cell.objects.filter(code=chosen.cell_code).first()
    if cell is None:
        return []
    whole = any(is_within(cell.scope_path, path) for path in paths)
    return [Q(cell=cell) if whole else Q(cell=cell) & within(paths)]


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


def my_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return what somebody reported or joined, newest first."""
    own, followed = own_cases(actor), followed_cases(actor)
    parts = [*own_parts(actor), followed.exclude(pk__in=own.values("pk"))]
    page = merged_page(parts, order=NEWEST, after=after)
    mine = set(own.filter(pk__in=[case.pk for case in page.rows]).values_list("pk", flat=True))
    rows = [OwnRow(row, row.case_id not in mine) for row in case_rows(page.rows, now=now)]
    return Page(rows=rows, after=page.after)


def waiting_for_reporter(actor: Actor) -> tuple[int, int]:
    """Return how many of one's own reports are open, and how many wait for one's word."""
    counts = own_cases(actor).aggregate(
        open=Count("pk", filter=Q(state__among=OPEN_STATES)),
        waiting=Count("pk", filter=Q(state=CaseState.CHECKED)),
    )
    return counts["open"], counts["waiting"]
