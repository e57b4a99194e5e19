"""Reading more than the masked view: an act with a reason, for a time, seen by the person."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.people import permissions
from linli.apps.people.models import Person, Reading
from linli.apps.people.rules.errors import ReasonMissing
from linli.apps.people.rules.kinds import ReadingKind, ReadingReason
from linli.apps.people.rules.lifecycle import OPENING_HOURS, READING_MINUTES, VIEWED, is_minor
from linli.apps.people.selectors.looks import has_viewed
from linli.apps.people.selectors.persons import known_person
from linli.apps.people.services.locking import locked_person
from linli.core.access import Actor, Decision, require
from linli.kit.days import local_day

REVEALABLE = ("name", "id_number", "phone", "other_phone", "care_note")
NOTE_LENGTH = 200


@transaction.atomic
def note_view(*, actor: Actor, person_id: int, now: datetime) -> bool:
    """Leave a line that somebody looked at the masked record; one a viewer and day.

    Not of one's own record. Returns whether a line was written. Source: [rule:who-looked].
    """
    person = known_person(person_id)
    decision = require(permissions.can_open_person(actor, person, now=now))
    if actor.person_id == person.pk or has_viewed(actor, person, now):
        return False
    record(
        actor=actor,
        kind=VIEWED,
        subject_type="person",
        subject_id=person.pk,
        scope_path=person.scope_path,
        now=now,
        grant=decision.grant,
        facts=_of_minor(person, now),
    )
    return True


@transaction.atomic
def note_own_reading(*, actor: Actor, person_id: int, now: datetime) -> None:
    """Leave a line that somebody read or took their own data in clear, or those of a ward."""
    person = known_person(person_id)
    require(permissions.can_see_own(actor, person))
    record(
        actor=actor,
        kind="person.own_read",
        subject_type="person",
        subject_id=person.pk,
        scope_path=person.scope_path,
        now=now,
    )


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
        facts={
            "fields": list(fields),
            "reason": reason,
            "reading": reading.pk,
            "until": until,
            **_of_minor(person, now),
        },
    )
    return reading


def _of_minor(person: Person, now: datetime) -> dict[str, object]:
    """Return the fact that the yearly report counts by. Source: [rule:minors-report]."""
    return {"minor": True} if is_minor(person.birth_date, local_day(now)) else {}
