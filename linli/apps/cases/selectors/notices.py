"""What notices about cases still matter, and what the cases are called for their readers.

Nothing is said about what is done already. Each function but the first takes numbers of cases, or
"number part" where the notice speaks of one part: an entry of the thread, a task, a clock or a
request for more time. It returns those of which something is open.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from linli.apps.cases.models import Case, CaseStep, Clock, Delay, Task
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.models.tasks import OPEN_TASKS, REFUSED
from linli.apps.cases.rules.clocks import DelayKind, DelayState
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.rules.tasks import TaskKind, TaskState
from linli.apps.cases.selectors.offered import category_name
from linli.apps.cases.selectors.spots import address_of
from linli.apps.cases.selectors.visibility import visible_to
from linli.apps.places.selectors.names import names_by_path
from linli.core.access import Actor
from linli.core.tree import ancestors
from linli.kit.days import local_day


def names_seen(reader: Actor, codes: Collection[str], now: datetime) -> Mapping[str, str]:
    """Return kind, place and number of those cases that the reader may see at this moment."""
    seen = visible_to(reader, day=local_day(now)).filter(number__in=codes)
    rows = list(seen.select_related("category"))
    paths = {one for row in rows for one in (*ancestors(row.scope_path), row.scope_path)}
    names = names_by_path(paths) if paths else {}
    return {
        row.number: " · ".join(
            (category_name(row.category), address_of(row.scope_path, names), row.number)
        )
        for row in rows
    }


def open_cases(codes: Collection[str]) -> Collection[str]:
    """Return the numbers of those cases that are still open."""
    found = Case.objects.filter(number__in=codes, state__in=OPEN_STATES)
    return list(found.values_list("number", flat=True))


def steps_not_passed(codes: Collection[str]) -> Collection[str]:
    """Return the entries of threads after which no act has moved their case on."""
    acts = CaseStep.objects.filter(case__number__in=_numbers(codes), action__isnull=False)
    last = dict(acts.values_list("case__number").annotate(Max("number")))
    return [code for code in codes if last.get(_number(code), 0) <= _part(code)]


def news_not_passed(codes: Collection[str]) -> Collection[str]:
    """Return those of them after which no more time was given either: that is news of its own."""
    decided = Delay.objects.filter(
        state__in=(DelayState.GRANTED, DelayState.ENDED),
        clock__task=None,
        clock__stopped_at__isnull=True,
        case__number__in=_numbers(codes),
    )
    later = set(decided.values_list("case__number", flat=True))
    return [code for code in steps_not_passed(codes) if _number(code) not in later]


def open_parts(codes: Collection[str]) -> Collection[str]:
    """Return the tasks, or cases with tasks, that a body has still to finish."""
    return _with(Task.objects.filter(state__in=OPEN_TASKS), "case__number", codes)


def calls_to_answer(codes: Collection[str]) -> Collection[str]:
    """Return the calls, or cases with calls, to which the body has not come yet."""
    rows = Task.objects.filter(kind=TaskKind.CALL, state=TaskState.SENT)
    return _with(rows, "case__number", codes)


def refusals_to_rule_on(codes: Collection[str]) -> Collection[str]:
    """Return the refused calls, or cases with some, on which the arbiter has to decide."""
    rows = Task.objects.filter(REFUSED)
    return _with(rows, "case__number", codes)


def requests_to_decide(codes: Collection[str]) -> Collection[str]:
    """Return the requests for more time, or cases with some, that wait for a decision."""
    return _delays(codes, Q(state=DelayState.ASKED))


def delays_that_count(codes: Collection[str]) -> Collection[str]:
    """Return the requests whose step still runs: what was decided about it still matters."""
    return _delays(codes, Q(clock__stopped_at__isnull=True))


def delays_in_force(codes: Collection[str]) -> Collection[str]:
    """Return the delays that were granted, are not over, and whose step still runs."""
    return _delays(codes, Q(state=DelayState.GRANTED, clock__stopped_at__isnull=True))


def waits_for_reporter(codes: Collection[str]) -> Collection[str]:
    """Return the delays because of which a clock stands until the reporter answers."""
    granted = Q(state=DelayState.GRANTED, reason=PauseReason.REPORTER)
    return _delays(codes, granted & Q(clock__paused_at__isnull=False))


def hanging(codes: Collection[str]) -> Collection[str]:
    """Return the delays, or cases, that are on the hang-up list."""
    return _delays(codes, Q(state=DelayState.GRANTED, kind=DelayKind.HANG_UP))


def clocks_running(codes: Collection[str]) -> Collection[str]:
    """Return the clocks, or cases with clocks, that still run."""
    return _with(Clock.objects.filter(stopped_at__isnull=True), "case__number", codes)


def _delays(codes: Collection[str], wanted: Q) -> list[str]:
    return _with(Delay.objects.filter(wanted), "case__number", codes)


def _with(rows: "QuerySet[Any]", number: str, codes: Collection[str]) -> list[str]:
    found = rows.filter(**{f"{number}__in": _numbers(codes)}).values_list(number, "pk")
    return [text for case, part in found for text in (case, f"{case} {part}")]


def _numbers(codes: Collection[str]) -> set[str]:
    return {_number(code) for code in codes}


def _number(code: str) -> str:
    return code.partition(" ")[0]


def _part(code: str) -> int:
    return int(code.partition(" ")[2] or 0)
