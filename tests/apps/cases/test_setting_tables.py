"""Categories, limits and working days in files: tried, entered, told by row, taken back, sent."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.cases.models import ApprovalRule, Category, DayOverride, Limit
from linli.apps.cases.rules.approvals import ApprovalKind
from linli.apps.cases.rules.clocks import Step, TimeUnit
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.limits import Span
from linli.apps.cases.rules.refusals import DayAlreadyGone, SettingInUse
from linli.apps.cases.services.approval_rules import For, set_needed
from linli.apps.cases.services.settings import end_limit, set_limit
from linli.apps.transfers import services
from linli.apps.transfers.rules import ImportState
from linli.apps.transfers.services.imports import UndoInUse
from linli.core.access import Actor
from linli.kit.registers import registers
from tests.factories.places import make_tree
from tests.factories.transfers import bring, file_of, sent, staff, told, written

pytestmark = pytest.mark.django_db

CATEGORIES = (
    "类别编码,类别名称,英文名称,图标,排序,是否受理,办理指引,英文办理指引,紧急程度,生效日期\n"
    "street-lamp,路灯不亮,Street lamp out,lightbulb,30,是,,,紧急,2026-03-10\n"
    "tax,税务咨询,Tax questions,bank,90,否,请到政务大厅,Go to the service hall,,\n"
)
LIMITS = (
    "类别,环节,紧急程度,时限,单位,生效日期\n"
    ",处置,一般,3,工作日,2026-03-10\n"
    ",核查,一般,8,小时（工作时间）,\n"
)
APPROVALS = (
    "审批事项,类别,紧急程度,审批人数,生效日期\n"
    "挂账,,,2,2026-03-10\n"
    "剔除,street-lamp,紧急,3,\n"
    "延期,,一般,2,\n"
)
DAYS = "日期,是否上班,原因\n2026-10-10,是,国庆调休\n2026-05-06,否,社区停电\n"


@pytest.fixture
def place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_tree().township


@pytest.fixture
def admin(place, now):
    return staff(place, Role.TOWNSHIP_ADMIN, now)


def test_categories_are_tried_entered_and_sent(admin, place, now):
    item = bring(admin, "cases.categories", place, now, CATEGORIES)
    assert (told(item), item.state, Category.objects.count()) == ([], ImportState.CHECKED, 0)

    services.confirm_import(actor=admin, import_id=item.pk, now=now)

    lamp, tax = Category.objects.order_by("order")
    assert (lamp.code, lamp.level, lamp.valid_from) == (
        "street-lamp",
        Level.URGENT,
        date(2026, 3, 10),
    )
    assert (tax.is_ours, tax.redirect_zh, tax.valid_from) == (
        False,
        "请到政务大厅",
        date(2026, 3, 2),
    )
    rows = sent("cases.categories", admin, place, now)
    assert [row[:3] for row in rows] == [
        ["street-lamp", "路灯不亮", "Street lamp out"],
        ["tax", "税务咨询", "Tax questions"],
    ]


def test_what_is_wrong_with_a_category_is_told_by_row_and_column(admin, place, now):
    text = (
        "类别编码,类别名称,英文名称,图标,是否受理,主办单位,生效日期\n"
        "a b,甲,A,lightbulb,,,\n"
        "lamp,乙,B,no-such-picture,,,\n"
        "tax,丙,C,bank,否,,\n"
        "late,丁,D,bank,,,2020-01-01\n"
        "led,戊,E,bank,,没有的单位,\n"
        "twice,己,F,bank,,,\n"
        "twice,庚,G,bank,,,\n"
    )

    item = bring(admin, "cases.categories", place, now, text)

    assert told(item) == [
        (2, "code", "cases.code_malformed"),
        (3, "icon", "cell.choice"),
        (4, "redirect_zh", "cases.category_without_address"),
        (5, "valid_from", "cases.setting_backdated"),
        (6, "lead", "organisations.body_not_named"),
        (8, "code", "cases.category_there"),
    ]
    assert Category.objects.count() == 0


def test_categories_go_again_unless_something_has_them(admin, place, now):
    item = written(admin, "cases.categories", place, now, CATEGORIES)
    services.undo_import(actor=admin, import_id=item.pk, now=now)
    assert Category.objects.count() == 0
    assert AuditEvent.objects.filter(kind="category.voided").count() == 2

    again = written(admin, "cases.categories", place, now, CATEGORIES)
    set_limit(
        actor=Actor.system(),
        place_id=place.pk,
        level=Level.ORDINARY,
        step=Step.HANDLE,
        span=Span(1, TimeUnit.WORKING_DAYS),
        valid_from=date(2026, 3, 2),
        now=now,
        category_id=Category.objects.get(code="street-lamp").pk,
    )

    with pytest.raises(SettingInUse):
        services.undo_import(actor=admin, import_id=again.pk, now=now)
    assert Category.objects.count() == 2


def test_limits_are_entered_and_what_they_ended_holds_again_after_undoing(admin, place, now):
    old = set_limit(
        actor=Actor.system(),
        place_id=place.pk,
        level=Level.ORDINARY,
        step=Step.HANDLE,
        span=Span(9, TimeUnit.WORKING_DAYS),
        valid_from=date(2026, 3, 2),
        now=now,
    )
    item = written(admin, "cases.limits", place, now, LIMITS)
    old.refresh_from_db()
    assert old.valid_to == date(2026, 3, 10)
    check = Limit.objects.get(step=Step.CHECK)
    assert (check.amount, check.unit) == (480, TimeUnit.WORKING_MINUTES)

    rows = sent("cases.limits", admin, place, now)
    services.undo_import(actor=admin, import_id=item.pk, now=now)

    assert [row[2:6] for row in rows] == [
        ["核查", "一般", "8", "小时（工作时间）"],
        ["处置", "一般", "9", "个工作日"],
        ["处置", "一般", "3", "个工作日"],
    ]
    old.refresh_from_db()
    assert (old.valid_to, Limit.objects.count()) == (None, 1)
    assert AuditEvent.objects.filter(kind="case_limit.voided").count() == 2


def test_a_limit_that_would_correct_another_or_names_nothing_is_told(admin, place, now):
    text = (
        "类别,环节,紧急程度,时限,单位,生效日期\n"
        ",处置,一般,3,工作日,2026-03-10\n"
        ",处置,一般,4,工作日,2026-03-10\n"
        "没有,处置,一般,3,工作日,\n"
        ",处置,一般,9999,工作日,\n"
        ",处置,一般,3,星期,\n"
    )

    item = bring(admin, "cases.limits", place, now, text)

    assert sorted(told(item)) == [
        (3, "valid_from", "cases.limit_set_already"),
        (4, "category", "cases.category_not_named"),
        (5, "amount", "cases.span_too_long"),
        (6, "unit", "cell.choice"),
    ]


def test_limits_that_were_ended_since_are_not_taken_out(admin, place, now):
    item = written(admin, "cases.limits", place, now, LIMITS)
    end_limit(
        actor=Actor.system(),
        limit_id=Limit.objects.get(step=Step.HANDLE).pk,
        valid_to=date(2026, 4, 1),
        now=now,
    )

    with pytest.raises(UndoInUse):
        services.undo_import(actor=admin, import_id=item.pk, now=now)

    assert Limit.objects.count() == 2


def test_days_are_changed_told_withdrawn_and_sent(admin, place, now):
    item = written(admin, "cases.work_days", place, now, DAYS)
    rows = sent("cases.work_days", admin, place, now)
    more = DAYS.replace("社区", "小区") + "2026-01-01,是,过去\n"
    second = bring(admin, "cases.work_days", place, now, more)

    assert [row[1:] for row in rows] == [
        ["2026-05-06", "否", "社区停电"],
        ["2026-10-10", "是", "国庆调休"],
    ]
    assert told(second) == [
        (3, "day", "cases.day_set_already"),
        (4, "day", "cases.day_already_gone"),
    ]
    services.undo_import(actor=admin, import_id=item.pk, now=now)
    assert not DayOverride.objects.filter(withdrawn_at=None).exists()


def test_a_day_that_has_begun_stays(admin, place, now):
    text = f"日期,是否上班,原因\n{(now + timedelta(days=1)).date()},是,调休\n"
    item = written(admin, "cases.work_days", place, now, text)

    with pytest.raises(DayAlreadyGone):
        services.undo_import(actor=admin, import_id=item.pk, now=now + timedelta(days=1))

    assert DayOverride.objects.get().withdrawn_at is None


def test_how_many_must_agree_is_entered_sent_and_taken_out(admin, place, now):
    written(admin, "cases.categories", place, now, CATEGORIES.replace(",2026-03-10", ","))
    old = set_needed(
        actor=Actor.system(), place_id=place.pk, what=For(ApprovalKind.HANG_UP), needed=4,
        valid_from=date(2026, 3, 2), now=now,
    )  # fmt: skip
    item = written(admin, "cases.approvals", place, now, APPROVALS)
    rows = sent("cases.approvals", admin, place, now)
    old.refresh_from_db()
    assert old.valid_to == date(2026, 3, 10)
    assert [row[1:5] for row in rows] == [
        ["剔除", "street-lamp", "紧急", "3"],
        ["延期", "", "一般", "2"],
        ["挂账", "", "", "4"],
        ["挂账", "", "", "2"],
    ]
    with override("en"):
        same = written(admin, "cases.approvals", place, now, file_of("cases.approvals", rows))
    assert same.spans == []
    more = APPROVALS.replace(",2,2026-03-10", ",5,2026-03-10").replace(",3,", ",6,")
    assert told(bring(admin, "cases.approvals", place, now, more)) == [
        (3, "needed", "cell.between"),
        (2, "valid_from", "cases.needed_set_already"),
    ]

    services.undo_import(actor=admin, import_id=item.pk, now=now)

    (kept,) = ApprovalRule.objects.all()
    assert (kept.pk, kept.needed, kept.valid_to) == (old.pk, 4, None)


@pytest.mark.parametrize(
    "key", ["cases.categories", "cases.limits", "cases.approvals", "cases.work_days"]
)
def test_settings_are_kept_by_the_administrators_of_the_place_only(key, admin, place, now):
    register = registers()[key]
    clerk = staff(place, Role.COMMUNITY_WORKER, now)

    assert register.may_import(admin, place.path)
    assert register.may_export(admin, place.path)
    assert not register.may_import(admin, place.path[:-4])
    assert not register.may_import(clerk, place.path)
    assert not register.may_export(clerk, place.path)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("cases.categories", CATEGORIES),
        ("cases.limits", LIMITS),
        ("cases.work_days", DAYS),
    ],
)
def test_what_is_sent_comes_in_again(key, text, language, admin, place, now):
    with override(language):
        item = written(admin, key, place, now, text)
        rows = sent(key, admin, place, now)
        same = written(admin, key, place, now, file_of(key, rows))
        assert (sent(key, admin, place, now), same.spans) == (rows, [])
        services.undo_import(actor=admin, import_id=item.pk, now=now)

        written(admin, key, place, now, file_of(key, rows))

        assert sent(key, admin, place, now) == rows
