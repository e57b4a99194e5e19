"""Acts that change the tree: what they take along, what they refuse, who may do them."""

from datetime import date, timedelta

import pytest

from linli.apps.accounts.models import RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.places import selectors, services
from linli.apps.places.models import FormerCode, Place, Unit
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.codes import CodeOutsideParent, CodeUsed, KindNotHere
from linli.apps.places.rules.dates import DayInFuture, DayTooEarly
from linli.apps.places.rules.errors import (
    MovesIntoItself,
    NotAlike,
    NothingChanges,
    NotInPlace,
    NumberTaken,
    PlaceEnded,
    PlaceInUse,
    SplitIncomplete,
)
from linli.apps.places.selectors import attachments
from linli.apps.places.services import Attachment
from linli.core.access import Actor, Grant
from linli.core.errors import NotAllowed, NotFound
from tests.factories import places as make
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 1)


@pytest.fixture
def tree():
    return make.make_tree()


@pytest.fixture
def common(system, now):
    return {"actor": system, "now": now, "on": DAY}


def worker(path: str, role: Role = Role.COMMUNITY_WORKER) -> Actor:
    return Actor(account_id=7, grants=(Grant(role, path),))


def test_move_takes_units_rights_and_search_along(tree, common):
    compound = make.make_compound(tree.community)
    building = make.make_building(compound)
    old = building.path
    RoleGrant.objects.create(
        account_id=None, person_id=1, role=Role.GRID_WORKER, scope_path=old, source="x",
        starts_at=make.NOW,
    )  # fmt: skip

    services.move_place(place_id=compound.pk, parent_id=tree.village.pk, **common)

    building.refresh_from_db()
    assert building.path.startswith(tree.village.path)
    assert {unit.scope_path[: len(building.path)] for unit in Unit.objects.all()} == {building.path}
    assert RoleGrant.objects.get().scope_path == building.path
    village = worker(tree.village.path)
    found = selectors.search_places(village, "1号楼", below=Place.objects.get(pk=tree.village.pk))
    assert [row.place.id for row in found] == [building.pk]
    assert selectors.search_places(worker(tree.community.path), "1号楼") == []


def test_path_of_a_place_that_moved_away_is_given_to_nobody(tree, common):
    first = make.make_compound(tree.community, "甲")
    old = first.path
    services.move_place(place_id=first.pk, parent_id=tree.sibling_community.pk, **common)

    second = make.make_compound(tree.community, "乙")

    assert second.path != old
    assert second.code != first.code


def test_merge_leaves_rights_at_the_ended_place_where_they_are(tree, common):
    grant = RoleGrant.objects.create(
        person_id=1, role=Role.COMMUNITY_WORKER, scope_path=tree.community.path, source="x",
        starts_at=make.NOW,
    )  # fmt: skip
    make.make_compound(tree.community)

    services.merge_places(
        source_ids=[tree.community.pk], target_id=tree.sibling_community.pk, **common
    )

    grant.refresh_from_db()
    assert grant.scope_path == tree.community.path
    assert not worker(tree.community.path).holds(
        {Role.COMMUNITY_WORKER}, tree.sibling_community.path
    )
    assert Place.objects.get(kind=PlaceKind.COMPOUND).parent_id == tree.sibling_community.pk


def test_registered_rows_follow_a_merge_when_they_are_to(tree, common, monkeypatch):
    person = make_person(tree.community)
    follower = Attachment(model=type(person), place="home", follows=True, label="Persons")
    monkeypatch.setattr(attachments, "_attachments", [follower])

    counts = selectors.attachment_counts(tree.township.path)
    services.merge_places(
        source_ids=[tree.community.pk], target_id=tree.sibling_community.pk, **common
    )

    person.refresh_from_db()
    assert [(line.label, line.count, line.follows) for line in counts] == [("Persons", 1, True)]
    assert (person.home_id, person.scope_path) == (
        tree.sibling_community.pk,
        tree.sibling_community.path,
    )


def test_rows_of_a_unit_go_where_the_unit_goes(tree, common, monkeypatch):
    from linli.apps.people.models import Household

    compound = make.make_compound(tree.community, "甲")
    other = make.make_compound(tree.community, "乙")
    unit = make.make_unit(compound, "7")
    household = Household.objects.create(
        unit=unit, scope_path=unit.scope_path, valid_from=make.LONG_AGO
    )
    monkeypatch.setattr(attachments, "_attachments", [Attachment(model=Household, unit="unit")])

    services.merge_places(source_ids=[compound.pk], target_id=other.pk, **common)

    household.refresh_from_db()
    assert household.scope_path == Unit.objects.get(pk=unit.pk).scope_path == other.path


