"""Ownership: transfers without overlap, one representative, shares, developers, the roll."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.apps.people.models import Holding
from linli.apps.people.rules.errors import (
    AgentNamed,
    AgentUnfit,
    DateInFuture,
    NotCoOwner,
    OwnershipOverlaps,
    OwnersUnclear,
    SharesDoNotAddUp,
)
from linli.apps.people.rules.kinds import OWNING, PersonKind, Tenure
from linli.apps.people.rules.roll import Standing
from linli.apps.people.rules.shares import require_whole
from linli.apps.people.selectors.dwellings import roll_of, unit_people
from linli.apps.people.services import (
    OwnerShare,
    add_tenant,
    appoint_agent,
    designate_representative,
    end_tenancy,
    revoke_transfer,
    transfer_unit,
)
from linli.apps.places.rules import UnitKind
from linli.apps.places.services import change_unit
from linli.core.arithmetic import AreaCm, Heads
from linli.core.errors import NotAllowed
from linli.kit.dated import in_force
from tests.factories.people import NOW, make_company, make_holding, make_person
from tests.factories.places import make_unit

DAY = date(2020, 1, 1)
TODAY = NOW.date()


def transfer(scene, unit, *people, on=DAY, **options):
    owners = [
        OwnerShare(person.pk, options.pop(f"share{n}", None)) for n, person in enumerate(people)
    ]
    return transfer_unit(
        actor=scene.clerk, unit_id=unit.pk, owners=owners, on=on, now=NOW, **options
    )


def owners_on(unit, day) -> set[int]:
    rows = Holding.objects.filter(in_force(day), unit=unit, tenure__in=OWNING)
    return set(rows.values_list("person_id", flat=True))


def test_transfer_ends_the_old_and_begins_the_new_on_one_day(scene) -> None:
    unit, (first, second, third) = scene.units[0], [make_person() for _ in range(3)]
    transfer(scene, unit, first)

    transfer(scene, unit, second, third, on=date(2022, 5, 1))

    assert owners_on(unit, date(2022, 4, 30)) == {first.pk}
    assert owners_on(unit, date(2022, 5, 1)) == {second.pk, third.pk}
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.ties_ended_on == date(2022, 5, 1)
    assert (second.ties_ended_on, second.home_id) == (None, unit.place_id)


def test_transfer_before_a_known_one_is_refused(scene) -> None:
    unit, first, second = scene.units[0], make_person(), make_person()
    transfer(scene, unit, first, on=date(2022, 5, 1))

    with pytest.raises(OwnershipOverlaps) as caught:
        transfer(scene, unit, second, on=date(2021, 1, 1))

    assert caught.value.facts["since"] == date(2022, 5, 1)
    with pytest.raises(DateInFuture):
        transfer(scene, unit, second, on=TODAY + timedelta(days=1))


def test_entry_put_right_on_the_same_day_leaves_one_owner(scene) -> None:
    unit, wrong, right = scene.units[0], make_person(), make_person()
    transfer(scene, unit, wrong)
    transfer(scene, unit, right)

    assert owners_on(unit, DAY) == {right.pk}
    assert unit_people(unit, day=TODAY).former == []


def test_mistaken_transfer_is_taken_back_whole(scene) -> None:
    unit, (one, other, wrong) = scene.units[0], [make_person() for _ in range(3)]
    transfer(scene, unit, one, other)
    transfer(scene, unit, wrong, on=date(2023, 1, 1))

    revoke_transfer(actor=scene.clerk, unit_id=unit.pk, now=NOW)

    assert owners_on(unit, TODAY) == owners_on(unit, DAY) == {one.pk, other.pk}
    wrong.refresh_from_db()
    assert wrong.ties_ended_on == TODAY


def test_strangers_and_readers_transfer_nothing(scene) -> None:
    for actor in (scene.stranger, scene.worker):
        with pytest.raises(NotAllowed):
            transfer_unit(
                actor=actor,
                unit_id=scene.units[0].pk,
                owners=[OwnerShare(make_person().pk)],
                on=DAY,
                now=NOW,
            )


def test_developers_stock_has_one_developer(scene) -> None:
    developer, person = make_company(developer=True), make_person()

    rows = transfer(scene, scene.units[0], developer, stock=Tenure.UNSOLD)

    assert rows[0].tenure is Tenure.UNSOLD
    for people in ([person], [developer, person], []):
        with pytest.raises(OwnersUnclear):
            transfer(scene, scene.units[1], *people, stock=Tenure.UNDELIVERED)
    with pytest.raises(OwnersUnclear):
        transfer(scene, scene.units[1], person, person)


def test_one_representative_at_any_time(scene) -> None:
    unit, one, other = scene.units[0], make_person(), make_person()
    transfer(scene, unit, one, other)
    assert unit_people(unit, day=TODAY).is_undecided

    def designate(person, on) -> None:
        designate_representative(
            actor=scene.clerk, unit_id=unit.pk, person_id=person, on=on, now=NOW
        )

    designate(one.pk, date(2021, 1, 1))
    designate(other.pk, date(2022, 1, 1))

    def speaks(day: date) -> int | None:
        return roll_of(unit.scope_path, day).groups[0].representative

    assert [speaks(date(year, 6, 1)) for year in (2020, 2021, 2022)] == [None, one.pk, other.pk]
    designate(None, date(2023, 1, 1))
    assert speaks(TODAY) is None
    with pytest.raises(NotCoOwner):
        designate(make_person().pk, TODAY)


def test_database_refuses_a_second_representative_and_a_second_sole_owner(scene) -> None:
    unit = scene.units[0]
    make_holding(unit, make_person(), Tenure.CO_OWNER, is_representative=True)
    make_holding(scene.units[1], make_person())

    with pytest.raises(IntegrityError), transaction.atomic():
        make_holding(unit, make_person(), Tenure.CO_OWNER, is_representative=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_holding(scene.units[1], make_person(), Tenure.UNSOLD)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_shares_of_a_whole_pass_and_others_do_not(parts: list[int]) -> None:
    whole = sum(parts)

    require_whole([(part, whole) for part in parts])
    with pytest.raises(SharesDoNotAddUp):
        require_whole([(part, whole + 1) for part in parts])
    if len(parts) > 1:
        with pytest.raises(SharesDoNotAddUp):
            require_whole([None, *[(part, whole) for part in parts[1:]]])


def test_tenant_comes_and_goes_without_a_vote(scene) -> None:
    unit, tenant = scene.units[0], make_person()
    row = add_tenant(actor=scene.clerk, unit_id=unit.pk, person_id=tenant.pk, on=DAY, now=NOW)

    assert [one.person.person_id for one in unit_people(unit, day=TODAY).tenants] == [tenant.pk]
    assert roll_of(unit.scope_path, TODAY).groups == ()
    with pytest.raises(OwnershipOverlaps):
        add_tenant(actor=scene.clerk, unit_id=unit.pk, person_id=tenant.pk, on=TODAY, now=NOW)
    end_tenancy(actor=scene.clerk, holding_id=row.pk, on=TODAY, now=NOW)
    tenant.refresh_from_db()
    assert tenant.ties_ended_on == TODAY


def test_company_votes_through_one_authorised_adult(scene) -> None:
    company, agent = make_company(scene.compound), make_person(scene.compound)
    child = make_person(scene.compound, born=date(2020, 1, 1))
    transfer(scene, scene.units[0], company)

    def appoint(person) -> None:
        appoint_agent(
            actor=scene.clerk, principal_id=company.pk, agent_id=person.pk, on=DAY, now=NOW
        )

    assert roll_of(scene.compound.path, TODAY).groups[0].standing is Standing.NO_AGENT
    for unfit in (child, company):
        with pytest.raises(AgentUnfit):
            appoint(unfit)
    appoint(agent)
    with pytest.raises(AgentNamed):
        appoint(make_person(scene.compound))
    assert roll_of(scene.compound.path, TODAY).groups[0].voter == agent.pk


def test_minor_votes_through_a_guardian_and_the_dead_do_not_vote(scene) -> None:
    minor, guardian = (
        make_person(scene.compound, born=date(2012, 1, 1)),
        make_person(scene.compound),
    )
    dead = make_person(scene.compound)
    dead.died_on = date(2025, 1, 1)
    dead.save()
    transfer(scene, scene.units[0], minor)
    transfer(scene, scene.units[1], dead)
    appoint_agent(actor=scene.clerk, principal_id=minor.pk, agent_id=guardian.pk, on=DAY, now=NOW)

    groups = roll_of(scene.compound.path, TODAY).groups

    assert [(group.voter, group.standing) for group in groups] == [
        (guardian.pk, Standing.READY),
        (None, Standing.NO_AGENT),
    ]
    assert roll_of(scene.compound.path, date(2024, 1, 1)).groups[1].voter == dead.pk


def test_roll_of_a_scope_matches_the_vector(scene) -> None:
    """The roll construction vector of the domain rules, through the database."""
    path = scene.tree.village.path
    units = [
        make_unit(scene.tree.village, f"{number}", area=AreaCm(100_00)) for number in range(100)
    ]
    make_unit(scene.tree.village, "B1", kind="PARKING", area=AreaCm(12_70))
    developer, owner_x = make_company(developer=True), make_person()
    assert (developer.kind, owner_x.kind) == (PersonKind.DEVELOPER, PersonKind.NATURAL)
    for number, unit in enumerate(units):
        if number < 5:
            make_holding(unit, owner_x)
        elif number < 23:
            make_holding(unit, developer, Tenure.UNSOLD)
        elif number < 25:
            make_holding(unit, developer, Tenure.UNDELIVERED)
        elif number < 28:
            make_holding(unit, make_person(), Tenure.CO_OWNER, is_representative=True)
            make_holding(unit, make_person(), Tenure.CO_OWNER)
        else:
            make_holding(unit, make_person())

    roll = roll_of(path, TODAY)

    assert (roll.heads, roll.area) == (Heads(77), AreaCm(10_000_00))
    assert roll.unassigned == ()


def test_an_old_roll_keeps_the_area_and_kind_of_its_day(scene) -> None:
    flat = make_unit(scene.compound, "901", area=AreaCm(80_00))
    shed = make_unit(scene.compound, "902", area=AreaCm(5_00), kind=UnitKind.SHED)
    for unit in (flat, shed):
        transfer(scene, unit, make_person(scene.compound))
    changed = {"actor": scene.clerk, "floor": 9, "on": date(2025, 6, 1), "now": NOW}
    more = AreaCm(90_00)
    change_unit(unit_id=flat.pk, number="901", kind=UnitKind.DWELLING, area=more, **changed)
    change_unit(unit_id=shed.pk, number="902", kind=UnitKind.SHOP, area=AreaCm(5_00), **changed)

    def areas(day):
        roll = roll_of(scene.compound.path, day)
        return sorted(group.area.value for group in roll.groups if group.area.value)

    assert areas(date(2025, 5, 31)) == [80_00]
    assert areas(TODAY) == [5_00, 90_00]


def test_roll_takes_few_queries_whatever_the_size(scene, django_assert_num_queries) -> None:
    for unit in scene.units:
        make_holding(unit, make_person())

    with django_assert_num_queries(5):
        roll = roll_of(scene.compound.path, TODAY)

    assert roll.heads == Heads(24)


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 400)), max_size=12))
def test_any_history_has_one_set_of_owners_a_day(scene, steps) -> None:
    with transaction.atomic():
        unit, people = scene.units[3], [make_person() for _ in range(4)]
        for who, offset in steps:
            try:
                transfer(scene, unit, people[who], on=DAY + timedelta(days=offset))
            except OwnershipOverlaps:
                continue
        for offset in range(-1, 402, 7):
            assert len(owners_on(unit, DAY + timedelta(days=offset))) <= 1
        transaction.set_rollback(True)
