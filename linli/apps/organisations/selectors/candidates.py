"""People to choose from when a post is filled: found by name within one's area, or by number."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from linli.apps.accounts.rules import REGISTER_READERS
from linli.apps.organisations.models import Appointment
from linli.apps.people.models import Person
from linli.apps.people.rules.kinds import PersonKind
from linli.apps.people.selectors import persons_visible_to
from linli.core.access import Actor
from linli.core.identifiers import masked_id_number
from linli.kit.sealed_fields import opened

MOST = 20
_OPENED_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person to choose, told apart by home and masked number."""

    person_id: int
    name: str
    id_number: str
    home: str


def candidates(actor: Actor, text: str) -> list[Candidate]:
    """Return whom `text` finds: part of a name in the actor's area, or a full number anywhere.

    Somebody from elsewhere (a project manager, say) is found by the full identity or phone
    number only, so nobody can leaf through other places.
    """
    text = text.strip()
    if len(text) < 2:
        return []
    people = Person.objects.in_use().filter(kind=PersonKind.NATURAL)
    exact = (people.with_id_number(text) | people.with_phone(text)).select_related("home")
    found = list(exact[:MOST]) if any(character.isdigit() for character in text) else []
    if not found:
        here = people if actor.is_system else people.under(*actor.paths(REGISTER_READERS))
        maybe = here.maybe_named(text).select_related("home").order_by("pk")
        found = [person for person in maybe[:_OPENED_AT_MOST] if text in _name(person)][:MOST]
    return [_candidate(person) for person in found]


def found_before(numbers: Collection[int]) -> list[Candidate]:
    """Return the persons whom a search of the same account has found, by their numbers."""
    if not numbers:
        return []
    people = Person.objects.in_use().filter(kind=PersonKind.NATURAL, pk__in=numbers)
    return [_candidate(person) for person in people.select_related("home").order_by("pk")]


def candidate(actor: Actor, person_id: int) -> Candidate | None:
    """Return one person of the actor's area as chosen before, or None."""
    people = persons_visible_to(actor).filter(kind=PersonKind.NATURAL, pk=person_id)
    person = people.select_related("home").first()
    return None if person is None else _candidate(person)


def colleagues(body_id: int, day: date) -> list[Candidate]:
    """Return who holds a post in a body on a day, by name: they stand in for one another."""
    held = Appointment.objects.on(day).filter(seat__body=body_id).values("person")
    people = Person.objects.in_use().filter(pk__in=held).select_related("home")
    return sorted(map(_candidate, people), key=lambda one: one.name)


def _name(person: Person) -> str:
    return opened(person.name)


def _candidate(person: Person) -> Candidate:
    number = opened(person.id_number)
    return Candidate(
        person_id=person.pk,
        name=_name(person),
        id_number=masked_id_number(number) if number else "",
        home=person.home.name if person.home else "",
    )