def test_new_code_reaches_the_divisions_below_and_old_codes_still_find_them(tree, common, system):
    services.recode_place(place_id=tree.township.pk, code="371702044", **common)

    assert Place.objects.get(pk=tree.community.pk).code == "371702044002"
    assert selectors.get_place(system, "371702004002").pk == tree.community.pk
    with pytest.raises(CodeUsed):
        make.make_place(tree.county, PlaceKind.TOWNSHIP, "新街道", "371702004")
    with pytest.raises(CodeUsed):
        services.recode_place(place_id=tree.other_township.pk, code="371702004", **common)
    assert FormerCode.objects.count() == 3


def test_division_may_move_with_its_new_code_or_before_it(tree, common):
    services.move_place(
        place_id=tree.village.pk, parent_id=tree.township.pk, code="371702004218", **common
    )
    services.move_place(place_id=tree.community.pk, parent_id=tree.other_township.pk, **common)

    assert Place.objects.get(pk=tree.village.pk).code == "371702004218"
    assert Place.objects.get(pk=tree.community.pk).code == "371702004002"
    with pytest.raises(CodeOutsideParent):
        services.recode_place(place_id=tree.community.pk, code="371702004009", **common)


def test_split_gives_the_chosen_to_the_new_place(tree, common):
    compound = make.make_compound(tree.community)
    east, west = make.make_building(compound, "东楼"), make.make_building(compound, "西楼")
    shed = make.make_unit(compound, "棚1")

    (part,) = services.split_place(
        place_id=compound.pk,
        parts=[services.Part("东院", "", (east.pk,), (shed.pk,))],
        ends=False,
        **common,
    )

    assert list(Place.objects.filter(parent=part)) == [east]
    assert Unit.objects.get(pk=shed.pk).scope_path == part.path
    assert Place.objects.get(pk=west.pk).parent_id == compound.pk
    timeline = selectors.place_timeline(Place.objects.get(pk=part.pk))
    assert (timeline[0].what, timeline[0].after) == ("CAME_BY_SPLIT", "邮政局家属院")


@pytest.mark.parametrize(
    ("parts", "ends", "refusal"),
    [
        ([], False, SplitIncomplete),
        ([("甲", (), ())], True, SplitIncomplete),
        ([("甲", (), ()), ("乙", (), ())], True, SplitIncomplete),
        ([("甲", (999_999,), ())], False, NotInPlace),
    ],
)
def test_split_that_leaves_something_over_is_refused(tree, common, parts, ends, refusal):
    compound = make.make_compound(tree.community)
    make.make_building(compound)

    with pytest.raises(refusal):
        services.split_place(
            place_id=compound.pk,
            parts=[services.Part(name, "", places, units) for name, places, units in parts],
            ends=ends,
            **common,
        )

    assert not Place.objects.filter(name="甲").exists()


def test_refused_acts_leave_no_trace(tree, common):
    compound = make.make_compound(tree.community)
    make.make_building(compound)
    events = AuditEvent.objects.count()
    move, merge = services.move_place, services.merge_places
    county, here = tree.county.pk, compound.pk
    refused = [
        (MovesIntoItself, move, {"place_id": county, "parent_id": county}),
        (MovesIntoItself, move, {"place_id": county, "parent_id": tree.township.pk}),
        (KindNotHere, move, {"place_id": here, "parent_id": tree.township.pk}),
        (NothingChanges, move, {"place_id": here, "parent_id": tree.community.pk}),
        (NothingChanges, services.rename_place, {"place_id": here, "name": compound.name}),
        (PlaceInUse, services.end_place, {"place_id": here}),
        (NotAlike, merge, {"source_ids": [here], "target_id": tree.community.pk}),
        (NotAlike, merge, {"source_ids": [here], "target_id": here}),
        (NotFound, services.end_place, {"place_id": 999_999}),
    ]

    for refusal, act, arguments in refused:
        with pytest.raises(refusal):
            act(**arguments, **common)

    assert AuditEvent.objects.count() == events


