"""How far the first contact with the reporter of a case has come. Source: [rule:case-contacts]."""

from datetime import datetime

from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.reporters import account_reached, contacts_left

TRIED = ("tried", "unreached")


def contact_by(case: Case) -> datetime | None:
    """Return until when the reporter of an open case is to be contacted, None once that is done."""
    is_open = case.state != CaseState.CLOSED and case.contacted_at is None
    return case.contact_due_at if is_open else None


def is_owed(case: Case) -> bool:
    """Tell whether somebody still has to contact the reporter, or may yet do so late."""
    owed = case.contact_due_at is not None and case.contacted_at is None
    return owed and case.erased_at is None


def last_try(case: Case) -> datetime | None:
    """Return when somebody last tried in vain to reach the reporter."""
    tries = CaseStep.objects.filter(case=case, kind__in=TRIED).order_by("-number")
    return tries.values_list("at", flat=True).first()


def is_written_to(case: Case) -> bool:
    """Tell whether what an act tells the reporter reaches them: by account, text or e-mail."""
    return account_reached(case) is not None or bool(contacts_left(case))
