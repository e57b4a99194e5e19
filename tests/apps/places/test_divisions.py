"""Loading division lists."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from linli.apps.audit.models import AuditEvent
from linli.apps.places import selectors, services
from linli.apps.places.exchange.divisions import MUDAN, ColumnsMissing, read_divisions
from linli.apps.places.models import Place
from linli.apps.places.rules.lists import DivisionListFaulty, DivisionRow
from linli.core.access import Actor, Grant
from linli.core.errors import NotAllowed
from linli.core.tree import depth
from tests.apps.places.test_history_properties import check_paths, check_replay

pytestmark = pytest.mark.django_db
DAY = date(2023, 1, 1)


def load(system, now, rows=None):
    return services.load_divisions(
        actor=system, rows=read_divisions(MUDAN) if rows is None else rows, on=DAY, now=now
    )


def test_district_has_its_townships_and_villages(system, now):
    report = load(system, now)

    kinds = Counter(Place.objects.values_list("kind", flat=True))
    assert report.added == 546
    assert (kinds["TOWNSHIP"], kinds["COMMUNITY"] + kinds["VILLAGE"]) == (18, 525)
    assert Place.objects.get(code="371702107218").parent.name == "李村镇"
    assert {depth(path) for path in Place.objects.values_list("path", flat=True)} == {
        1,
        *range(2, 7),
    }


def test_load_is_repeatable_and_can_be_replayed_from_the_trail(system, now):
    load(system, now)
    events = AuditEvent.objects.count()

    again = load(system, now)

    assert (again.added, again.known, again.differing) == (0, 546, ())
    assert AuditEvent.objects.count() == events
    check_paths()
    check_replay()


def test_places_go_on_below_a_loaded_tree(system, now):
    load(system, now)
    parent = Place.objects.get(code="371702107")

    place = services.add_place(
        actor=system, parent_id=parent.pk, kind="VILLAGE", name="新村", code="371702107299", now=now
    )

    assert place.path > Place.objects.filter(parent=parent).exclude(pk=place.pk).latest("path").path
    assert selectors.search_places(system, "新村")[0].place.code == place.code


def test_name_that_differs_is_reported_and_left_alone(system, now):
    load(system, now)

    report = load(system, now, [DivisionRow(2, "371702107", "李村", "township", "371702")])

    assert [(one.stored, one.listed) for one in report.differing] == [("李村镇", "李村")]
    assert Place.objects.get(code="371702107").name == "李村镇"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("371702300", "某乡", "hamlet", "371702"), "division.level_unknown"),
        (("37170230", "某乡", "township", "371702"), "place.code_malformed"),
        (("3717023\uff10\uff10", "某乡", "township", "371702"), "place.code_malformed"),
        (("371703300", "某乡", "township", "371702"), "place.code_outside_parent"),
        (("371702300", "", "township", "371702"), "place.name_unusable"),
        (("371702300", "某\u200b乡", "township", "371702"), "place.name_unusable"),
        (("371702300", "某乡", "township", "371799"), "division.parent_unknown"),
        (("371702300", "某乡", "township", "3717"), None),
        (("371702107218", "某村", "village", "371702004"), "place.code_outside_parent"),
        (("371702001", "某街道", "township", "3717"), "division.differs"),
    ],
)
def test_faulty_row_is_named_and_nothing_is_loaded(system, now, row, code):
    load(system, now)
    good = DivisionRow(2, "371702301", "好乡", "township", "371702")

    if code is None:  # a township directly below a prefecture stands in the national list
        assert load(system, now, [good, DivisionRow(3, *row)]).added == 2
        return
    with pytest.raises(DivisionListFaulty) as refusal:
        load(system, now, [good, DivisionRow(3, *row)])

    assert [(fault.line, fault.refusal.code) for fault in refusal.value.faults] == [(3, code)]
    assert not Place.objects.filter(code="371702301").exists()


def test_repeated_code_and_missing_columns_are_refused(system, now, tmp_path):
    row = ("371702301", "好乡", "township", "371702")
    with pytest.raises(DivisionListFaulty) as refusal:
        load(system, now, [*read_divisions(MUDAN), DivisionRow(600, *row), DivisionRow(601, *row)])
    file = tmp_path / "list.csv"
    file.write_text("code,name\n37,山东省\n", encoding="utf-8")

    assert [fault.line for fault in refusal.value.faults] == [601]
    with pytest.raises(ColumnsMissing):
        list(read_divisions(file))


def test_development_zone_may_stand_below_another_county(system, now):
    load(system, now)

    report = load(
        system, now, [DivisionRow(2, "371771500", "开发区某办事处", "township", "371702")]
    )

    assert report.added == 1


def test_only_the_system_loads(now):
    actor = Actor(account_id=1, grants=(Grant("DISTRICT_ADMIN", "0001"),))

    with pytest.raises(NotAllowed):
        load(actor, now)


def test_command_loads_a_file_in_an_older_encoding_and_prints_faults(tmp_path, capsys):
    call_command("load_divisions")
    head = "code,name,level,parent_code\n"
    good: Path = tmp_path / "good.csv"
    good.write_bytes((head + "371702301,好乡,township,371702\n").encode("gb18030"))
    call_command("load_divisions", str(good))
    bad = tmp_path / "bad.csv"
    bad.write_text(head + "371702302,坏乡,township,99\n", encoding="utf-8")

    with pytest.raises(CommandError, match=r"\n2: "):
        call_command("load_divisions", str(bad))

    assert "1 added" in capsys.readouterr().out
    assert Place.objects.get(code="371702301").name == "好乡"
