"""Dwellings that are gone: households, owners, tenants, marks, cells and cases are dealt with."""

import json
from datetime import date, timedelta

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.flow import CaseState
from linli.apps.grids.models import Assignment, RevisionMove
from linli.apps.grids.rules.replay import replay
from linli.apps.grids.services.assignments import assign
from linli.apps.grids.services.drafts import plan_moves
from linli.apps.grids.services.following import UnitInPublishedPlan
from linli.apps.grids.services.revisions import begin_revision, check_revision, publish_revision
from linli.apps.organisations.models import HouseholdMark
from linli.apps.organisations.rules.basis import Mark
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.services import mark_household
from linli.apps.people.models import Holding, Household, HouseholdMember, Person
from linli.apps.people.rules.errors import OwnershipOverlaps
from linli.apps.people.rules.kinds import LeaveReason, Relation, Tenure
from linli.apps.people.selectors.dwellings import roll_of, unit_people
from linli.apps.places import services
from linli.apps.places.models import Unit
from linli.core.arithmetic import AreaCm
from tests.factories.cases import case_in, make_case, make_town
from tests.factories.grids import make_grid
from tests.factories.organisations import make_body
from tests.factories.people import make_holding, make_household, make_person
from tests.factories.places import SYSTEM, make_building, make_compound, make_tree, make_unit
from tests.factories.transfers import staff

pytestmark = pytest.mark.django_db
ON = date(2026, 2, 1)
BEFORE = date(2026, 1, 31)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def compound(tree):
    return make_compound(tree.community)


@pytest.fixture
def flat(compound):
    return make_unit(compound, "101", area=AreaCm(8957), floor=1)


def end(flat, now, *, on=ON, actor=SYSTEM):
    return services.end_unit(actor=actor, unit_id=flat.pk, on=on, now=now)


def lines(done):
    return [(str(line.label), line.count) for line in done.consequences]


def test_who_lives_and_owns_there_ends_on_the_day_and_stays_to_be_read(compound, flat, now):
    owner, tenant, child = (make_person(compound, name=name) for name in ("王一", "李三", "李四"))
    make_holding(flat, owner)
    make_holding(flat, tenant, Tenure.TENANT)
    home = make_household(flat, tenant, (child, Relation.CHILD))
    assert roll_of(compound.path, ON).heads.value == 1

    done = end(flat, now)

    assert [count for _label, count in lines(done)] == [1, 2, 1, 1]
    assert set(Holding.objects.values_list("valid_to", flat=True)) == {ON}
    left = HouseholdMember.objects.values_list("valid_to", "left_because")
    assert set(left) == {(ON, LeaveReason.DWELLING_ENDED)}
    assert Household.objects.get(pk=home.pk).valid_to == ON
    assert roll_of(compound.path, ON).heads.value == 0
    assert roll_of(compound.path, BEFORE).heads.value == 1
    before = unit_people(flat, day=BEFORE)
    assert (len(before.owners), len(before.households[0].members)) == (1, 2)
    assert set(Person.objects.values_list("ties_ended_on", flat=True)) == {ON}
    kinds = AuditEvent.objects.values_list("kind", flat=True)
    assert {"unit.ended", "household.dwelling_ended", "holding.unit_ended"} <= set(kinds)
    told = AuditEvent.objects.get(kind="household.dwelling_ended")
    assert json.loads(told.facts)["persons"] == sorted([tenant.pk, child.pk])


def test_who_has_another_home_stays_tied(compound, flat, now):
    owner = make_person(compound)
    make_holding(flat, owner)
    make_household(make_unit(compound, "102"), owner)

    end(flat, now)

    assert Person.objects.get(pk=owner.pk).ties_ended_on is None


def test_a_rehearsal_names_people_and_changes_nothing(tree, compound, flat, now):
    make_household(flat, make_person(compound, name="王小明"))
    worker = staff(tree.community, "COMMUNITY_WORKER", now)
    wanted = {"actor": worker, "unit_id": flat.pk, "on": ON, "now": now}

    shown = services.rehearse(services.end_unit, **wanted)

    assert [line.who for line in shown.consequences] == [(), ("王**",)]
    assert Household.objects.get().valid_to is None
    assert Unit.objects.get(pk=flat.pk).valid_to is None


def test_what_began_later_stands_against_the_day(compound, flat, now):
    make_household(flat, make_person(compound), since=ON + timedelta(days=3))

    with pytest.raises(OwnershipOverlaps):
        end(flat, now)

    assert Unit.objects.get(pk=flat.pk).valid_to is None


