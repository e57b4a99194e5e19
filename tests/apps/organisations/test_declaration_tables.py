"""Declarations of officers in files: entered, told by row, sent to who keeps bodies, taken back."""

from datetime import date

import pytest
from django.utils.translation import override

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.apps.organisations.models import Declaration
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.rules.replay import replay
from linli.apps.transfers import services
from linli.kit.registers import registers
from tests.factories.organisations import make_body
from tests.factories.people import make_person
from tests.factories.places import make_compound, make_tree
from tests.factories.transfers import bring, sent, staff, told, written

pytestmark = pytest.mark.django_db
KEY = "organisations.declarations"
HEAD = "组织,姓名,承诺事项,是否存在,承诺日期\n"
ABOUT = "CLOSE_RELATIVE"


@pytest.fixture
def tree(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_tree()


@pytest.fixture
def officer(tree):
    compound = make_compound(tree.community)
    make_body(compound, BodyType.OWNERS_COMMITTEE, name="花园小区业主委员会")
    return make_person(compound, name="王小明")


@pytest.fixture
def admin(tree, now):
    return staff(tree.township, Role.TOWNSHIP_ADMIN, now)


def line(name="王小明", so="否", on="2026-02-01"):
    return f"花园小区业主委员会,{name},{ABOUT},{so},{on}\n"


def test_declarations_come_in_the_latest_goes_out_and_all_are_taken_back(tree, admin, officer, now):
    text = HEAD + line() + line(so="是", on="2026-02-15")
    item = written(admin, KEY, tree.township, now, text)

    rows = Declaration.objects.order_by("declared_on")
    assert [(row.person_id, row.is_so) for row in rows] == [(officer.pk, False), (officer.pk, True)]
    with override("zh-hans"):
        lines = sent(KEY, admin, tree.township, now)
    assert [(row[0], row[2], row[4], row[5]) for row in lines] == [
        ("花园小区业主委员会", "", "是", "2026-02-15")
    ]

    services.undo_import(actor=admin, import_id=item.pk, now=now)
    assert not Declaration.objects.exists()
    acts = AuditEvent.objects.filter(kind__startswith="tie.").order_by("pk")
    assert replay((act.kind, facts_of(act)) for act in acts)["declaration"] == {}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (line(name="没有这人"), (2, "name", "people.person_unknown")),
        (line(so="也许"), (2, "is_so", "cell.yes_or_no")),
        (line().replace("花园", "别的"), (2, "body", "organisations.body_not_named")),
    ],
)
def test_wrong_rows_are_told(tree, admin, officer, now, row, problem):
    assert told(bring(admin, KEY, tree.township, now, HEAD + row)) == [problem]


def test_a_second_one_on_a_day_is_refused(tree, admin, officer, now):
    found = told(bring(admin, KEY, tree.township, now, HEAD + line() + line(so="是")))

    assert found == [(3, "declared_on", "organisations.recorded_already")]


@pytest.mark.parametrize(("role", "may"), [(Role.TOWNSHIP_ADMIN, True), (Role.GRID_WORKER, False)])
def test_who_keeps_bodies_brings_them_in_and_takes_them_out(tree, now, role, may):
    actor = staff(tree.township, role, now)
    register = registers()[KEY]

    assert bool(register.may_import(actor, tree.township.path)) is may
    assert bool(register.may_export(actor, tree.township.path)) is may


def test_a_declaration_has_a_day(tree, admin, officer, now):
    written(admin, KEY, tree.township, now, HEAD + line())

    assert Declaration.objects.get().declared_on == date(2026, 2, 1)
