"""A list of households as a file: what it brings in, what it refuses, and the way back."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection

from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.people.models import Holding, Household, HouseholdMember, Person
from linli.apps.people.rules.errors import RosterInUse
from linli.apps.people.rules.kinds import PersonKind, Relation, Tenure
from linli.apps.people.selectors import rosters
from linli.apps.people.services import GatheredEntry
from linli.apps.transfers import selectors as transfers
from linli.apps.transfers import services
from linli.apps.transfers.models import Import
from linli.apps.transfers.rules import ImportState
from linli.core.access import Actor, Grant
from linli.core.identifiers import fictional_credit_code, fictional_id_number, fictional_phone
from linli.kit import apart
from linli.kit.keys import key_provider
from linli.kit.registers import registers
from linli.kit.sentences import known_codes
from tests.factories.people import make_holding, make_household, make_person
from tests.factories.places import dwellings_of, make_building, make_compound, make_tree

pytestmark = pytest.mark.django_db

HEAD = "小区,楼栋,单元,房号,姓名,身份证号,电话,与户主关系,权属,起始日期"
BORN = date(1980, 5, 6)


def number(serial, born=BORN):
    return fictional_id_number(born, serial)


def line(door="101", name="王小明", id_number="", relation="", tenure="", **more):
    cells = {"place": "", "building": "1号楼", "entrance": "1单元", "phone": "", "since": ""} | more
    return ",".join(
        [
            cells["place"],
            cells["building"],
            cells["entrance"],
            door,
            name,
            id_number,
            cells["phone"],
            relation,
            tenure,
            cells["since"],
        ]
    )


@pytest.fixture(autouse=True, params=["small", "large"])
def size(request, monkeypatch):
    """Bring each file in twice: as a small one, and the way of large ones.

    Then another process reads, cleans and seals, the numbers of the register are all in hand, and
    keyed indexes are built at the end.
    """
    if request.param == "large":
        monkeypatch.setattr(apart, "may_copy", lambda: True)
        monkeypatch.setattr(transfers, "AT_ONCE_BYTES", 0)
        monkeypatch.setattr(rosters, "FEW", 0)


def indexes():
    """Return the names of the indexes of persons and their columns."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Person._meta.db_table)
    return {name: one["columns"] for name, one in found.items() if one["index"]}


@pytest.fixture
def compound(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    compound = make_compound(make_tree().community)
    make_building(compound)
    return compound


@pytest.fixture
def clerk(compound, now):
    account = Account.objects.create(username="clerk", created_at=now)
    grant = Grant(Role.COMMUNITY_WORKER, compound.path[:-4])
    return Actor(account_id=account.pk, name="周敏", grants=(grant,))


@pytest.fixture
def bring(compound, clerk, now):
    def bring(*lines, place=None):
        return services.upload_file(
            actor=clerk,
            register="people.roster",
            place_id=(place or compound).pk,
            file_name="roster.csv",
            chunks=["\n".join([HEAD, *lines]).encode()],
            now=now,
        )

    return bring


@pytest.fixture
def enter(bring, clerk, now):
    def enter(*lines, place=None):
        item = bring(*lines, place=place)
        assert item.problems == []
        return services.confirm_import(actor=clerk, import_id=item.pk, now=now)

    return enter


def found(item):
    return [(row["row"], row["column"], row["code"]) for row in item.problems]


COUPLE = (
    line(
        name="欧阳建国", id_number=number(1), relation="户主", tenure="共有人", since="2015-01-31"
    ),
    line(
        name="李秀兰",
        id_number=number(2),
        relation="妻子",
        tenure="共有人",
        phone="+86 " + fictional_phone(2),
    ),
)


def test_household_and_owners_of_a_dwelling(enter, compound):
    item = enter(*COUPLE)

    assert item.state == ImportState.COMMITTED
    assert item.counts == {"dwellings": 1, "households": 1, "persons": 2, "linked": 0}
    head = Person.objects.with_id_number(number(1)).get()
    assert (head.name.open(), head.birth_date, head.sex) == ("欧阳建国", BORN, "MALE")
    assert Person.objects.with_phone(fictional_phone(2)).get().name.open() == "李秀兰"
    member = HouseholdMember.objects.get(person=head)
    assert (member.relation, member.valid_from) == (Relation.HEAD, date(2015, 1, 31))
    assert member.household.unit.number == "101"
    assert set(Holding.objects.values_list("tenure", flat=True)) == {Tenure.CO_OWNER}


def test_indexes_stand_as_before_behind_an_import(enter):
    before = indexes()

    enter(*COUPLE)

    assert indexes() == before
    assert ["id_number_index"] in before.values()


def test_what_the_database_refuses_leaves_everything_as_it_was(bring, clerk, now, monkeypatch):
    before, item = indexes(), bring(*COUPLE)
    first = GatheredEntry.finish

    def finish(entry):
        first(entry)
        Person.objects.update(kind="UNKNOWN")

    monkeypatch.setattr(GatheredEntry, "finish", finish)

    with pytest.raises(IntegrityError):
        services.confirm_import(actor=clerk, import_id=item.pk, now=now)
    assert indexes() == before
    assert not Person.objects.exists()
    assert Import.objects.get().state == ImportState.CONFIRMED


def test_owner_of_an_older_key_is_linked(enter, compound, settings, tmp_path):
    settings.KEY_FOLDER = tmp_path / "keys"
    owner = make_person(compound, name="赵六", id_number=number(11))
    key_provider().add_generation("intl")

    item = enter(line("102", "赵六", number(11), tenure="业主"))

    assert item.counts["linked"] == 1
    assert Person.objects.count() == 1
    assert Holding.objects.get().person_id == owner.pk


def test_trial_writes_nothing(bring):
    item = bring(*COUPLE)

    assert {f"count.{name}" for name in item.counts} <= known_codes()

    assert item.counts["persons"] == 2
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("building", "entrance"), [("1", "1"), ("1栋", "1单元"), ("01号楼", "01"), ("1号楼", "1单元")]
)
def test_buildings_are_found_the_way_people_write_them(bring, building, entrance):
    item = bring(line(tenure="业主", building=building, entrance=entrance))

    assert found(item) == []


