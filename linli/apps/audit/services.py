"""Writing the trail, as part of each act and in its transaction; sealing it in batches."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.x509 import load_pem_x509_certificate
from django.db import connection, transaction
from django.db.models import QuerySet
from rfc3161_client import TimestampRequestBuilder, VerifierBuilder, decode_timestamp_response
from rfc3161_client.errors import VerificationError

from linli.apps.audit import permissions
from linli.apps.audit.models import AuditEvent, Seal, SealStamp
from linli.apps.audit.rules import (
    AFTER_ACT,
    AUDITORS,
    BATCH,
    GENESIS,
    RELEASED,
    event_leaf,
    seal_digest,
    seal_root,
)
from linli.apps.audit.selectors import event_record, last_seal, released_through, seal_record
from linli.core.access import Actor, Grant, by_role, require
from linli.core.canonical import canonical_bytes, digest
from linli.core.errors import InvalidInput, NotFound
from linli.kit.bulk import batches
from linli.kit.days import local_day
from linli.kit.ticks import Pieces


class SealUnknown(NotFound):
    """No seal has this number."""

    code = "audit.seal_unknown"


class StampRefused(InvalidInput):
    """The response is no valid time stamp of this seal by this authority."""

    code = "audit.stamp_refused"


class PurposeMissing(InvalidInput):
    """Acts of the trail leave only for a stated purpose."""

    code = "audit.purpose_missing"


LEAST_PURPOSE, MOST_PURPOSE = 4, 200


@transaction.atomic
def note_export(
    *, actor: Actor, purpose: str, filters: Mapping[str, str], now: datetime
) -> AuditEvent:
    """Note that an auditor takes acts out as a file (导出留痕); before the file is sent.

    Raises PurposeMissing.
    """
    require(permissions.can_read_trail(actor))
    words = " ".join(purpose.split())[:MOST_PURPOSE]
    if len(words) < LEAST_PURPOSE:
        raise PurposeMissing(field="purpose")
    post = actor.post_of(AUDITORS)
    return record(
        actor=actor,
        kind="audit.exported",
        subject_type="trail",
        subject_id=actor.account_id or 0,
        scope_path=post.path if post else "",
        grant=post,
        now=now,
        facts={"purpose": words, "filters": {key: one for key, one in filters.items() if one}},
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One row for the trail: what `record` takes, beside who acts and when."""

    kind: str
    subject_type: str
    subject_id: object
    scope_path: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    grant: Grant | None = None


def record(
    *,
    actor: Actor,
    kind: str,
    subject_type: str,
    subject_id: object,
    now: datetime,
    scope_path: str = "",
    facts: Mapping[str, object] | None = None,
    grant: Grant | None = None,
) -> AuditEvent:
    """Add one row to the trail (留痕) inside the caller's transaction.

    `kind` is a dotted name ("place.renamed"); `facts` has a canonical form (no floats) and no
    personal data beyond need; `grant` is the post in which the actor acted.
    If the row cannot be written the act did not happen: nothing is caught here.
    """
    _announce_writer()
    entry = Entry(kind, subject_type, subject_id, scope_path, facts or {}, grant)
    event = _event(entry, actor, now)
    event.save(force_insert=True)
    return event


def record_all(*, actor: Actor, entries: Iterable[Entry], now: datetime) -> None:
    """Add the rows of an act on many things at once, in their order: those `record` would add."""
    _announce_writer()
    events = [_event(entry, actor, now) for entry in entries]
    AuditEvent.objects.bulk_create(events, batch_size=1000)


def forget_rows(
    pieces: Pieces, name: str, rows: "QuerySet[Any]", *, kind: str, actor: Actor, now: datetime
) -> int:
    """Delete rows of a table whose period is over, batch by batch; return how many.

    Each batch is a transaction with a line of `kind` that says how many of `name` went, and what
    went with them: the proof carries nothing of what they said. `pieces` notes those that cannot
    be deleted. Source: [rule:retention-everywhere].
    """

    @transaction.atomic
    def forget(numbers: list[Any]) -> int:
        gone = QuerySet(rows.model).filter(pk__in=numbers).delete()[1]
        record(
            actor=actor,
            kind=kind,
            subject_type="retention",
            subject_id=local_day(now),
            now=now,
            facts={"rows": name, "tables": dict(sorted(gone.items()))},
        )
        return len(numbers)

    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    return sum(sum(pieces.do_together(forget, batch)) for batch in batches(numbers, AT_ONCE))


def _event(entry: Entry, actor: Actor, now: datetime) -> AuditEvent:
    event = AuditEvent(
        at=now,
        account_id=actor.account_id,
        person_id=actor.person_id,
        actor_name=actor.name[:80],
        post=entry.grant.source if entry.grant else "",
        kind=entry.kind,
        subject_type=entry.subject_type,
        subject_id=str(entry.subject_id),
        scope_path=entry.scope_path,
        facts=canonical_bytes(dict(entry.facts)).decode(),
    )
    event.digest = digest(event_record(event))
    return event


