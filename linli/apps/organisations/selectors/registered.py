"""What the registers tell of the people in some bodies: read together, whatever their number."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.db.models import Count

from linli.apps.organisations.models import Appointment, Body, Declaration, Membership, Seat
from linli.apps.organisations.rules.basis import Statement
from linli.apps.organisations.rules.bodies import PARTY_TYPES, TYPES, BodyType, SeatKind
from linli.apps.people.models import Holding, HouseholdMember, Person
from linli.apps.people.rules.kinds import Tenure
from linli.apps.places.models import Unit
from linli.apps.places.rules import UnitKind
from linli.core.identifiers import Sex
from linli.core.tree import is_within
from linli.kit.dated import in_force
from linli.kit.prepared import PreparedAmong, hole
from linli.kit.scoped import under

_OWNING = (Tenure.OWNER, Tenure.CO_OWNER, Tenure.UNDELIVERED)
# Bodies whose members are asked whether they own in the compound, and work for its manager.
OF_OWNERS = frozenset(
    {BodyType.OWNERS_COMMITTEE, BodyType.PREPARATION_GROUP, BodyType.INTERIM_COMMITTEE}
)


@dataclass(frozen=True, slots=True)
class Registers:
    """Facts by body and person; what is missing the registers do not tell."""

    seats: Mapping[int, Mapping[SeatKind, int]]
    persons: Mapping[int, Person]
    owners: Mapping[int, Mapping[int, bool]]
    manager_staff: Mapping[int, Collection[int]]
    declared: Mapping[tuple[int, int, Statement], bool]
    homes: Mapping[int, frozenset[int]]
    households: Mapping[int, int]
    members: Mapping[int, int]
    sitting: Mapping[int, Sequence[tuple[int, BodyType, str]]]

    def is_woman(self, person_id: int) -> bool | None:
        """Tell whether somebody is a woman; None where the register does not say."""
        sex = self.persons[person_id].sex
        return None if sex is None else sex == Sex.FEMALE

    def sits_beside(self, body: Body, person_id: int) -> frozenset[BodyType]:
        """Return the types of other bodies around this one's place in which somebody sits."""
        return frozenset(
            kind
            for other, kind, path in self.sitting.get(person_id, ())
            if other != body.pk
            and (is_within(path, body.scope_path) or is_within(body.scope_path, path))
        )


_PERSONS = PreparedAmong(
    Person, "id", lambda wanted: Person.objects.filter(wanted).only("id", "sex", "birth_date")
)
_SEATS = PreparedAmong(
    Seat,
    "body",
    lambda wanted: (
        Seat.objects.on(hole("day", Seat, "valid_from")).filter(wanted).values_list("body", "kind")
    ),
)
_DECLARED = PreparedAmong(Declaration, "body", Declaration.objects.filter)
_HOMES = PreparedAmong(
    HouseholdMember,
    "person",
    lambda wanted: HouseholdMember.objects.filter(
        wanted, in_force(hole("day", HouseholdMember, "valid_from"))
    ).values_list("person_id", "household_id"),
)
_SITTING = PreparedAmong(
    Appointment,
    "person",
    lambda wanted: (
        Appointment.objects.on(hole("day", Appointment, "valid_from"))
        .filter(wanted)
        .values_list(
            "person_id", "seat__kind", "seat__body", "seat__body__type", "seat__body__scope_path"
        )
    ),
)


def read_registers(
    bodies: Sequence[Body],
    holders: Mapping[int, Collection[int]],
    day: date,
    *,
    count_members: bool,
) -> Registers:
    """Return what the registers tell; `holders` are the people of each body."""
    people = {person for held in holders.values() for person in held}
    of_owners = [body for body in bodies if body.type in OF_OWNERS]
    return Registers(
        seats=_seats(bodies, day),
        persons={person.pk: person for person in _PERSONS.objects(people)},
        owners=_owners(of_owners, holders, day),
        manager_staff=_manager_staff(of_owners, people, day),
        declared=_declared(bodies),
        homes=_homes(people, day),
        households=_households(of_owners, day),
        members=_members(bodies, day) if count_members else {},
        sitting=_sitting(people, day),
    )


