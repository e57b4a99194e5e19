"""Open reports near by that may be about the same: what, where, since when, never who or what."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from linli.apps.cases.models import Case, Category
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.offered import category_name
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.apps.places.selectors.names import names_by_path
from linli.core.tree import ancestors
from linli.kit.search import pairs, runs

MOST = 5
_CANDIDATES = 60
_ESTATES = (PlaceKind.COMPOUND, PlaceKind.NATURAL_VILLAGE)
_AREAS = (PlaceKind.COMMUNITY, PlaceKind.VILLAGE)


@dataclass(frozen=True, slots=True)
class Similar:
    """An open case as a stranger may see it: its text and its dwelling stay out."""

    number: str
    category: str
    icon: str
    place: str
    state: CaseState
    since: date
    others: int


def similar_cases(
    path: str,
    category: Category,
    text: str = "",
    *,
    exclude: int | None = None,
) -> list[Similar]:
    """Return up to MOST open cases of the same category in the community, the likeliest first.

    The words are compared here and shown to nobody: a report of the same building, or one that
    shares words, goes before one that is merely in the same community.
    """
    above = [*ancestors(path), path]
    around = {
        place.path: place.pk
        for place in Place.objects.filter(path__in=above, kind__in=(*_AREAS, *_ESTATES))
    }
    community = next((around[one] for one in above if one in around), None)
    cases = Case.objects.filter(community_id=community, state__in=OPEN_STATES)
    cases = cases.filter(category__code=category.code).exclude(pk=exclude or 0)
    joined = Count("followers", filter=Q(followers__left_at=None))
    found = list(
        cases.select_related("category")
        .annotate(joined=joined)
        .order_by("-reported_at")[:_CANDIDATES]
    )
    wanted = _pairs(text)
    scored = sorted(
        ((_score(case, path, wanted, around), case) for case in found), key=lambda pair: -pair[0]
    )
    best: list[Any] = [case for score, case in scored if score > 0][:MOST]
    names = _names(best)
    return [_similar(case, names) for case in best]


def _score(case: Case, path: str, wanted: set[str], around: dict[str, int]) -> int:
    same = 3 if case.scope_path == path else 0
    shared = 2 * len(wanted & _pairs(case.text))
    estate = max(around, key=len, default="")
    near = 1 if estate and case.scope_path.startswith(estate) else 0
    return same + shared + near


def _pairs(text: str) -> set[str]:
    return {pair for units in runs(text[:500]) for pair in pairs(units)}


def _names(cases: list[Case]) -> dict[str, str]:
    return names_by_path(
        {one for case in cases for one in (*ancestors(case.scope_path), case.scope_path)}
    )


def _similar(case: Case, names: dict[str, str]) -> Similar:
    way = [names[one] for one in (*ancestors(case.scope_path), case.scope_path) if one in names]
    return Similar(
        number=case.number,
        category=category_name(case.category),
        icon=case.category.icon,
        place=" ".join(way[-2:]),
        state=CaseState(case.state),
        since=case.local_day,
        others=case.joined,  # type: ignore[attr-defined]
    )
