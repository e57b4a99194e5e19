"""Reading the trail, and checking it."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import QuerySet

from linli.apps.audit.models import AuditEvent, Seal
from linli.apps.audit.rules import (
    AFTER_ACT,
    AUDITORS,
    GENESIS,
    RELEASED,
    Fault,
    Finding,
    event_leaf,
    seal_digest,
    seal_root,
    split_leaves,
)
from linli.core.access import Actor
from linli.core.canonical import digest
from linli.core.chain import inclusion_proof
from linli.core.errors import NotFound
from linli.kit.bulk import batches
from linli.kit.days import day_start
from linli.kit.pages import keyset_page
from linli.kit.post_names import post_names
from linli.kit.prepared import Prepared, PreparedCounts, hole


def event_record(event: AuditEvent) -> dict[str, object]:
    """Return what the digest covers: every column but the number and the digest itself."""
    return {
        "at": event.at,
        "account_id": event.account_id,
        "person_id": event.person_id,
        "actor_name": event.actor_name,
        "post": event.post,
        "kind": event.kind,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "scope_path": event.scope_path,
        "facts": event.facts,
    }


def seal_record(seal: Seal) -> dict[str, object]:
    """Return what the head of a seal covers."""
    return {
        "number": seal.number,
        "first_event": seal.first_event,
        "last_event": seal.last_event,
        "event_ids": seal.event_ids,
        "root": bytes(seal.root),
        "previous": bytes(seal.previous),
        "sealed_at": seal.sealed_at,
    }


def last_seal() -> Seal | None:
    """Return the newest seal."""
    return Seal.objects.defer("leaves", "event_ids").order_by("-number").first()


def released_through() -> int:
    """Return the number of the last seal whose rows were deleted after their period, or 0."""
    rows = AuditEvent.objects.filter(kind=RELEASED).order_by("-pk")
    return int(rows.values_list("subject_id", flat=True).first() or 0)


LATEST = 1000  # acts whose kinds the home page counts


@dataclass(frozen=True, slots=True)
class TrailFigures:
    """What an auditor sees first: how much is not sealed, the last seal, the commonest acts."""

    unsealed: int
    last_seal: int
    is_sealed_lately: bool
    commonest: list[tuple[str, int]]


def trail_figures(actor: Actor, now: datetime) -> TrailFigures:
    """Return the figures of the auditor's home page."""
    seal = last_seal()
    unsealed = _unsealed(seal)
    waiting = unsealed.order_by("pk").first()
    kinds = events_visible_to(actor).order_by("-pk").values_list("kind", flat=True)[:LATEST]
    return TrailFigures(
        unsealed=unsealed.count(),
        last_seal=seal.number if seal else 0,
        is_sealed_lately=waiting is None or waiting.at > now - timedelta(hours=1),
        commonest=Counter(kinds).most_common(3),
    )


def _unsealed(seal: Seal | None) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(pk__gt=seal.last_event if seal else 0)


def unsealed_count() -> int:
    """Return how many acts stand behind the last seal."""
    seal = next(iter(_LAST.rows()), (0,))
    return _UNSEALED.of(last=seal[0])["acts"]


_LAST = Prepared(lambda: Seal.objects.order_by("-number").values_list("last_event")[:1])
_UNSEALED = PreparedCounts(
    {"acts": lambda: AuditEvent.objects.filter(pk__gt=hole("last", AuditEvent, "id"))}
)


def events_visible_to(actor: Actor) -> QuerySet[AuditEvent]:
    """Return the rows of the trail an auditor reads: all acts at the places of the post."""
    if actor.is_system:
        return AuditEvent.objects.all()
    return AuditEvent.objects.under(*actor.paths(AUDITORS))


def events_about(subject_type: str, subject_id: object) -> QuerySet[AuditEvent]:
    """Return the rows about one object, the oldest first."""
    return AuditEvent.objects.filter(
        subject_type=subject_type, subject_id=str(subject_id)
    ).order_by("pk")


def events_at(paths: Collection[str]) -> QuerySet[AuditEvent]:
    """Return the rows at exactly these places."""
    return AuditEvent.objects.filter(scope_path__in=sorted(paths))