def _seats(bodies: Sequence[Body], day: date) -> dict[int, Counter[SeatKind]]:
    counted: dict[int, Counter[SeatKind]] = defaultdict(Counter)
    for body, kind in _SEATS.rows((body.pk for body in bodies), day=day):
        counted[body][SeatKind(kind)] += 1
    return counted


def _owners(
    bodies: Sequence[Body], holders: Mapping[int, Collection[int]], day: date
) -> dict[int, dict[int, bool]]:
    """Tell of each person whether they own here; nothing where no ownership is registered."""
    if not bodies:
        return {}
    here = Holding.objects.filter(
        under([body.scope_path for body in bodies]),
        in_force(day),
        tenure__in=[str(tenure) for tenure in _OWNING],
    )
    registered = list(here.order_by().values_list("scope_path", flat=True).distinct())
    people = {person for body in bodies for person in holders[body.pk]}
    owned: dict[int, list[str]] = defaultdict(list)
    for person, path in here.filter(person__in=people).values_list("person_id", "scope_path"):
        owned[person].append(path)
    return {
        body.pk: {
            person: any(is_within(path, body.scope_path) for path in owned[person])
            for person in holders[body.pk]
        }
        for body in bodies
        if any(is_within(path, body.scope_path) for path in registered)
    }


def _manager_staff(
    bodies: Sequence[Body], people: Collection[int], day: date
) -> dict[int, set[int]]:
    """Return who holds a post in a property-service team of the same compound."""
    if not bodies:
        return {}
    posts = Appointment.objects.on(day).filter(
        under([body.scope_path for body in bodies], "seat__body__scope_path"),
        seat__body__type=BodyType.PROPERTY_TEAM,
        person__in=people,
    )
    rows = list(posts.values_list("seat__body__scope_path", "person_id"))
    return {
        body.pk: {person for path, person in rows if is_within(path, body.scope_path)}
        for body in bodies
    }


def _declared(bodies: Sequence[Body]) -> dict[tuple[int, int, Statement], bool]:
    """Return the latest declaration of each person to each body."""
    found = _DECLARED.objects(body.pk for body in bodies)
    rows = sorted(found, key=attrgetter("declared_on", "pk"))
    return {(row.body_id, row.person_id, Statement(row.statement)): row.is_so for row in rows}


def _homes(people: Collection[int], day: date) -> dict[int, frozenset[int]]:
    homes: dict[int, set[int]] = defaultdict(set)
    for person_id, household_id in _HOMES.rows(people, day=day):
        homes[person_id].add(household_id)
    return {person: frozenset(found) for person, found in homes.items()}


def _households(bodies: Iterable[Body], day: date) -> dict[int, int]:
    """Return how many dwellings the compound of each body has."""
    paths = {body.pk: body.scope_path for body in bodies}
    if not paths:
        return {}
    units = Unit.objects.under(*paths.values()).filter(in_force(day), kind=UnitKind.DWELLING)
    rows = list(units.order_by().values_list("scope_path").annotate(Count("pk")))
    return {
        body: sum(number for path, number in rows if is_within(path, own))
        for body, own in paths.items()
    }


def _members(bodies: Iterable[Body], day: date) -> dict[int, int]:
    """Return how many members are entered in each branch; nothing where none ever were."""
    branches = [body.pk for body in bodies if body.type in PARTY_TYPES]
    rows = Membership.objects.on(day).filter(branch__in=branches).order_by()
    return dict(rows.values_list("branch").annotate(Count("pk")))


def _sitting(people: Collection[int], day: date) -> dict[int, list[tuple[int, BodyType, str]]]:
    """Return in which bodies each person holds a seat that makes up their size."""
    sitting: dict[int, list[tuple[int, BodyType, str]]] = defaultdict(list)
    for person, kind, body, body_type, path in _SITTING.rows(people, day=day):
        if kind in TYPES[BodyType(body_type)].counted:
            sitting[person].append((body, BodyType(body_type), path))
    return sitting
