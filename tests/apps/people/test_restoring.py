"""An ending that was a mistake: exactly what it closed is open again, or it is refused."""

import json
from datetime import date, timedelta

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.cases.models import CaseStep
from linli.apps.grids.models import Assignment
from linli.apps.grids.services.assignments import assign
from linli.apps.organisations.models import HouseholdMark
from linli.apps.organisations.rules.basis import Mark
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.services import mark_household
from linli.apps.people.models import Holding, Household, HouseholdMember, Person
from linli.apps.people.rules.errors import ClosedRowsChanged, LivesElsewhere, RecordClosed
from linli.apps.people.rules.kinds import LeaveReason, Relation, Tenure
from linli.apps.people.rules.lifecycle import PersonState
from linli.apps.people.selectors.dwellings import roll_of
from linli.apps.people.services import leave_household, open_household, transfer_unit
from linli.apps.people.services.ownership import OwnerShare
from linli.apps.places import services
from linli.apps.places.models import Unit, UnitEnding
from linli.apps.places.rules.errors import (
    EndingUnknown,
    NumberTaken,
    PlaceEnded,
    UnitEnded,
    UnitStands,
)
from linli.core.arithmetic import AreaCm
from tests.factories.cases import make_case, make_town
from tests.factories.grids import make_grid
from tests.factories.organisations import make_body
from tests.factories.people import make_holding, make_household, make_person
from tests.factories.places import SYSTEM, make_compound, make_tree, make_unit

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 1)
TABLES = (Unit, Holding, Household, HouseholdMember, Person)


@pytest.fixture
def compound():
    return make_compound(make_tree().community)


@pytest.fixture
def flat(compound):
    return make_unit(compound, "101", area=AreaCm(8957), floor=1)


def end(flat, now, on=ON):
    return services.end_unit(actor=SYSTEM, unit_id=flat.pk, on=on, now=now)


def restore(flat, now):
    return services.restore_unit(actor=SYSTEM, unit_id=flat.pk, now=now)


def stored():
    return {table: list(table.objects.order_by("pk").values()) for table in TABLES}


def test_exactly_what_the_end_closed_is_open_again(compound, flat, now):
    seller, owner, tenant, child, gone = (make_person(compound) for _ in range(5))
    make_holding(flat, seller)
    # What ended by itself on the very day of the end stays ended.
    share = [OwnerShare(owner.pk)]
    transfer_unit(actor=SYSTEM, unit_id=flat.pk, owners=share, on=ON, now=now)
    make_holding(flat, tenant, Tenure.TENANT)
    home = make_household(flat, tenant, (child, Relation.CHILD), (gone, Relation.SPOUSE))
    left = home.members.get(person=gone)
    leave = {"member_id": left.pk, "reason": LeaveReason.MOVED_OUT, "on": ON, "now": now}
    leave_household(actor=SYSTEM, **leave)
    before = stored()
    end(flat, now)
    assert stored() != before

    done = restore(flat, now)

    assert stored() == before
    assert [line.count for line in done] == [1, 2, 1, 1]
    assert roll_of(compound.path, now.date()).heads.value == 1
    told = {event.kind: json.loads(event.facts) for event in AuditEvent.objects.all()}
    assert told["unit.restored"]["ended"] == ON.isoformat()
    assert told["household.dwelling_restored"]["persons"] == sorted([tenant.pk, child.pk])
    assert told["holding.unit_restored"]["persons"] == sorted([owner.pk, tenant.pk])
    end(flat, now)  # a second end is one of its own
    assert UnitEnding.objects.filter(unit=flat, taken_back_at=None).count() == 1


def test_an_end_takes_along_households_without_anybody(flat, now):
    home = make_household(flat, make_person(flat.place))
    HouseholdMember.objects.all().delete()

    done = end(flat, now)

    assert [line.count for line in done.consequences] == [1]
    assert Household.objects.get(pk=home.pk).valid_to == ON
    restore(flat, now)
    assert Household.objects.get(pk=home.pk).valid_to is None