def events_between(
    begins: datetime, ends: datetime, *, kinds: Collection[str], paths: Sequence[str] | None
) -> Iterator[AuditEvent]:
    """Yield the rows of some kinds from an instant until before another; None is everywhere."""
    rows = AuditEvent.objects.all() if paths is None else AuditEvent.objects.under(*paths)
    found = rows.filter(kind__in=kinds, at__gte=begins, at__lt=ends)
    yield from found.order_by("pk").iterator(chunk_size=2000)


def facts_of(event: AuditEvent) -> dict[str, Any]:
    """Return the facts of a row as they were given."""
    facts: dict[str, Any] = json.loads(event.facts)
    return facts


def published_heads() -> Iterator[dict[str, object]]:
    """Yield each seal as it is published: number, range, root, head, time."""
    for seal in Seal.objects.defer("leaves").order_by("number").iterator():
        yield {
            "number": seal.number,
            "first_event": seal.first_event,
            "last_event": seal.last_event,
            "count": len(json.loads(seal.event_ids)),
            "root": bytes(seal.root).hex(),
            "previous": bytes(seal.previous).hex(),
            "head": bytes(seal.head).hex(),
            "sealed_at": seal.sealed_at.isoformat(),
        }


def faults(published: Mapping[int, str] | None = None, *, now: datetime) -> Iterator[Fault]:
    """Yield everything that is wrong with the trail at `now`; nothing for a whole one.

    Rows may be gone of seals that the trail says are released and whose own instant, which their
    head covers, lies a whole period back: a forged line that says so hides no younger row.
    `published` maps numbers of seals to heads kept outside (hex). Without it, the loss of the
    newest seals together with all their rows cannot be seen: that is what publishing is for.
    """
    previous_head, behind, expected = GENESIS, 0, 1
    outside, released = dict(published or {}), released_through()
    over = now - timedelta(days=AFTER_ACT.days)
    for seal in Seal.objects.order_by("number").iterator(chunk_size=20):
        yield from _seal_faults(seal, previous_head=previous_head, expected=expected)
        head = outside.pop(seal.number, None)
        if head is not None and head != bytes(seal.head).hex():
            yield Fault(Finding.SEAL_MISSING, f"seal {seal.number}")
        may_be_gone = seal.number <= released and seal.sealed_at <= over
        yield from _row_faults(seal, behind=behind, released=may_be_gone)
        previous_head, behind, expected = bytes(seal.head), seal.last_event, seal.number + 1
    for number in sorted(outside):
        yield Fault(Finding.SEAL_MISSING, f"seal {number}")
    for event in AuditEvent.objects.filter(pk__gt=behind).order_by("pk").iterator():
        if bytes(event.digest) != digest(event_record(event)):
            yield Fault(Finding.ALTERED, f"event {event.pk}")


def _seal_faults(seal: Seal, *, previous_head: bytes, expected: int) -> Iterator[Fault]:
    where = f"seal {seal.number}"
    if seal.number != expected or bytes(seal.previous) != previous_head:
        yield Fault(Finding.CHAIN_BROKEN, where)
    if seal_digest(seal_record(seal)) != bytes(seal.head):
        yield Fault(Finding.SEAL_ALTERED, where)
    if seal_root(split_leaves(bytes(seal.leaves))) != bytes(seal.root):
        yield Fault(Finding.SEAL_ALTERED, where)


def _row_faults(seal: Seal, *, behind: int, released: bool) -> Iterator[Fault]:
    leaves = split_leaves(bytes(seal.leaves))
    sealed = dict(zip(_numbers(seal), leaves, strict=False))
    rows = AuditEvent.objects.filter(pk__gt=behind, pk__lte=seal.last_event).order_by("pk")
    for event in rows.iterator():
        leaf = sealed.pop(event.pk, None)
        if leaf is None:
            yield Fault(Finding.INSERTED, f"event {event.pk}")
        elif leaf != _leaf(event) or bytes(event.digest) != digest(event_record(event)):
            yield Fault(Finding.ALTERED, f"event {event.pk}")
    for number in () if released else sealed:
        yield Fault(Finding.MISSING, f"event {number}")


def _numbers(seal: Seal) -> list[int]:
    try:
        numbers = json.loads(seal.event_ids)
    except ValueError:
        return []
    return numbers if isinstance(numbers, list) else []


def _leaf(event: AuditEvent) -> bytes:
    try:
        return event_leaf(event.pk, event_record(event))
    except TypeError:  # a value without canonical form can only have been put there by hand
        return b""


