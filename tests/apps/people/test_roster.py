"""A roster entered in bulk is what the single acts would have written."""

from datetime import date

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.people import services
from linli.apps.people.models import Holding, Household, HouseholdMember, Person
from linli.apps.people.rules.identity import checked_identity
from linli.apps.people.rules.kinds import PersonKind, Relation, Tenure
from linli.core.access import Actor, Grant
from linli.core.errors import NotAllowed
from linli.core.identifiers import fictional_id_number, fictional_phone
from tests.factories.places import make_building, make_compound, make_tree

pytestmark = pytest.mark.django_db
BORN = date(1980, 5, 6)


def identity(serial, name):
    return checked_identity(
        kind=PersonKind.NATURAL,
        name=name,
        id_number=fictional_id_number(BORN, serial),
        phone=fictional_phone(serial),
        today=date(2026, 3, 2),
        fictional_allowed=True,
    )


@pytest.fixture
def units():
    building = make_building(make_compound(make_tree().community), "1号楼")
    from linli.apps.places.models import Unit

    return list(Unit.objects.under(building.path).order_by("pk"))


def dwelling(unit, **people):
    return services.RosterDwelling(
        unit_id=unit.pk,
        home_id=unit.place_id,
        scope_path=unit.scope_path,
        since=date(2015, 1, 1),
        **people,
    )


def enter(units, dwellings, now, actor=None):
    return services.enter_roster(
        actor=actor or Actor.system(),
        scope_path=units[0].scope_path[:-8],
        dwellings=dwellings,
        now=now,
    )


def test_people_of_a_roster_are_found_and_opened_like_any_other(units, now):
    husband = services.RosterPerson(identity(1, "欧阳建国"))
    wife = services.RosterPerson(identity(2, "王小明"))
    residents = [(husband, Relation.HEAD), (wife, Relation.SPOUSE)]

    enter(units, [dwelling(units[0], residents=residents, owners=[husband, wife])], now)

    person = Person.objects.with_id_number(fictional_id_number(BORN, 1)).get()
    assert person.name.open() == "欧阳建国"
    assert person.phone.open() == fictional_phone(1)
    assert Person.objects.maybe_named("小明").get().pk == wife_of(person)
    assert Person.objects.ending_in(fictional_phone(2)[-4:]).exists()
    assert (person.birth_date, person.sex) == (BORN, "MALE")
    holdings = Holding.objects.filter(unit=units[0])
    assert {holding.tenure for holding in holdings} == {Tenure.CO_OWNER}
    assert holdings.count() == 2


def wife_of(person):
    household = Household.objects.get()
    return HouseholdMember.objects.exclude(person=person).get(household=household).person_id


def test_owner_of_several_dwellings_is_one_person(units, now):
    owner = services.RosterPerson(identity(3, "李秀兰"))
    numbers = {}
    first = [dwelling(units[0], owners=[owner])]
    services.enter_roster(
        actor=Actor.system(),
        scope_path=units[0].scope_path,
        dwellings=first,
        now=now,
        entered=lambda person, number: numbers.update({id(person): number}),
    )
    known = services.RosterPerson(person_id=numbers[id(owner)])

    enter(units, [dwelling(units[1], owners=[known])], now)

    assert Person.objects.count() == 1
    assert Holding.objects.filter(person_id=known.person_id, tenure=Tenure.OWNER).count() == 2


def test_trail_counts_and_names_nobody(units, now):
    owner = services.RosterPerson(identity(4, "机密姓名"))

    counts = enter(units, [dwelling(units[0], owners=[owner])], now)

    event = AuditEvent.objects.get(kind="people.roster_entered")
    assert '"persons":1' in event.facts
    assert "机密" not in event.facts
    assert len(counts.persons) == 1


def test_only_who_keeps_the_register_enters_a_roster(units, now):
    worker = Actor(account_id=1, grants=(Grant("GRID_WORKER", ""),))

    with pytest.raises(NotAllowed):
        enter(units, [], now, worker)
