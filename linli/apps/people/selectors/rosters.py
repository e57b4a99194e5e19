"""What a list of households is compared with, and what goes into one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from linli.apps.people.models import Holding, Household, HouseholdMember, Person
from linli.apps.people.models.persons import PersonQuerySet
from linli.apps.people.rules.kinds import OWNING, Relation, Tenure
from linli.apps.people.rules.lifecycle import PersonState
from linli.apps.people.selectors.cards import PersonCard, card_of
from linli.apps.places.selectors.doors import Address, addresses_below
from linli.kit.bulk import batches, stored_among
from linli.kit.sealed_fields import opened
from linli.kit.words import Words

# Below so many numbers asked for, each is looked up; above so many registered, too.
FEW, MANY = 20_000, 3_000_000


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


def index_key(index: bytes) -> int:
    """Return the first 64 bits of an index, which tell numbers apart well enough to look closer."""
    return int.from_bytes(index[:8], "big")


class RegisteredNumbers:
    """Which identity numbers of a file are in the register, asked some thousands at a time.

    Once as many have been asked for as there are in the register, all of those are taken in hand
    (`all_in_hand`), sixteen bytes each, and the database is asked for those alone that are found.
    Persons numbered within `own` are the file's and do not count.
    """

    def __init__(self, *, own: range) -> None:
        self._own = own
        self._asked = 0
        self._registered = _counted(MANY)
        self._keys: Words | None = Words() if not self._registered else None

    @property
    def all_in_hand(self) -> bool:
        """Tell whether the index of the table is needed no more, and many have been asked for."""
        return self._keys is not None and self._asked >= FEW

    def among(
        self, count: int, given: Callable[[], Mapping[int, tuple[bytes, Sequence[bytes]]]]
    ) -> dict[int, Registered]:
        """Return who of `count` numbers is registered, by the key of their number.

        `given` is asked for their indexes under the newest keys and those under older ones, by key,
        where anybody is registered at all.
        """
        self._asked += count
        if self._keys is None and max(FEW, self._registered) <= self._asked and self._asked < MANY:
            self._keys = _all_keys(self._own)
        if not self._registered:
            return {}
        numbers = given()
        wanted = {one: key for key, (index, older) in numbers.items() for one in (index, *older)}
        if self._keys is None:
            known = stored_among(Person, "id_number_index", list(wanted))
            persons = Person.objects.filter(id_number_index__in=known) if known else None
        else:
            found = self._keys.found(map(index_key, wanted)).values()
            persons = Person.objects.filter(pk__in=list(found)) if found else None
        return {} if persons is None else _registered(persons, wanted, self._own)


def _registered(
    persons: PersonQuerySet, wanted: Mapping[bytes, int], own: range
) -> dict[int, Registered]:
    """Return the persons that count, by the key of their number under the newest keys."""
    counted = [
        person
        for person in persons.exclude(state__in=[PersonState.MERGED, PersonState.ERASED])
        if person.id_number_index in wanted and person.pk not in own
    ]
    homes = HouseholdMember.objects.filter(person__in=counted, valid_to=None)
    living = set(homes.values_list("person_id", flat=True))
    return {
        wanted[person.id_number_index]: Registered(
            person_id=person.pk,
            name=opened(person.name),
            is_active=person.state == PersonState.ACTIVE,
            lives_somewhere=person.pk in living,
        )
        for person in counted
    }


def _counted(most: int) -> int:
    """Return how many persons with a number there are, `most` where there are more."""
    with_number = Person.objects.filter(id_number_index__isnull=False)
    return with_number.values("pk")[:most].count()


def _all_keys(own: range) -> Words:
    """Return the numbers of persons by the keys of their identity numbers."""
    words = Words()
    rows = Person.objects.filter(id_number_index__isnull=False).values_list("id_number_index", "pk")
    for batch in batches(rows.iterator(chunk_size=5_000), 50_000):
        words.update({index_key(index): pk for index, pk in batch if pk not in own})
    return words


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
