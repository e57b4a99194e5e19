"""The rows of the trail: what an auditor sees, and what other applications ask of it."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from linli.apps.audit.models import AuditEvent
from linli.apps.audit.rules import AUDITORS
from linli.apps.audit.selectors.seals import last_seal, unsealed_behind
from linli.core.access import Actor
from linli.core.errors import NotFound

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
    unsealed = unsealed_behind(seal)
    waiting = unsealed.order_by("pk").first()
    kinds = events_visible_to(actor).order_by("-pk").values_list("kind", flat=True)[:LATEST]
    return TrailFigures(
        unsealed=unsealed.count(),
        last_seal=seal.number if seal else 0,
        is_sealed_lately=waiting is None or waiting.at > now - timedelta(hours=1),
        commonest=Counter(kinds).most_common(3),
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


def subject_of(event: AuditEvent) -> tuple[str, str]:
    """Return what a row is about: the kind of thing, and its number."""
    return event.subject_type, event.subject_id


def facts_of(event: AuditEvent) -> dict[str, Any]:
    """Return the facts of a row as they were given."""
    facts: dict[str, Any] = json.loads(event.facts)
    return facts


def get_event(actor: Actor, number: int) -> AuditEvent:
    """Return one row of the trail; raises NotFound outside the auditor's places."""
    event = events_visible_to(actor).filter(pk=number).first()
    if event is None:
        raise NotFound(number=number)
    return event


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
