"""Seals, and checking the trail against them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db.models import QuerySet

from linli.apps.audit.models import AuditEvent, Seal
from linli.apps.audit.rules import (
    AFTER_ACT,
    GENESIS,
    RELEASED,
    Fault,
    Finding,
    event_leaf,
    seal_digest,
    seal_root,
    split_leaves,
)
from linli.core.canonical import digest
from linli.core.chain import inclusion_proof
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


def unsealed_behind(seal: Seal | None) -> QuerySet[AuditEvent]:
    """Return the rows behind a seal; all of them where there is none."""
    return AuditEvent.objects.filter(pk__gt=seal.last_event if seal else 0)


def unsealed_count() -> int:
    """Return how many acts stand behind the last seal."""
    seal = next(iter(_LAST.rows()), (0,))
    return _UNSEALED.of(last=seal[0])["acts"]


_LAST = Prepared(lambda: Seal.objects.order_by("-number").values_list("last_event")[:1])

_UNSEALED = PreparedCounts(
    {"acts": lambda: AuditEvent.objects.filter(pk__gt=hole("last", AuditEvent, "id"))}
)


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
