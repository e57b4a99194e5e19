"""What a list of households is compared with, and what goes into one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from linli.apps.people.models import Holding, Household, HouseholdMember, Person
from linli.apps.people.rules.kinds import OWNING, Relation, Tenure
from linli.apps.people.rules.lifecycle import PersonState
from linli.apps.people.selectors.cards import PersonCard, card_of
from linli.apps.places.selectors.doors import Address, addresses_below
from linli.kit.bulk import stored_among
from linli.kit.keys import key_ring
from linli.kit.sealed_fields import candidates, opened


@dataclass(frozen=True, slots=True)
class Taken:
    """Units of one compound that have a household, and units whose owners are registered."""

    lived_in: frozenset[int]
    owned: frozenset[int]


def taken_units(path: str) -> Taken:
    """Return which units at or below a place have people in the register already."""
    households = Household.objects.under(path).filter(valid_to=None)
    holdings = Holding.objects.under(path).filter(valid_to=None, tenure__in=OWNING)
    return Taken(
        lived_in=frozenset(households.values_list("unit_id", flat=True).iterator(5_000)),
        owned=frozenset(holdings.values_list("unit_id", flat=True).iterator(5_000)),
    )


class Registered(NamedTuple):
    """Somebody whose number is in the register."""

    person_id: int
    name: str
    is_active: bool
    lives_somewhere: bool


def registered_numbers(numbers: Mapping[str, bytes]) -> dict[bytes, Registered]:
    """Return who of these is registered, by the index of the number under the newest keys.

    `numbers` are those indexes by the normalised identity number.
    """
    wanted = {index: index for index in numbers.values()}
    if len(key_ring().generations) > 1:
        for number, index in numbers.items():
            older = candidates(Person, "id_number_index", number)
            wanted.update(dict.fromkeys(older, index))
    known = stored_among(Person, "id_number_index", list(wanted))
    if not known:
        return {}
    persons = list(
        Person.objects.filter(id_number_index__in=known).exclude(
            state__in=[PersonState.MERGED, PersonState.ERASED]
        )
    )
    homes = HouseholdMember.objects.filter(person__in=persons, valid_to=None)
    living = set(homes.values_list("person_id", flat=True))
    return {
        wanted[person.id_number_index]: Registered(
            person_id=person.pk,
            name=opened(person.name),
            is_active=person.state == PersonState.ACTIVE,
            lives_somewhere=person.pk in living,
        )
        for person in persons
    }


class RosterLine(NamedTuple):
    """One person of one dwelling, masked, as a list of households shows it."""

    address: Address
    person: PersonCard
    relation: Relation | None
    tenure: Tenure | None
    since: date


def roster_lines(path: str, *, day: date) -> Iterator[RosterLine]:
    """Yield everybody who lives in or holds a unit at or below a place, unit by unit."""
    for chunk in addresses_below(path):
        units = [unit.pk for unit, _address in chunk]
        ties = _ties_of(units)
        persons = Person.objects.in_bulk({person for _unit, person in ties})
        cards = {pk: card_of(person, today=day) for pk, person in persons.items()}
        by_unit: dict[int, list[tuple[int, _Tie]]] = {}
        for (unit_id, person), tie in ties.items():
            by_unit.setdefault(unit_id, []).append((person, tie))
        for unit, address in chunk:
            for person, tie in by_unit.get(unit.pk, ()):
                yield RosterLine(address, cards[person], tie.relation, tie.tenure, tie.since)


class _Tie(NamedTuple):
    relation: Relation | None
    tenure: Tenure | None
    since: date


def _ties_of(units: Sequence[int]) -> dict[tuple[int, int], _Tie]:
    """Return the present ties by unit and person: residents, the head first, then holders."""
    members = HouseholdMember.objects.filter(
        household__unit__in=units, household__valid_to=None, valid_to=None
    )
    rows: Iterable[tuple[int, int, str, date]] = members.order_by("id").values_list(
        "household__unit_id", "person_id", "relation", "valid_from"
    )
    ties = {
        (unit, person): _Tie(Relation(relation), None, since)
        for unit, person, relation, since in sorted(rows, key=lambda row: row[2] != Relation.HEAD)
    }
    holdings = Holding.objects.filter(unit__in=units, valid_to=None).order_by("id")
    for unit, person, tenure, since in holdings.values_list(
        "unit_id", "person_id", "tenure", "valid_from"
    ):
        lives = ties.get((unit, person), _Tie(None, None, since))
        ties[unit, person] = lives._replace(tenure=Tenure(tenure))
    return ties