AT_ONCE = 500  # rows of a table deleted in one transaction
# Any fixed number; it names the lock between acts that write the trail and the act that seals it.
_TRAIL_LOCK = 7_213_041_997


def _announce_writer() -> None:
    """Hold the trail open until this transaction ends.

    On PostgreSQL a transaction may commit after a later number was given out; sealing waits for
    all holders, so a sealed range never grows. SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_TRAIL_LOCK])


def _wait_for_writers() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TRAIL_LOCK])


@transaction.atomic
def seal_next_batch(*, now: datetime, size: int = BATCH) -> Seal | None:
    """Seal the next rows of the trail (封存), at most `size`; None when all are sealed."""
    _wait_for_writers()
    previous = last_seal()
    behind = previous.last_event if previous else 0
    events = list(AuditEvent.objects.filter(pk__gt=behind).order_by("pk")[:size])
    if not events:
        return None
    leaves = [event_leaf(event.pk, event_record(event)) for event in events]
    seal = Seal(
        number=previous.number + 1 if previous else 1,
        first_event=events[0].pk,
        last_event=events[-1].pk,
        event_ids=json.dumps([event.pk for event in events], separators=(",", ":")),
        leaves=b"".join(leaves),
        root=seal_root(leaves),
        previous=bytes(previous.head) if previous else GENESIS,
        sealed_at=now,
    )
    seal.head = seal_digest(seal_record(seal))
    seal.save(force_insert=True)
    return seal


def seal_all(*, now: datetime) -> int:
    """Seal everything there is, each batch in a transaction of its own; return how many seals."""
    count = 0
    while seal_next_batch(now=now) is not None:
        count += 1
    return count


def release_old(*, actor: Actor, now: datetime, most: int = 100) -> int:
    """Delete the rows of at most `most` seals whose period is over (到期清除); return how many.

    The seals stay with the leaves of their rows, and the trail says through which seal rows went,
    so the check still tells a row that is missing from one whose time was over. The database
    refuses younger rows by itself. Source: [rule:retention-everywhere].
    """
    require(by_role(actor, (), ""))
    before = now - timedelta(days=AFTER_ACT.days)
    seals = Seal.objects.filter(sealed_at__lte=before, number__gt=released_through())
    numbers = list(seals.order_by("number").values_list("number", flat=True)[:most])
    for number in numbers:
        _release(number, actor=actor, now=now)
    return len(numbers)


@transaction.atomic
def _release(number: int, *, actor: Actor, now: datetime) -> None:
    seal = Seal.objects.defer("leaves", "event_ids").get(number=number)
    rows = AuditEvent.objects.filter(pk__gte=seal.first_event, pk__lte=seal.last_event)
    gone = rows.delete()[0]
    record(
        actor=actor,
        kind=RELEASED,
        subject_type="seal",
        subject_id=number,
        now=now,
        facts={"rows": gone},
    )


def stamp_request(*, seal_number: int) -> bytes:
    """Return an RFC 3161 request over the head of a seal, to be carried to an authority.

    Raises SealUnknown for a number that no seal has.
    """
    request = TimestampRequestBuilder(data=_head_of(seal_number), nonce=False).build()
    return request.as_bytes()


@transaction.atomic
def keep_stamp(
    *, actor: Actor, seal_number: int, response: bytes, authority: bytes, now: datetime
) -> SealStamp:
    """Keep a time-stamp response beside its seal (可信时间戳) when it is right.

    `authority` is the root certificate (PEM) of an authority trusted for this.
    Raises SealUnknown, or StampRefused when the response is not a valid stamp of this head.
    Source: RFC 3161, section 2.4.2.
    """
    head = _head_of(seal_number)
    try:
        root = load_pem_x509_certificate(authority)
        verifier = VerifierBuilder().add_root_certificate(root).build()
        verifier.verify_message(decode_timestamp_response(response), head)
    except (ValueError, VerificationError) as problem:
        raise StampRefused(seal=seal_number, problem=str(problem)) from problem
    seal = Seal.objects.get(number=seal_number)
    stamp = SealStamp.objects.create(seal=seal, response=response, stamped_at=now)
    record(
        actor=actor,
        kind="audit.seal_stamped",
        subject_type="seal",
        subject_id=seal_number,
        now=now,
        facts={"bytes": len(response)},
    )
    return stamp


def _head_of(seal_number: int) -> bytes:
    seal = Seal.objects.defer("leaves").filter(number=seal_number).first()
    if seal is None:
        raise SealUnknown(seal=seal_number)
    return bytes(seal.head)
