"""Bodies, posts and what branches keep in files: tried, entered, told row by row, taken back."""

from datetime import date

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.apps.organisations import services as organisations
from linli.apps.organisations.models import (
    Appointment,
    Body,
    CompoundCondition,
    HouseholdMark,
    Membership,
    ReportIn,
    Seat,
    Stewardship,
)
from linli.apps.organisations.rules.basis import Ending
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.refusals import ChangedSince
from linli.apps.organisations.rules.replay import replay
from linli.apps.transfers import services
from linli.apps.transfers.rules import ImportState
from linli.kit.registers import registers
from tests.factories.organisations import make_body
from tests.factories.people import make_household, make_person
from tests.factories.places import make_building, make_compound, make_tree, make_unit
from tests.factories.transfers import bring, staff, told, written

pytestmark = pytest.mark.django_db

BODIES = (
    "组织类型,组织名称,所在地点,上级组织,职数,成立日期,届满日期\n"
    "党小组,第一党小组,邮政局家属院,邮政局家属院党支部,,2021-07-01,\n"
    "小区党支部,邮政局家属院党支部,邮政局家属院,,,2021-06-01,\n"
    "业主委员会,邮政局家属院业主委员会,邮政局家属院,,7,2024-06-01,2029-05-31\n"
)
POSTS = (
    "组织,职务,负责范围,姓名,证件号码,任职日期,届满日期,任职依据,代理\n"
    "邮政局家属院业主委员会,主任,,王小明,{first},2024-06-01,2029-05-31,选举产生,否\n"
    "邮政局家属院业主委员会,委员,,李大力,,2024-06-01,2029-05-31,选举产生,\n"
    "王堤口社区居民委员会,楼长,邮政局家属院/1号楼,李大力,,2024-07-01,,推荐提名,\n"
)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def compound(tree):
    return make_compound(tree.community)


@pytest.fixture
def street(tree, now):
    return staff(tree.township, "TOWNSHIP_ADMIN", now)


@pytest.fixture
def peopled(tree, compound):
    """A community with a committee, a building, an owners' committee and two people."""
    make_building(compound)
    make_body(tree.community, BodyType.RESIDENTS_COMMITTEE, name="王堤口社区居民委员会")
    make_body(compound, BodyType.OWNERS_COMMITTEE, name="邮政局家属院业主委员会")
    return make_person(compound), make_person(compound, name="李大力")


def stored(kind):
    events = AuditEvent.objects.order_by("pk")
    return replay((event.kind, facts_of(event)) for event in events)[kind]


def posts_file(peopled):
    return POSTS.format(first=peopled[0].id_number.open())


def test_bodies_go_in_whatever_their_order_and_come_out_again(street, tree, compound, now):
    item = written(street, "organisations.bodies", tree.community, now, BODIES)

    assert item.state == ImportState.COMMITTED
    found = Body.objects.order_by("pk").values_list("type", "place", "parent__name", "size")
    assert list(found) == [
        ("COMPOUND_BRANCH", compound.pk, None, None),
        ("PARTY_GROUP", compound.pk, "邮政局家属院党支部", None),
        ("OWNERS_COMMITTEE", compound.pk, None, 7),
    ]
    committee = Body.objects.get(type="OWNERS_COMMITTEE")
    assert Seat.objects.filter(body=committee).count() == 7
    assert committee.term_ends == date(2029, 6, 1)
    sent = registers()["organisations.bodies"].rows(actor=street, path=tree.community.path, now=now)
    assert [row[1] for row in sent] == [
        "邮政局家属院党支部",
        "第一党小组",
        "邮政局家属院业主委员会",
    ]


def test_what_was_sent_can_be_brought_in_elsewhere(street, tree, compound, now):
    written(street, "organisations.bodies", tree.community, now, BODIES)
    register = registers()["organisations.bodies"]
    rows = list(register.rows(actor=street, path=compound.path, now=now))
    for body in Body.objects.order_by("-pk"):
        organisations.void_bodies(actor=street, body_ids=[body.pk], now=now)
    heads = ",".join(column.key for column in register.columns)
    text = "\n".join([heads, *(",".join(map(str, row)) for row in rows)])

    written(street, "organisations.bodies", tree.community, now, text)

    again = list(register.rows(actor=street, path=compound.path, now=now))
    assert [list(map(str, row)) for row in again] == [list(map(str, row)) for row in rows]


def test_undo_strikes_out_bodies_and_the_trail_says_so(street, tree, compound, now):
    item = written(street, "organisations.bodies", tree.community, now, BODIES)

    services.undo_import(actor=street, import_id=item.pk, now=now)

    assert not Body.objects.exists()
    assert not Seat.objects.exists()
    assert stored("body") == stored("seat") == {}


