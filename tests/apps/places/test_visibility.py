"""What each kind of person sees of the tree."""

import pytest

from linli.apps.accounts.rules import SEPARATED_ROLES, Role
from linli.apps.places import selectors
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import belonging
from linli.core.access import Actor, Grant
from linli.core.errors import NotFound
from tests.factories import places as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    tree = make.make_tree()
    mine = make.make_compound(tree.community, "我的小区")
    theirs = make.make_compound(tree.community, "隔壁小区")
    return tree, make.make_building(mine, "甲楼"), make.make_building(theirs, "乙楼")


def staff(path: str, role: Role = Role.GRID_WORKER) -> Actor:
    return Actor(account_id=3, grants=(Grant(role, path),))


def seen(actor: Actor) -> set[str]:
    names = Place.objects.visible_to(actor).values_list("name", flat=True)
    return {name for name in names if name.endswith(("小区", "楼", "单元"))}


def test_stranger_sees_nothing_and_a_signed_in_person_the_divisions(town):
    tree, *_ = town

    assert not Place.objects.visible_to(Actor()).exists()
    nobody = Actor(account_id=3, person_id=4)
    assert seen(nobody) == set()
    assert selectors.get_place(nobody, tree.village.code).pk == tree.village.pk
    assert selectors.search_places(nobody, "小区") == []
    assert [row.place.name for row in selectors.search_places(nobody, "北城")] == ["北城街道"]
    assert selectors.search_places(Actor(), "北城") == []


def test_resident_sees_the_buildings_of_the_own_compound_and_no_dwelling(town, monkeypatch):
    _, mine, theirs = town
    home = Unit.objects.under(mine.path)[0]
    monkeypatch.setattr(belonging, "_providers", [lambda actor: [home.scope_path]])
    resident = Actor(account_id=3, person_id=4)

    assert seen(resident) == {"我的小区", "甲楼", "1单元", "2单元"}
    assert [row.place.name for row in selectors.search_places(resident, "小区")] == ["我的小区"]
    assert not Unit.objects.visible_to(resident).exists()
    with pytest.raises(NotFound):
        selectors.get_place(resident, theirs.code)


def test_staff_see_what_lies_below_their_post(town):
    tree, mine, theirs = town
    worker = staff(mine.path)

    assert seen(worker) == {"甲楼", "1单元", "2单元"}
    assert Unit.objects.visible_to(worker).count() == 24
    assert Unit.objects.visible_to(staff(tree.community.path)).count() == 48
    assert not Unit.objects.visible_to(staff(tree.sibling_community.path)).exists()
    with pytest.raises(NotFound):
        selectors.get_unit(worker, Unit.objects.under(theirs.path)[0].code)


@pytest.mark.parametrize("role", sorted(SEPARATED_ROLES))
def test_keepers_of_the_system_see_no_homes(town, role):
    tree, *_ = town

    assert seen(staff(tree.county.path, role)) == set()
    assert not Unit.objects.visible_to(staff(tree.county.path, role)).exists()


def test_figures_count_only_what_the_person_sees(town, monkeypatch):
    tree, mine, _ = town
    worker = staff(mine.path)

    inside = selectors.effects_below(worker, [tree.community.path]).inside

    assert [count for _, count in inside] == [1, 2, 24]


def test_picture_has_doors_by_floor_and_marks_in_words(town, system):
    _, mine, _ = town
    make.make_unit(mine, "储1")

    picture = selectors.building_picture(system, mine, today=make.LONG_AGO, layer="area")

    assert [floor.number for floor in picture.floors] == [6, 5, 4, 3, 2, 1]
    assert [len(entrance.doors) for entrance in picture.entrances] == [2, 2]
    assert [door.unit.number for door in picture.apart] == ["储1"]
    assert picture.layer.code == "area"
    assert [count for _, count in picture.legend] == [0, 25]
    top = [cell[0].unit.number for cell in picture.floors[0].cells]
    assert top == ["601", "602", "601", "602"]


def test_pages_of_children_follow_one_another(town, system):
    tree, *_ = town
    for number in range(5):
        make.make_compound(tree.sibling_community, f"小区{number}")

    first = selectors.children_of(system, tree.sibling_community.pk, size=3)
    second = selectors.children_of(system, tree.sibling_community.pk, size=3, after=first.after)

    assert [row.name for row in first.rows + second.rows] == [f"小区{n}" for n in range(5)]
    assert second.after == ""
