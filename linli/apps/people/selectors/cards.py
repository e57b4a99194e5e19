"""People as pages show them: masked, except what this viewer has just revealed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from linli.apps.people.models import Person
from linli.apps.people.rules.kinds import PersonKind
from linli.apps.people.rules.lifecycle import PersonState, is_child
from linli.apps.places.selectors.names import addresses
from linli.core.identifiers import masked_id_number, masked_name, masked_phone
from linli.kit.sealed_fields import opened

EVERYTHING = frozenset({"name", "id_number", "phone", "other_phone"})


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person in a list or at the head of a page; "" stands for what is not registered."""

    person_id: int
    kind: PersonKind
    state: PersonState
    name: str
    id_number: str
    phone: str
    other_phone: str
    is_child: bool
    has_died: bool
    home: str = ""


def card_of(
    person: Person, *, today: date, shown: Collection[str] = (), home: str = ""
) -> PersonCard:
    """Return a person masked, but for the fields in `shown`; names of companies are public."""
    company = person.kind != PersonKind.NATURAL
    name, number = opened(person.name), opened(person.id_number)
    phone, other = opened(person.phone), opened(person.other_phone)
    return PersonCard(
        person_id=person.pk,
        kind=PersonKind(person.kind),
        state=PersonState(person.state),
        name=name if company or "name" in shown else masked_name(name),
        id_number=number if company or "id_number" in shown else masked_id_number(number),
        phone=phone if "phone" in shown else masked_phone(phone),
        other_phone=other if "other_phone" in shown else masked_phone(other),
        is_child=is_child(person.birth_date, today),
        has_died=person.died_on is not None,
        home=home,
    )


@dataclass(frozen=True, slots=True)
class PersonLine:
    """The little of a person that a line of a list shows, masked."""

    name: str
    id_number: str


LINE_COLUMNS = ("kind", "name", "id_number")
"""What `line_of` reads of a person."""


def line_of(person: Person) -> PersonLine:
    """Return the masked name and number; those of companies are public."""
    name, number = opened(person.name), opened(person.id_number)
    if person.kind != PersonKind.NATURAL:
        return PersonLine(name, number)
    return PersonLine(masked_name(name), masked_id_number(number))


def name_of(person: Person) -> str:
    """Return the masked name, the public name of a company."""
    name = opened(person.name)
    return name if person.kind != PersonKind.NATURAL else masked_name(name)


def home_of(person: Person) -> str:
    """Return where the person lives, in words: the entrance behind its building and compound."""
    return addresses([person.home.path])[person.home.path] if person.home else ""


def cards_of(persons: Iterable[Person], *, today: date) -> list[PersonCard]:
    """Return masked cards with where they live; the persons come with `home` selected."""
    rows = list(persons)
    homes = addresses({person.home.path for person in rows if person.home})
    return [
        card_of(person, today=today, home=homes[person.home.path] if person.home else "")
        for person in rows
    ]
