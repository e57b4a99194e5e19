"""Settings of cases in the page: previewed, saved, ended, with a history of who changed what."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from linli.apps.cases.models import (
    Category,
    CheckItem,
    Clock,
    DayOverride,
    LadderPost,
    Limit,
    OfficeHours,
)
from linli.apps.cases.rules.clocks import Step, TimeUnit
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.ladder import Rung
from linli.apps.cases.services import settings as services
from linli.apps.cases.services.clocks import start_step
from linli.apps.organisations.rules.bodies import SeatKind
from linli.kit.days import local_day
from tests.factories.case_pages import browser_of
from tests.factories.cases import SYSTEM, case_in, make_case, make_town
from tests.factories.organisations import seat_of

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TODAY = local_day(NOW)


def next_workday(days=1):
    """Return a coming day that is a weekday and surely worked: in the middle of no holiday."""
    from linli.apps.cases.selectors.calendars import calendar_of

    day = TODAY + timedelta(days=days)
    days_of = calendar_of("", NOW).days
    while not days_of.is_worked(day):
        day += timedelta(days=1)
    return day


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def desk(town):
    return browser_of(town.dispatcher)


def fields(**changed):
    return {
        "name_zh": "机井管护", "name_en": "Wells", "icon": "droplet", "order": "15",
        "is_ours": "yes", "redirect_zh": "", "redirect_en": "", "level": "URGENT",
        "least": "SEALED", "lead_id": "",
    } | changed  # fmt: skip


def test_a_category_is_looked_at_before_it_is_added(town, desk):
    address = reverse("cases:add_category", args=[town.tree.township.code])
    data = fields(code="wells", valid_from=TODAY.isoformat())

    shown = desk.post(address, data | {"preview": "1"})
    assert shown.status_code == 200
    assert "机井管护" in shown.content.decode()
    assert (
        "Nobody may see my name"
        not in shown.content.decode().split("Reporters may choose")[1].split("</ul>")[0]
    )
    assert not Category.objects.filter(code="wells").exists()

    made = desk.post(address, data)
    category = Category.objects.get(code="wells")
    assert made.headers["Location"] == reverse("cases:category", args=[category.pk])
    tiles = browser_of(town.clerk).get(reverse("cases:behalf")).content.decode()
    assert "Wells" in tiles
    history = desk.get(reverse("cases:categories", args=[town.tree.township.code]))
    assert "Category added" in history.content.decode()


def test_what_is_not_ours_says_where_to_go_or_comes_back(town, desk):
    address = reverse("cases:add_category", args=[town.tree.township.code])
    data = fields(
        code="gas", is_ours="no", valid_from=TODAY.isoformat(), redirect_zh="拨打燃气公司"
    )

    answer = desk.post(address, data)

    assert answer.status_code == 422
    assert "拨打燃气公司" in answer.content.decode()
    assert not Category.objects.filter(code="gas").exists()
    desk.post(address, data | {"redirect_en": "Call the gas company"})
    page = browser_of(town.reporter, language="zh-hans").get(
        reverse("cases:new") + f"?at={town.compound.code}&category=gas"
    )
    assert "拨打燃气公司" in page.content.decode()


def test_a_rename_shows_old_and_new_and_the_cases_that_keep_theirs(town):
    desk = browser_of(town.district)
    make_case(town)
    address = reverse("cases:category", args=[town.category.pk])
    data = fields(name_zh="路灯", name_en="Street lamps", icon="lightbulb", order="100",
                  level="ORDINARY", least="ANONYMOUS")  # fmt: skip

    shown = desk.post(address, data | {"preview": "1"}).content.decode()
    assert "路灯照明 → 路灯" in shown
    assert "1 open case keeps its urgency, lead and clock." in shown
    assert Category.objects.get(pk=town.category.pk).name_zh == "路灯照明"

    desk.post(address, data)
    page = desk.get(address).content.decode()
    assert Category.objects.get(pk=town.category.pk).name_zh == "路灯"
    assert "Category changed" in page
    assert "路灯照明 → 路灯" in page


def test_a_category_ends_on_a_day_and_others_settings_are_not_ones_own(town, desk):
    district = browser_of(town.district)
    address = reverse("cases:end_category", args=[town.category.pk])
    assert desk.post(address, {"valid_to": TODAY.isoformat()}).status_code == 404

    district.post(address, {"valid_to": (TODAY + timedelta(days=1)).isoformat()})

    assert Category.objects.get(pk=town.category.pk).valid_to == TODAY + timedelta(days=1)
    early = district.post(address, {"valid_to": "2020-01-01"})
    assert early.status_code == 422


def test_a_line_of_a_check_list_holds_the_act_back_and_can_be_ended(town):
    district = browser_of(town.district)
    page = reverse("cases:category", args=[town.category.pk])
    district.post(
        reverse("cases:add_item", args=[town.category.pk]),
        {"action": "FEED_BACK", "text_zh": "已断电", "text_en": "Power cut", "is_gate": "on"},
    )
    item = CheckItem.objects.get()
    assert "Power cut" in district.get(page).content.decode()
    case = case_in(town, CaseState.HANDLING)
    handler = browser_of(town.handler)
    refused = handler.post(
        reverse("cases:act", args=[case.number, "feed_back"]),
        {"version": case.version, "outcome": "SOLVED", "text": "好了"},
    )
    assert refused.status_code == 422

    district.post(reverse("cases:end_item", args=[town.category.pk, item.pk]))
    assert "Power cut" not in district.get(page).content.decode().split("Who changed what")[0]
    taken = handler.post(
        reverse("cases:act", args=[case.number, "feed_back"]),
        {"version": case.version, "outcome": "SOLVED", "text": "好了"},
    )
    assert taken.status_code == 302


def test_a_limit_is_shown_with_its_effect_then_set_and_ended(town, desk):
    address = reverse("cases:limits", args=[town.tree.township.code])
    data = {
        "category": town.category.pk, "step": "HANDLE", "level": "ORDINARY", "amount": "4",
        "unit": "working_days", "valid_from": TODAY.isoformat(),
    }  # fmt: skip

    shown = desk.post(address, data | {"preview": "1"}).content.decode()
    assert "5 working days becomes 4 working days." in shown
    assert not Limit.objects.exists()
    assert desk.post(address, data).status_code == 302

    limit = Limit.objects.get()
    assert (limit.amount, limit.unit, limit.category) == (
        4, TimeUnit.WORKING_DAYS, town.category,
    )  # fmt: skip
    page = desk.get(address, {"category": town.category.pk}).content.decode()
    assert "4 working days" in page
    assert "Time limit set" in page
    assert "4 working days" not in desk.get(address).content.decode().split("</table>")[0]
    desk.post(
        reverse("cases:end_limit", args=[limit.pk]),
        {"valid_to": (TODAY + timedelta(days=2)).isoformat()},
    )
    limit.refresh_from_db()
    assert limit.valid_to == TODAY + timedelta(days=2)


def test_a_limit_that_is_too_long_comes_back(town, desk):
    answer = desk.post(
        reverse("cases:limits", args=[town.tree.township.code]),
        {"step": "HANDLE", "level": "ORDINARY", "amount": "999", "unit": "days",
         "valid_from": TODAY.isoformat()},
    )  # fmt: skip
    assert answer.status_code == 422
    assert 'value="999"' in answer.content.decode()


def test_a_changed_day_names_the_due_times_that_move_and_moves_them(town, desk):
    case = case_in(town, CaseState.HANDLING)
    clock = start_step(case, Step.HANDLE, actor=SYSTEM, now=NOW)
    day = next_workday()
    address = reverse("cases:work_days", args=[town.tree.township.code])
    data = {"day": day.isoformat(), "is_worked": "no", "reason": "台风停工"}

    shown = desk.post(address, data | {"preview": "1"}).content.decode()
    assert "1 due time moves." in shown
    assert case.number in shown
    assert not DayOverride.objects.exists()
    desk.post(address, data)

    override = DayOverride.objects.get()
    assert (override.day, override.is_worked, override.reason) == (day, False, "台风停工")
    assert Clock.objects.get(pk=clock.pk).recheck_at is not None
    again = desk.post(address, data)
    assert again.status_code == 422
    assert "Withdraw that entry first" in again.content.decode()
    listed = desk.get(address, {"year": day.year}).content.decode()
    assert "台风停工" in listed
    confirm = desk.get(reverse("cases:withdraw_day", args=[override.pk])).content.decode()
    assert "Take a changed day back" in confirm
    desk.post(reverse("cases:withdraw_day", args=[override.pk]))
    assert DayOverride.objects.get().withdrawn_at is not None


def test_office_hours_are_set_and_nonsense_comes_back(town, desk):
    address = reverse("cases:hours", args=[town.tree.township.code])
    refused = desk.post(address, {"hours": "9 to 5", "valid_from": TODAY.isoformat()})
    assert refused.status_code == 422
    assert "9 to 5" in refused.content.decode()

    desk.post(address, {"hours": "09:00-12:00 13:30-17:30", "valid_from": TODAY.isoformat()})

    assert OfficeHours.objects.get().hours == "09:00-12:00 13:30-17:30"
    days = desk.get(reverse("cases:work_days", args=[town.tree.township.code]))
    assert "09:00-12:00 13:30-17:30" in days.content.decode()


def test_a_post_is_named_for_a_rung_and_hears_instead_of_the_office(town, desk):
    from linli.apps.cases.selectors.posts import ladder_seat

    chair = seat_of(town.office, SeatKind.HEAD)
    head = seat_of(town.department, SeatKind.HEAD)
    path = town.tree.community.path
    assert ladder_seat(path, Rung.PLACE_OFFICE, TODAY) == chair.pk
    address = reverse("cases:ladder", args=[town.tree.township.code])

    desk.post(address, {"rung": "PLACE_OFFICE", "seat": head.pk, "valid_from": TODAY.isoformat()})

    assert ladder_seat(path, Rung.PLACE_OFFICE, TODAY) == head.pk
    page = desk.get(address).content.decode()
    assert town.department.name in page
    assert "Post named for overdue cases" in page
    named = LadderPost.objects.get()
    desk.post(reverse("cases:end_ladder_post", args=[named.pk]))
    assert ladder_seat(path, Rung.PLACE_OFFICE, TODAY) == chair.pk


def test_an_arbiter_is_named_on_the_same_page(town, desk):
    head = seat_of(town.department, SeatKind.HEAD)
    address = reverse("cases:ladder", args=[town.tree.township.code])
    assert "Who decides whose task it is" in desk.get(address).content.decode()

    desk.post(address, {"rung": "ARBITER", "seat": head.pk, "valid_from": TODAY.isoformat()})

    named = LadderPost.objects.get()
    assert (named.rung, named.seat_id) == (Rung.ARBITER, head.pk)
    page = desk.get(address).content.decode()
    assert "Arbiter of the township" in page
    assert reverse("cases:end_ladder_post", args=[named.pk]) in page


def test_a_post_from_elsewhere_is_refused(town):
    from linli.apps.cases.rules.refusals import PostNotAbove, RungNotNamed

    inside = seat_of(town.committee, SeatKind.CHAIR)
    common = {"actor": SYSTEM, "place_id": town.tree.township.pk, "valid_from": TODAY, "now": NOW}
    with pytest.raises(PostNotAbove):
        services.name_ladder_post(rung=Rung.DISTRICT, seat_id=inside.pk, **common)
    with pytest.raises(RungNotNamed):
        services.name_ladder_post(rung=Rung.HOLDER, seat_id=inside.pk, **common)


def test_the_index_names_ones_places_and_the_usual_list_is_installed_once(town, desk):
    index = desk.get(reverse("cases:settings")).content.decode()
    assert town.tree.township.name in index
    address = reverse("cases:install", args=[town.tree.township.code])
    for _time in range(2):
        assert desk.post(address).status_code == 302
    assert Category.objects.filter(place=town.tree.township).count() == 18
    page = desk.get(reverse("cases:categories", args=[town.tree.township.code])).content.decode()
    assert len(re.findall(r'href="/cases/categories/\d+/"', page)) == 18
    assert Category.objects.filter(level=Level.URGENT).exists()
