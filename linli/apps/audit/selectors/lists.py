"""The trail as a list and as a file: what an auditor looks for, and how rows read."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors.events import events_visible_to, facts_of, subject_of
from linli.core.access import Actor
from linli.kit.bulk import batches
from linli.kit.days import day_start
from linli.kit.pages import keyset_page
from linli.kit.post_names import post_names
from linli.kit.trail_words import FactSaid, facts_said, find_things, things_said


@dataclass(frozen=True, slots=True)
class EventRow:
    """A row of the trail as a page shows it."""

    number: int
    at: datetime
    actor: str
    post: str
    kind: str
    subject: str
    facts: str


EVENT_ORDER = ("-id",)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which acts an auditor looks for; what is empty narrows nothing.

    `kinds` are None for all; `thing` is what kind of thing the acts are about, `number` the number
    in the trail of one, or what it is called; `who` is part of an actor's name; from the day
    `since` on, to the day `until` inclusive.
    """

    kinds: Collection[str] | None = None
    thing: str = ""
    number: str = ""
    who: str = ""
    since: date | None = None
    until: date | None = None


def filtered_events(actor: Actor, wanted: EventFilter) -> QuerySet[AuditEvent]:
    """Return the rows at the auditor's places that fit."""
    events = events_visible_to(actor)
    if wanted.kinds is not None:
        events = events.filter(kind__in=sorted(wanted.kinds))
    if wanted.number:
        events = events.filter(_about(wanted.thing, wanted.number))
    elif wanted.thing:
        events = events.filter(subject_type=wanted.thing)
    if wanted.who:
        events = events.filter(actor_name__contains=wanted.who)
    if wanted.since:
        begins = day_start(wanted.since)
        events = events.filter(pk__gte=_first_since(begins - _SLACK), at__gte=begins)
    if wanted.until:
        ends = day_start(wanted.until + timedelta(days=1))
        events = events.filter(pk__lt=_first_since(ends + _SLACK), at__lt=ends)
    return events


def _about(thing: str, typed: str) -> Q:
    """Return what finds the acts about whatever is called or numbered like this."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for subject_type, number in find_things(typed, thing=thing):
        numbers[subject_type].add(number)
    alternatives = (
        Q(subject_type=one, subject_id__in=sorted(found)) for one, found in numbers.items()
    )
    return reduce(or_, alternatives)


# Acts that ran side by side may have taken their instants in another order than their numbers.
_SLACK = timedelta(hours=1)


def _first_since(moment: datetime) -> int:
    """Return the number from which the acts of an instant and later begin.

    Halved again and again over the numbers, which grow with time: an index on the instant would
    cost every act, and is wanted by nobody but an auditor.
    """
    last = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    low, high = 0, last + 1
    while low < high:
        middle = (low + high) // 2
        row = AuditEvent.objects.filter(pk__gte=middle).order_by("pk").values_list("pk", "at")[:1]
        if row and row[0][1] < moment:
            low = row[0][0] + 1
        else:
            high = middle
    return low


def event_page(actor: Actor, wanted: EventFilter, *, after: str = "") -> tuple[list[EventRow], str]:
    """Return a page of the trail, the newest first, and the cursor of the next."""
    page = keyset_page(filtered_events(actor, wanted), order=EVENT_ORDER, after=after, size=30)
    return _event_rows(list(page)), page.after


def event_rows(actor: Actor, wanted: EventFilter) -> Iterator[tuple[EventRow, Sequence[FactSaid]]]:
    """Yield every row that fits with its facts in words, the oldest first, a part at a time."""
    events = filtered_events(actor, wanted).order_by("pk")
    for part in batches(events.iterator(chunk_size=1000), 1000):
        said = facts_said([(event.kind, facts_of(event)) for event in part])
        yield from zip(_event_rows(part), said, strict=True)


def _event_rows(events: list[AuditEvent]) -> list[EventRow]:
    posts = post_names({event.post for event in events})
    subjects = things_said({subject_of(event) for event in events})
    return [
        EventRow(
            number=event.pk,
            at=event.at,
            actor=event.actor_name or (f"#{event.account_id}" if event.account_id else "-"),
            post=posts.get(event.post, event.post),
            kind=event.kind,
            subject=subjects[subject_of(event)],
            facts=event.facts,
        )
        for event in events
    ]
