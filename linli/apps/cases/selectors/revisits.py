"""Whom to call (待回访): cases that wait for the word of a reporter whom no account reaches.

The one that lapses first stands on top. Whoever handled or checked a case asks nobody about it and
does not find it here. Source: [rule:case-revisits].
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CHECKING, HANDLING
from linli.apps.cases.selectors.areas import area_parts
from linli.apps.cases.selectors.decisions import oneself, without_own
from linli.apps.cases.selectors.desks import SOONEST, SORTERS
from linli.apps.cases.selectors.listings import Listing
from linli.apps.cases.selectors.questions import Asked, asked
from linli.apps.cases.selectors.rows import CaseRow, ListedCase, case_rows
from linli.core.access import Actor
from linli.kit.days import local_day
from linli.kit.pages import Page


@dataclass(frozen=True, slots=True)
class CallRow:
    """One line: the case, whether a number was left, and how far asking has come."""

    row: CaseRow
    left: bool
    asked: Asked


def _where() -> Q:
    waits = Q(is_to_call=True, due_at__isnull=False)
    return waits & without_own((*HANDLING, *CHECKING))


TO_CALL = Listing(Case, _where, SOONEST, columns=ListedCase)


def to_call_page(actor: Actor, *, after: str, now: datetime) -> Page:
    """Return a page of whom to call at the actor's desks; no name and no number in it."""
    area = area_parts(actor, SORTERS, day=local_day(now))
    page = TO_CALL.page(area, after=after, **oneself(actor))
    cases = {case.pk: case for case in Case.objects.filter(pk__in=[row.id for row in page.rows])}
    asking = asked(cases.values())
    rows = [
        CallRow(row, cases[row.case_id].reporter_phone is not None, asking[row.case_id])
        for row in case_rows(page.rows, now=now)
    ]
    return Page(rows=rows, after=page.after)


def to_call_count(actor: Actor, *, now: datetime) -> int:
    """Return how many wait to be called at the actor's desks, COUNTED at most."""
    return TO_CALL.count(area_parts(actor, SORTERS, day=local_day(now)), **oneself(actor))