def test_one_owner_of_two_dwellings_is_one_person(enter):
    enter(
        line("101", id_number=number(3), tenure="所有权人"),
        line("102", id_number=number(3), tenure="所有权人"),
    )

    assert Person.objects.count() == 1
    assert Holding.objects.filter(tenure=Tenure.OWNER).count() == 2


def test_registered_owner_is_linked(enter, compound):
    known = make_person(compound, name="王小明", id_number=number(5))

    item = enter(line(id_number=number(5), tenure="所有权人"))

    assert item.counts["linked"] == 1
    assert Holding.objects.get().person == known


def test_developer_company_and_tenant(enter):
    code = fictional_credit_code(7)
    enter(
        line("101", "某置业公司", code, tenure="未售"),
        line("102", "某置业公司", code, tenure="已出售未交付"),
        line("201", "某商贸公司", fictional_credit_code(8), tenure="业主"),
        line("201", "张三", number(9), "户主", "租户"),
    )

    developer = Person.objects.with_id_number(code).get()
    assert developer.kind == PersonKind.DEVELOPER
    tenures = Holding.objects.filter(person=developer).values_list("tenure", flat=True)
    assert set(tenures) == {Tenure.UNSOLD, Tenure.UNDELIVERED}
    assert Holding.objects.filter(tenure=Tenure.TENANT).count() == 1
    assert HouseholdMember.objects.get().relation == Relation.HEAD