def test_bodies_in_use_are_not_taken_back(street, tree, compound, now):
    item = written(street, "organisations.bodies", tree.community, now, BODIES)
    make_person(compound, name="李大力")
    text = "组织,职务,姓名,任职日期\n邮政局家属院党支部,书记,李大力,2024-06-01\n"
    written(street, "organisations.posts", tree.community, now, text)

    with pytest.raises(services.UndoInUse):
        services.undo_import(actor=street, import_id=item.pk, now=now)

    assert Body.objects.count() == 3


def test_posts_go_in_by_number_or_by_name(street, tree, peopled, now):
    item = written(street, "organisations.posts", tree.community, now, posts_file(peopled))

    assert item.state == ImportState.COMMITTED
    held = Appointment.objects.order_by("pk").values_list(
        "seat__kind", "person", "seat__place__name", "term_ends", "basis"
    )
    assert list(held) == [
        ("CHAIR", peopled[0].pk, "邮政局家属院", date(2029, 6, 1), "ELECTED"),
        ("MEMBER", peopled[1].pk, "邮政局家属院", date(2029, 6, 1), "ELECTED"),
        ("BUILDING_LEADER", peopled[1].pk, "1号楼", None, "NOMINATED"),
    ]
    register = registers()["organisations.posts"]
    sent = [row[3] for row in register.rows(actor=street, path=tree.community.path, now=now)]
    assert sorted(sent) == ["李大力", "李大力", "王小明"]


def test_undo_strikes_out_posts_and_closes_seats_made_for_them(street, tree, peopled, now):
    item = written(street, "organisations.posts", tree.community, now, posts_file(peopled))

    services.undo_import(actor=street, import_id=item.pk, now=now)

    assert not Appointment.objects.valid().exists()
    leader = Seat.objects.get(kind=SeatKind.BUILDING_LEADER)
    assert leader.valid_to == leader.valid_from
    assert all(row["is_void"] for row in stored("appointment").values())
    assert stored("seat")[leader.pk]["valid_to"] == str(leader.valid_to)


def test_a_post_that_ended_since_is_not_taken_back(street, tree, peopled, now):
    item = written(street, "organisations.posts", tree.community, now, posts_file(peopled))
    chair = Appointment.objects.get(seat__kind=SeatKind.CHAIR)
    organisations.end_appointment(
        actor=street,
        appointment_id=chair.pk,
        valid_to=date(2026, 3, 1),
        ending=Ending.RESIGNED,
        now=now,
    )

    with pytest.raises(ChangedSince):
        services.undo_import(actor=street, import_id=item.pk, now=now)

    assert Appointment.objects.valid().count() == 3


def test_each_refusal_of_posts_names_its_row_and_column(street, tree, peopled, now):
    first = peopled[0].id_number.open()
    text = (
        "组织,职务,姓名,证件号码,任职日期,任职依据\n"
        f"邮政局家属院业主委员会,主任,王小明,{first},2024-06-01,选举产生\n"
        "没有的组织,主任,李大力,,2024-06-01,\n"
        "邮政局家属院业主委员会,书记,李大力,,2024-06-01,\n"
        f"邮政局家属院业主委员会,委员,张三丰,{first},2024-06-01,\n"
        "邮政局家属院业主委员会,委员,张三丰,,2024-06-01,\n"
        "邮政局家属院业主委员会,主任,李大力,,2025-01-01,\n"
        "邮政局家属院业主委员会,委员,李大力,3.71702E+17,2024-06-01,\n"
        "邮政局家属院业主委员会,委员,李大力,,2024年13月1日,\n"
        "邮政局家属院业主委员会,委员,王小明,,2024-06-01,\n"
    )

    item = bring(street, "organisations.posts", tree.community, now, text)

    assert sorted(told(item)) == [
        (3, "body", "organisations.body_not_named"),
        (4, "kind", "organisations.seat_word_unknown"),
        (5, "name", "people.name_differs"),
        (6, "name", "people.person_unknown"),
        (7, "kind", "organisations.seat_not_free"),
        (8, "number", "cell.rounded"),
        (9, "since", "cell.day"),
        (10, "", "organisations.two_seats_in_one_body"),
    ]
    assert not Appointment.objects.exists()


def test_nobody_enters_themselves(tree, peopled, now):
    own = staff(tree.township, "TOWNSHIP_ADMIN", now, person=peopled[0])

    item = bring(own, "organisations.posts", tree.community, now, posts_file(peopled))

    assert told(item) == [(2, "", "organisations.not_for_oneself")]


