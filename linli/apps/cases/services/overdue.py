"""What an office has let pass: marked by the clock, so that nobody has to look at every case.

The mark goes when the due time moves (`clocks`); both changes are noted in the figures.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from linli.apps.cases.models import Case
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.figures import facts_of
from linli.apps.cases.services.figures import note_changes

AT_ONCE = 500


def mark_overdue(*, now: datetime) -> int:
    """Mark the open cases whose time is over; return how many there were.

    A checked case waits for its reporter, who owes nothing. Cases somebody acts on right now wait
    for the next time.
    """
    count = 0
    while marked := _mark_some(now):
        count += marked
    return count


@transaction.atomic
def _mark_some(now: datetime) -> int:
    cases = list(
        _past(now)
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("due_at", "pk")[:AT_ONCE]
    )
    noted = [(facts_of(case), case) for case in cases]
    for case in cases:
        case.is_overdue = True
    note_changes((before, facts_of(case)) for before, case in noted)
    return Case.objects.filter(pk__in=[case.pk for case in cases]).update(is_overdue=True)


def _past(now: datetime) -> "QuerySet[Case]":
    running = Case.objects.filter(
        state__among=OPEN_STATES, is_overdue=False, due_at__isnull=False, due_at__lt=now
    )
    return running.exclude(state=CaseState.CHECKED)
