"""Local rules and absences in files: entered, told by row, taken back, sent."""

from datetime import date

import pytest
from django.utils.translation import override

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.apps.organisations import services as organisations
from linli.apps.organisations.models import Absence, LocalRule
from linli.apps.organisations.rules.basis import AwayReason
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.limits import Severity, Test
from linli.apps.organisations.rules.refusals import ChangedSince, RuleReversed, RuleThere
from linli.apps.organisations.rules.replay import replay
from linli.apps.organisations.selectors.duties import responsible_for
from linli.apps.transfers import services
from linli.apps.transfers.services.imports import UndoInUse
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from linli.kit.registers import registers
from tests.factories.organisations import make_absence, make_body, make_post, seat_of
from tests.factories.people import make_person
from tests.factories.places import make_tree
from tests.factories.transfers import bring, file_of, sent, staff, told, written

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system()
RULES = (
    "适用区划,组织类型,规则,不少于,不多于,须为单数,严重程度,依据,施行日期\n"
    ",业主委员会,人数,5,9,是,,北城街道办法第三条,2026-01-01\n"
    "王堤口社区居民委员会,居民委员会,任期,,3,,请核实,社区章程第八条,2027-01-01\n"
)
AWAY = (
    "组织,职务,姓名,事由,开始日期,结束日期,代理人\n"
    "王堤口社区居民委员会,主任,王小明,休假,2026-02-20,2026-03-20,李大力\n"
    "王堤口社区居民委员会,主任,李大力,培训,2026-03-09,2026-03-10,\n"
)
TABLES = {"organisations.local_rules": RULES, "organisations.absences": AWAY}


