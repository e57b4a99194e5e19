"""Records that may be the same person: shown before a new one is made, and to propose merges."""

from dataclasses import dataclass

from linli.apps.people.models import Person
from linli.apps.people.rules.identity import Identity
from linli.apps.people.rules.kinds import DuplicateGround
from linli.apps.people.rules.lifecycle import PersonState
from linli.apps.people.rules.names import search_form
from linli.kit.sealed_fields import opened

MOST = 10
_CLOSED = (PersonState.MERGED, PersonState.ERASED)


@dataclass(frozen=True, slots=True)
class Similar:
    """One record and why it may be the same person."""

    person: Person
    ground: DuplicateGround


def similar_persons(identity: Identity, *, home_path: str) -> list[Similar]:
    """Return records that may be this person, the surest first, at most ten.

    Same number, anywhere; same phone and name, anywhere; same name in the same home.
    """
    found: dict[int, Similar] = {}
    persons = Person.objects.exclude(state__in=_CLOSED)
    if identity.id_number:
        for person in persons.with_id_number(identity.id_number)[:MOST]:
            found[person.pk] = Similar(person, DuplicateGround.SAME_ID_NUMBER)
    wanted = search_form(identity.name)
    if identity.phone:
        for person in persons.with_phone(identity.phone)[:MOST]:
            if search_form(opened(person.name)) == wanted:
                found.setdefault(person.pk, Similar(person, DuplicateGround.SAME_PHONE_AND_NAME))
    for person in persons.maybe_named(identity.name).filter(scope_path=home_path)[:MOST]:
        if search_form(opened(person.name)) == wanted:
            found.setdefault(person.pk, Similar(person, DuplicateGround.SAME_NAME_AND_HOME))
    return list(found.values())[:MOST]
