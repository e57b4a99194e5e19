"""Joined and divided units: areas, owners, tenants, households, marks, cells, rolls, history."""

from datetime import date

import pytest

from linli.apps.grids.models import Assignment, RevisionMove
from linli.apps.grids.services.assignments import assign
from linli.apps.grids.services.drafts import plan_moves
from linli.apps.grids.services.following import UnitInPublishedPlan
from linli.apps.grids.services.revisions import begin_revision, check_revision, publish_revision
from linli.apps.organisations.models import HouseholdMark
from linli.apps.organisations.rules.basis import Mark
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.services import mark_household
from linli.apps.people.labels import FOLLOWING
from linli.apps.people.models import Holding, Household
from linli.apps.people.rules.errors import OwnershipOverlaps, OwnersMissing, StockMixed
from linli.apps.people.rules.following import Stake, joined_stakes
from linli.apps.people.rules.kinds import Relation, Tenure
from linli.apps.people.rules.roll import Standing
from linli.apps.people.selectors.dwellings import roll_of, unit_people
from linli.apps.places import services
from linli.apps.places.models import Unit
from linli.apps.places.rules import UnitKind
from linli.apps.places.rules.errors import (
    AreaMissing,
    AreasDiffer,
    TooFewUnits,
    UnitsApart,
    UnitsNotAlike,
)
from linli.apps.places.selectors import unit_on, unit_timeline
from linli.core.access import NotAllowed
from linli.core.arithmetic import AreaCm
from tests.factories.grids import make_grid
from tests.factories.organisations import make_body
from tests.factories.people import make_company, make_holding, make_household, make_person
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
def flats(compound):
    return [
        make_unit(compound, "101", area=AreaCm(8957), floor=1),
        make_unit(compound, "102", area=AreaCm(6043), floor=1),
    ]


def new(number, area=None, floor=1):
    return services.NewUnit(number=number, area=AreaCm(area) if area else None, floor=floor)


def join(flats, now, *, area=15000, number="101", actor=SYSTEM, on=ON, **options):
    return services.join_units(
        actor=actor,
        unit_ids=[flat.pk for flat in flats],
        into=new(number, area),
        on=on,
        now=now,
        **options,
    )


def divide(flat, now, *, areas=(4000, 4957), on=ON, **options):
    parts = [new(f"101-{index}", area) for index, area in enumerate(areas, 1)]
    return services.divide_unit(
        actor=SYSTEM, unit_id=flat.pk, parts=parts, on=on, now=now, **options
    )


def figures(compound, day):
    roll = roll_of(compound.path, day)
    return roll.heads.value, roll.area.value


def test_joined_flats_end_and_one_with_a_code_of_its_own_begins(flats, now):
    joined = join(flats, now).units[0]

    for flat in flats:
        flat.refresh_from_db()
        assert flat.valid_to == ON
        assert unit_on(flat, BEFORE) is not None
        assert unit_on(flat, ON) is None
    assert joined.number == "101"
    assert joined.code not in {flat.code for flat in flats}
    assert (unit_on(joined, BEFORE), unit_on(joined, ON).area) == (None, AreaCm(15000))
    lines = {entry.what for entry in unit_timeline(joined)}
    assert lines == {"BEGAN", "CAME_BY_MERGE"}
    assert "WENT_BY_MERGE" in {entry.what for entry in unit_timeline(flats[0])}


@pytest.mark.parametrize(
    ("area", "anew", "refusal"),
    [(15001, False, AreasDiffer), (None, False, AreaMissing), (15001, True, None)],
)
def test_areas_add_up_unless_measured_anew(flats, now, area, anew, refusal):
    if refusal:
        with pytest.raises(refusal):
            join(flats, now, area=area, measured_anew=anew)
        assert Unit.objects.filter(valid_to=None).count() == 2
    else:
        assert join(flats, now, area=area, measured_anew=anew).units[0].area == AreaCm(area)


def test_nothing_is_compared_while_an_old_area_is_unknown(compound, now):
    flats = [make_unit(compound, "201"), make_unit(compound, "202", area=AreaCm(100))]

    assert join(flats, now, area=None).units[0].area is None


def test_only_units_of_one_kind_and_building_are_joined(compound, flats, now):
    shop = make_unit(compound, "S1", kind=UnitKind.SHOP, area=AreaCm(100))
    far = make_unit(make_building(compound), "9901", area=AreaCm(100))

    with pytest.raises(UnitsNotAlike):
        join([flats[0], shop], now)
    with pytest.raises(UnitsApart):
        join([flats[0], far], now)
    with pytest.raises(TooFewUnits):
        join([flats[0], flats[0]], now)


