"""A case as somebody sees it who said "me too": what everybody may see, and how far it is.

No words of the report, no minute, no dwelling; of a reporter who is not to be named not even the
building, as most report from where they live. Source: [rule:case-joining].
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils.timezone import get_current_timezone

from linli.apps.cases.labels import STATES, step_done
from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.rules.names import UNNAMED
from linli.apps.cases.selectors.dossiers import Entry
from linli.apps.cases.selectors.rows import CaseRow, Due, row_of
from linli.apps.places.rules import PlaceKind
from linli.apps.places.selectors.names import places_at
from linli.core.tree import ancestors

_HIDDEN = frozenset({PlaceKind.ENTRANCE})
_HIDDEN_UNNAMED = _HIDDEN | {PlaceKind.BUILDING}
_LEVELS = 2


def told_places(spots: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return what neighbours are told of a place, by its path and who may see the name."""
    wanted = set(spots)
    paths = {one for path, _disclosure in wanted for one in (*ancestors(path), path)}
    places = {place.path: place for place in places_at(paths)} if paths else {}
    told = {}
    for path, disclosure in wanted:
        hidden = _HIDDEN_UNNAMED if Disclosure(disclosure) in UNNAMED else _HIDDEN
        way = [places[one] for one in (*ancestors(path), path) if one in places]
        names = [place.name for place in way if place.kind not in hidden]
        told[path, disclosure] = " ".join(names[-_LEVELS:])
    return told


def followed_row(row: CaseRow, *, place: str, reported_at: datetime, now: datetime) -> CaseRow:
    """Return a row of a list without what a follower does not see."""
    due_at = row.due.at
    due = Due(_day(due_at, now), row.due.kind) if due_at is not None else row.due
    return replace(
        row,
        place=place,
        excerpt="",
        reported=_day(reported_at, now),
        due=due,
        contact=Due("", "muted"),
        came_from="",
        wanted="",
    )


def followed_case(case: Case, *, now: datetime) -> tuple[CaseRow, list[Entry]]:
    """Return the row and the thread of one case as a follower sees them: days and acts."""
    spot = (case.scope_path, case.disclosure)
    row = followed_row(
        row_of(case, now=now), place=told_places([spot])[spot], reported_at=case.reported_at,
        now=now,
    )  # fmt: skip
    told = Q(action__isnull=False) | Q(kind="reported")
    steps = CaseStep.objects.filter(told, case=case, is_inner=False).order_by("-number")
    thread = [
        Entry(
            when=_day(step.at, now),
            who="",
            what=str(step_done(step.kind, step.action)),
            detail="",
            text="",
            is_inner=False,
            is_among=False,
            proposed="",
            photos=(),
        )
        for step in steps
    ]
    return row, thread


def status_of(case: Case) -> str:
    """Return how a case stands, in the words everybody is told."""
    return str(STATES[CaseState(case.state)])


def _day(at: datetime, now: datetime) -> str:
    zone = get_current_timezone()
    day, today = at.astimezone(zone), now.astimezone(zone)
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"
