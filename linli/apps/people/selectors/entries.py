"""Who is meant by what was typed into a form: a full number, a phone, or a record number."""

from linli.apps.people.models import Person
from linli.apps.people.rules.kinds import PersonKind
from linli.apps.people.rules.names import search_form
from linli.apps.people.selectors.persons import persons_visible_to
from linli.core.access import Actor
from linli.core.errors import InvalidInput
from linli.core.identifiers import compact_identifier
from linli.kit.sealed_fields import opened

MOST = 200  # records looked at by name


class NameDiffers(InvalidInput):
    """The number belongs to somebody of another name; which, is not said."""

    code = "people.name_differs"


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


def person_listed(
    path: str,
    name: str,
    number: str = "",
    *,
    field: str = "name",
    number_field: str = "number",
    natural: bool = True,
) -> int:
    """Return the number of the one natural person that a line of a list means.

    `number` is a full identity or phone number and finds anybody, if the name is the same; without
    one the name must be that of exactly one person at or below the place. Companies are meant as
    well unless `natural`. A refusal names the column it is about.
    Raises PersonUnknown, NameDiffers.
    """
    persons = Person.objects.in_use()
    if natural:
        persons = persons.filter(kind=PersonKind.NATURAL)
    wanted = search_form(name)
    if number:
        known = (persons.with_id_number(number) | persons.with_phone(number)).distinct()
        named = [row for row in known[:MOST] if search_form(opened(row.name)) == wanted]
        if known and not named:
            raise NameDiffers(field=field)
    else:
        near = persons.under(path).maybe_named(name)
        named = [row for row in near[:MOST] if search_form(opened(row.name)) == wanted]
    if len(named) != 1:
        raise PersonUnknown(field=number_field if number else field)
    return named[0].pk
