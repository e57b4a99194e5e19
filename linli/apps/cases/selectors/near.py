"""Open reports near by that may be about the same: what, where, since when, never who or what.

To the desk everything of the community is shown, by likeness. To neighbours only what lies near
the place they name, only matters that concern more than the people in them, and shared words put
these in order and add none: else the list would tell whether somebody wrote a word, and about
whom. Whoever joins one lives near it, or has it from that list. Source: [rule:case-joining].
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.signing import Signer
from django.db.models import Count, Q, QuerySet
from django.utils.crypto import constant_time_compare

from linli.apps.cases.models import Case, Category
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.joining import SHARED_LEAST, is_shared
from linli.apps.cases.selectors.followed import told_places
from linli.apps.cases.selectors.offered import category_name
from linli.apps.cases.selectors.spots import own_spots
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.core.tree import ancestors
from linli.kit.days import local_day
from linli.kit.scoped import under
from linli.kit.search import pairs, runs

MOST = 5
_CANDIDATES = 60
_ESTATES = (PlaceKind.COMPOUND, PlaceKind.NATURAL_VILLAGE)
_AREAS = (PlaceKind.COMMUNITY, PlaceKind.VILLAGE)
TOKEN_LASTS = timedelta(hours=2)
_SIGNER = Signer(salt="cases.join")


@dataclass(frozen=True, slots=True)
class Similar:
    """An open case as a neighbour may see it: its text and its dwelling stay out.

    `token` lets whoever was shown it say "me too", for a while.
    """

    number: str
    category: str
    icon: str
    place: str
    state: CaseState
    since: date
    others: int
    token: str = ""


@dataclass(frozen=True, slots=True)
class _Around:
    """The estate and the community around a place; empty where there is none."""

    path: str
    estate: str
    community: str
    community_id: int | None

    @property
    def near(self) -> Q:
        """Return the filter "near the place": in its estate, or where the community itself is."""
        lowest = self.estate or self.community
        if not lowest:
            return Q(scope_path=self.path)
        return under([lowest]) | Q(scope_path=self.community or self.path)


def similar_cases(
    path: str, category: Category, text: str = "", *, exclude: int | None = None
) -> list[Similar]:
    """Return up to MOST open cases of a category for the desk of the community, likeliest first.

    One of the same building, or that shares words, goes before one that is merely of the estate.
    """
    around = _around(path)
    there = Q(community=around.community_id) if around.community_id else Q(scope_path=path)
    cases = _open_cases(category).filter(there).exclude(pk=exclude or 0)
    return _similar([case for score, case in _scored(cases, text, around) if score > 0][:MOST])


def joinable_cases(
    path: str, category: Category, text: str = "", *, actor: Actor, now: datetime
) -> list[Similar]:
    """Return up to MOST open cases near a place that a neighbour may join, likeliest first.

    None of a category that is about people, or asks for a reporter who can be reached.
    """
    if not is_shared(category.code, category.least):
        return []
    around = _around(path)
    cases = _open_cases(category).filter(around.near, category__least=SHARED_LEAST)
    return _similar(
        [case for _score, case in _scored(cases, text, around)][:MOST], actor=actor, now=now
    )


def is_joinable(case: Case, actor: Actor, *, token: str, now: datetime) -> bool:
    """Tell whether the actor may join an open case they do not see otherwise.

    They live or own something near it, or `token` is from a list that showed it to them.
    """
    category = case.category
    if case.state == CaseState.CLOSED or not is_shared(category.code, category.least):
        return False
    if _is_token(token, case.number, actor, now):
        return True
    near = Q(pk__in=[])
    for spot in own_spots(actor, day=local_day(now)):
        near |= _around(spot.path).near
    return Case.objects.filter(near, pk=case.pk).exists()


def join_token(number: str, actor: Actor, *, now: datetime) -> str:
    """Return what lets this account join the case with this number; empty without an account."""
    if actor.account_id is None:
        return ""
    return _token(number, actor.account_id, int((now + TOKEN_LASTS).timestamp()))


def _token(number: str, account_id: int, until: int) -> str:
    return f"{until}.{_SIGNER.signature(f'{number}.{account_id}.{until}')}"


def _is_token(token: str, number: str, actor: Actor, now: datetime) -> bool:
    until = token.partition(".")[0]
    if actor.account_id is None or not (until.isascii() and until.isdecimal() and len(until) < 12):
        return False
    wanted = _token(number, actor.account_id, int(until))
    return constant_time_compare(token, wanted) and now.timestamp() < int(until)


def _around(path: str) -> _Around:
    above = [*ancestors(path), path]
    places = Place.objects.filter(path__in=above, kind__in=(*_AREAS, *_ESTATES))
    found = {place.kind: place for place in places}
    estates = [found[kind].path for kind in _ESTATES if kind in found]
    area = next((found[kind] for kind in _AREAS if kind in found), None)
    return _Around(
        path=path,
        estate=max(estates, key=len, default=""),
        community=area.path if area else "",
        community_id=area.pk if area else None,
    )


def _open_cases(category: Category) -> "QuerySet[Case]":
    return Case.objects.filter(state__in=OPEN_STATES, category__code=category.code)


def _scored(cases: "QuerySet[Case]", text: str, around: _Around) -> list[tuple[int, Any]]:
    joined = Count("followers", filter=Q(followers__left_at=None))
    wanted = _pairs(text)
    newest = cases.select_related("category").annotate(joined=joined).order_by("-reported_at")
    scored = [(_score(case, wanted, around), case) for case in newest[:_CANDIDATES]]
    return sorted(scored, key=lambda pair: -pair[0])


def _score(case: Case, wanted: set[str], around: _Around) -> int:
    same = 3 if case.scope_path == around.path else 0
    shared = 2 * len(wanted & _pairs(case.text))
    near = 1 if around.estate and case.scope_path.startswith(around.estate) else 0
    return same + shared + near


def _pairs(text: str) -> set[str]:
    return {pair for units in runs(text[:500]) for pair in pairs(units)}


def _similar(
    cases: Iterable[Any], *, actor: Actor | None = None, now: datetime | None = None
) -> list[Similar]:
    found = list(cases)
    places = told_places((case.scope_path, case.disclosure) for case in found)
    return [
        Similar(
            number=case.number,
            category=category_name(case.category),
            icon=case.category.icon,
            place=places[case.scope_path, case.disclosure],
            state=CaseState(case.state),
            since=case.local_day,
            others=case.joined,
            token=join_token(case.number, actor, now=now) if actor and now else "",
        )
        for case in found
    ]
