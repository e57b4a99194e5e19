"""Writing the trail: part of each act, in the same transaction."""

from collections.abc import Mapping
from datetime import datetime

from linli.apps.audit.models import AuditEvent
from linli.core.access import Actor, Grant
from linli.core.canonical import canonical_bytes, digest


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
    event = AuditEvent(
        at=now,
        account_id=actor.account_id,
        person_id=actor.person_id,
        actor_name=actor.name[:80],
        post=grant.source if grant else "",
        kind=kind,
        subject_type=subject_type,
        subject_id=str(subject_id),
        scope_path=scope_path,
        facts=canonical_bytes(dict(facts or {})).decode(),
    )
    event.digest = digest(event_record(event))
    event.save(force_insert=True)
    return event


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
