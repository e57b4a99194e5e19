"""Who joined a case at the counter or by telephone: whom to call, and whom a text message tells.

A text message tells of the ending alone, and only who has allowed it. Source: [rule:case-revisits].
"""

from dataclasses import dataclass
from datetime import datetime

from linli.apps.cases.models import Case, CaseStep, Follower
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors import visibility
from linli.apps.cases.selectors.dossiers import Contact
from linli.apps.cases.selectors.reporters import takes_texts
from linli.apps.notices.selectors.served import LettersLeft, letters_left
from linli.core.access import Actor
from linli.kit.sealed_fields import opened

JOINED_LEFT = "cases.joined_left"


@dataclass(frozen=True, slots=True)
class Callers:
    """Whom the desk calls, and whom a text message tells; `texted_at` is when it did."""

    to_call: list[Contact]
    texted: list[Contact]
    texted_at: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.to_call or self.texted)


NOBODY = Callers([], [])


def callers_of(actor: Actor, case: Case) -> Callers:
    """Return who joined by name and number alone, for the desk of the place.

    Where a message did not arrive everywhere, everybody who was to get it is to be called: which
    of them it missed is not kept.
    """
    if actor.holds(visibility.DESK_ROLES, case.scope_path) is None:
        return NOBODY
    callers = Follower.objects.filter(case=case, left_at=None, slip_case=None)
    rows = list(callers.filter(person=None, account_id=None).order_by("pk"))
    texted = {row.pk for row in rows if takes_texts(row)}
    letters = _ending_told(case) if texted and case.state == CaseState.CLOSED else None
    if case.state == CaseState.CLOSED and (letters is None or letters.failed):
        texted = set()
    return Callers(
        to_call=[_contact(row) for row in rows if row.pk not in texted],
        texted=[_contact(row) for row in rows if row.pk in texted],
        texted_at=letters.last_at if letters else None,
    )


def _contact(row: Follower) -> Contact:
    return Contact(opened(row.name), opened(row.phone))


def _ending_told(case: Case) -> LettersLeft | None:
    """Return what became of the text messages about the ending of a closed case."""
    acts = CaseStep.objects.filter(case=case, action__isnull=False).order_by("-number")
    last = acts.values_list("number", flat=True).first()
    return letters_left(f"{JOINED_LEFT}:{case.pk}:{last}")