WRONG_NUMBER = number(1)[:-1] + ("1" if number(1)[-1] != "1" else "2")
YOUNG = date(2020, 5, 6)


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        ([line(id_number=WRONG_NUMBER, tenure="业主")],
         [(2, "id_number", "identifier.id_number_check")]),
        ([line(id_number="3.71702E+17", tenure="业主")], [(2, "id_number", "cell.rounded")]),
        ([line(id_number="371702198005060000", tenure="业主")],
         [(2, "id_number", "identifier.id_number_mangled")]),
        ([line(id_number="371702800506001", tenure="业主")],
         [(2, "id_number", "identifier.id_number_of_fifteen")]),
        ([line(id_number=number(1, date(2031, 1, 1)), tenure="业主")],
         [(2, "id_number", "people.date_in_future")]),
        ([line(id_number=number(1), tenure="业主", since="1970-01-01")],
         [(2, "since", "people.born_after_event")]),
        ([line(tenure="业主", phone="12345")], [(2, "phone", "identifier.phone")]),
        ([line(tenure="业主", since="31.2.2015")], [(2, "since", "cell.day")]),
        ([line(name="", tenure="业主")], [(2, "name", "cell.required")]),
        ([line(relation="邻居")], [(2, "relation", "roster.relation")]),
        ([line()], [(2, "relation", "roster.no_tie")]),
        ([line("999", tenure="业主")], [(2, "number", "roster.number_unknown")]),
        ([line(tenure="业主", building="9号楼")], [(2, "building", "roster.building_unknown")]),
        ([line(tenure="业主", entrance="9")], [(2, "entrance", "roster.entrance_unknown")]),
        ([line(tenure="业主", entrance="")], [(2, "number", "roster.several")]),
        ([line(tenure="业主", place="没有小区")], [(2, "place", "roster.place_unknown")]),
        ([line(relation="配偶")], [(2, "relation", "roster.no_head")]),
        ([line(relation="户主"), line(name="李四", relation="户主")],
         [(3, "relation", "roster.second_head")]),
        ([line(tenure="业主"), line(name="李四", tenure="业主")],
         [(3, "tenure", "roster.second_owner")]),
        ([line(tenure="共有人")], [(2, "tenure", "roster.co_owner_alone")]),
        ([line(tenure="业主"), line(tenure="租户")], [(3, "name", "roster.person_twice")]),
        ([line("101", tenure="业主"), line("102", tenure="业主"), line("101", "李", tenure="租户")],
         [(4, "number", "roster.dwelling_again")]),
        ([line("101", id_number=number(1), tenure="业主"),
          line("102", "李四", number(1), tenure="业主")],
         [(3, "id_number", "roster.other_name_before")]),
        ([line("101", id_number=number(1), relation="户主"),
          line("102", id_number=number(1), relation="户主")],
         [(3, "id_number", "roster.lives_twice")]),
        ([line(id_number=number(1, YOUNG), relation="户主", since="2021-01-01")],
         [(2, "name", "roster.child_alone")]),
        ([line("101", "某公司", tenure="未售")], [(2, "id_number", "roster.developer_number")]),
        ([line("101", "某公司", fictional_credit_code(1), "户主")],
         [(2, "relation", "roster.company_lives")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_row_and_column(bring, lines, problems):
    assert found(bring(*lines)) == problems


def test_a_refused_row_is_not_missed_in_its_household(bring):
    item = bring(
        line(id_number=WRONG_NUMBER, relation="户主", tenure="共有人"),
        line(name="李秀兰", relation="配偶", tenure="共有人"),
    )

    assert found(item) == [(2, "id_number", "identifier.id_number_check")]


def test_what_the_register_knows_already_is_refused(bring, compound):
    unit, other = dwellings_of(compound)[:2]
    owner = make_person(compound, name="赵六", id_number=number(11))
    make_holding(unit, owner)
    make_household(unit, owner)

    item = bring(
        line(unit.number, "王小明", relation="户主", tenure="业主"),
        line(other.number, "钱七", number(11), tenure="业主"),
    )
    lives = bring(line(other.number, "赵六", number(11), "户主"))

    assert found(item) == [
        (2, "relation", "roster.lived_in"),
        (2, "tenure", "roster.owned"),
        (3, "id_number", "roster.other_name"),
    ]
    assert found(lives) == [(2, "id_number", "roster.lives_elsewhere")]


def test_compound_is_named_where_the_file_covers_several(bring, enter, compound):
    community = compound.parent

    assert found(bring(line(tenure="业主"), place=community)) == [
        (2, "place", "roster.place_unknown")
    ]
    for name in (compound.name, compound.code):
        assert found(bring(line(tenure="业主", place=name), place=community)) == []


def test_rows_outside_the_place_of_the_file_are_refused(bring, compound):
    second = make_building(compound, "2号楼")

    item = bring(line(tenure="业主", building="1号楼"), place=second)

    assert found(item) == [(2, "place", "roster.place_unknown")]


def test_undo_leaves_nothing_and_no_name_in_the_trail(enter, clerk, now):
    item = enter(*COUPLE)

    services.undo_import(actor=clerk, import_id=item.pk, now=now + timedelta(hours=1))

    for model in (Person, Household, HouseholdMember, Holding):
        assert not model.objects.exists()
    facts = " ".join(AuditEvent.objects.values_list("facts", flat=True))
    assert "欧阳" not in facts
    assert number(1) not in facts
    assert AuditEvent.objects.filter(kind="people.roster_voided").exists()


def test_undo_is_refused_when_somebody_has_been_entered_behind(enter, clerk, compound, now):
    item = enter(*COUPLE)
    head = Person.objects.with_id_number(number(1)).get()
    make_holding(dwellings_of(compound)[5], head)

    with pytest.raises(services.UndoInUse):
        services.undo_import(actor=clerk, import_id=item.pk, now=now)
    assert Person.objects.count() == 2


def test_undo_is_refused_when_a_holding_has_ended(enter, clerk, now):
    item = enter(*COUPLE)
    Holding.objects.update(valid_to=now.date())

    with pytest.raises(RosterInUse):
        services.undo_import(actor=clerk, import_id=item.pk, now=now)
    assert Import.objects.get().state == ImportState.COMMITTED


def test_export_is_masked_and_scoped(enter, clerk, compound, now):
    enter(*COUPLE)
    register = registers()["people.roster"]

    rows = list(register.rows(actor=clerk, path=compound.path, now=now))

    assert len(rows) == 2
    assert [str(cell) for cell in rows[0]][:5] == [compound.code, "1号楼", "1单元", "101", "欧**"]
    assert "9999**********" in str(rows[0][5])
    assert number(1) not in str(rows)
    assert not list(register.rows(actor=clerk, path=compound.path + "0009", now=now))
    assert not register.may_export(clerk, compound.path[:-8])
