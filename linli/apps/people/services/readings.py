"""Reading more than the masked view: an act with a reason, for a time, seen by the person."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.people import permissions
from linli.apps.people.models import Person, Reading
from linli.apps.people.rules.errors import ReasonMissing
from linli.apps.people.rules.kinds import ReadingKind, ReadingReason
from linli.apps.people.rules.lifecycle import OPENING_HOURS, READING_MINUTES
from linli.apps.people.services.locking import locked_person
from linli.core.access import Actor, Decision, require

REVEALABLE = ("name", "id_number", "phone", "other_phone", "care_note")
NOTE_LENGTH = 200


@transaction.atomic
def open_record(
    *, actor: Actor, person_id: int, reason: ReadingReason, note: str, now: datetime
) -> Reading:
    """Open a record outside one's own cell or community, for some hours (打开档案)."""
    person = locked_person(person_id)
    decision = require(permissions.can_give_reason(actor, person, now=now))
    until = now + timedelta(hours=OPENING_HOURS)
    return _read(
        actor, person, ReadingKind.OPENED, (), reason, note, until=until, now=now, by=decision
    )


@transaction.atomic
def reveal(
    *,
    actor: Actor,
    person_id: int,
    fields: Collection[str],
    reason: ReadingReason,
    note: str,
    now: datetime,
) -> Reading:
    """Show masked values in clear for some minutes (查看明文). Source: [rule:reveal].

    `fields` are of REVEALABLE; the values themselves are read through the selectors, which
    ask whether a reading is in force. Raises ReasonMissing.
    """
    person = locked_person(person_id)
    decision = require(permissions.can_reveal(actor, person, now=now))
    wanted = [name for name in REVEALABLE if name in set(fields)]
    if not wanted:
        raise ReasonMissing(field="fields")
    until = now + timedelta(minutes=READING_MINUTES)
    return _read(
        actor, person, ReadingKind.REVEALED, wanted, reason, note, until=until, now=now, by=decision
    )


def _read(
    actor: Actor,
    person: Person,
    kind: ReadingKind,
    fields: Collection[str],
    reason: ReadingReason,
    note: str,
    *,
    until: datetime,
    now: datetime,
    by: Decision,
) -> Reading:
    words = " ".join(note.split())
    if not 2 <= len(words) <= NOTE_LENGTH:
        raise ReasonMissing(field="note")
    reading = Reading(
        person=person,
        account_id=actor.account_id,
        kind=kind,
        fields=" ".join(fields),
        reason=reason,
        read_at=now,
        until=until,
    )
    reading.note = words
    reading.save(force_insert=True)
    record(
        actor=actor,
        kind=f"person.{kind.lower()}",
        subject_type="person",
        subject_id=person.pk,
        scope_path=person.scope_path,
        now=now,
        grant=by.grant,
        facts={"fields": list(fields), "reason": reason, "reading": reading.pk, "until": until},
    )
    return reading
