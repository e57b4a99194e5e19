"""Who is meant by what was typed into a form: a full number, a phone, or a record number."""

from linli.apps.people.models import Person
from linli.apps.people.selectors.persons import persons_visible_to
from linli.core.access import Actor
from linli.core.errors import InvalidInput
from linli.core.identifiers import compact_identifier


class PersonUnknown(InvalidInput):
    """Nobody in the register, or more than one, answers to this."""

    code = "people.person_unknown"


def person_entered(actor: Actor, text: str, *, field: str = "person") -> int:
    """Return the number of the one person meant.

    A full identity or phone number finds anybody in use: whoever knows it has it from the person.
    A record number finds people at the actor's places. Raises PersonUnknown.
    """
    wanted = compact_identifier(text)
    if len(wanted) >= 7:
        persons = Person.objects.in_use()
        found = list(
            (persons.with_id_number(text) | persons.with_phone(text)).values_list("pk", flat=True)[
                :2
            ]
        )
        if len(found) == 1:
            return found[0]
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < 20:
        known = persons_visible_to(actor).filter(pk=int(wanted)).first()
        if known is not None:
            return known.pk
    raise PersonUnknown(field=field)
