"""Two clerks act on one dwelling, one record or one proposal at the same time."""

import pytest

from linli.apps.people import services
from linli.apps.people.models import Holding, MergeProposal, Person
from linli.apps.people.rules.kinds import OWNING, CreateGround, Tenure
from linli.apps.people.services import NewPerson, OwnerShare
from linli.core.access import Actor
from linli.core.errors import DomainError
from linli.core.identifiers import fictional_id_number
from tests.apps.people.conftest import Scene, make_scene
from tests.concurrency.test_one_seat import at_once
from tests.factories.people import NOW, make_holding, make_merge, make_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TODAY = NOW.date()


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def refusals(results: list[object]) -> list[object]:
    return [one for one in results if isinstance(one, DomainError)]


def test_two_transfers_leave_one_set_of_owners(scene):
    unit, people = scene.units[0], [make_person() for _ in range(2)]

    def transfer(person: Person) -> object:
        owners = [OwnerShare(person.pk)]
        return services.transfer_unit(
            actor=scene.clerk, unit_id=unit.pk, owners=owners, on=TODAY, now=NOW
        )

    at_once(*(lambda one=person: transfer(one) for person in people))

    assert Holding.objects.filter(unit=unit, tenure__in=OWNING, valid_to=None).count() == 1


def test_two_designations_leave_one_representative(scene):
    unit, people = scene.units[0], [make_person() for _ in range(2)]
    for person in people:
        make_holding(unit, person, Tenure.CO_OWNER)

    def designate(person: Person) -> object:
        return services.designate_representative(
            actor=scene.clerk, unit_id=unit.pk, person_id=person.pk, on=TODAY, now=NOW
        )

    results = at_once(*(lambda one=person: designate(one) for person in people))

    assert refusals(results) == []
    present = Holding.objects.filter(unit=unit, valid_to=None)
    assert (present.count(), present.filter(is_representative=True).count()) == (2, 1)


def test_same_number_is_registered_once_at_one_place(scene):
    number = fictional_id_number(TODAY.replace(year=1980), 17)

    def register() -> object:
        return services.register_person(
            actor=scene.clerk,
            new=NewPerson(name="王小明", id_number=number),
            home_id=scene.compound.pk,
            ground=CreateGround.OTHER_PERSON,
            now=NOW,
        )

    results = at_once(register, register)

    assert len(refusals(results)) == 1
    assert Person.objects.with_id_number(number).count() == 1


def test_one_of_two_decisions_on_a_merge_wins(scene):
    proposal = make_merge(scene.compound)
    MergeProposal.objects.update(proposed_by=999)

    def decide(act: object, actor: Actor) -> object:
        return act(actor=actor, proposal_id=proposal.pk, now=NOW)

    results = at_once(
        lambda: decide(services.confirm_merge, scene.clerk),
        lambda: decide(services.decline_merge, scene.colleague),
    )

    assert len(refusals(results)) == 1
