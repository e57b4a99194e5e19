"""Which notices about cases still matter: nothing is said about what is done already."""

from collections.abc import Collection

from linli.apps.cases.models import Case
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.rules.flow import CaseState


def open_cases(codes: Collection[str]) -> Collection[str]:
    """Return the numbers of those cases that are still open."""
    found = Case.objects.filter(number__in=codes, state__in=OPEN_STATES)
    return list(found.values_list("number", flat=True))


def asking_cases(codes: Collection[str]) -> Collection[str]:
    """Return the numbers of those cases that still wait for their reporter's word."""
    found = Case.objects.filter(number__in=codes, state=CaseState.CHECKED)
    return list(found.values_list("number", flat=True))
