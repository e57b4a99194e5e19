"""Who lives in the demonstration: invented households, entered as rosters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random  # noqa: TID251 (chance is an argument: only the type is used here)

from linli.apps.people import services
from linli.apps.people.rules.identity import Identity, checked_identity
from linli.apps.people.rules.kinds import PersonKind, Relation
from linli.apps.people.services import RosterDwelling, RosterPerson
from linli.apps.places.models import Place, Unit
from linli.core.access import Actor
from linli.core.identifiers import fictional_id_number, fictional_phone
from linli.demo.names import full_name

# Nine of ten dwellings are lived in; the rest stand empty or belong to somebody elsewhere.
_LIVED_IN = 0.9
# Seats that a committee keeps for women: one in each of the two of a community.
KEPT_WOMEN = 2


@dataclass(slots=True)
class Residents:
    """The grown-ups of a place: owners first to be asked, then those who live with them."""

    owners: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    women: list[int] = field(default_factory=list)
    households: list[int] = field(default_factory=list)

    def left(self) -> int:
        """Return how many have not been taken yet."""
        return len(self.others) + len(self.owners) + len(self.women)

    def owner(self) -> int:
        """Return an owner who has not been taken yet."""
        return self.owners.pop(0)

    def take(self, count: int) -> list[int]:
        """Return residents who have not been taken yet.

        Raises IndexError when the plan needs more people than live here.
        """
        return [(self.others or self.owners or self.women).pop(0) for _ in range(count)]

    def woman(self) -> int:
        """Return a woman who has not been taken yet: committees have women among them."""
        return self.women.pop(0)


@dataclass(slots=True)
class Census:
    """Draws invented people, each number once."""

    chance: Random
    now: datetime
    _serials: dict[date, int] = field(default_factory=dict)
    _phones: int = 0

    def person(self, *, male: bool, born: date | None = None) -> Identity:
        """Return an invented person."""
        born = born or date(self.chance.randint(1945, 2000), self.chance.randint(1, 12), 1)
        born = born.replace(day=self.chance.randint(1, 28))
        serial = self._serials.get(born, 0)
        self._serials[born] = serial + 1
        self._phones += 1
        return checked_identity(
            kind=PersonKind.NATURAL,
            name=full_name(self.chance, male=male),
            id_number=fictional_id_number(born, (2 * serial + male) % 1000),
            phone=fictional_phone(self._phones),
            today=self.now.date(),
            fictional_allowed=True,
        )

    def enter(
        self, place: Place, units: Sequence[Unit], *, actor: Actor, first_born: date | None = None
    ) -> Residents:
        """Let people move into the dwellings of a place and return them."""
        residents, owning, women = Residents(), set[int](), set[int]()

        def entered(person: RosterPerson, number: int) -> None:
            if id(person) in owning:
                residents.owners.append(number)
            elif id(person) in women and len(residents.women) < KEPT_WOMEN:
                residents.women.append(number)
            else:
                residents.others.append(number)

        counts = services.enter_roster(
            actor=actor,
            scope_path=place.path,
            dwellings=list(self._dwellings(units, first_born, owning, women)),
            now=self.now,
            entered=entered,
        )
        residents.households = list(counts.households)
        return residents

    def _dwellings(
        self, units: Sequence[Unit], first_born: date | None, owning: set[int], women: set[int]
    ) -> Iterator[RosterDwelling]:
        for number, unit in enumerate(units):
            if number and self.chance.random() > _LIVED_IN:
                continue
            head = RosterPerson(self.person(male=True, born=first_born if not number else None))
            people = [(head, Relation.HEAD)]
            if self.chance.random() < 0.45:
                people.append((RosterPerson(self.person(male=False)), Relation.SPOUSE))
                women.add(id(people[-1][0]))
            owning.add(id(head))
            both = len(people) == 2 and self.chance.random() < 0.3
            yield RosterDwelling(
                unit_id=unit.pk,
                home_id=unit.place_id,
                scope_path=unit.scope_path,
                since=date(self.chance.randint(2013, 2020), self.chance.randint(1, 12), 1),
                residents=people,
                owners=[person for person, _relation in people] if both else [head],
            )
