"""Registering and correcting somebody: search first, then the checks, then one row."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.people import permissions, selectors
from linli.apps.people.models import Consent, Holding, Person, Representation
from linli.apps.people.rules.corrections import (
    EMPTIED,
    check_death,
    check_kind_change,
    check_settled,
)
from linli.apps.people.rules.errors import (
    AgentUnfit,
    GuardianMissing,
    IdNumberTaken,
    NothingCorrected,
    SimilarExists,
)
from linli.apps.people.rules.identity import Identity, checked_identity
from linli.apps.people.rules.kinds import (
    DEVELOPER_TENURES,
    ConsentSubject,
    CreateGround,
    IdKind,
    PersonKind,
    RepresentationKind,
)
from linli.apps.people.rules.lifecycle import PersonState, is_child, is_minor
from linli.apps.people.selectors.notices import current_notice_number
from linli.apps.people.selectors.similar import similar_persons
from linli.apps.people.services.guarding import mark_unguarded
from linli.apps.people.services.locking import locked_person
from linli.apps.places.models import Place
from linli.core.access import Actor, require
from linli.core.errors import NotFound
from linli.core.identifiers import Sex
from linli.kit.days import local_day
from linli.kit.sealed_fields import opened


@dataclass(frozen=True, slots=True, repr=False)
class NewPerson:
    """What is typed about somebody new; "" and None stand for what nobody knows."""

    name: str
    kind: PersonKind = PersonKind.NATURAL
    id_kind: IdKind | None = None
    id_number: str = ""
    phone: str = ""
    other_phone: str = ""
    birth_date: date | None = None
    sex: Sex | None = None
    guardian_id: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class PersonChange:
    """What is corrected; None leaves a field as it is, `emptied` names those that become empty."""

    name: str | None = None
    kind: PersonKind | None = None
    id_kind: IdKind | None = None
    id_number: str | None = None
    phone: str | None = None
    other_phone: str | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    died_on: date | None = None
    emptied: frozenset[str] = frozenset()


_IDENTITY = ("name", "kind", "id_kind", "id_number", "phone", "other_phone", "birth_date", "sex")


def identity_of(new: NewPerson, *, today: date) -> Identity:
    """Return what was typed in its stored form, or raise what is wrong with it."""
    return checked_identity(
        kind=new.kind,
        name=new.name,
        id_kind=new.id_kind,
        id_number=new.id_number,
        phone=new.phone,
        other_phone=new.other_phone,
        birth_date=new.birth_date,
        sex=new.sex,
        today=today,
        fictional_allowed=settings.FICTIONAL_PEOPLE,
    )


@transaction.atomic
def register_person(
    *, actor: Actor, new: NewPerson, home_id: int, ground: CreateGround, now: datetime
) -> Person:
    """Register somebody at a place (登记人员). Source: [rule:search-before-create].

    Raises IdNumberTaken when the number is registered already, SimilarExists when similar
    records exist and `ground` does not say that they were looked at, GuardianMissing for a
    child under fourteen without a guardian.
    """
    home = Place.objects.select_for_update().filter(pk=home_id).first()
    if home is None:
        raise NotFound(place=home_id)
    decision = require(permissions.can_register_at(actor, home.path))
    identity = identity_of(new, today=local_day(now))
    _refuse_known(identity, home, ground)
    child = is_child(identity.birth_date, local_day(now))
    if child and new.guardian_id is None:
        raise GuardianMissing(field="guardian")
    person = Person(
        kind=identity.kind,
        home=home,
        scope_path=home.path,
        notice_number=current_notice_number(),
        created_at=now,
    )
    _fill(person, identity)
    person.save(force_insert=True)
    if new.guardian_id is not None:
        _give_guardian(person, new.guardian_id, child=child, now=now)
    mark_unguarded([person.pk], today=local_day(now))
    record(
        actor=actor,
        kind="person.registered",
        subject_type="person",
        subject_id=person.pk,
        scope_path=home.path,
        now=now,
        grant=decision.grant,
        facts={"place": home.pk, "kind": identity.kind, "ground": ground},
    )
    return person


@transaction.atomic
def correct_person(*, actor: Actor, person_id: int, change: PersonChange, now: datetime) -> Person:
    """Correct, complete or empty fields of a record (更正、补充); indexes and search follow.

    The trail names the fields, not the values. A resident number goes on saying birth date and
    sex. Raises NothingCorrected, NumberSettles, KindFixed, IdNumberTaken, BornAfterEvent, and
    what `identity_of` refuses. Source: [rule:corrections].
    """
    person = locked_person(person_id)
    decision = require(permissions.can_change_person(actor, person))
    before = _as_typed(person)
    given = _corrected(change)
    after = replace(before, **given)
    check_kind_change(before.kind, after.kind, holds_stock=_holds_stock(person))
    identity = identity_of(after, today=local_day(now))
    check_settled(identity, given)
    had = {name: getattr(person, name) for name in (*_IDENTITY, "died_on")}
    had |= {name: opened(had[name]) or None for name in ("name", "id_number", "phone")}
    had["other_phone"] = opened(person.other_phone) or None
    died_on = None if "died_on" in change.emptied else change.died_on or person.died_on
    check_death(died_on, birth_date=identity.birth_date, today=local_day(now))
    has = {name: getattr(identity, name) for name in _IDENTITY} | {"died_on": died_on}
    changed = sorted(name for name, value in has.items() if value != had[name])
    if not changed:
        raise NothingCorrected()
    if "id_number" in changed and identity.id_number:
        _refuse_number(identity.id_number, other_than=person.pk)
    person.kind, person.died_on = identity.kind, died_on
    _fill(person, identity)
    person.save()
    mark_unguarded([person.pk], today=local_day(now))
    emptied = [name for name in changed if has[name] is None]
    record(
        actor=actor,
        kind="person.corrected",
        subject_type="person",
        subject_id=person.pk,
        scope_path=person.scope_path,
        now=now,
        grant=decision.grant,
        facts={"fields": changed} | ({"emptied": emptied} if emptied else {}),
    )
    return person


def _corrected(change: PersonChange) -> dict[str, Any]:
    """Return what a change gives the fields of an identity; raises InvalidInput for no field."""
    unknown = change.emptied - EMPTIED
    if unknown:
        raise NothingCorrected(field=min(unknown))
    given = {name: getattr(change, name) for name in _IDENTITY}
    given = {name: value for name, value in given.items() if value is not None}
    blank: dict[str, Any] = {"id_number": "", "phone": "", "other_phone": ""}
    return given | {name: blank.get(name) for name in change.emptied if name != "died_on"}


def _holds_stock(person: Person) -> bool:
    rows = Holding.objects.filter(person=person, tenure__in=DEVELOPER_TENURES, valid_to=None)
    return rows.exists()


def _as_typed(person: Person) -> NewPerson:
    return NewPerson(
        name=opened(person.name),
        kind=PersonKind(person.kind),
        id_kind=IdKind(person.id_kind) if person.id_kind else None,
        id_number=opened(person.id_number),
        phone=opened(person.phone),
        other_phone=opened(person.other_phone),
        birth_date=person.birth_date,
        sex=Sex(person.sex) if person.sex else None,
    )


def _fill(person: Person, identity: Identity) -> None:
    person.name = identity.name
    person.id_kind = identity.id_kind
    person.id_number = identity.id_number
    person.phone = identity.phone
    person.other_phone = identity.other_phone
    person.birth_date = identity.birth_date
    person.sex = identity.sex


def _refuse_known(identity: Identity, home: Place, ground: CreateGround) -> None:
    if identity.id_number:
        _refuse_number(identity.id_number)
    if ground is not CreateGround.OTHER_PERSON:
        similar = similar_persons(identity, home_path=home.path)
        if similar:
            raise SimilarExists(count=len(similar))


def _refuse_number(number: str, *, other_than: int | None = None) -> None:
    known = Person.objects.with_id_number(number).exclude(pk=other_than)
    if known.exclude(state__in=[PersonState.MERGED, PersonState.ERASED]).exists():
        raise IdNumberTaken(field="id_number")


def _give_guardian(person: Person, guardian_id: int, *, child: bool, now: datetime) -> None:
    guardian = selectors.known_person(guardian_id)
    if guardian.kind != PersonKind.NATURAL or is_minor(guardian.birth_date, local_day(now)):
        raise AgentUnfit(field="guardian")
    Representation.objects.create(
        principal=person,
        agent=guardian,
        kind=RepresentationKind.GUARDIAN,
        valid_from=local_day(now),
    )
    if child:
        Consent.objects.create(
            person=person,
            subject=ConsentSubject.CHILD_RECORD,
            given_by=guardian,
            given_at=now,
            notice_number=current_notice_number(),
        )
