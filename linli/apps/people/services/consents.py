"""The ledger of consent, and what may be kept only while consent lasts."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from django.db import transaction

from linli.apps.people import permissions
from linli.apps.people.models import CareNote, Consent
from linli.apps.people.rules.errors import (
    ConsentGiven,
    ConsentMissing,
    ConsentNotAsked,
    DateInFuture,
    EndedSince,
    NoGuardianThen,
    RecordClosed,
)
from linli.apps.people.rules.kinds import ConsentSubject, RepresentationKind
from linli.apps.people.rules.lifecycle import PersonState, is_child
from linli.apps.people.selectors.notices import current_notice_number, notice_number_on
from linli.apps.people.selectors.persons import is_guardian
from linli.apps.people.services.locking import locked_person
from linli.apps.people.services.recording import record_row
from linli.core.access import Actor, require
from linli.core.errors import NotFound
from linli.kit.dated import in_force
from linli.kit.days import day_start, local_day

_record = partial(record_row, subject_type="person")

NOTE_LENGTH = 500
_CHILD = ConsentSubject.CHILD_RECORD


@transaction.atomic
def give_consent(
    *,
    actor: Actor,
    person_id: int,
    subject: ConsentSubject,
    now: datetime,
    given_by_id: int | None = None,
) -> Consent:
    """Enter one separate consent (单独同意), under the notice in force.

    Given by the person, for a child under fourteen by a guardian; at the counter it is entered
    on their behalf, and the trail shows who entered it. Source: [rule:consent].
    """
    person = locked_person(person_id)
    decision = require(permissions.can_consent_for(actor, person))
    if person.state != PersonState.ACTIVE:
        raise RecordClosed()
    themselves = permissions.can_see_own(actor, person)
    giver_id = (actor.person_id if themselves else given_by_id) or person.pk
    own = giver_id == person.pk and not is_child(person.birth_date, local_day(now))
    if not own and not is_guardian(giver_id, person.pk):
        raise ConsentMissing(field="given_by")
    present = Consent.objects.filter(person=person, subject=subject, withdrawn_at__isnull=True)
    if present.exists():
        raise ConsentGiven()
    consent = Consent.objects.create(
        person=person,
        subject=subject,
        given_by_id=giver_id,
        given_at=now,
        notice_number=current_notice_number(),
    )
    facts = {"consent": consent.pk, "subject": subject, "by": giver_id}
    _record(actor, "consent.given", person, facts, now=now, grant=decision.grant)
    return consent


@transaction.atomic
def enter_guardians_consent(
    *, actor: Actor, person_id: int, guardian_id: int, on: date, now: datetime
) -> Consent:
    """Enter that a guardian agreed on a day to the record of a child (监护人同意), from a list.

    Source: [rule:children]. Raises RecordClosed, ConsentNotAsked of who is fourteen or older,
    NoGuardianThen, DateInFuture, ConsentGiven.
    """
    person = locked_person(person_id)
    decision = require(permissions.can_change_person(actor, person))
    if not is_child(person.birth_date, local_day(now)):
        raise ConsentNotAsked(field="consent")
    if on > local_day(now):
        raise DateInFuture(field="consent")
    guardians = person.representatives.filter(
        in_force(on), agent=guardian_id, kind=RepresentationKind.GUARDIAN
    )
    if not guardians.exists():
        raise NoGuardianThen(on=on, field="consent")
    present = Consent.objects.filter(person=person, subject=_CHILD, withdrawn_at__isnull=True)
    if present.exists():
        raise ConsentGiven(field="consent")
    consent = Consent.objects.create(
        person=person,
        subject=_CHILD,
        given_by_id=guardian_id,
        given_at=now if on == local_day(now) else day_start(on),
        notice_number=notice_number_on(on),
    )
    facts = {"consent": consent.pk, "subject": _CHILD, "by": guardian_id, "on": on}
    _record(actor, "consent.given", person, facts, now=now, grant=decision.grant)
    return consent


@transaction.atomic
def void_consents(*, actor: Actor, consent_ids: Sequence[int], now: datetime) -> None:
    """Strike out consents that a list has entered by mistake (撤销登记), the last one first.

    Raises EndedSince when one has been withdrawn meanwhile: that it was given stays.
    """
    for known in Consent.objects.filter(pk__in=consent_ids).order_by("-pk"):
        person = locked_person(known.person_id)
        decision = require(permissions.can_change_person(actor, person))
        consent = Consent.objects.select_for_update().get(pk=known.pk)
        if consent.withdrawn_at is not None:
            raise EndedSince()
        facts = {"consent": consent.pk, "subject": consent.subject, "by": consent.given_by_id}
        consent.delete()
        _record(actor, "consent.voided", person, facts, now=now, grant=decision.grant)


@transaction.atomic
def withdraw_consent(*, actor: Actor, consent_id: int, now: datetime) -> Consent:
    """Withdraw a consent (撤回同意): from now on, and what rested on it alone goes at once."""
    known = Consent.objects.filter(pk=consent_id).first()
    if known is None:
        raise NotFound(consent=consent_id)
    person = locked_person(known.person_id)
    decision = require(permissions.can_consent_for(actor, person))
    consent = Consent.objects.select_for_update().get(pk=consent_id)
    if consent.withdrawn_at is not None:
        raise ConsentMissing()
    consent.withdrawn_at = now
    consent.save(update_fields=["withdrawn_at"])
    erased = CareNote.objects.filter(consent=consent, text__isnull=False).update(
        text=None, ended_at=now
    )
    facts = {"consent": consent.pk, "subject": consent.subject, "erased_notes": erased}
    _record(actor, "consent.withdrawn", person, facts, now=now, grant=decision.grant)
    return consent


@transaction.atomic
def record_care_note(*, actor: Actor, person_id: int, text: str, now: datetime) -> CareNote | None:
    """Keep what helpers must know (照护提示); an empty text ends the note.

    Raises ConsentMissing without a separate consent in force. Source: [rule:care-note].
    """
    person = locked_person(person_id)
    decision = require(permissions.can_change_person(actor, person))
    consent = Consent.objects.filter(
        person=person, subject=ConsentSubject.CARE_NOTE, withdrawn_at__isnull=True
    ).first()
    if consent is None:
        raise ConsentMissing()
    present = CareNote.objects.filter(person=person, ended_at__isnull=True)
    present.update(text=None, ended_at=now)
    words = text.strip()[:NOTE_LENGTH]
    note = None
    if words:
        note = CareNote(person=person, consent=consent, recorded_at=now)
        note.text = words
        note.save(force_insert=True)
    facts = {"note": note.pk if note else None, "consent": consent.pk}
    _record(actor, "person.care_noted", person, facts, now=now, grant=decision.grant)
    return note