def test_flats_of_two_entrances_of_one_building_are_joined(compound, now):
    building = make_building(compound)
    first, second = Unit.objects.filter(number="101").order_by("code")

    joined = join([first, second], now, area=None, number="101").units[0]

    assert (joined.place_id, first.place_id == second.place_id) == (first.place_id, False)
    assert joined.scope_path.startswith(building.path)


def test_who_keeps_no_register_there_joins_nothing(tree, flats, now):
    stranger = staff(tree.village, "COMMUNITY_WORKER", now)

    with pytest.raises(NotAllowed):
        join(flats, now, actor=stranger)


def test_one_owner_of_both_owns_the_new_one_and_the_roll_keeps_its_heads(compound, flats, now):
    owner = make_person(compound)
    for flat in flats:
        make_holding(flat, owner)
    assert figures(compound, ON) == (1, 15000)

    joined = join(flats, now).units[0]

    assert figures(compound, BEFORE) == figures(compound, ON) == (1, 15000)
    held = Holding.objects.get(unit=joined)
    assert (held.person_id, held.tenure, held.valid_from) == (owner.pk, Tenure.OWNER, ON)
    assert [one.until for one in unit_people(flats[0], day=BEFORE).owners] == [ON]
    assert unit_people(flats[0], day=ON).owners == []


def test_different_owners_become_co_owners_and_nobody_is_guessed_to_vote(compound, flats, now):
    owners = [make_person(compound, name=name) for name in ("王小明", "李大力")]
    for flat, owner in zip(flats, owners, strict=True):
        make_holding(flat, owner)

    done = join(flats, now)

    roll = roll_of(compound.path, ON)
    assert figures(compound, BEFORE) == (2, 15000)
    assert figures(compound, ON) == (1, 15000)
    assert [group.standing for group in roll.groups] == [Standing.UNDECIDED]
    shares = Holding.objects.filter(unit=done.units[0]).values_list("tenure", "share_numerator")
    assert set(shares) == {(Tenure.CO_OWNER, None)}
    assert (done.consequences[0].count, done.consequences[0].note) == (
        2,
        FOLLOWING["differently"],
    )


def test_divided_flats_are_owned_alike_and_the_representative_stays(compound, flats, now):
    pair = [make_person(compound, name=name) for name in ("王小明", "李大力")]
    for person in pair:
        row = make_holding(flats[0], person, Tenure.CO_OWNER, is_representative=person is pair[0])
        row.share_numerator, row.share_denominator = 1, 2
        row.save()
    heads = figures(compound, BEFORE)

    parts = divide(flats[0], now).units

    assert figures(compound, ON) == figures(compound, BEFORE) == heads
    for part in parts:
        rows = Holding.objects.filter(unit=part).order_by("-is_representative")
        assert [(row.person_id, row.share_numerator, row.is_representative) for row in rows] == [
            (pair[0].pk, 1, True),
            (pair[1].pk, 1, False),
        ]


def test_developers_stock_joins_only_its_like(compound, flats, now):
    developer = make_company(compound, developer=True)
    first = make_holding(flats[0], developer, Tenure.UNSOLD)
    second = make_holding(flats[1], developer, Tenure.UNDELIVERED)
    with pytest.raises(StockMixed):
        join(flats, now)
    second.tenure = Tenure.UNSOLD
    second.save()

    joined = join(flats, now).units[0]

    assert Holding.objects.get(unit=joined).tenure == first.tenure


def test_owners_of_one_alone_are_entered_first(compound, flats, now):
    make_holding(flats[0], make_person(compound))

    with pytest.raises(OwnersMissing):
        join(flats, now)


def test_what_began_later_stands_against_an_earlier_day(compound, flats, now):
    for flat in flats:
        make_holding(flat, make_person(compound), since=date(2026, 2, 15))

    with pytest.raises(OwnershipOverlaps):
        join(flats, now)

    assert join(flats, now, on=date(2026, 2, 20)).units


