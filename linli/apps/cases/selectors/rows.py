"""Cases as lists show them: a row of words, never what the reporter's choice keeps back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.apps.cases.labels import LEVEL_MARKS, LEVELS, OUTCOMES, STATE_MARKS, STATES
from linli.apps.cases.labels.courses import DIRECTIONS, ORIGINS
from linli.apps.cases.models import Case, Category
from linli.apps.cases.models.copies import EXCERPT
from linli.apps.cases.rules.courses import Lying, Seated, direction_of, origin_of
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Channel, Level, Outcome
from linli.apps.cases.selectors.offered import category_name
from linli.apps.organisations.models import Body
from linli.apps.places.models import Place
from linli.apps.places.selectors.names import address_of, names_by_path
from linli.core.tree import ancestors
from linli.kit.prepared import PreparedAmong


@dataclass(frozen=True, slots=True)
class Due:
    """When something has to be done, in words; `kind` is that of a mark."""

    words: str
    kind: str
    at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether the time is over."""
        return self.kind == "danger"


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What a line of a list says about its case, whatever else the line is about."""

    number: str
    category: str
    icon: str
    place: str
    excerpt: str
    level: "str | Promise"
    level_kind: str


@dataclass(frozen=True, slots=True)
class CaseRow(CaseHead):
    """One line of a list of cases.

    `contact` is until when the reporter is to be contacted, `came_from` the place from which the
    case came to its desk, `wanted` where it is said to lie while an office decides, `agreed` how
    far an exclusion is, on the list of those that wait.
    """

    case_id: int
    state: "str | Promise"
    state_kind: str
    due: Due
    lead: str
    reported: str
    reopened: int
    returned: int
    contact: Due
    origin: "str | Promise"
    direction: "str | Promise"
    came_from: str
    wanted: str
    agreed: "Mapping[str, Any] | None" = None


class Lead(NamedTuple):
    """The body that leads a case, and where it works."""

    name: str
    at: Seated


class ListedCase(NamedTuple):
    """What a line of a list is made of: these columns, and not the whole row."""

    id: int
    number: str
    state: str
    outcome: str | None
    level: str
    text: str
    scope_path: str
    category_id: int
    lead_id: int | None
    due_at: datetime | None
    reported_at: datetime
    reopened: int
    returned: int
    reporter_account_id: int | None
    reporter_id: int | None
    disclosure: str
    channel: str
    county_id: int | None
    township_id: int | None
    contact_due_at: datetime | None
    contacted_at: datetime | None
    wanted_place_id: int | None
    came_from_id: int | None


_CATEGORIES = PreparedAmong(
    Category,
    "id",
    lambda wanted: Category.objects.filter(wanted).values_list("id", "name_zh", "name_en", "icon"),
)
_BODIES = PreparedAmong(
    Body, "id", lambda wanted: Body.objects.filter(wanted).values_list("id", "name")
)


# With the place at which each works, out of the same row.
_LEADS = PreparedAmong(
    Body,
    "id",
    lambda wanted: Body.objects.filter(wanted).values_list("id", "name", "place_id", "scope_path"),
)


_PLACES = PreparedAmong(
    Place, "id", lambda wanted: Place.objects.filter(wanted).values_list("id", "name")
)


def body_names(numbers: Iterable[int | None]) -> dict[int, str]:
    """Return the name of each body; names of bodies are public."""
    return dict(_BODIES.rows(number for number in numbers if number is not None))


def case_rows(cases: Sequence[ListedCase], *, now: datetime) -> list[CaseRow]:
    """Return rows for the cases of a page, in their order; the queries do not grow with them.

    Categories and bodies are fetched for the page and not joined to the list: an engine that
    joins first reads more than the page, and a join by row costs three pages a row.
    """
    if not cases:
        return []
    categories = _categories_of(cases)
    leads = _leads_of(cases)
    names, wording = _names_of(case.scope_path for case in cases), Wording(now)
    moves = _moves_of(cases)
    return [
        _row(case, categories[case.category_id], leads.get(case.lead_id), names, wording, moves)
        for case in cases
    ]


def _moves_of(cases: Iterable["Case | ListedCase"]) -> dict[int | None, str]:
    """Return the names of places that cases came from, or are said to lie at; few have any."""
    found = {number for case in cases for number in (case.came_from_id, case.wanted_place_id)}
    return dict(_PLACES.rows(number for number in found if number is not None))


def _leads_of(cases: Iterable[ListedCase]) -> dict[int | None, Lead]:
    found = _LEADS.rows(case.lead_id for case in cases if case.lead_id is not None)
    return {number: Lead(name, Seated(place, path)) for number, name, place, path in found}


def case_heads(rows: Sequence[Any]) -> list[CaseHead]:
    """Return what lists say of the cases of tasks or requests, from what these rows copy."""
    if not rows:
        return []
    categories, names = _categories_of(rows), _names_of(row.case_scope_path for row in rows)
    return [
        CaseHead(
            number=row.case_number,
            place=address_of(row.case_scope_path, names),
            **_told(
                categories[row.category_id],
                getattr(row, "case_text", ""),
                getattr(row, "case_level", Level.ORDINARY),
            ),
        )
        for row in rows
    ]


def _categories_of(rows: Iterable[Any]) -> dict[int, tuple[str, str]]:
    english = get_language() == "en"
    return {
        number: (name_en if english else name_zh, icon)
        for number, name_zh, name_en, icon in _CATEGORIES.rows(row.category_id for row in rows)
    }


def _told(category: tuple[str, str], text: str, level: str) -> dict[str, Any]:
    """Return the words of kind, report and level, as every line has them."""
    is_ordinary = level == Level.ORDINARY
    return {
        "category": category[0],
        "icon": category[1],
        "excerpt": text[:EXCERPT] + ("…" if len(text) > EXCERPT else ""),
        "level": "" if is_ordinary else LEVELS[Level(level)],
        "level_kind": LEVEL_MARKS[Level(level)],
    }


def row_of(case: Case, *, now: datetime) -> CaseRow:
    """Return the row of one case that was read with its category and lead."""
    category = (category_name(case.category), case.category.icon)
    lead = None
    if case.lead is not None:
        lead = Lead(case.lead.name, Seated(case.lead.place_id, case.lead.scope_path))
    names = _names_of([case.scope_path])
    return _row(case, category, lead, names, Wording(now), _moves_of([case]))


def _names_of(scopes: Iterable[str]) -> dict[str, str]:
    paths = set(scopes)
    return names_by_path(paths.union(*(ancestors(path) for path in paths)))


def _row(
    case: "Case | ListedCase",
    category: tuple[str, str],
    lead: Lead | None,
    names: dict[str, str],
    wording: "Wording",
    moves: dict[int | None, str],
) -> CaseRow:
    state = CaseState(case.state)
    is_closed = state is CaseState.CLOSED and case.outcome
    direction = direction_of(
        state, Lying(case.scope_path, case.county_id, case.township_id), lead.at if lead else None
    )
    return CaseRow(
        case_id=case.id,
        number=case.number,
        place=address_of(case.scope_path, names),
        state=OUTCOMES[Outcome(case.outcome)] if is_closed and case.outcome else STATES[state],
        state_kind=STATE_MARKS[state],
        due=wording.due(case.due_at),
        lead=lead.name if lead else "",
        origin=ORIGINS[origin_of(Channel(case.channel))],
        direction=DIRECTIONS[direction] if direction else "",
        came_from=moves.get(case.came_from_id, ""),
        wanted=moves.get(case.wanted_place_id, "") if not is_closed else "",
        reported=wording.clock(case.reported_at),
        reopened=case.reopened,
        returned=case.returned,
        contact=wording.by(None if case.contacted_at or is_closed else case.contact_due_at),
        **_told(category, case.text, case.level),
    )


def clock_words(at: datetime | None, *, now: datetime) -> str:
    """Return "03-02 17:00", with the year where it is another one."""
    return Wording(now).clock(at)


def due_words(due_at: datetime | None, *, now: datetime) -> Due:
    """Return when something is due: overdue, today, or later."""
    return Wording(now).due(due_at)


class Wording:
    """Says instants in words, for the rows of a page that are read at one instant."""

    def __init__(self, now: datetime) -> None:
        self._now, self._zone = now, get_current_timezone()
        self._today = now.astimezone(self._zone)

    def clock(self, at: datetime | None) -> str:
        """Return "03-02 17:00", with the year where it is another one."""
        return self._words(at.astimezone(self._zone)) if at is not None else ""

    def due(self, due_at: datetime | None) -> Due:
        """Return when something is due: overdue, today, or later."""
        if due_at is None:
            return Due("", "muted")
        at = due_at.astimezone(self._zone)
        if due_at < self._now:
            words = _("overdue since %(when)s") % {"when": self._words(at)}
            return Due(words, "danger", due_at)
        if at.date() == self._today.date():
            return Due(_("today %(when)s") % {"when": f"{at:%H:%M}"}, "warn", due_at)
        return Due(self._words(at), "muted", due_at)

    def by(self, at: datetime | None) -> Due:
        """Return by when something has to be done; the kind says whether that is over."""
        if at is None:
            return Due("", "muted")
        return Due(self.clock(at), "danger" if at < self._now else "muted", at)

    def _words(self, at: datetime) -> str:
        return f"{at:%m-%d %H:%M}" if at.year == self._today.year else f"{at:%Y-%m-%d %H:%M}"
