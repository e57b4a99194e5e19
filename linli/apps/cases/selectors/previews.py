"""What a setting would do before it is set: due times that would move, and those that stay."""

from dataclasses import dataclass
from datetime import datetime

from linli.apps.cases.models import Case, Clock
from linli.apps.cases.rules.clocks import Step, TimeUnit
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.limits import Span, check_span
from linli.apps.cases.rules.timing import due_in, due_of
from linli.apps.cases.selectors.calendars import Trial, calendar_of
from linli.apps.cases.selectors.clocks import courses_of
from linli.apps.cases.selectors.limits import limit_for
from linli.apps.places.models import Place
from linli.kit.days import local_day
from linli.kit.scoped import under

# So many clocks are worked out for a preview; the page says of how many.
MOST, SHOWN = 300, 8


@dataclass(frozen=True, slots=True)
class Moved:
    """A due time that would move."""

    number: str
    step: Step
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class DayPreview:
    """What a changed day does: running clocks looked at, those that move, the first of them."""

    running: int
    looked_at: int
    moved: int
    first: tuple[Moved, ...]


def day_preview(trial: Trial) -> DayPreview:
    """Work out what changes when a day is set otherwise at a place and below."""
    clocks = (
        Clock.objects.filter(under([trial.path], "case__scope_path"), stopped_at__isnull=True)
        .exclude(unit=TimeUnit.NATURAL_MINUTES)
        .filter(due_at__isnull=False)
        .select_related("case")
        .order_by("due_at", "pk")
    )
    running = clocks.count()
    found = list(clocks[:MOST])
    moved = []
    for clock, course in courses_of(found):
        after = due_in(course, calendar_of(clock.case.scope_path, clock.started_at, trial).days)
        if clock.due_at is not None and after is not None and after != clock.due_at:
            moved.append(Moved(clock.case.number, Step(clock.step), clock.due_at, after))
    return DayPreview(running, len(found), len(moved), tuple(moved[:SHOWN]))


@dataclass(frozen=True, slots=True)
class LimitPreview:
    """What a limit does: how long now and then, two due times of an example, clocks that stay."""

    before: Span
    after: Span
    due_before: datetime
    due_after: datetime
    running: int


def limit_preview(
    place: Place, category_id: int | None, *, level: Level, step: Step, span: Span, now: datetime
) -> LimitPreview:
    """Work out what changes for a step that begins now; running clocks keep their limit.

    Raises SpanTooLong.
    """
    check_span(span)
    chosen = limit_for(
        path=place.path, category_id=category_id or 0, level=level, step=step, day=local_day(now)
    )
    calendar = calendar_of(place.path, now).days
    cases = Case.objects.filter(under([place.path]), level=level)
    if category_id:
        cases = cases.filter(category=category_id)
    running = Clock.objects.filter(case__in=cases, step=step, stopped_at__isnull=True).count()
    return LimitPreview(
        before=chosen.span,
        after=span,
        due_before=due_of(now, chosen.span, calendar),
        due_after=due_of(now, span, calendar),
        running=running,
    )
