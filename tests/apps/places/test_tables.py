"""Places and units in files: tried, entered, told row by row, struck out again, sent."""

import pytest

from linli.apps.places.models import Place, Unit
from linli.apps.transfers import services
from linli.apps.transfers.rules import ImportState
from linli.kit.registers import registers
from tests.factories.places import make_tree
from tests.factories.transfers import bring, staff, told, written

pytestmark = pytest.mark.django_db

STRUCTURES = (
    "上级,类别,名称,起始日期\n"
    ",小区,花园小区,2015年1月31日\n"
    "花园小区,楼栋,1号楼,\n"
    "花园小区/1号楼,单元,1单元,\n"
)
UNITS = (
    "所属单元,房号,用途,楼层,建筑面积\n"
    "花园小区/1号楼/1单元,101,住宅,1,89.57\n"
    "花园小区/1号楼/1单元,102,,１,\n"  # noqa: RUF001 - a full-width digit, as people type it
    "花园小区,B-17,车位,-1,12.5\n"
)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def clerk(tree, now):
    return staff(tree.community, "COMMUNITY_WORKER", now)


def test_trial_enters_nothing_and_counts_all(clerk, tree, now):
    before = Place.objects.count()

    item = bring(clerk, "places.structures", tree.community, now, STRUCTURES)

    assert (item.state, item.counts, told(item)) == (ImportState.CHECKED, {"": 3}, [])
    assert Place.objects.count() == before


def test_structures_then_units_go_in_and_come_out_again(clerk, tree, now):
    written(clerk, "places.structures", tree.community, now, STRUCTURES)

    item = written(clerk, "places.units", tree.community, now, UNITS)

    assert item.state == ImportState.COMMITTED
    found = Unit.objects.order_by("pk").values_list("number", "kind", "floor", "area_cm")
    assert list(found) == [
        ("101", "DWELLING", 1, 8957),
        ("102", "DWELLING", 1, None),
        ("B-17", "PARKING", -1, 1250),
    ]
    sent = registers()["places.units"].rows(actor=clerk, path=tree.community.path, now=now)
    assert sorted(row[1] for row in sent) == ["101", "102", "B-17"]


def test_undo_strikes_out_places(clerk, tree, now):
    item = written(clerk, "places.structures", tree.community, now, STRUCTURES)

    services.undo_import(actor=clerk, import_id=item.pk, now=now)

    assert not Place.objects.filter(parent=tree.community).exists()


def test_undo_strikes_out_units_but_no_place_that_is_used(clerk, tree, now):
    first = written(clerk, "places.structures", tree.community, now, STRUCTURES)
    second = written(clerk, "places.units", tree.community, now, UNITS)
    with pytest.raises(services.UndoInUse):
        services.undo_import(actor=clerk, import_id=first.pk, now=now)

    services.undo_import(actor=clerk, import_id=second.pk, now=now)

    assert not Unit.objects.exists()
    assert Place.objects.filter(name="1号楼").exists()


def test_each_refusal_names_its_row_and_column(clerk, tree, now):
    written(clerk, "places.structures", tree.community, now, STRUCTURES)
    text = (
        "所属单元,房号,用途,楼层,建筑面积\n"
        "花园小区/1号楼/1单元,101,住宅,1,\n"
        "花园小区/1号楼/1单元,101,住宅,1,\n"
        "花园小区/9号楼,101,住宅,1,\n"
        "花园小区,7,别墅,1,\n"
        "花园小区,8,车位,0,\n"
        "花园小区,9,车位,,3.71702E+17\n"
        "花园小区,,车位,,\n"
    )

    item = bring(clerk, "places.units", tree.community, now, text)

    assert sorted(told(item)) == [
        (3, "number", "unit.number_taken"),
        (4, "place", "place.not_named"),
        (5, "kind", "cell.choice"),
        (6, "floor", "unit.floor_unbelievable"),
        (7, "area", "cell.rounded"),
        (8, "number", "cell.required"),
    ]
    assert not Unit.objects.exists()


def test_divisions_go_in_whatever_their_order(tree, now):
    admin = staff(tree.county, "DISTRICT_ADMIN", now)
    code = tree.county.code
    text = (
        "代码,名称,类别,上级代码\n"
        f"{code}901001,新村社区,社区,{code}901\n"
        f"{code}901,新城街道,街道（乡镇）,{code}\n"
    )

    item = bring(admin, "places.divisions", tree.county, now, text)

    assert told(item) == []
    services.confirm_import(actor=admin, import_id=item.pk, now=now)
    assert Place.objects.get(code=f"{code}901001").parent.name == "新城街道"
