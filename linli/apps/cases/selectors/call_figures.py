"""Figures of calls: from the summaries, and the same ones from the calls themselves."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import QuerySet, Sum

from linli.apps.cases.models import CallFigure, FigureChange, Task
from linli.apps.cases.rules.call_counts import CallFacts, counts_of_call
from linli.apps.cases.rules.counts import Key
from linli.apps.cases.rules.tasks import CallRuling, TaskKind, TaskState
from linli.kit.days import local_day
from linli.kit.prepared import Prepared, hole

_FACTS = (
    "id", "kind", "state", "county_id", "township_id", "community_id", "body_id", "sent_at",
    "arrive_due_at", "taken_at", "result_due_at", "ended_at", "ruling",
)  # fmt: skip


def call_facts(task: Task) -> CallFacts | None:
    """Return a call as figures see it; None for another task."""
    if task.kind != TaskKind.CALL:
        return None
    step_due = task.arrive_due_at if task.taken_at is None else task.result_due_at
    return CallFacts(
        county=task.county_id,
        township=task.township_id,
        community=task.community_id,
        body=task.body_id,
        state=TaskState(task.state),
        sent=local_day(task.sent_at),
        arrive_due=_day(task.arrive_due_at),
        result_due=_day(task.result_due_at),
        is_arrived=task.taken_at is not None,
        arrived_in_time=_in_time(task.taken_at, task.arrive_due_at),
        result_in_time=_in_time(task.ended_at, task.result_due_at),
        ended_in_time=_in_time(task.ended_at, step_due),
        ruling=CallRuling(task.ruling) if task.ruling else None,
    )


def _day(at: datetime | None) -> date | None:
    return None if at is None else local_day(at)


def _in_time(done: datetime | None, due: datetime | None) -> bool:
    return done is not None and due is not None and done <= due


def calls_among(tasks: "QuerySet[Task]") -> Iterator[Task]:
    """Yield the calls among tasks, with what figures see of them."""
    calls = tasks.filter(kind=TaskKind.CALL).only(*_FACTS).order_by()
    return calls.iterator(chunk_size=2000)


def counts_of_calls() -> "Iterator[Counter[Key]]":
    """Yield what each call counts for: slow, and the measure of the summaries."""
    for task in calls_among(Task.objects.all()):
        yield counts_of_call(call_facts(task))


def by_body(
    place_id: int, level: str, first_month: date, last_month: date
) -> dict[int, Counter[str]]:
    """Return the counts of calls of a place for each body over whole months.

    `level` is the column by which changes name places of this kind (`figures.level_of`).
    """
    found: dict[int, Counter[str]] = {}
    rows = _by_body(level).rows(place=place_id, first=first_month, last=last_month)
    for body, name, count in rows:
        found.setdefault(body, Counter())[name] += count
    return found


@cache
def _by_body(level: str) -> Prepared:
    place = hole("place", FigureChange, "township_id")
    first, last = (hole(name, FigureChange, "day") for name in ("first", "last"))

    def build() -> "QuerySet[Any, Any]":
        folded = CallFigure.objects.filter(place_id=place, month__gte=first, month__lte=last)
        fresh = FigureChange.objects.filter(
            **{level: place},
            day__gte=first,
            day__lt=last.through(next_month),
            body_id__isnull=False,
        )
        return (
            folded.order_by()
            .values_list("body_id", "name", "count")
            .union(
                fresh.order_by().values_list("body_id", "name").annotate(n=Sum("change")), all=True
            )
        )

    return Prepared(build)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    year, number = divmod(month.year * 12 + month.month, 12)
    return date(year, number + 1, 1)
