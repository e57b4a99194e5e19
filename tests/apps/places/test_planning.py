"""Changes planned for a day to come."""

from datetime import UTC, date, datetime, timedelta

import pytest

from linli.apps.places import services
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.plans import (
    DayNotToCome,
    PlannedAct,
    PlanOutcome,
    PlanSettled,
)
from linli.apps.places.services import Part
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from tests.factories.places import NOW, SYSTEM, make_building, make_compound, make_tree

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)
ON_DAY = datetime(2026, 5, 1, 1, tzinfo=UTC)


@pytest.fixture
def compound():
    return make_compound(Place.objects.get(pk=make_tree().community.pk))


def plan(place, act, on=DAY, actor=SYSTEM, **arguments):
    return services.plan_change(
        actor=actor, place_id=place.pk, act=act, arguments=arguments, on=on, now=NOW
    )


def test_planned_rename_holds_from_its_day(compound):
    old = compound.name
    planned = plan(compound, PlannedAct.RENAME, place_id=compound.pk, name="新名小区")

    assert services.make_due_changes(actor=SYSTEM, now=ON_DAY - timedelta(days=1)) == []
    assert Place.objects.get(pk=compound.pk).name == old

    assert services.make_due_changes(actor=SYSTEM, now=ON_DAY + timedelta(days=2)) == [planned.pk]
    after = Place.objects.get(pk=compound.pk)
    assert (after.name, after.since) == ("新名小区", DAY)
    assert services.make_due_changes(actor=SYSTEM, now=ON_DAY + timedelta(days=2)) == []


def test_planned_split_and_merge_keep_their_arguments(compound):
    building = make_building(compound)
    part = Part(name="北区", place_ids=(building.pk,))
    plan(compound, PlannedAct.SPLIT, place_id=compound.pk, parts=[part], ends=False)
    services.make_due_changes(actor=SYSTEM, now=ON_DAY)
    north = Place.objects.get(name="北区")
    assert Place.objects.get(pk=building.pk).parent_id == north.pk

    services.plan_change(
        actor=SYSTEM,
        place_id=compound.pk,
        act=PlannedAct.MERGE_INTO_NEW,
        arguments={
            "source_ids": [compound.pk, north.pk],
            "parent_id": north.parent_id,
            "kind": PlaceKind.COMPOUND,
            "name": "大院",
        },
        on=DAY + timedelta(days=9),
        now=ON_DAY + timedelta(days=2),
    )
    services.make_due_changes(actor=SYSTEM, now=ON_DAY + timedelta(days=9))

    assert Place.objects.get(pk=building.pk).parent.name == "大院"


def test_withdrawn_plan_is_not_made_and_not_withdrawn_twice(compound):
    planned = plan(compound, PlannedAct.END, place_id=compound.pk)
    services.withdraw_plan(actor=SYSTEM, plan_id=planned.pk, now=NOW)

    assert services.make_due_changes(actor=SYSTEM, now=ON_DAY) == []
    with pytest.raises(PlanSettled):
        services.withdraw_plan(actor=SYSTEM, plan_id=planned.pk, now=NOW)
    assert Place.objects.get(pk=compound.pk).is_open


def test_plan_that_became_impossible_says_why(compound):
    planned = plan(compound, PlannedAct.END, place_id=compound.pk)
    make_building(compound)

    services.make_due_changes(actor=SYSTEM, now=ON_DAY)

    planned.refresh_from_db()
    assert (planned.outcome, planned.reason) == (PlanOutcome.REFUSED, "place.in_use")
    assert Place.objects.get(pk=compound.pk).is_open


def test_plan_needs_a_day_to_come_and_the_right_to_make_the_change(compound):
    with pytest.raises(DayNotToCome):
        plan(compound, PlannedAct.END, on=NOW.date(), place_id=compound.pk)
    with pytest.raises(NotAllowed):
        plan(compound, PlannedAct.END, actor=Actor(account_id=1), place_id=compound.pk)
