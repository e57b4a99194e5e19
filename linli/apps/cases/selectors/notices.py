"""Which notices about cases still matter: nothing is said about what is done already."""

from collections.abc import Collection

from django.db.models import QuerySet

from linli.apps.cases.models import Case, Delay, Task
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.models.tasks import TO_RULE_ON
from linli.apps.cases.rules.clocks import DelayKind, DelayState
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.rules.tasks import TaskKind, TaskState


def open_cases(codes: Collection[str]) -> Collection[str]:
    """Return the numbers of those cases that are still open."""
    found = Case.objects.filter(number__in=codes, state__in=OPEN_STATES)
    return list(found.values_list("number", flat=True))


def asking_cases(codes: Collection[str]) -> Collection[str]:
    """Return the numbers of those cases that still wait for their reporter's word."""
    found = Case.objects.filter(number__in=codes, state=CaseState.CHECKED)
    return list(found.values_list("number", flat=True))


def cases_with_calls(codes: Collection[str]) -> Collection[str]:
    """Return the numbers of those cases to which a called body has not come yet."""
    return _with(Task.objects.filter(kind=TaskKind.CALL, state=TaskState.SENT), codes)


def cases_to_rule_on(codes: Collection[str]) -> Collection[str]:
    """Return the numbers of those cases in which the arbiter has to decide about a refused call."""
    return _with(Task.objects.filter(TO_RULE_ON, case__state__in=OPEN_STATES), codes)


def cases_with_requests(codes: Collection[str]) -> Collection[str]:
    """Return the numbers of those cases in which a request for more time waits."""
    delays = Delay.objects.filter(state=DelayState.ASKED, clock__case__number__in=codes)
    return list(delays.values_list("clock__case__number", flat=True))


def cases_waiting_for_reporter(codes: Collection[str]) -> Collection[str]:
    """Return the numbers of those cases whose clock stands until the reporter answers."""
    delays = Delay.objects.filter(
        state=DelayState.GRANTED,
        reason=PauseReason.REPORTER,
        clock__paused_at__isnull=False,
        clock__case__number__in=codes,
    )
    return list(delays.values_list("clock__case__number", flat=True))


def hanging_cases(codes: Collection[str]) -> Collection[str]:
    """Return the numbers of those cases that are on the hang-up list."""
    delays = Delay.objects.filter(
        state=DelayState.GRANTED, kind=DelayKind.HANG_UP, clock__case__number__in=codes
    )
    return list(delays.values_list("clock__case__number", flat=True))


def _with(tasks: "QuerySet[Task]", codes: Collection[str]) -> list[str]:
    return list(tasks.filter(case__number__in=codes).values_list("case__number", flat=True))