def test_a_demolished_building_ends_all_its_homes_in_few_queries(
    compound, now, django_assert_max_num_queries
):
    building = make_building(compound)
    for unit in Unit.objects.under(building.path):
        person = make_person(compound)
        make_holding(unit, person)
        make_household(unit, person)
    units = Unit.objects.count()

    # A unit takes two, its own end; people take none of their own.
    with django_assert_max_num_queries(2 * units + 70):
        done = services.demolish_place(actor=SYSTEM, place_id=building.pk, on=ON, now=now)

    assert (done.units, lines(done)[0][1]) == (units, units)
    assert done.consequences[1].who == ()
    assert not Household.objects.filter(valid_to=None).exists()
    assert not Holding.objects.filter(valid_to=None).exists()


def test_recognitions_end_with_the_household(compound, flat, now):
    home = make_household(flat, make_person(compound))
    branch = make_body(compound, BodyType.COMPOUND_BRANCH)
    marked = {"body_id": branch.pk, "household_id": home.pk, "mark": Mark.CENTRE_HOUSEHOLD}
    mark_household(actor=SYSTEM, valid_from=date(2021, 7, 1), now=now, **marked)

    end(flat, now)

    assert HouseholdMark.objects.get().valid_to == ON


def test_open_cases_stay_and_say_so_and_closed_ones_are_left_alone(now):
    town = make_town()
    flat = make_unit(town.compound, "101")
    open_case = make_case(town, unit_id=flat.pk)
    closed = case_in(town, CaseState.CLOSED)
    Case.objects.filter(pk=closed.pk).update(unit=flat)
    steps = CaseStep.objects.filter(case=closed).count()

    done = end(flat, now, on=now.date())

    assert lines(done) == [("未结案卷", 1)]
    open_case.refresh_from_db()
    assert (open_case.unit_id, open_case.state) == (flat.pk, CaseState.REPORTED)
    step = CaseStep.objects.filter(case=open_case).order_by("-number").first()
    assert (step.kind, step.is_inner) == ("place_gone", True)
    assert CaseStep.objects.filter(case=closed).count() == steps


def test_cells_lose_what_is_gone_and_drafts_forget_it(tree, now):
    grid = make_grid(tree.community, drawn=False)
    building = grid.buildings[0]
    flat = Unit.objects.under(building.path).order_by("code")[0]
    assign(actor=SYSTEM, cell_id=grid.cells[1].pk, unit_ids=[flat.pk], now=now)
    draft = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="draft", now=now)
    target = draft.cells.get(cell=grid.cells[0])
    plan_moves(actor=SYSTEM, revision_id=draft.pk, units={flat.pk: target.pk}, now=now)
    later = now + timedelta(days=2)

    services.demolish_place(actor=SYSTEM, place_id=building.pk, on=later.date(), now=later)

    gone = Assignment.objects.filter(unit=flat) | Assignment.objects.filter(
        place__path__startswith=building.path
    )
    assert set(gone.values_list("valid_to", flat=True)) == {later.date()}
    assert not RevisionMove.objects.filter(revision=draft).exists()
    assert Assignment.objects.filter(place=grid.buildings[1], valid_to=None).exists()
    acts = AuditEvent.objects.filter(kind__startswith="grid.").order_by("pk")
    told = replay((act.kind, int(act.subject_id), json.loads(act.facts)) for act in acts)
    for row in gone:
        key = ("unit", row.unit_id) if row.unit_id else ("place", row.place_id)
        if key in told.claims:
            assert told.claims[key][-1] == (row.cell_id, row.valid_from, row.valid_to)
    assert ("unit", flat.pk) in told.claims


def test_a_published_plan_comes_first(tree, now):
    grid = make_grid(tree.community, drawn=False)
    flat = Unit.objects.under(grid.buildings[0].path).order_by("code")[0]
    plan = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="plan", now=now)
    target = plan.cells.get(cell=grid.cells[1])
    plan_moves(actor=SYSTEM, revision_id=plan.pk, units={flat.pk: target.pk}, now=now)
    check_revision(actor=SYSTEM, revision_id=plan.pk, now=now, day=date(2026, 4, 1))
    publish_revision(actor=SYSTEM, revision_id=plan.pk, valid_from=date(2026, 4, 1), now=now)

    with pytest.raises(UnitInPublishedPlan):
        end(flat, now, on=now.date())


def test_a_building_that_goes_up_in_a_new_one_leaves_it_its_cell(tree, now):
    grid = make_grid(tree.community, drawn=False)
    old = grid.buildings[0]
    cell = Assignment.objects.get(place=old, valid_to=None).cell_id
    later = now + timedelta(days=2)

    new = services.merge_into_new_place(
        actor=SYSTEM, source_ids=[old.pk], parent_id=old.parent_id, kind=old.kind, name="新楼",
        on=later.date(), now=later,
    )  # fmt: skip

    assert Assignment.objects.get(place=old).valid_to == later.date()
    assert Assignment.objects.get(place=new, valid_to=None).cell_id == cell
