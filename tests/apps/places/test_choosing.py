"""What a list can be narrowed to: places within reach, with their addresses."""

import pytest

from linli.apps.places.selectors.choosing import place_choices
from tests.factories.places import make_compound, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree()


def shown(paths, code=""):
    return [(one.code, one.label) for one in place_choices(paths, code)]


def test_one_begins_at_ones_own_place_and_goes_down(tree):
    compound = make_compound(tree.community, "花园小区")
    own = [tree.township.path]

    first = shown(own)
    assert first[0] == (tree.township.code, "菏泽市 牡丹区 北城街道")
    assert (tree.community.code, f"牡丹区 北城街道 {tree.community.name}") in first
    assert (tree.village.code, "李村镇") not in [(code, "李村镇") for code, _label in first]

    there = shown(own, compound.code)
    assert there == [
        first[0],
        (tree.community.code, f"牡丹区 北城街道 {tree.community.name}"),
        (compound.code, f"北城街道 {tree.community.name} 花园小区"),
    ]


def test_what_lies_elsewhere_is_offered_by_its_code_alone(tree):
    foreign = make_compound(tree.village, "别处小区")

    offered = shown([tree.community.path], foreign.code)

    assert offered[-1] == (foreign.code, foreign.code)
    assert "别处小区" not in str(offered)
    assert shown([tree.community.path], "nothing")[-1] == ("nothing", "nothing")


def test_a_place_above_ones_own_leads_back_to_it(tree):
    offered = dict(shown([tree.community.path], tree.township.code))

    assert list(offered) == [tree.township.code, tree.community.code]


def test_several_posts_stand_side_by_side_and_the_system_sees_all(tree):
    both = [code for code, _label in shown([tree.community.path, tree.village.path])]

    assert both == [tree.community.code, tree.village.code]
    assert shown(None)[0][0] == tree.country.code