def test_households_and_tenants_go_along_with_their_marks(compound, flats, now):
    head, spouse, tenant = (make_person(compound, name=name) for name in ("王一", "王二", "李三"))
    home = make_household(flats[0], head, (spouse, Relation.SPOUSE))
    make_household(flats[1], make_person(compound, name="赵四"))
    make_holding(flats[0], tenant, Tenure.TENANT)
    branch = make_body(compound, BodyType.COMPOUND_BRANCH)
    marked = {"body_id": branch.pk, "household_id": home.pk, "mark": Mark.CENTRE_HOUSEHOLD}
    mark_household(actor=SYSTEM, valid_from=date(2021, 7, 1), now=now, **marked)

    done = join(flats, now)

    unit = done.units[0]
    assert {str(line.count) for line in done.consequences} == {"1", "2"}
    homes = Household.objects.filter(unit=unit).order_by("pk")
    assert homes.count() == 2
    people = unit_people(unit, day=ON)
    assert {len(card.members) for card in people.households} == {1, 2}
    assert [one.person.person_id for one in people.tenants] == [tenant.pk]
    before = unit_people(flats[0], day=BEFORE)
    assert [len(card.members) for card in before.households] == [2]
    for day in (BEFORE, ON):
        assert HouseholdMark.objects.on(day).count() == 1
    assert HouseholdMark.objects.on(ON).get().household.unit_id == unit.pk


def test_who_lives_in_a_divided_flat_goes_to_its_first_part(compound, flats, now):
    make_household(flats[0], make_person(compound))

    first, second = divide(flats[0], now).units

    assert Household.objects.filter(unit=first, valid_to=None).count() == 1
    assert not Household.objects.filter(unit=second).exists()


def test_cells_keep_units_of_their_own_and_drafts_follow(tree, now):
    grid = make_grid(tree.community, drawn=False)
    flat = Unit.objects.under(grid.buildings[0].path).order_by("code")[0]
    assign(actor=SYSTEM, cell_id=grid.cells[1].pk, unit_ids=[flat.pk], now=now)
    draft = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="draft", now=now)
    target = draft.cells.get(cell=grid.cells[0])
    plan_moves(actor=SYSTEM, revision_id=draft.pk, units={flat.pk: target.pk}, now=now)

    parts = divide(flat, now, areas=(None, None), on=now.date()).units

    for part in parts:
        assert Assignment.objects.get(unit=part).cell_id == grid.cells[1].pk
    moved = RevisionMove.objects.filter(revision=draft)
    assert {(move.unit_id, move.target_id) for move in moved} == {
        (part.pk, target.pk) for part in parts
    }


def test_a_published_plan_comes_first(tree, now):
    grid = make_grid(tree.community, drawn=False)
    flat = Unit.objects.under(grid.buildings[0].path).order_by("code")[0]
    plan = begin_revision(actor=SYSTEM, place_id=grid.place.pk, title="plan", now=now)
    target = plan.cells.get(cell=grid.cells[1])
    plan_moves(actor=SYSTEM, revision_id=plan.pk, units={flat.pk: target.pk}, now=now)
    check_revision(actor=SYSTEM, revision_id=plan.pk, now=now, day=date(2026, 4, 1))
    publish_revision(actor=SYSTEM, revision_id=plan.pk, valid_from=date(2026, 4, 1), now=now)

    with pytest.raises(UnitInPublishedPlan):
        divide(flat, now, areas=(None, None))


A, B, C = (Stake(number, Tenure.OWNER) for number in (1, 2, 3))
A_WITH_B = (
    Stake(1, Tenure.CO_OWNER, (1, 2), is_representative=True),
    Stake(2, Tenure.CO_OWNER, (1, 2)),
)
B_FOR_A = (Stake(1, Tenure.CO_OWNER), Stake(2, Tenure.CO_OWNER, is_representative=True))
STOCK = Stake(9, Tenure.UNSOLD)


def together(*people, agent=0):
    return [Stake(person, Tenure.CO_OWNER, is_representative=person == agent) for person in people]


@pytest.mark.parametrize(
    ("owned", "expected"),
    [
        ([[], []], []),
        ([[A], [A]], [A]),
        ([[A], [B]], together(1, 2)),
        ([[A], [B], [C]], together(1, 2, 3)),
        ([[A], A_WITH_B], together(1, 2)),
        ([A_WITH_B, A_WITH_B], list(A_WITH_B)),
        ([A_WITH_B, B_FOR_A], together(1, 2)),
        ([[STOCK], [STOCK]], [STOCK]),
    ],
)
def test_owners_of_a_joined_unit(owned, expected):
    assert joined_stakes(owned) == expected