def test_merge_of_entrances_with_the_same_doors_is_refused(tree, common):
    building = make.make_building(make.make_compound(tree.community))
    first, second = Place.objects.filter(parent=building).order_by("pk")

    with pytest.raises(NumberTaken):
        services.merge_places(source_ids=[first.pk], target_id=second.pk, **common)


def test_days_run_forward(tree, common, now):
    compound = make.make_compound(tree.community)
    services.rename_place(place_id=compound.pk, name="新名", **common)

    with pytest.raises(DayInFuture):
        services.rename_place(
            place_id=compound.pk, name="更新", **common | {"on": now.date() + timedelta(days=1)}
        )
    with pytest.raises(DayTooEarly):
        services.rename_place(
            place_id=compound.pk, name="更新", **common | {"on": DAY - timedelta(days=1)}
        )


def test_demolished_building_is_gone_with_its_units_and_stays_to_be_read(tree, common, system):
    compound = make.make_compound(tree.community)
    building = make.make_building(compound)

    services.demolish_place(place_id=building.pk, **common)

    before = DAY - timedelta(days=1)
    assert not Unit.objects.filter(valid_to=None).exists()
    assert selectors.children_of(system, compound.pk).rows == []
    assert [row.name for row in selectors.children_of(system, compound.pk, day=before).rows] == [
        "1号楼"
    ]
    picture = selectors.building_picture(
        system, Place.objects.get(pk=building.pk), today=DAY, day=before
    )
    assert picture.total == 24
    with pytest.raises(PlaceEnded):
        make.make_unit(building, "9901")
    with pytest.raises(PlaceEnded):
        services.rename_place(place_id=building.pk, name="x", **common)


def test_number_of_a_unit_that_ended_may_come_back_with_a_new_code(tree, common):
    compound = make.make_compound(tree.community)
    first = make.make_unit(compound, "7")
    services.end_unit(unit_id=first.pk, **common)

    second = services.add_units(
        place_id=compound.pk, units=[services.NewUnit("7"), services.NewUnit("储")], **common
    )

    assert [unit.code for unit in second] == [f"{compound.code}-7.1", f"{compound.code}-.0"]


@pytest.mark.parametrize(
    ("role", "at", "allowed"),
    [
        (Role.COMMUNITY_WORKER, "community", True),
        (Role.TOWNSHIP_ADMIN, "township", True),
        (Role.DISTRICT_ADMIN, "county", True),
        (Role.COMMUNITY_WORKER, "sibling_community", False),
        (Role.TOWNSHIP_ADMIN, "other_township", False),
        (Role.DISTRICT_ADMIN, "foreign_county", False),
        (Role.GRID_WORKER, "community", False),
        (Role.SYSTEM_ADMIN, "county", False),
        (Role.PROPERTY_STAFF, "community", False),
    ],
)
def test_who_may_change_a_compound(tree, common, role, at, allowed):
    compound = make.make_compound(tree.community)
    actor = worker(getattr(tree, at).path, role)
    arguments = {"place_id": compound.pk, "name": "新名", **common, "actor": actor}

    if allowed:
        assert services.rename_place(**arguments).name == "新名"
    else:
        with pytest.raises(NotAllowed):
            services.rename_place(**arguments)


@pytest.mark.parametrize(
    ("role", "at", "allowed"),
    [
        (Role.COMMUNITY_WORKER, "community", False),
        (Role.TOWNSHIP_ADMIN, "township", True),
        (Role.DISTRICT_ADMIN, "county", True),
        (Role.TOWNSHIP_ADMIN, "community", False),
    ],
)
def test_nobody_changes_the_division_their_post_stands_on(tree, common, role, at, allowed):
    actor = worker(getattr(tree, at).path, role)
    arguments = {"place_id": tree.community.pk, "name": "新社区", **common, "actor": actor}

    if allowed:
        services.rename_place(**arguments)
    else:
        with pytest.raises(NotAllowed):
            services.rename_place(**arguments)


def test_move_needs_the_right_at_both_ends(tree, common):
    compound = make.make_compound(tree.community)
    actor = worker(tree.community.path)

    with pytest.raises(NotAllowed):
        services.move_place(
            place_id=compound.pk,
            parent_id=tree.sibling_community.pk,
            **common | {"actor": actor},
        )
