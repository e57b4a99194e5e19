"""Office hours, posts of the ladder and check-lists in files: entered, told by row, taken back."""

from datetime import date

import pytest
from django.utils.translation import override

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.cases.models import CheckItem, LadderPost, OfficeHours
from linli.apps.cases.rules.clocks import Step, TimeUnit
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.ladder import Rung
from linli.apps.cases.rules.limits import Span
from linli.apps.cases.rules.refusals import SettingEnded
from linli.apps.cases.services import catalogue, settings
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.transfers import services
from linli.apps.transfers.services.imports import UndoInUse
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from linli.kit.registers import registers
from tests.factories.cases import make_category
from tests.factories.organisations import make_body, seat_of
from tests.factories.places import make_tree
from tests.factories.transfers import bring, file_of, sent, staff, told, written

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system()
TODAY = date(2026, 3, 2)
HOURS = "办公时间,生效日期\n8:30—12：00、14:00至18:00,\n09:00-17:00,2026-06-01\n"
LADDER = (
    "督办层级,督办单位,督办岗位,岗位序号,生效日期\n"
    "街道（乡镇）机构,北城街道综合治理办公室,经办人,2,\n"
    "区级机构,北城街道综合治理办公室,负责人,,2026-06-01\n"
)
ITEMS = (
    "类别,办理动作,核对内容,英文核对内容,是否必须\n"
    "lighting,反馈结果,已断电并设置围挡,Power is off,\n"
    "路灯,派遣,已看现场照片,The photo was looked at,否\n"
)
TABLES = {"cases.office_hours": HOURS, "cases.ladder_posts": LADDER, "cases.check_lists": ITEMS}