def test_nobody_enters_themselves_by_a_large_file(tree, peopled, now, monkeypatch):
    monkeypatch.setattr("linli.apps.transfers.services.imports.AT_ONCE_BYTES", 0)
    own = staff(tree.township, "TOWNSHIP_ADMIN", now, person=peopled[0])
    item = bring(own, "organisations.posts", tree.community, now, posts_file(peopled))

    services.work_on_imports(now=now)
    item.refresh_from_db()

    assert told(item) == [(2, "", "organisations.not_for_oneself")]


def test_names_in_party_bodies_are_in_no_file(street, tree, compound, now):
    written(street, "organisations.bodies", tree.community, now, BODIES)
    make_person(compound, name="赵敏之")
    text = "组织,职务,姓名,任职日期\n邮政局家属院党支部,书记,赵敏之,2024-06-01\n"
    written(street, "organisations.posts", tree.community, now, text)

    rows = registers()["organisations.posts"].rows(actor=street, path=compound.path, now=now)

    assert [(row[0], row[3]) for row in rows] == [("邮政局家属院党支部", "")]


def test_management_and_shortcomings_go_in_and_back(street, tree, compound, now):
    clerk = staff(tree.community, "COMMUNITY_WORKER", now)
    first = "小区,管理方式,起始日期\n邮政局家属院,无人管理,2019-01-01\n"
    written(clerk, "organisations.stewardships", tree.community, now, first)
    item = written(
        clerk,
        "organisations.stewardships",
        tree.community,
        now,
        "小区,管理方式,起始日期,退出计划,复核日期\n邮政局家属院,兜底托管,2021-06-01,选聘企业,2027-01-01\n",
    )
    faults = (
        "小区,短板,等级,发现日期\n邮政局家属院,停车,3,2021-06-01\n邮政局家属院,飞线,4,2021-06-01\n"
    )
    refused = bring(clerk, "organisations.conditions", tree.community, now, faults)
    assert told(refused) == [(3, "grade", "cell.grade")]
    shortcomings = written(
        clerk, "organisations.conditions", tree.community, now, faults.replace(",4,", ",1,")
    )
    assert Stewardship.objects.get(valid_to=None).kind == "FALLBACK"
    assert CompoundCondition.objects.count() == 2

    services.undo_import(actor=clerk, import_id=shortcomings.pk, now=now)
    services.undo_import(actor=clerk, import_id=item.pk, now=now)

    assert not CompoundCondition.objects.exists()
    only = Stewardship.objects.get()
    assert (only.kind, only.valid_to) == ("NOBODY", None)
    assert stored("stewardship")[only.pk]["valid_to"] is None
    assert stored("condition") == {}


def test_lists_of_a_branch_go_in_by_its_circle_only(street, tree, compound, now):
    written(street, "organisations.bodies", tree.community, now, BODIES)
    branch = Body.objects.get(type="COMPOUND_BRANCH")
    secretary = staff(compound, "BRANCH_OFFICER", now, body=branch)
    people = [make_person(compound, name=name) for name in ("赵敏之", "钱伟业")]
    unit = make_unit(compound, "101")
    make_household(unit, people[0])
    lists = {
        "organisations.members": "党支部,姓名,起始日期\n"
        "{},赵敏之,2021-06-15\n{},钱伟业,2021-06-15\n",
        "organisations.report_ins": "党支部,姓名,报到日期\n{},赵敏之,2021-07-01\n",
        "organisations.centre_households": "党支部,房号,认定日期\n{},101,2021-07-01\n",
    }
    with pytest.raises(Exception, match="membership_closed"):
        bring(street, "organisations.members", compound, now, "党支部,姓名,起始日期\n")

    items = [
        written(secretary, key, compound, now, text.replace("{}", branch.name))
        for key, text in lists.items()
    ]

    assert [Membership.objects.count(), HouseholdMark.objects.count()] == [2, 1]
    report = ReportIn.objects.get()
    assert report.confirmed_by_person_on == report.confirmed_by_branch_on == date(2021, 7, 1)
    for key in lists:
        assert list(registers()[key].rows(actor=secretary, path=compound.path, now=now)) == []
        assert not registers()[key].sends
    for item in items:
        services.undo_import(actor=secretary, import_id=item.pk, now=now)
    assert not Membership.objects.exists()
    assert not ReportIn.objects.exists()
    assert not HouseholdMark.objects.exists()
    assert stored("membership") == stored("report_in") == stored("mark") == {}
