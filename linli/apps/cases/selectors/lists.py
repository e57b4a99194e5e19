"""All cases of an area, newest first: one index scan for each state, merged."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from linli.apps.cases.models import Case
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.areas import in_area, within
from linli.apps.cases.selectors.desks import NEWEST, row_page
from linli.apps.cases.selectors.rows import CaseRow, case_rows, listed
from linli.apps.cases.selectors.visibility import STAFF_VIEWERS, followed_cases, own_cases
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.kit.pages import Page, merged_page


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What somebody wants to see; nothing chosen is everything that is open."""

    state: CaseState | None = None
    place_code: str = ""
    cell_code: str = ""
    number: str = ""


def case_page(actor: Actor, chosen: ListFilter, *, after: str, now: datetime) -> Page:
    """Return a page of the cases at the actor's places, newest first."""
    cases = Case.objects.filter(_area(actor, chosen))
    if chosen.number:
        cases = cases.filter(number__startswith=chosen.number.upper())
    if chosen.cell_code:
        cases = cases.filter(cell__code=chosen.cell_code)
    if chosen.state is not None:
        return row_page(cases.filter(state=chosen.state), order=NEWEST, after=after, now=now)
    states = [listed(cases.filter(state=state)) for state in OPEN_STATES]
    page = merged_page(states, order=NEWEST, after=after)
    return Page(rows=case_rows(page.rows, now=now), after=page.after)


def _area(actor: Actor, chosen: ListFilter) -> Q:
    own = actor.paths(STAFF_VIEWERS)
    if not chosen.place_code:
        return in_area(actor, STAFF_VIEWERS)
    place = Place.objects.filter(code=chosen.place_code).first()
    if place is None:
        return Q(pk__in=[])
    if any(place.path.startswith(path) for path in own):
        return within([place.path])
    # A place above one's own shows what lies in both.
    return within([path for path in own if path.startswith(place.path)])


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One line of "my reports"."""

    row: CaseRow
    joined: bool


def my_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return what somebody reported or joined, newest first."""
    own, followed = own_cases(actor), followed_cases(actor)
    page = merged_page(
        [listed(own), listed(followed.exclude(pk__in=own.values("pk")))], order=NEWEST, after=after
    )
    mine = set(own.filter(pk__in=[case.pk for case in page.rows]).values_list("pk", flat=True))
    rows = [OwnRow(row, row.case_id not in mine) for row in case_rows(page.rows, now=now)]
    return Page(rows=rows, after=page.after)


def waiting_for_reporter(actor: Actor) -> tuple[int, int]:
    """Return how many of one's own reports are open, and how many wait for one's word."""
    counts = own_cases(actor).aggregate(
        open=Count("pk", filter=Q(state__in=OPEN_STATES)),
        waiting=Count("pk", filter=Q(state=CaseState.CHECKED)),
    )
    return counts["open"], counts["waiting"]