def test_nobody_moves_into_or_buys_what_is_gone(flat, now):
    end(flat, now)
    person = make_person(flat.place)

    for act, who in (
        (open_household, {"head_id": person.pk}),
        (transfer_unit, {"owners": [OwnerShare(person.pk)]}),
    ):
        with pytest.raises(UnitEnded):
            act(actor=SYSTEM, unit_id=flat.pk, on=ON, now=now, **who)


def test_what_happened_since_stands_against_it(compound, flat, now):
    person = make_person(compound)
    make_household(flat, person)
    end(flat, now)
    make_household(make_unit(compound, "102"), person, since=ON)

    with pytest.raises(LivesElsewhere) as refusal:
        restore(flat, now)
    assert refusal.value.facts == {"count": 1, "since": ON}
    moved = HouseholdMember.objects.get(valid_to=None)
    leave = {"member_id": moved.pk, "reason": LeaveReason.MISTAKE, "on": ON, "now": now}
    leave_household(actor=SYSTEM, **leave)
    Person.objects.update(state=PersonState.RESTRICTED)
    with pytest.raises(RecordClosed):
        restore(flat, now)
    Person.objects.update(state=PersonState.ACTIVE)
    HouseholdMember.objects.filter(household__unit=flat).delete()
    with pytest.raises(ClosedRowsChanged):
        restore(flat, now)
    assert Unit.objects.get(pk=flat.pk).valid_to == ON


def test_a_number_given_again_or_a_place_gone_stands_against_it(compound, flat, now):
    with pytest.raises(UnitStands):
        restore(flat, now)
    end(flat, now)
    twin = make_unit(compound, "101")
    with pytest.raises(NumberTaken):
        restore(flat, now)
    services.void_units(actor=SYSTEM, unit_ids=[twin.pk], now=now)
    services.end_place(actor=SYSTEM, place_id=compound.pk, on=now.date(), now=now)
    with pytest.raises(PlaceEnded):
        restore(flat, now)


def test_units_that_went_up_in_another_do_not_come_back(compound, flat, now):
    other = make_unit(compound, "102", area=AreaCm(1))
    services.join_units(
        actor=SYSTEM, unit_ids=[flat.pk, other.pk], into=services.NewUnit("103", area=AreaCm(8958)),
        on=now.date(), now=now,
    )  # fmt: skip

    with pytest.raises(EndingUnknown):
        restore(flat, now)


def test_recognitions_and_cells_come_back_too(now):
    grid = make_grid(make_tree().community, drawn=False)
    flat = Unit.objects.under(grid.buildings[0].path).order_by("code")[0]
    assign(actor=SYSTEM, cell_id=grid.cells[1].pk, unit_ids=[flat.pk], now=now)
    home = make_household(flat, make_person(flat.place))
    branch = make_body(grid.buildings[0].parent, BodyType.COMPOUND_BRANCH)
    marked = {"body_id": branch.pk, "household_id": home.pk, "mark": Mark.CENTRE_HOUSEHOLD}
    mark_household(actor=SYSTEM, valid_from=date(2021, 7, 1), now=now, **marked)
    later = now + timedelta(days=2)
    end(flat, later, on=later.date())

    restore(flat, later)

    assert HouseholdMark.objects.get().valid_to is None
    assert Assignment.objects.get(unit=flat, valid_to=None).cell_id == grid.cells[1].pk


def test_open_cases_that_were_told_of_the_end_are_told_of_the_return(now):
    town = make_town()
    flat = make_unit(town.compound, "101")
    case = make_case(town, unit_id=flat.pk)
    end(flat, now, on=now.date())

    done = restore(flat, now)

    assert [line.count for line in done] == [1]
    steps = CaseStep.objects.filter(case=case).order_by("number").values_list("kind", flat=True)
    assert list(steps)[-2:] == ["place_gone", "place_back"]