@pytest.fixture
def tree(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_tree()


@pytest.fixture
def place(tree):
    return tree.township


@pytest.fixture
def admin(place, now):
    return staff(place, Role.TOWNSHIP_ADMIN, now)


@pytest.fixture
def committee(tree):
    """A residents' committee with a chair and a member, and a branch beside it."""
    body = make_body(tree.community, BodyType.RESIDENTS_COMMITTEE, name="王堤口社区居民委员会")
    make_post(seat_of(body, SeatKind.CHAIR), make_person(tree.community))
    make_post(seat_of(body, SeatKind.MEMBER), make_person(tree.community, name="李大力"))
    branch = make_body(tree.community, BodyType.COMMUNITY_BRANCH)
    secretary = make_person(tree.community, name="赵兰")
    post = make_post(seat_of(branch, SeatKind.SECRETARY), secretary)
    make_absence(post.seat, secretary, None, date(2026, 3, 1), date(2026, 4, 1))
    return body


def trail_reaches(kind, stored):
    state = replay((event.kind, facts_of(event)) for event in AuditEvent.objects.order_by("pk"))
    holding = {number for number, row in state[kind].items() if not row.get("is_void")}
    return holding == set(stored.values_list("pk", flat=True))


def test_rules_are_entered_sent_and_struck_out(admin, tree, place, now):
    item = written(admin, "organisations.local_rules", place, now, RULES)
    first, second = LocalRule.objects.order_by("valid_from")
    assert (first.jurisdiction, first.least, first.most, first.is_odd, first.severity) == (
        place.code, 5, 9, True, Severity.ERROR,
    )  # fmt: skip
    assert (second.jurisdiction, second.test, second.most) == (tree.community.code, Test.TERM, 3)
    assert trail_reaches("local_rule", LocalRule.objects)

    services.undo_import(actor=admin, import_id=item.pk, now=now)

    assert not LocalRule.objects.exists()
    assert trail_reaches("local_rule", LocalRule.objects)


def test_a_rule_ended_since_is_not_struck_out(admin, place, now):
    item = written(admin, "organisations.local_rules", place, now, RULES)
    organisations.end_local_rule(
        actor=SYSTEM,
        local_rule_id=LocalRule.objects.first().pk,
        valid_to=date(2028, 1, 1),
        now=now,
    )

    with pytest.raises(UndoInUse):
        services.undo_import(actor=admin, import_id=item.pk, now=now)
    with pytest.raises(ChangedSince):
        organisations.void_local_rules(
            actor=SYSTEM, local_rule_ids=[LocalRule.objects.first().pk], now=now
        )

    assert LocalRule.objects.count() == 2


@pytest.mark.parametrize(("least", "most"), [(9, 5), (-1, None), (None, 1000)])
def test_numbers_no_body_can_keep_are_no_rule(least, most, place, now):
    with pytest.raises(RuleReversed):
        organisations.set_local_rule(
            actor=SYSTEM,
            test=Test.SIZE,
            body_type=BodyType.OWNERS_COMMITTEE,
            jurisdiction=place.code,
            source="x",
            least=least,
            most=most,
            valid_from=date(2026, 1, 1),
            now=now,
        )


def test_two_rules_about_the_same_do_not_begin_on_one_day(place, now):
    said = {
        "test": Test.SIZE, "body_type": BodyType.OWNERS_COMMITTEE, "jurisdiction": place.code,
        "source": "x", "valid_from": date(2026, 1, 1),
    }  # fmt: skip
    rule = organisations.set_local_rule(actor=SYSTEM, least=5, now=now, **said)
    with pytest.raises(RuleThere):
        organisations.set_local_rule(actor=SYSTEM, least=7, now=now, **said)

    organisations.end_local_rule(
        actor=SYSTEM, local_rule_id=rule.pk, valid_to=date(2026, 1, 2), now=now
    )

    assert organisations.set_local_rule(actor=SYSTEM, least=7, now=now, **said).least == 7


def test_absences_are_entered_in_order_and_struck_out_though_begun(admin, committee, place, now):
    item = written(admin, "organisations.absences", place, now, AWAY)
    chair = seat_of(committee, SeatKind.CHAIR)
    member = Absence.objects.get(seat=chair, reason=AwayReason.LEAVE).substitute_id
    assert responsible_for(chair.pk, date(2026, 3, 2)).person_id == member
    assert trail_reaches("absence", Absence.objects.valid())

    services.undo_import(actor=admin, import_id=item.pk, now=now)

    assert responsible_for(chair.pk, date(2026, 3, 2)).person_id != member
    assert not Absence.objects.valid().filter(seat=chair).exists()
    assert trail_reaches("absence", Absence.objects.valid())


def test_an_absence_that_ended_or_was_built_on_stays(admin, committee, place, now):
    one = "\n".join(AWAY.splitlines()[:2]) + "\n"
    item = written(admin, "organisations.absences", place, now, one)
    leave = Absence.objects.get(reason=AwayReason.LEAVE, seat__body=committee)
    chained = make_absence(leave.seat, leave.substitute, None, date(2026, 3, 5), date(2026, 3, 7))
    with pytest.raises(ChangedSince):
        services.undo_import(actor=admin, import_id=item.pk, now=now)

    organisations.void_absence(actor=SYSTEM, absence_id=chained.pk, now=now)
    organisations.end_absence(actor=SYSTEM, absence_id=leave.pk, valid_to=date(2026, 3, 3), now=now)
    with pytest.raises(ChangedSince):
        services.undo_import(actor=admin, import_id=item.pk, now=now)

    assert not Absence.objects.get(pk=leave.pk).is_void


def test_absences_in_party_bodies_are_not_sent(admin, committee, place, now):
    written(admin, "organisations.absences", place, now, AWAY)

    rows = sent("organisations.absences", admin, place, now)

    assert [row[2] for row in rows] == ["王小明", "李大力"]
    assert Absence.objects.valid().count() == 3


@pytest.mark.parametrize(
    ("key", "text", "wrong"),
    [
        (
            "organisations.local_rules",
            RULES
            + "没有,业主委员会,人数,5,,,,x,2026-01-01\n"
            + ",业主委员会,欠费不影响参选,,,,,x,2026-01-01\n"
            + ",业主委员会,人数,99999,,,,x,2026-01-01\n"
            + ",业主委员会,人数,9,5,,,x,2026-02-01\n"
            + ",业主委员会,人数,7,,,,x,2026-01-01\n"
            + ",业主委员会,人数,7,,,,,2026-02-01\n",
            [
                (4, "jurisdiction", "place.not_named"),
                (5, "test", "cell.choice"),
                (6, "least", "cell.between"),
                (7, "most", "organisations.rule_reversed"),
                (8, "valid_from", "organisations.rule_there"),
                (9, "source", "cell.required"),
            ],
        ),
        (
            "organisations.absences",
            AWAY
            + "没有的单位,主任,王小明,休假,2026-05-01,2026-05-02,\n"
            + "王堤口社区居民委员会,委员,王小明,休假,2026-05-01,2026-05-02,\n"
            + "王堤口社区居民委员会,主任,查无此人,休假,2026-05-01,2026-05-02,\n"
            + "王堤口社区居民委员会,主任,王小明,生病,2026-05-01,2026-05-02,\n"
            + "王堤口社区居民委员会,主任,王小明,休假,2026-05-03,2026-05-01,\n"
            + "王堤口社区居民委员会,主任,王小明,休假,2026-05-01,2026-05-02,王小明\n"
            + "王堤口社区居民委员会,主任,王小明,休假,2026-03-01,2026-03-02,\n"
            + "王堤口社区居民委员会,主任,王小明,休假,2026-06-01,2026-06-02,查无此人\n",
            [
                (4, "body", "organisations.body_not_named"),
                (5, "kind", "organisations.post_not_known"),
                (6, "name", "people.person_unknown"),
                (7, "reason", "cell.choice"),
                (8, "valid_to", "organisations.dates_reversed"),
                (9, "substitute", "organisations.substitution_circle"),
                (10, "valid_from", "organisations.away_already"),
                (11, "substitute", "people.person_unknown"),
            ],
        ),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(key, text, wrong, admin, committee, place, now):
    item = bring(admin, key, place, now, text)

    assert sorted(told(item)) == wrong
    assert not LocalRule.objects.exists()
    assert Absence.objects.count() == 1


@pytest.mark.parametrize("key", TABLES)
def test_administrators_of_another_township_are_refused(key, admin, committee, tree, place, now):
    stranger = staff(tree.other_township, Role.TOWNSHIP_ADMIN, now)
    register = registers()[key]

    assert register.may_import(admin, place.path)
    assert register.may_export(admin, place.path)
    assert not register.may_export(stranger, place.path)
    assert sent(key, stranger, tree.other_township, now) == []
    with pytest.raises(NotAllowed):
        bring(stranger, key, place, now, TABLES[key])
    text = TABLES[key].replace("\n,", "\n北城街道,")
    assert told(bring(stranger, key, tree.other_township, now, text))[0][2] in {
        "place.not_named",
        "organisations.body_not_named",
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("key", TABLES)
def test_what_is_sent_comes_in_again_and_changes_nothing(
    key, language, admin, committee, place, now
):
    with override(language):
        written(admin, key, place, now, TABLES[key])
        rows = sent(key, admin, place, now)
        events = AuditEvent.objects.exclude(subject_type="import").count()

        item = written(admin, key, place, now, file_of(key, rows))

        assert len(rows) == 2
        assert (sent(key, admin, place, now), item.spans) == (rows, [])
        assert AuditEvent.objects.exclude(subject_type="import").count() == events