@pytest.fixture
def tree(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = make_tree()
    make_body(made.township, BodyType.GOVERNANCE_OFFICE, name="北城街道综合治理办公室")
    make_category(made.township, "lighting", name_zh="路灯")
    return made


@pytest.fixture
def place(tree):
    return tree.township


@pytest.fixture
def admin(place, now):
    return staff(place, Role.TOWNSHIP_ADMIN, now)


def test_hours_are_read_as_lists_write_them_and_end_what_held(admin, place, now):
    old = settings.set_hours(
        actor=SYSTEM, place_id=place.pk, hours="08:00-16:00", valid_from=TODAY, now=now
    )
    item = bring(admin, "cases.office_hours", place, now, HOURS)
    assert told(item) == [(2, "valid_from", "cases.hours_set_already")]

    item = written(admin, "cases.office_hours", place, now, HOURS.replace(",\n", ",2026-04-01\n"))

    rows = [(row.hours, row.valid_from, row.valid_to) for row in OfficeHours.objects.order_by("pk")]
    assert rows == [
        ("08:00-16:00", TODAY, date(2026, 4, 1)),
        ("08:30-12:00 14:00-18:00", date(2026, 4, 1), date(2026, 6, 1)),
        ("09:00-17:00", date(2026, 6, 1), None),
    ]
    services.undo_import(actor=admin, import_id=item.pk, now=now)
    old.refresh_from_db()
    assert (old.valid_to, OfficeHours.objects.count()) == (None, 1)
    assert AuditEvent.objects.filter(kind="office_hours.voided").count() == 2


def test_hours_corrected_since_are_not_taken_out(admin, place, now):
    item = written(admin, "cases.office_hours", place, now, HOURS)
    settings.set_hours(
        actor=SYSTEM, place_id=place.pk, hours="08:00-16:00", valid_from=TODAY, now=now
    )

    with pytest.raises(UndoInUse):
        services.undo_import(actor=admin, import_id=item.pk, now=now)

    assert OfficeHours.objects.count() == 2


def test_posts_are_named_and_what_was_named_before_hears_again(admin, place, now):
    office = place.bodies.get()
    settings.name_ladder_post(
        actor=SYSTEM,
        place_id=place.pk,
        rung=Rung.DISTRICT,
        seat_id=seat_of(office, SeatKind.OFFICER).pk,
        valid_from=TODAY,
        now=now,
    )
    item = written(admin, "cases.ladder_posts", place, now, LADDER)
    named = LadderPost.objects.order_by("pk")
    assert [(row.rung, row.seat.kind, row.seat.position, row.valid_to) for row in named] == [
        (Rung.DISTRICT, SeatKind.OFFICER, 1, date(2026, 6, 1)),
        (Rung.PLACE_OFFICE, SeatKind.OFFICER, 2, None),
        (Rung.DISTRICT, SeatKind.HEAD, 1, None),
    ]

    services.undo_import(actor=admin, import_id=item.pk, now=now)

    (kept,) = LadderPost.objects.all()
    assert (kept.rung, kept.valid_to) == (Rung.DISTRICT, None)


def test_a_naming_that_another_replaced_is_not_taken_out(admin, place, now):
    item = written(admin, "cases.ladder_posts", place, now, LADDER)
    settings.name_ladder_post(
        actor=SYSTEM,
        place_id=place.pk,
        rung=Rung.PLACE_OFFICE,
        seat_id=seat_of(place.bodies.get(), SeatKind.HEAD).pk,
        valid_from=TODAY,
        now=now,
    )

    with pytest.raises(SettingEnded):
        services.undo_import(actor=admin, import_id=item.pk, now=now)

    assert LadderPost.objects.count() == 2


def test_lines_are_added_and_go_again_unless_marked(admin, place, now):
    item = written(admin, "cases.check_lists", place, now, ITEMS)
    first, second = CheckItem.objects.order_by("action")
    assert (first.action, first.is_gate, second.action, second.is_gate) == (
        CaseAction.DISPATCH,
        False,
        CaseAction.FEED_BACK,
        True,
    )
    services.undo_import(actor=admin, import_id=item.pk, now=now)
    assert CheckItem.objects.count() == 0
    assert AuditEvent.objects.filter(kind="check_item.voided").count() == 2

    again = written(admin, "cases.check_lists", place, now, ITEMS)
    catalogue.end_item(actor=SYSTEM, item_id=CheckItem.objects.first().pk, now=now)
    with pytest.raises(SettingEnded):
        services.undo_import(actor=admin, import_id=again.pk, now=now)
    assert CheckItem.objects.count() == 2


@pytest.mark.parametrize(
    ("key", "text", "wrong"),
    [
        (
            "cases.office_hours",
            "适用地点,办公时间,生效日期\n,18:00-08:00,\n没有,09:00-17:00,\n,09:00-17:00,2020-01-01\n",
            [
                (2, "hours", "cases.hours_malformed"),
                (3, "place", "place.not_named"),
                (4, "valid_from", "cases.setting_backdated"),
            ],
        ),
        (
            "cases.ladder_posts",
            LADDER
            + "区级机构,没有的单位,负责人,,\n区级机构,北城街道综合治理办公室,经办人,,\n"
            + "承办岗位,北城街道综合治理办公室,负责人,,\n"
            + "街道（乡镇）机构,北城街道综合治理办公室,负责人,,\n",
            [
                (4, "body", "organisations.body_not_named"),
                (5, "post", "cases.post_not_named"),
                (6, "rung", "cell.choice"),
                (7, "valid_from", "cases.post_named_already"),
            ],
        ),
        (
            "cases.check_lists",
            ITEMS
            + "没有,反馈结果,甲,A,\nlighting,评价,甲,A,\nlighting,反馈结果,,A,\n"
            + "lighting,反馈结果,已断电并设置围挡,Power is off,否\n",
            [
                (4, "category", "cases.category_not_named"),
                (5, "action", "cell.choice"),
                (6, "text_zh", "cell.required"),
                (7, "text_zh", "cases.item_there"),
            ],
        ),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(key, text, wrong, admin, place, now):
    item = bring(admin, key, place, now, text)

    assert sorted(told(item)) == wrong
    assert sent(key, admin, place, now) == []


@pytest.mark.parametrize("key", TABLES)
def test_administrators_of_another_township_are_refused(key, admin, tree, place, now):
    other = tree.other_township
    stranger = staff(other, Role.TOWNSHIP_ADMIN, now)
    register = registers()[key]

    assert register.may_import(admin, place.path)
    assert register.may_export(admin, place.path)
    assert not register.may_export(stranger, place.path)
    with pytest.raises(NotAllowed):
        bring(stranger, key, place, now, TABLES[key])
    head, first, *_rest = TABLES[key].splitlines()
    item = bring(stranger, key, other, now, f"{head},适用地点\n{first},北城街道\n")
    assert told(item) == [(2, "place", "place.not_named")]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("key", TABLES)
def test_what_is_sent_comes_in_again_and_changes_nothing(key, language, admin, place, now):
    with override(language):
        written(admin, key, place, now, TABLES[key])
        rows = sent(key, admin, place, now)
        events = AuditEvent.objects.exclude(subject_type="import").count()

        item = written(admin, key, place, now, file_of(key, rows))

        assert len(rows) == 2
        assert (sent(key, admin, place, now), item.spans) == (rows, [])
        assert AuditEvent.objects.exclude(subject_type="import").count() == events


def test_a_limit_after_an_ended_one_leaves_it_ended_when_it_is_taken_out(admin, place, now):
    old = settings.set_limit(
        actor=SYSTEM,
        place_id=place.pk,
        level=Level.ORDINARY,
        step=Step.HANDLE,
        span=Span(9, TimeUnit.WORKING_DAYS),
        valid_from=TODAY,
        now=now,
    )
    settings.end_limit(actor=SYSTEM, limit_id=old.pk, valid_to=date(2026, 3, 10), now=now)
    text = "环节,紧急程度,时限,单位,生效日期\n处置,一般,3,工作日,2026-03-10\n"
    item = written(admin, "cases.limits", place, now, text)

    services.undo_import(actor=admin, import_id=item.pk, now=now)

    old.refresh_from_db()
    assert old.valid_to == date(2026, 3, 10)
