"""Households: joining, leaving, a new head, histories, ties."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.apps.people.models import Household, HouseholdMember, Person
from linli.apps.people.rules.errors import (
    AlreadyMember,
    BornAfterEvent,
    DateInFuture,
    EndsBeforeStart,
    HeadNeeded,
    HouseholdEnded,
    RecordClosed,
)
from linli.apps.people.rules.kinds import LeaveReason, Relation
from linli.apps.people.selectors.dwellings import household_cards
from linli.apps.people.services import (
    join_household,
    leave_household,
    open_household,
    restate_relations,
    restrict_person,
)
from linli.core.errors import NotAllowed
from tests.factories.people import NOW, make_person

DAY, LATER, TODAY = date(2020, 1, 1), date(2022, 6, 1), NOW.date()


@pytest.fixture
def household(scene) -> Household:
    return open_household(
        actor=scene.clerk,
        unit_id=scene.units[0].pk,
        head_id=make_person(name="王大山").pk,
        on=DAY,
        now=NOW,
    )


def join(scene, household, person, relation=Relation.CHILD, on=DAY) -> HouseholdMember:
    return join_household(
        actor=scene.clerk,
        household_id=household.pk,
        person_id=person.pk,
        relation=relation,
        on=on,
        now=NOW,
    )


def leave(scene, member, on=LATER, reason=LeaveReason.MOVED_OUT) -> HouseholdMember:
    return leave_household(actor=scene.clerk, member_id=member.pk, reason=reason, on=on, now=NOW)


def members_on(household, day) -> set[int]:
    return {one.person.person_id for one in household_cards([household], day=day)[0].members}


def test_members_come_and_go_and_every_day_is_known(scene, household) -> None:
    child = make_person()
    head = household.members.get().person

    member = join(scene, household, child, on=date(2021, 1, 1))
    leave(scene, member)

    assert members_on(household, DAY) == {head.pk}
    assert members_on(household, date(2021, 1, 1)) == {head.pk, child.pk}
    assert members_on(household, LATER) == {head.pk}
    former = household_cards([household], day=TODAY)[0].former
    assert [(one.person.person_id, one.until) for one in former] == [(child.pk, LATER)]


def test_home_follows_who_moves_in_and_ties_end_with_the_last_membership(scene, household) -> None:
    person = make_person(scene.tree.village)

    member = join(scene, household, person)
    person.refresh_from_db()
    assert (person.home, person.scope_path) == (scene.units[0].place, scene.units[0].scope_path)
    leave(scene, member)

    person.refresh_from_db()
    assert person.ties_ended_on == LATER
    join(scene, household, person, on=TODAY)
    person.refresh_from_db()
    assert person.ties_ended_on is None


def test_last_to_leave_closes_the_household(scene, household) -> None:
    leave(scene, household.members.get())

    household.refresh_from_db()
    assert household.valid_to == LATER
    with pytest.raises(HouseholdEnded):
        join(scene, household, make_person())
    with pytest.raises(HouseholdEnded):
        leave(scene, household.members.get())


def test_one_head_and_one_membership(scene, household) -> None:
    child = make_person()
    join(scene, household, child)

    with pytest.raises(AlreadyMember):
        join(scene, household, child)
    with pytest.raises(HeadNeeded):
        join(scene, household, make_person(), Relation.HEAD)
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseholdMember.objects.create(
            household=household, person=make_person(), relation=Relation.HEAD, valid_from=DAY
        )


def test_dates_must_make_sense(scene, household) -> None:
    young = make_person(born=date(2021, 5, 5))
    with pytest.raises(BornAfterEvent):
        join(scene, household, young, on=DAY)
    with pytest.raises(DateInFuture):
        join(scene, household, make_person(), on=date(2026, 3, 3))
    with pytest.raises(EndsBeforeStart):
        join(scene, household, make_person(), on=date(2019, 1, 1))
    with pytest.raises(EndsBeforeStart):
        leave(scene, household.members.get(), on=date(2019, 1, 1))


def test_new_head_restates_everybody(scene, household) -> None:
    head, wife, child = household.members.get().person, make_person(), make_person()
    join(scene, household, wife, Relation.SPOUSE)
    join(scene, household, child)
    wanted = {head.pk: Relation.SPOUSE, wife.pk: Relation.HEAD, child.pk: Relation.CHILD}

    def restate(relations) -> None:
        restate_relations(
            actor=scene.clerk, household_id=household.pk, relations=relations, on=LATER, now=NOW
        )

    for wrong in ({wife.pk: Relation.HEAD}, dict.fromkeys(wanted, Relation.HEAD)):
        with pytest.raises(HeadNeeded):
            restate(wrong)
    restate(wanted)

    now = household_cards([household], day=TODAY)[0]
    before = household_cards([household], day=DAY)[0]
    assert {one.person.person_id: one.relation for one in now.members} == wanted
    assert now.members[0].person.person_id == wife.pk
    assert before.members[0].person.person_id == head.pk
    child_rows = household.members.filter(person=child)
    assert child_rows.count() == 1


def test_restricted_records_join_nothing_and_readers_change_nothing(scene, household) -> None:
    person = make_person(scene.compound)
    restrict_person(actor=scene.clerk, person_id=person.pk, now=NOW)

    with pytest.raises(RecordClosed):
        join(scene, household, person)
    with pytest.raises(NotAllowed):
        join_household(
            actor=scene.worker,
            household_id=household.pk,
            person_id=make_person().pk,
            relation=Relation.CHILD,
            on=DAY,
            now=NOW,
        )
    assert Person.objects.get(pk=person.pk).state == "RESTRICTED"
