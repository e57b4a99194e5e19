"""What the public is shown of cases: a kind, a state, a day, and a place as coarse as it has to be.

The place is the community where at least five cases of the kind were reported in it in that
month, else the sub-district, else the district: the rule of published figures. The month is that
of the calendar, so that no two searches can be subtracted from one another; and whoever asks for
one place is told of what is shown at that place, never of what merely lies in it.
Source: [rule:open311], [rule:small-numbers].
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from linli.apps.cases.models import Case, Category
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.feeds import (
    Area,
    FeedFilter,
    PlacedRow,
    changes_of,
    counts_by_month,
    feed,
    feed_rows,
)
from linli.apps.cases.selectors.offered import categories_at
from linli.apps.interfaces.rules.open311 import MOST_ROWS, PublicState, is_common, public_state
from linli.apps.interfaces.rules.refusals import JurisdictionUnknown
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.errors import NotFound
from linli.core.tree import is_within
from linli.kit.days import local_day

_DIVISIONS = (
    PlaceKind.PROVINCE,
    PlaceKind.PREFECTURE,
    PlaceKind.COUNTY,
    PlaceKind.TOWNSHIP,
    PlaceKind.COMMUNITY,
    PlaceKind.VILLAGE,
)
_FINE = (PlaceKind.TOWNSHIP, PlaceKind.COMMUNITY, PlaceKind.VILLAGE)
_LEVELS = ("community", "township", "county")


@dataclass(frozen=True, slots=True)
class PublicRequest:
    """A case as everybody may see it."""

    number: str
    state: PublicState
    inner_state: CaseState
    outcome: str | None
    category: str
    category_zh: str
    category_en: str
    agency: str
    reported: date
    changed: date
    due_at: datetime | None
    closed_at: datetime | None
    address: tuple[str, ...]
    address_code: str


def jurisdiction(code: str, *, day: date) -> Place:
    """Return the division with a code; without one, the highest place that offers categories.

    Raises JurisdictionUnknown.
    """
    if not code:
        top = Category.objects.on(day).select_related("place").order_by("scope_path", "pk").first()
        if top is None:
            raise JurisdictionUnknown(given="")
        return top.place
    place: Place | None = Place.objects.filter(
        code=code[:40], kind__in=_DIVISIONS, valid_to=None
    ).first()
    if place is None:
        raise JurisdictionUnknown(given=code[:40])
    return place


def offered_services(place: Place, *, day: date) -> list[Category]:
    """Return the categories that take reports at a place."""
    return [row for row in categories_at(place.path, day=day) if row.is_ours]


def public_requests(
    place: Place,
    *,
    states: Sequence[CaseState],
    categories: Collection[str],
    since: datetime,
    until: datetime,
) -> list[PublicRequest]:
    """Return the cases reported in a span, the newest first, at most 1,000."""
    area = Area(PlaceKind(place.kind), place.pk, place.path)
    rows: list[PlacedRow] = []
    for category in sorted(set(categories)) or [""]:
        chosen = FeedFilter(states, category, None, since, until)
        rows += feed(area, chosen, after=(until, 2**63 - 1), size=MOST_ROWS, shape=PlacedRow).rows
    rows.sort(key=lambda row: (row.reported_at, row.case_id), reverse=True)
    return _public(rows[:MOST_ROWS], place)


def requests_by_number(place: Place, numbers: Collection[str]) -> list[PublicRequest]:
    """Return the cases with these numbers, those there are."""
    cases = Case.objects.filter(number__in=[number.upper() for number in numbers])
    return _public(feed_rows(cases.under(place.path), PlacedRow), place)


def request_by_number(place: Place, number: str) -> PublicRequest:
    """Return one case; raises NotFound."""
    found = requests_by_number(place, [number[:24]])
    if not found:
        raise NotFound(kind="case")
    return found[0]


def _public(rows: Sequence[PlacedRow], place: Place) -> list[PublicRequest]:
    if not rows:
        return []
    counts = _counts(rows)
    rows = [row for row in rows if _is_shown_in(place, _place(row, counts)[2])]
    changes = changes_of([row.case_id for row in rows])
    return [_request(row, counts, changes[row.case_id]) for row in rows]


def _is_shown_in(place: Place, named: str) -> bool:
    """Tell whether what is shown at the path `named`, "" for the district, belongs to a place."""
    if place.kind not in _FINE:
        return True
    return bool(named) and is_within(named, place.path)


Counts = dict[str, dict[tuple[int, int, date], int]]


def _counts(rows: Sequence[PlacedRow]) -> Counts:
    days = [row.local_day for row in rows]
    first, last = min(days), _month_end(max(days))
    found: Counts = {}
    for level in _LEVELS[:2]:
        pairs = {
            (place, row.category_id)
            for row in rows
            if (place := getattr(row, f"{level}_id")) is not None
        }
        found[level] = counts_by_month(level, pairs, first, last)
    return found


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _request(row: PlacedRow, counts: Counts, changed: datetime) -> PublicRequest:
    address, code, named = _place(row, counts)
    state = CaseState(row.state)
    # A body that stands for one compound would give the compound away.
    agency = row.lead if named and row.lead and len(row.lead_path or "") <= len(named) else ""
    return PublicRequest(
        number=row.number,
        state=public_state(state),
        inner_state=state,
        outcome=row.outcome,
        category=row.category,
        category_zh=row.category_zh,
        category_en=row.category_en,
        agency=agency or "",
        reported=row.local_day,
        changed=local_day(changed),
        due_at=row.due_at,
        closed_at=row.closed_at,
        address=address,
        address_code=code,
    )


def _place(row: PlacedRow, counts: Counts) -> tuple[tuple[str, ...], str, str]:
    """Return names from the nearest to the largest, the code, and the path that may be named."""
    month = row.local_day.replace(day=1)

    def common(level: str, place: int | None) -> bool:
        return place is not None and is_common(
            counts[level].get((place, row.category_id, month), 0)
        )

    if common("community", row.community_id):
        names = (row.community_name or "", row.township_name or "")
        return names, row.community or "", row.community_path or ""
    if common("township", row.township_id):
        return (row.township_name or "",), row.township or "", row.township_path or ""
    return (row.county_name or "",), row.county or "", ""
