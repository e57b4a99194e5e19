"""Locking the root row of an act, once and first; several rows in the order of their numbers."""

from collections.abc import Iterable

from linli.apps.people.models import Household, Person
from linli.apps.people.rules.errors import RecordClosed
from linli.apps.people.rules.lifecycle import PersonState
from linli.apps.places.models import Unit
from linli.apps.places.rules.errors import UnitEnded
from linli.core.errors import NotFound


def locked_person(person_id: int) -> Person:
    """Return one person, locked; raises NotFound."""
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotFound(person=person_id)
    return person


def usable_persons(person_ids: Iterable[int]) -> dict[int, Person]:
    """Return persons by number, locked in order; raises NotFound, or RecordClosed if out of use."""
    wanted = sorted(set(person_ids))
    found = {
        person.pk: person
        for person in Person.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    for person_id in wanted:
        if person_id not in found:
            raise NotFound(person=person_id)
        if found[person_id].state != PersonState.ACTIVE:
            raise RecordClosed()
    return found


def locked_unit(unit_id: int) -> Unit:
    """Return one unit, locked; raises NotFound."""
    unit = Unit.objects.select_for_update().filter(pk=unit_id).first()
    if unit is None:
        raise NotFound(unit=unit_id)
    return unit


def standing_unit(unit_id: int) -> Unit:
    """Return one unit that exists, locked; raises NotFound, UnitEnded."""
    unit = locked_unit(unit_id)
    if not unit.is_open:
        raise UnitEnded(number=unit.number)
    return unit


def locked_household(household_id: int) -> Household:
    """Return one household, locked; raises NotFound."""
    household = Household.objects.select_for_update().filter(pk=household_id).first()
    if household is None:
        raise NotFound(household=household_id)
    return household
