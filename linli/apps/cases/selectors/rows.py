"""Cases as lists show them: a row of words, never what the reporter's choice keeps back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from linli.apps.cases.labels import LEVEL_MARKS, LEVELS, OUTCOMES, STATE_MARKS, STATES
from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Level, Outcome
from linli.apps.cases.selectors.offered import category_name
from linli.apps.places.selectors.names import address_of, names_by_path
from linli.core.tree import ancestors

EXCERPT = 80


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
class CaseRow:
    """One line of a list."""

    case_id: int
    number: str
    category: str
    icon: str
    place: str
    excerpt: str
    state: "str | Promise"
    state_kind: str
    level: "str | Promise"
    level_kind: str
    due: Due
    lead: str
    reported: str
    reopened: int
    returned: int


def case_rows(cases: Sequence[Case], *, now: datetime) -> list[CaseRow]:
    """Return rows for the cases of a page, in their order; the queries do not grow with them.

    Categories and bodies are fetched for the page and not joined to the list: an engine that
    joins first reads more than the page, and a join by row costs three pages a row.
    """
    prefetch_related_objects(cases, "category", "lead")
    paths = {one for case in cases for one in (*ancestors(case.scope_path), case.scope_path)}
    names = names_by_path(paths) if paths else {}
    return [_row(case, names, now) for case in cases]


def _row(case: Case, names: dict[str, str], now: datetime) -> CaseRow:
    state, outcome = CaseState(case.state), case.outcome
    closed = state is CaseState.CLOSED and outcome
    return CaseRow(
        case_id=case.pk,
        number=case.number,
        category=category_name(case.category),
        icon=case.category.icon,
        place=address_of(case.scope_path, names),
        excerpt=case.text[:EXCERPT] + ("…" if len(case.text) > EXCERPT else ""),
        state=OUTCOMES[Outcome(outcome)] if closed and outcome else STATES[state],
        state_kind=STATE_MARKS[state],
        level="" if case.level == Level.ORDINARY else LEVELS[Level(case.level)],
        level_kind=LEVEL_MARKS[Level(case.level)],
        due=due_words(case.due_at, now=now),
        lead=case.lead.name if case.lead else "",
        reported=clock_words(case.reported_at, now=now),
        reopened=case.reopened,
        returned=case.returned,
    )


def clock_words(at: datetime | None, *, now: datetime) -> str:
    """Return "03-02 17:00", with the year where it is another one."""
    if at is None:
        return ""
    local, today = localtime(at), localtime(now)
    return local.strftime("%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d %H:%M")


def due_words(due_at: datetime | None, *, now: datetime) -> Due:
    """Return when something is due: overdue, today, or later."""
    if due_at is None:
        return Due("", "muted")
    words = clock_words(due_at, now=now)
    if due_at < now:
        return Due(_("overdue since %(when)s") % {"when": words}, "danger", due_at)
    if localtime(due_at).date() == localtime(now).date():
        when = localtime(due_at).strftime("%H:%M")
        return Due(_("today %(when)s") % {"when": when}, "warn", due_at)
    return Due(words, "muted", due_at)
