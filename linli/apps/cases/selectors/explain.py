"""The panel of a clock: when it is due, how that came about, and everything that happened to it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from linli.apps.cases.labels import CLOCK_EVENTS, PAUSE_REASONS, STEPS
from linli.apps.cases.labels.spoken import CAUSES, spoken_fact, spoken_span
from linli.apps.cases.models import Case, Clock, ClockEvent, Limit
from linli.apps.cases.rules.clocks import ClockEventKind, Step, TimeUnit
from linli.apps.cases.rules.explain import Day, DayKind, Sentence, Stretch, stretch_sentences
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.rules.limits import Span
from linli.apps.cases.rules.timing import due_after_pause, due_of, left_at
from linli.apps.cases.selectors.calendars import PlaceCalendar, calendar_of, holiday_name
from linli.apps.cases.selectors.clocks import events_of, since
from linli.kit.joining import listed
from linli.kit.sentences import sentence_for

_MOVING = (
    ClockEventKind.PAUSED,
    ClockEventKind.RESUMED,
    ClockEventKind.EXTENDED,
    ClockEventKind.CHANGED,
)


@dataclass(frozen=True, slots=True)
class EventLine:
    """One thing that happened to a clock, in words."""

    label: str
    at: datetime
    due_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class ClockPanel:
    """What the panel of a clock shows; `has_moved` when the due time is not the first one."""

    step: str
    due_at: datetime | None
    started_at: datetime
    stopped_at: datetime | None
    stands: bool
    is_late: bool
    is_provisional: bool
    has_moved: bool
    sentences: tuple[str, ...]
    events: tuple[EventLine, ...]


@dataclass(frozen=True, slots=True)
class StepStory:
    """A step that is done: when it ran, until when it was due, and what moved that."""

    step: str
    body: str
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    is_late: bool
    moves: tuple[EventLine, ...]


def stories_of(case: Case, *, with_tasks: bool) -> list[StepStory]:
    """Return the finished steps of a case, and with `with_tasks` of its tasks, in their order.

    What a running clock explains stretch by stretch is told here by its events alone: two queries
    for a whole case.
    """
    clocks = Clock.objects.filter(case=case, stopped_at__isnull=False)
    if not with_tasks:
        clocks = clocks.filter(task=None)
    clocks = clocks.select_related("task__body").prefetch_related("events")
    return [
        StepStory(
            step=str(STEPS[Step(clock.step)]),
            body=clock.task.body.name if clock.task else "",
            started_at=clock.started_at,
            due_at=clock.due_at,
            stopped_at=clock.stopped_at,
            is_late=clock.breached_at is not None,
            moves=tuple(
                _line(event)
                for event in sorted(clock.events.all(), key=lambda one: one.number)
                if event.kind in _MOVING
            ),
        )
        for clock in clocks.order_by("started_at", "pk")
    ]


def panel_of(case: Case, clock: Clock, *, now: datetime) -> ClockPanel:
    """Return the panel of a clock, in the active language."""
    events = events_of(clock)
    ends = clock.stopped_at or now
    return ClockPanel(
        step=str(STEPS[Step(clock.step)]),
        due_at=clock.due_at,
        started_at=clock.started_at,
        stopped_at=clock.stopped_at,
        stands=clock.paused_at is not None,
        is_late=clock.step != Step.CONFIRM and clock.due_at is not None and ends > clock.due_at,
        is_provisional=clock.is_provisional and clock.stopped_at is None,
        has_moved=any(
            event.kind in (ClockEventKind.RESUMED, ClockEventKind.EXTENDED, ClockEventKind.CHANGED)
            for event in events
        ),
        sentences=tuple(map(spoken, explain(case, clock, events))),
        events=tuple(map(_line, events)),
    )


def spoken(sentence: Sentence) -> str:
    """Return a sentence in words, in the active language."""
    facts = {name: spoken_fact(value) for name, value in sentence.facts.items()}
    return sentence_for(sentence.code, facts)


def explain(case: Case, clock: Clock, events: list[ClockEvent] | None = None) -> list[Sentence]:
    """Return how the due time of a clock came about, step by step (时限说明)."""
    events = events_of(clock) if events is None else events
    calendar = calendar_of(case.scope_path, clock.started_at)
    return [*_sentences(clock, events, calendar)]


def _sentences(
    clock: Clock, events: list[ClockEvent], calendar: PlaceCalendar
) -> Iterator[Sentence]:
    span = Span(clock.amount, TimeUnit(clock.unit))
    yield Sentence("cases.explain.started", {"at": clock.started_at})
    yield _limit(clock, span)
    if span.unit == TimeUnit.WORKING_MINUTES:
        hours = listed(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in calendar.days.hours)
        yield Sentence("cases.explain.hours", {"hours": hours})
    due = due_of(clock.started_at, span, calendar.days)
    yield from _stretch(Stretch(clock.started_at, span, due), calendar)
    for event in events:
        facts = json.loads(event.facts)
        if event.kind == ClockEventKind.PAUSED:
            at = since(event)
            left = left_at(at, due, span.unit, calendar.days)
            yield Sentence(
                "cases.explain.paused",
                {"at": at, "reason": _reason(event), "left": spoken_span(Span(left, span.unit))},
            )
        elif event.kind == ClockEventKind.RESUMED:
            due = max(due, due_after_pause(event.at, left, span.unit, calendar.days))
            yield Sentence("cases.explain.resumed", {"at": event.at})
            yield from _stretch(Stretch(event.at, Span(left, span.unit), due), calendar)
        elif event.kind in (ClockEventKind.EXTENDED, ClockEventKind.CHANGED):
            yield _moved(event, facts)
            due = event.due_at or due
    yield from _end(clock, calendar)


def _limit(clock: Clock, span: Span) -> Sentence:
    row = Limit.objects.filter(pk=clock.limit_id or 0).select_related("place").first()
    amount = spoken_span(span)
    if row is None:
        return Sentence("cases.explain.limit_built_in", {"amount": amount})
    return Sentence("cases.explain.limit_set", {"amount": amount, "place": row.place.name})


def _moved(event: ClockEvent, facts: Mapping[str, object]) -> Sentence:
    if event.kind == ClockEventKind.EXTENDED:
        return Sentence(
            "cases.explain.extended", {"due": event.due_at or event.at, "reason": _reason(event)}
        )
    before = facts.get("from")
    if not isinstance(before, str) or event.due_at is None:
        return Sentence("cases.explain.changed_standing", {"reason": _reason(event)})
    return Sentence(
        "cases.explain.changed",
        {"from": datetime.fromisoformat(before), "due": event.due_at, "reason": _reason(event)},
    )


def _end(clock: Clock, calendar: PlaceCalendar) -> Iterator[Sentence]:
    if clock.due_at is None:
        yield Sentence("cases.explain.stands")
        return
    yield Sentence("cases.explain.due", {"due": clock.due_at})
    if clock.is_provisional:
        last = calendar.days.day_of(clock.due_at).year
        years = [
            str(year)
            for year in range(clock.started_at.year, last + 1)
            if year not in calendar.announced
        ]
        yield Sentence("cases.explain.provisional", {"years": listed(years)})


def _stretch(stretch: Stretch, calendar: PlaceCalendar) -> Iterator[Sentence]:
    language = get_language() or "zh-hans"

    def named(day: date) -> Day:
        kind, reason = calendar.kind_of(day)
        return Day(kind, holiday_name(day, language) if kind == DayKind.HOLIDAY else reason)

    return stretch_sentences(stretch, calendar.days, named)


def _reason(event: ClockEvent) -> str:
    if event.reason in PauseReason.__members__:
        return str(PAUSE_REASONS[PauseReason(event.reason)])
    return str(CAUSES.get(event.reason, event.reason))


def _line(event: ClockEvent) -> EventLine:
    label = str(CLOCK_EVENTS[ClockEventKind(event.kind)])
    return EventLine(label, event.at, event.due_at, _reason(event))
