"""Adding places and units."""

import pytest

from linli.apps.places.models import Place, Unit
from linli.core.tree import depth
from tests.factories import places as make

pytestmark = pytest.mark.django_db


def test_tree_carries_official_codes_and_paths_of_its_levels():
    tree = make.make_tree()

    codes = list(
        Place.objects.under(tree.county.path).order_by("path").values_list("code", flat=True)
    )

    assert codes == [
        "371702",
        "371702004",
        "371702004002",
        "371702004003",
        "371702107",
        "371702107218",
    ]
    assert depth(tree.community.path) == 6


def test_regular_building_has_every_dwelling_once():
    tree = make.make_tree()
    compound = make.make_compound(tree.community)

    building = make.make_building(compound)

    numbers = [(unit.code, unit.floor) for unit in make.dwellings_of(building)]
    assert len(numbers) == 24
    assert numbers[0] == ("371702004002-C01-B01-E01-101", 1)
    assert {unit.scope_path[: len(building.path)] for unit in Unit.objects.all()} == {building.path}
