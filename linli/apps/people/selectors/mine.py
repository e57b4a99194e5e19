"""Everything about oneself: what is stored, why, until when, who looked; and a copy of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from linli.apps.accounts.models import RoleGrant
from linli.apps.audit.selectors import events_about, facts_of
from linli.apps.people.models import Consent, Person, Reading, Representation, RightsRequest
from linli.apps.people.rules.kinds import (
    ConsentSubject,
    ReadingReason,
    RepresentationKind,
    RequestKind,
)
from linli.apps.people.rules.lifecycle import RequestState
from linli.apps.people.selectors.cards import EVERYTHING, PersonCard, card_of, home_of
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.core.personal import Basis, PersonalField
from linli.kit.days import local_day
from linli.kit.personal_data import personal_fields
from linli.kit.sealed_fields import MASK, BlindIndexField, SealedField, opened

READ_KINDS = ("person.opened", "person.revealed")
MOST_READINGS = 100


@dataclass(frozen=True, slots=True)
class StoredValue:
    """One thing that is stored about somebody: what, its value, and the rule it stands under."""

    model: str
    field: str
    data: str
    value: str
    purpose: str
    basis: Basis
    days: int
    after: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody who has read more than the masked view; `posts` are (role, place) pairs."""

    at: datetime
    posts: list[tuple[str, str]]
    account: str
    reason: ReadingReason | None
    note: str
    fields: list[str]


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """One consent of the ledger."""

    consent_id: int
    subject: ConsentSubject
    given_at: datetime
    withdrawn_at: datetime | None
    notice_number: int


@dataclass(frozen=True, slots=True)
class MyRequest:
    """One request and its answer."""

    request_id: int
    kind: RequestKind
    state: RequestState
    text: str
    answer: str
    submitted_at: datetime
    due_date: date


@dataclass(frozen=True, slots=True)
class MyData:
    """All of it, for the page and for the copy."""

    person: PersonCard
    stored: list[StoredValue]
    looked: list[Looked]
    consents: list[GivenConsent]
    requests: list[MyRequest]
    ties_ended_on: date | None


def own_person(actor: Actor, person_id: int | None = None) -> Person:
    """Return the actor's own person, or a ward of theirs; raises NotFound."""
    wanted = person_id or actor.person_id
    person = Person.objects.filter(pk=wanted).select_related("home").first() if wanted else None
    if person is None:
        raise NotFound(person=wanted)
    return person


def wards_of(actor: Actor) -> list[Person]:
    """Return those whose guardian the actor is now."""
    rows = Representation.objects.filter(
        agent_id=actor.person_id, kind=RepresentationKind.GUARDIAN, valid_to__isnull=True
    )
    return [row.principal for row in rows.select_related("principal").order_by("pk")]


def my_data(person: Person, *, now: datetime) -> MyData:
    """Return everything that is stored about a person, in clear, for themselves."""
    return MyData(
        person=card_of(
            person,
            today=local_day(now),
            shown=EVERYTHING,
            home=home_of(person),
        ),
        stored=list(stored_values(person)),
        looked=looks_at(person),
        consents=[
            GivenConsent(
                one.pk,
                ConsentSubject(one.subject),
                one.given_at,
                one.withdrawn_at,
                one.notice_number,
            )
            for one in Consent.objects.filter(person=person).order_by("-pk")
        ],
        requests=[
            MyRequest(
                request_id=one.pk,
                kind=RequestKind(one.kind),
                state=RequestState(one.state),
                text=opened(one.text),
                answer=opened(one.answer),
                submitted_at=one.submitted_at,
                due_date=one.due_date,
            )
            for one in RightsRequest.objects.filter(person=person).order_by("-pk")
        ],
        ties_ended_on=person.ties_ended_on,
    )


def looks_at(person: Person) -> list[Looked]:
    """Return who has read the record, from the trail; the words of the reason from its row."""
    rows = events_about("person", person.pk).filter(kind__in=READ_KINDS)
    events = list(rows.order_by("-pk")[:MOST_READINGS])
    facts = {event.pk: facts_of(event) for event in events}
    wanted = [one["reading"] for one in facts.values() if "reading" in one]
    notes = {row.pk: opened(row.note) for row in Reading.objects.filter(pk__in=wanted)}
    posts = _posts({event.post for event in events if event.post})
    return [
        Looked(
            at=event.at,
            posts=posts.get(event.post, []),
            account=event.actor_name,
            reason=ReadingReason(facts[event.pk]["reason"]),
            note=notes.get(facts[event.pk]["reading"], ""),
            fields=facts[event.pk]["fields"],
        )
        for event in events
    ]


def _posts(sources: set[str]) -> dict[str, list[tuple[str, str]]]:
    """Return the roles and places that followed from each post, also where it has ended."""
    grants = RoleGrant.objects.filter(source__in=sources).order_by("pk")
    rows = list(grants.values_list("source", "role", "scope_path").distinct())
    paths = {path for _source, _role, path in rows}
    names = dict(Place.objects.filter(path__in=paths).values_list("path", "name"))
    found: dict[str, list[tuple[str, str]]] = {}
    for source, role, path in rows:
        pair = (role, names.get(path, ""))
        if pair not in found.setdefault(source, []):
            found[source].append(pair)
    return found


def stored_values(person: Person) -> Iterator[StoredValue]:
    """Yield every personal value of every application about a person, by the declarations.

    A table belongs to a person when it has a column that names one; indexes are left out, they
    say nothing that their value does not.
    """
    declared: dict[str, list[PersonalField]] = {}
    for (label, _column), field in personal_fields().items():
        declared.setdefault(label, []).append(field)
    for label, fields in sorted(declared.items()):
        model = apps.get_model(label)
        for row in _rows_about(model, person):
            yield from _values(label, row, fields)


def _rows_about(model: type[models.Model], person: Person) -> "QuerySet[Any]":
    """Return the rows of a table about a person; the trail shows as who looked, not by rows."""
    if model is Person:
        return Person.objects.filter(pk=person.pk)
    condition = models.Q(pk__in=[])
    if model._meta.app_label != "audit":
        for field in model._meta.concrete_fields:
            if field.related_model is Person or field.attname == "person_id":
                condition |= models.Q(**{field.attname: person.pk})
    return QuerySet(model).filter(condition).order_by("pk")


def _values(label: str, row: models.Model, fields: list[PersonalField]) -> Iterator[StoredValue]:
    for field in fields:
        column = row._meta.get_field(field.field)
        raw = getattr(row, field.field)
        if isinstance(column, BlindIndexField) or raw in (None, ""):
            continue
        value = opened(raw) if isinstance(column, SealedField) else str(raw)
        if field.secret:
            value = MASK
        yield StoredValue(
            model=label,
            field=field.field,
            data=field.data,
            value=value,
            purpose=field.purpose,
            basis=field.basis,
            days=field.keep.days,
            after=field.keep.after,
            sensitive=field.sensitive,
        )
