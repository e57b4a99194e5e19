"""Cells and their staff in files: a table of cells is a draft of a plan, staff are posts."""

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.apps.grids.models import GridRevision, Station
from linli.apps.grids.rules.replay import replay
from linli.apps.grids.services.stations import move_post
from linli.apps.organisations.models import Appointment, Seat
from linli.apps.organisations.rules.refusals import ChangedSince
from linli.apps.transfers import services
from linli.core.errors import DomainError
from linli.kit.registers import registers
from tests.factories.grids import make_grid
from tests.factories.people import make_person
from tests.factories.places import make_tree
from tests.factories.transfers import bring, staff, told, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def grid(tree):
    return make_grid(tree.community, drawn=False)


@pytest.fixture
def street(tree, now):
    return staff(tree.township, "TOWNSHIP_ADMIN", now)


def cells_file(grid):
    compound, first, second = grid.compound.name, *(one.name for one in grid.buildings)
    return (
        "网格编码,网格名称,网格类别,包含楼栋\n"
        f"{grid.cells[0].code},改名网格,,{compound}/{first}\n"
        f",新网格,专属网格,{compound}/{second}\n"
    )


def staff_file(grid, person):
    return (
        "网格,岗位,姓名,身份证号,任职日期,工作电话\n"
        f"{grid.cells[0].code},网格长,王小明,{person.id_number.open()},2024-06-01,05305550001\n"
        f"{grid.cells[1].name},专职网格员,王小明,{person.id_number.open()},2024-06-01,\n"
    )


def test_a_table_of_cells_becomes_a_draft_and_changes_nothing_yet(street, tree, grid, now):
    register = registers()["grids.cells"]
    before = list(register.rows(actor=street, path=tree.community.path, now=now))

    written(street, "grids.cells", tree.community, now, cells_file(grid))

    draft = GridRevision.objects.get(state="DRAFT")
    names = set(draft.cells.filter(is_closed=False).values_list("name", "kind"))
    assert names == {("改名网格", "UNIT"), (grid.cells[1].name, "UNIT"), ("新网格", "DEDICATED")}
    planned = dict(draft.moves.values_list("place__name", "target__name"))
    assert planned == {grid.buildings[0].name: "改名网格", grid.buildings[1].name: "新网格"}
    assert list(register.rows(actor=street, path=tree.community.path, now=now)) == before


def test_undo_gives_the_draft_up(street, tree, grid, now):
    item = written(street, "grids.cells", tree.community, now, cells_file(grid))

    services.undo_import(actor=street, import_id=item.pk, now=now)

    assert not GridRevision.objects.filter(state="DRAFT").exists()


def test_each_refusal_of_cells_names_its_row(street, tree, grid, now):
    text = (
        "网格编码,网格名称,所属网格,网格类别,包含楼栋\n"
        "371702004002999,甲,,,\n"
        ",乙,没有的村,村民小组网格,\n"
        ",丙,,,没有的楼\n"
    )
    told_alone = [
        told(bring(street, "grids.cells", tree.community, now, "\n".join([head, line])))
        for head, *lines in [text.split("\n")]
        for line in lines
        if line
    ]

    assert told_alone == [
        [(2, "code", "grid.cell_unknown")],
        [(2, "parent", "grid.parent_missing")],
        [(2, "holds", "place.not_named")],
    ]
    assert not GridRevision.objects.filter(state="DRAFT").exists()


def test_a_refused_row_among_others_is_the_one_told(street, tree, grid, now):
    text = cells_file(grid) + ",丙,,没有的楼\n"

    item = bring(street, "grids.cells", tree.community, now, text)

    assert told(item) == [(4, "holds", "place.not_named")]


def test_staff_go_on_cells_and_come_off_again(street, tree, grid, now):
    person = make_person(tree.community)
    item = written(street, "grids.staff", tree.community, now, staff_file(grid, person))
    rows = registers()["grids.staff"].rows(actor=street, path=tree.community.path, now=now)
    sent = [(row[0], row[2], row[5]) for row in rows]
    assert sent == [
        (grid.cells[0].code, "王小明", "05305550001"),
        (grid.cells[1].code, "王小明", ""),
    ]

    services.undo_import(actor=street, import_id=item.pk, now=now)

    assert not Appointment.objects.valid().exists()
    assert all(row.valid_to == row.valid_from for row in Station.objects.all())
    assert Seat.objects.get(valid_to=None).kind == "GRID_CHIEF"
    events = AuditEvent.objects.order_by("pk")
    replayed = replay((event.kind, int(event.subject_id), facts_of(event)) for event in events)
    assert replayed.stations == {
        row.seat_id: [(row.cell_id, row.valid_from, row.valid_to)] for row in Station.objects.all()
    }


def test_staff_moved_since_stay(street, tree, grid, now):
    person = make_person(tree.community)
    item = written(street, "grids.staff", tree.community, now, staff_file(grid, person))
    moved = Station.objects.get(cell=grid.cells[1])
    move_post(actor=street, seat_id=moved.seat_id, cell_id=grid.cells[0].pk, now=now)

    with pytest.raises((DomainError, ChangedSince)):
        services.undo_import(actor=street, import_id=item.pk, now=now)

    assert Appointment.objects.valid().count() == 2


def test_each_refusal_of_staff_names_its_row_and_column(street, tree, grid, now):
    make_person(tree.community)
    text = (
        "网格,岗位,姓名,任职日期\n"
        "没有的网格,网格长,王小明,2024-06-01\n"
        f"{grid.cells[0].name},书记,王小明,2024-06-01\n"
        f"{grid.cells[0].name},网格长,无此人,2024-06-01\n"
        f"{grid.cells[0].name},网格长,王小明,\n"
    )

    item = bring(street, "grids.staff", tree.community, now, text)

    assert sorted(told(item)) == [
        (2, "cell", "grid.cell_not_named"),
        (3, "kind", "cell.choice"),
        (4, "name", "people.person_unknown"),
        (5, "since", "cell.required"),
    ]


def test_only_administrators_staff_cells(tree, grid, now):
    clerk = staff(tree.community, "COMMUNITY_WORKER", now)
    register = registers()["grids.staff"]

    assert not register.may_import(clerk, tree.community.path)
    assert register.may_export(clerk, tree.community.path)
