"""Everything about oneself: what is stored, why, until when, who looked; and a copy of it."""

from dataclasses import dataclass
from datetime import date, datetime

from linli.apps.people.models import Consent, Person, Representation, RightsRequest
from linli.apps.people.rules.kinds import (
    ConsentSubject,
    RepresentationKind,
    RequestKind,
)
from linli.apps.people.rules.lifecycle import RequestState
from linli.apps.people.selectors.cards import EVERYTHING, PersonCard, card_of, home_of
from linli.apps.people.selectors.looks import Looked, looks_at
from linli.apps.people.selectors.stored import StoredGroup, stored_groups
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.sealed_fields import opened


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
    stored: list[StoredGroup]
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


def my_data(person: Person, *, now: datetime, clear: bool = False) -> MyData:
    """Return everything that is stored about a person for themselves, masked unless `clear`."""
    return MyData(
        person=card_of(
            person,
            today=local_day(now),
            shown=EVERYTHING if clear else (),
            home=home_of(person),
        ),
        stored=stored_groups(person, clear=clear),
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