@dataclass(frozen=True, slots=True)
class EventRow:
    """A row of the trail as a page shows it."""

    number: int
    at: datetime
    actor: str
    post: str
    kind: str
    subject: str


EVENT_ORDER = ("-id",)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which acts an auditor looks for; what is empty narrows nothing.

    `kinds` are None for all; `subject` is "type" or "type:number"; `who` is part of an actor's
    name; from the day `since` on, to the day `until` inclusive.
    """

    kinds: Collection[str] | None = None
    subject: str = ""
    who: str = ""
    since: date | None = None
    until: date | None = None


def filtered_events(actor: Actor, wanted: EventFilter) -> QuerySet[AuditEvent]:
    """Return the rows at the auditor's places that fit."""
    events = events_visible_to(actor)
    if wanted.kinds is not None:
        events = events.filter(kind__in=sorted(wanted.kinds))
    if wanted.subject:
        subject_type, _colon, number = wanted.subject.partition(":")
        events = events.filter(subject_type=subject_type)
        events = events.filter(subject_id=number) if number else events
    if wanted.who:
        events = events.filter(actor_name__contains=wanted.who)
    if wanted.since:
        begins = day_start(wanted.since)
        events = events.filter(pk__gte=_first_since(begins - _SLACK), at__gte=begins)
    if wanted.until:
        ends = day_start(wanted.until + timedelta(days=1))
        events = events.filter(pk__lt=_first_since(ends + _SLACK), at__lt=ends)
    return events


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


def event_rows(actor: Actor, wanted: EventFilter) -> Iterator[tuple[EventRow, str]]:
    """Yield every row that fits with its facts, the oldest first, a part at a time."""
    events = filtered_events(actor, wanted).order_by("pk")
    for part in batches(events.iterator(chunk_size=1000), 1000):
        yield from zip(_event_rows(part), [event.facts for event in part], strict=True)


def _event_rows(events: list[AuditEvent]) -> list[EventRow]:
    posts = post_names({event.post for event in events})
    return [
        EventRow(
            number=event.pk,
            at=event.at,
            actor=event.actor_name or (f"#{event.account_id}" if event.account_id else "-"),
            post=posts.get(event.post, event.post),
            kind=event.kind,
            subject=f"{event.subject_type}:{event.subject_id}",
        )
        for event in events
    ]


def get_event(actor: Actor, number: int) -> AuditEvent:
    """Return one row of the trail; raises NotFound outside the auditor's places."""
    event = events_visible_to(actor).filter(pk=number).first()
    if event is None:
        raise NotFound(number=number)
    return event


def seal_of(event: AuditEvent) -> Seal | None:
    """Return the seal that covers a row, or None while it waits."""
    return (
        Seal.objects.filter(first_event__lte=event.pk, last_event__gte=event.pk)
        .order_by("number")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Inclusion:
    """The proof that a row stands under a seal's root, in hex."""

    leaf: str
    index: int
    size: int
    path: list[str]


def inclusion_of(event: AuditEvent, seal: Seal) -> Inclusion:
    """Return the RFC 9162 inclusion proof of a row under its seal."""
    leaves = split_leaves(bytes(seal.leaves))
    index = _numbers(seal).index(event.pk)
    path = inclusion_proof(leaves, index)
    return Inclusion(
        leaf=leaves[index].hex(),
        index=index,
        size=len(leaves),
        path=[step.hex() for step in path],
    )


def newest_seals(count: int = 50) -> list[Seal]:
    """Return the newest seals, without their leaves."""
    return _newest(count).objects()


@cache
def _newest(count: int) -> Prepared:
    return Prepared(lambda: Seal.objects.defer("leaves").order_by("-number")[:count])


def last_event_number(*, kind: str, subject_type: str, subject_id: object) -> int:
    """Return the number of the newest such row, 0 when there is none."""
    rows = AuditEvent.objects.filter(
        kind=kind, subject_type=subject_type, subject_id=str(subject_id)
    )
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def touched_since(*, event: int, subject_type: str, first: int, last: int) -> int:
    """Return how many rows behind `event` are about objects numbered `first` to `last`."""
    rows = AuditEvent.objects.filter(pk__gt=event, subject_type=subject_type)
    return sum(
        1
        for subject in rows.values_list("subject_id", flat=True).iterator()
        if subject.isdecimal() and first <= int(subject) <= last
    )
