"""What notices about cases still matter, and what the cases are called for their readers.

Nothing is said about what is done already. Each function but the first takes numbers of cases, or
"number part" where the notice speaks of one part: an entry of the thread, a task, a clock, a
video, a post or a request for more time. It returns those of which something is open.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from linli.apps.cases.models import Case, CaseStep, Clip, Clock, Delay, Photo, Task
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.models.tasks import OPEN_TASKS, REFUSED
from linli.apps.cases.rules.clips import ClipState
from linli.apps.cases.rules.clocks import DelayKind, DelayState
from linli.apps.cases.rules.kinds import Outcome, PauseReason
from linli.apps.cases.rules.tasks import TaskKind, TaskState
from linli.apps.cases.selectors.offered import category_name
from linli.apps.cases.selectors.spots import address_of
from linli.apps.cases.selectors.visibility import visible_to
from linli.apps.organisations.models import Seat
from linli.apps.places.selectors.names import names_by_path
from linli.core.access import Actor
from linli.core.tree import ancestors, is_within
from linli.kit.days import local_day
from linli.kit.prepared import PreparedAmong


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


def _among(model: type[Any], wanted: Q) -> PreparedAmong:
    """Return the query for case numbers and rows of a table, in some cases."""
    return PreparedAmong(
        model,
        "case__number",
        lambda some: QuerySet(model).filter(some, wanted).values_list("case__number", "pk"),
    )


_GRANTED = Q(state=DelayState.GRANTED)
_RUNNING = Q(clock__stopped_at__isnull=True)
_OPEN_CASES = PreparedAmong(
    Case,
    "number",
    lambda some: Case.objects.filter(some, state__in=OPEN_STATES).values_list("number"),
)
_OPEN_PLACES = PreparedAmong(
    Case,
    "number",
    lambda some: Case.objects.filter(some, state__in=OPEN_STATES).values_list(
        "number", "scope_path"
    ),
)
_AREAS = PreparedAmong(
    Seat, "id", lambda some: Seat.objects.filter(some).values_list("id", "scope_path")
)
_LAST_ACTS = PreparedAmong(
    CaseStep,
    "case__number",
    lambda some: (
        CaseStep.objects.filter(some, action__isnull=False)
        .order_by()
        .values_list("case__number")
        .annotate(Max("number"))
    ),
)
_MORE_TIME = _among(
    Delay, Q(state__in=(DelayState.GRANTED, DelayState.ENDED), clock__task=None) & _RUNNING
)
_OPEN_PARTS = _among(Task, Q(state__in=OPEN_TASKS))
_CALLS = _among(Task, Q(kind=TaskKind.CALL, state=TaskState.SENT))
_REFUSALS = _among(Task, REFUSED)
_REQUESTS = _among(Delay, Q(state=DelayState.ASKED))
_COUNTING = _among(Delay, _RUNNING)
_IN_FORCE = _among(Delay, _GRANTED & _RUNNING)
_WAITING = _among(Delay, _GRANTED & Q(reason=PauseReason.REPORTER, clock__paused_at__isnull=False))
_HANGING = _among(Delay, _GRANTED & Q(kind=DelayKind.HANG_UP))
# What came in later stands in for it: nobody need be asked any more.
_UNMADE = _among(
    Clip,
    Q(state=ClipState.FAILED, case__state__in=OPEN_STATES)
    & ~Q(Exists(Photo.objects.filter(case=OuterRef("case"), added_at__gt=OuterRef("added_at"))))
    & ~Q(Exists(Clip.objects.filter(case=OuterRef("case"), added_at__gt=OuterRef("added_at")))),
)
_CLOCKS = _among(Clock, Q(stopped_at__isnull=True))


def open_cases(codes: Collection[str]) -> Collection[str]:
    """Return the numbers of those cases that are still open."""
    return [number for (number,) in _OPEN_CASES.rows(codes)]


def desks_left(codes: Collection[str]) -> Collection[str]:
    """Return the posts, each with a case, in whose area that case lies no more; open ones only."""
    at = dict(_OPEN_PLACES.rows(_numbers(codes)))
    areas = dict(_AREAS.rows({_part(code) for code in codes}))
    return [
        code
        for code in codes
        if _number(code) in at
        and _part(code) in areas
        and not is_within(at[_number(code)], areas[_part(code)])
    ]


def referred_cases(codes: Collection[str]) -> Collection[str]:
    """Return the numbers of those cases that are closed as referred to mediation."""
    found = Case.objects.filter(number__in=codes, outcome=Outcome.REFERRED)
    return list(found.values_list("number", flat=True))


def steps_not_passed(codes: Collection[str]) -> Collection[str]:
    """Return the entries of threads after which no act has moved their case on."""
    last = dict(_LAST_ACTS.rows(_numbers(codes)))
    return [code for code in codes if last.get(_number(code), 0) <= _part(code)]


def news_not_passed(codes: Collection[str]) -> Collection[str]:
    """Return those of them after which no more time was given either: that is news of its own."""
    later = {number for number, _delay in _MORE_TIME.rows(_numbers(codes))}
    return [code for code in steps_not_passed(codes) if _number(code) not in later]


def open_parts(codes: Collection[str]) -> Collection[str]:
    """Return the tasks, or cases with tasks, that a body has still to finish."""
    return _found(_OPEN_PARTS, codes)


def calls_to_answer(codes: Collection[str]) -> Collection[str]:
    """Return the calls, or cases with calls, to which the body has not come yet."""
    return _found(_CALLS, codes)


def refusals_to_rule_on(codes: Collection[str]) -> Collection[str]:
    """Return the refused calls, or cases with some, on which the arbiter has to decide."""
    return _found(_REFUSALS, codes)


def requests_to_decide(codes: Collection[str]) -> Collection[str]:
    """Return the requests for more time, or cases with some, that wait for a decision."""
    return _found(_REQUESTS, codes)


def delays_that_count(codes: Collection[str]) -> Collection[str]:
    """Return the requests whose step still runs: what was decided about it still matters."""
    return _found(_COUNTING, codes)


def delays_in_force(codes: Collection[str]) -> Collection[str]:
    """Return the delays that were granted, are not over, and whose step still runs."""
    return _found(_IN_FORCE, codes)


def waits_for_reporter(codes: Collection[str]) -> Collection[str]:
    """Return the delays because of which a clock stands until the reporter answers."""
    return _found(_WAITING, codes)


def hanging(codes: Collection[str]) -> Collection[str]:
    """Return the delays, or cases, that are on the hang-up list."""
    return _found(_HANGING, codes)


def clocks_running(codes: Collection[str]) -> Collection[str]:
    """Return the clocks, or cases with clocks, that still run."""
    return _found(_CLOCKS, codes)


def clips_unmade(codes: Collection[str]) -> Collection[str]:
    """Return the videos of open cases that cannot be shown, and after which nothing was added."""
    return _found(_UNMADE, codes)


def _found(asked: PreparedAmong, codes: Collection[str]) -> list[str]:
    found = asked.rows(_numbers(codes))
    return [text for case, part in found for text in (case, f"{case} {part}")]


def _numbers(codes: Collection[str]) -> set[str]:
    return {_number(code) for code in codes}


def _number(code: str) -> str:
    return code.partition(" ")[0]


def _part(code: str) -> int:
    return int(code.partition(" ")[2] or 0)
