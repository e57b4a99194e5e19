"""Codes, names, areas and the regular building."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.apps.places.rules import PARENT_KINDS, PlaceKind, TownshipClass, UnitKind
from linli.apps.places.rules.buildings import (
    BuildingPlan,
    Numbering,
    PlanImpossible,
    door_of,
    natural_key,
)
from linli.apps.places.rules.codes import (
    CodeMalformed,
    CodeOutsideParent,
    KindNotHere,
    check_code,
    check_kind,
    own_code,
    township_class,
    unit_code,
    village_kind,
)
from linli.apps.places.rules.names import (
    AreaUnbelievable,
    FloorUnbelievable,
    NameUnusable,
    NumberUnusable,
    place_name,
    unit_area,
    unit_floor,
    unit_number,
)
from linli.core.arithmetic import AreaCm


@pytest.mark.parametrize(
    ("code", "kind", "parent"),
    [
        ("37", PlaceKind.PROVINCE, "CN"),
        ("3717", PlaceKind.PREFECTURE, "37"),
        ("371702", PlaceKind.COUNTY, "3717"),
        ("429004", PlaceKind.COUNTY, "42"),  # a county directly below its province
        ("441900003", PlaceKind.TOWNSHIP, "4419"),  # a prefecture without counties
        ("371702004", PlaceKind.TOWNSHIP, "371702"),
        ("220581102200", PlaceKind.VILLAGE, "220581102"),
        ("371771001", PlaceKind.TOWNSHIP, "371702"),  # a development zone inside a county
        ("371702001001", PlaceKind.COMMUNITY, "371771001"),
    ],
)
def test_official_codes_and_their_known_exceptions_fit(code, kind, parent):
    check_code(code, kind, parent)


@pytest.mark.parametrize(
    ("code", "kind", "parent", "refusal"),
    [
        ("3717020", PlaceKind.COUNTY, "3717", CodeMalformed),
        ("37170\uff12", PlaceKind.COUNTY, "3717", CodeMalformed),
        ("371702 ", PlaceKind.COUNTY, "3717", CodeMalformed),
        ("", PlaceKind.PROVINCE, "CN", CodeMalformed),
        ("371802", PlaceKind.COUNTY, "3717", CodeOutsideParent),
        ("371703001", PlaceKind.TOWNSHIP, "371702", CodeOutsideParent),
        ("371871001", PlaceKind.TOWNSHIP, "371702", CodeOutsideParent),
        ("371771", PlaceKind.COUNTY, "3718", CodeOutsideParent),
    ],
)
def test_other_codes_are_refused(code, kind, parent, refusal):
    with pytest.raises(refusal):
        check_code(code, kind, parent)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("371702001", TownshipClass.SUBDISTRICT),
        ("371702099", TownshipClass.SUBDISTRICT),
        ("371702100", TownshipClass.TOWN),
        ("371702199", TownshipClass.TOWN),
        ("371702200", TownshipClass.RURAL_TOWNSHIP),
        ("371702399", TownshipClass.RURAL_TOWNSHIP),
        ("371702400", TownshipClass.COMBINED),
        ("371702599", TownshipClass.COMBINED),
        ("371702600", None),
        ("371702000", None),
    ],
)
def test_third_part_of_a_code_tells_the_class(code, expected):
    assert township_class(code) is expected


def test_village_codes_begin_at_200():
    assert [village_kind(f"220581102{part}") for part in ("001", "199", "200", "399", "400")] == [
        PlaceKind.COMMUNITY,
        PlaceKind.COMMUNITY,
        PlaceKind.VILLAGE,
        PlaceKind.VILLAGE,
        PlaceKind.COMMUNITY,
    ]


@pytest.mark.parametrize("kind", list(PlaceKind))
def test_every_kind_stands_below_its_parents_and_nowhere_else(kind):
    for parent in [None, *PlaceKind]:
        fits = parent in PARENT_KINDS[kind] if PARENT_KINDS[kind] else parent is None
        if fits:
            check_kind(kind, parent)
        else:
            with pytest.raises(KindNotHere):
                check_kind(kind, parent)


def test_own_codes_are_readable():
    assert own_code(PlaceKind.COMPOUND, "371702004002", 3) == "371702004002-C03"
    assert unit_code(UnitKind.DWELLING, "X-B01-E01", "501") == "X-B01-E01-501"
    assert unit_code(UnitKind.PARKING, "X", "地下-07", repeat=2) == "X-P07.2"
    assert unit_code(UnitKind.SHED, "X", "储", repeat=0) == "X-H.0"


@pytest.mark.parametrize("text", ["", "   ", "x" * 121, "甲\u200b乙", "甲\x00乙", "\ud800"])
def test_unusable_names_are_refused(text):
    with pytest.raises(NameUnusable):
        place_name(text)


def test_rare_characters_and_spaces_are_kept_tidy():
    assert place_name("  那𡌶  村委会\t") == "那𡌶 村委会"
    with pytest.raises(NumberUnusable):
        unit_number("1" * 31)


@pytest.mark.parametrize("area", [AreaCm(0), AreaCm(10_000_001)])
def test_unbelievable_areas_are_refused(area):
    with pytest.raises(AreaUnbelievable):
        unit_area(area)
    assert unit_area(None) is None
    assert unit_area(AreaCm(1)) == AreaCm(1)


@pytest.mark.parametrize("floor", [0, -10, 200])
def test_unbelievable_floors_are_refused(floor):
    with pytest.raises(FloorUnbelievable):
        unit_floor(floor)
    assert unit_floor(-1) == -1


def test_skipped_floors_and_floor_nought_are_left_out():
    plan = BuildingPlan(
        entrances=1, floors=6, doors=1, first_floor=-1, skipped_floors=frozenset({4})
    )

    assert plan.floor_numbers() == [-1, 1, 2, 3, 5, 6]


@pytest.mark.parametrize(
    ("numbering", "numbers"),
    [
        (Numbering.PER_ENTRANCE, ["101", "102", "101", "102"]),
        (Numbering.ACROSS, ["101", "102", "103", "104"]),
        (Numbering.WITH_ENTRANCE, ["1-101", "1-102", "2-101", "2-102"]),
    ],
)
def test_doors_are_numbered_as_asked(numbering, numbers):
    plan = BuildingPlan(entrances=2, floors=1, doors=2, numbering=numbering)

    assert [unit.number for unit in plan.units()] == numbers


@pytest.mark.parametrize(
    "options",
    [
        {"entrances": -1},
        {"floors": 0},
        {"doors": 0},
        {"first_floor": -6},
        {"entrances": 30, "floors": 120, "doors": 40},
    ],
)
def test_plans_that_make_no_building_are_refused(options):
    with pytest.raises(PlanImpossible):
        BuildingPlan(**{"entrances": 1, "floors": 1, "doors": 1} | options)


@given(
    st.integers(0, 4),
    st.integers(1, 12),
    st.integers(1, 6),
    st.sampled_from(Numbering),
    st.frozensets(st.sampled_from([4, 13, 14])),
)
def test_no_two_doors_of_a_plan_share_entrance_and_number(
    entrances, floors, doors, numbering, skip
):
    plan = BuildingPlan(
        entrances=entrances, floors=floors, doors=doors, numbering=numbering, skipped_floors=skip
    )

    units = list(plan.units())

    assert len(units) == plan.size
    assert len({(unit.entrance, unit.number) for unit in units}) == plan.size
    assert not {unit.floor for unit in units} & (skip | {0})


@pytest.mark.parametrize(
    ("number", "floor", "door"),
    [("501", 5, "01"), ("2-1203", 12, "03"), ("S1", 1, "S1"), ("5", 5, "5"), ("7", None, "7")],
)
def test_door_is_what_the_number_says_beside_the_floor(number, floor, door):
    assert door_of(number, floor) == door


def test_numbers_in_names_sort_as_numbers():
    assert sorted(["10号楼", "2号楼", "甲楼", "2号楼B"], key=natural_key) == [
        "2号楼",
        "2号楼B",
        "10号楼",
        "甲楼",
    ]
