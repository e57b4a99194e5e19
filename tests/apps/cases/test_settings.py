"""Limits, hours, working days and categories: who sets them, from when they hold, what follows."""

from datetime import timedelta

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.cases.models import Category, Clock, Limit
from linli.apps.cases.rules.categories import START_CATEGORIES
from linli.apps.cases.rules.clocks import Step, TimeUnit
from linli.apps.cases.rules.hours import HoursMalformed
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.limits import Span, SpanTooLong
from linli.apps.cases.rules.refusals import (
    CategoryThere,
    CategoryWithoutAddress,
    DayAlreadyGone,
    DaySetAlready,
    SettingBackdated,
    SettingEnded,
)
from linli.apps.cases.selectors.calendars import calendar_of
from linli.apps.cases.selectors.limits import limit_for
from linli.apps.cases.services import catalogue, settings
from linli.apps.cases.services.clocks import start_step
from linli.core.errors import NotAllowed
from tests.factories.clocks import NOW, SYSTEM, make_case
from tests.factories.organisations import TODAY, actor_with
from tests.factories.places import make_tree

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tree():
    return make_tree()


def set_limit(place, minutes=30, *, actor=SYSTEM, since=TODAY, now=NOW, **options):
    return settings.set_limit(
        actor=actor, place_id=place.pk, level=Level.ORDINARY, step=Step.HANDLE,
        span=Span(minutes, TimeUnit.NATURAL_MINUTES), valid_from=since, now=now, **options,
    )  # fmt: skip


def limit_on(tree, day):
    return limit_for(
        path=tree.community.path, category_id=0, level=Level.ORDINARY, step=Step.HANDLE, day=day
    ).span.amount


def test_a_limit_follows_another_and_is_corrected_on_its_own_day(tree):
    first = set_limit(tree.township, 30)
    set_limit(tree.township, 50, since=TODAY + 9 * DAY)
    set_limit(tree.township, 40, since=TODAY + 3 * DAY)
    again = set_limit(tree.township, 31)

    assert again.pk == first.pk
    found = [limit_on(tree, TODAY + days * DAY) for days in (-1, 0, 2, 3, 8, 9, 99)]
    assert found == [5, 31, 31, 40, 40, 50, 50]
    assert Limit.objects.count() == 3
    last = AuditEvent.objects.filter(kind="case_limit.set").order_by("pk").last()
    assert '"before":[30,"NATURAL_MINUTES"]' in last.facts


def test_an_ended_limit_gives_way_to_the_place_above(tree):
    set_limit(tree.county, 99)
    limit = set_limit(tree.township, 30)

    settings.end_limit(actor=SYSTEM, limit_id=limit.pk, valid_to=TODAY + DAY, now=NOW)

    assert [limit_on(tree, day) for day in (TODAY, TODAY + DAY)] == [30, 99]
    with pytest.raises(SettingEnded):
        settings.end_limit(actor=SYSTEM, limit_id=limit.pk, valid_to=TODAY + DAY, now=NOW)


def test_limits_are_neither_backdated_nor_endless(tree):
    with pytest.raises(SettingBackdated):
        set_limit(tree.township, since=TODAY - DAY)
    for minutes in (0, 367 * 24 * 60):
        with pytest.raises(SpanTooLong):
            set_limit(tree.township, minutes)


def test_only_administrators_of_the_place_set_anything(tree):
    own = actor_with(Role.TOWNSHIP_ADMIN, tree.township)
    set_limit(tree.community, actor=own)
    for actor in (
        actor_with(Role.COMMUNITY_WORKER, tree.community),
        actor_with(Role.TOWNSHIP_ADMIN, tree.other_township),
        actor_with(Role.SYSTEM_ADMIN, tree.county),
    ):
        with pytest.raises(NotAllowed):
            set_limit(tree.community, actor=actor)
        with pytest.raises(NotAllowed):
            settings.override_day(
                actor=actor, place_id=tree.community.pk, day=TODAY + DAY, is_worked=False,
                reason="x", now=NOW,
            )  # fmt: skip
        with pytest.raises(NotAllowed):
            catalogue.install_categories(actor=actor, place_id=tree.community.pk, now=NOW)
    with pytest.raises(NotAllowed):
        set_limit(tree.county, actor=own)


def test_a_limit_leaves_running_clocks_as_they_are(tree):
    case = make_case(tree.community)
    clock = start_step(case, Step.HANDLE, actor=SYSTEM, now=NOW)

    set_limit(tree.township, 30)

    clock.refresh_from_db()
    assert (clock.amount, clock.recheck_at) == (5, None)


def test_hours_are_checked_and_hold_from_their_day(tree):
    settings.set_hours(
        actor=SYSTEM, place_id=tree.county.pk, hours="09:00-12:00  13:00-17:00",
        valid_from=TODAY + DAY, now=NOW,
    )  # fmt: skip

    path = tree.community.path
    assert len(calendar_of(path, NOW).days.hours) == 2
    assert str(calendar_of(path, NOW + DAY).days.hours[0][0]) == "09:00:00"
    for text in ("", "9-12", "12:00-09:00", "09:00-12:00 11:00-13:00", "25:00-26:00"):
        with pytest.raises(HoursMalformed):
            settings.set_hours(
                actor=SYSTEM, place_id=tree.county.pk, hours=text, valid_from=TODAY, now=NOW
            )


def override(place, day, *, is_worked=False, now=NOW):
    return settings.override_day(
        actor=SYSTEM, place_id=place.pk, day=day, is_worked=is_worked, reason="台风停工", now=now
    )


def test_a_changed_day_marks_running_clocks_below_for_another_look(tree):
    inside, outside = make_case(tree.community), make_case(tree.village)
    for case in (inside, outside):
        start_step(case, Step.HANDLE, actor=SYSTEM, now=NOW)
    natural = make_case(tree.community)
    start_step(natural, Step.CONFIRM, actor=SYSTEM, now=NOW)

    changed = override(tree.township, TODAY + DAY)

    assert list(Clock.objects.filter(recheck_at=NOW).values_list("case", flat=True)) == [inside.pk]
    assert not calendar_of(tree.community.path, NOW).days.is_worked(TODAY + DAY)
    with pytest.raises(DaySetAlready):
        override(tree.township, TODAY + DAY)

    settings.withdraw_override(actor=SYSTEM, override_id=changed.pk, now=NOW)
    assert calendar_of(tree.community.path, NOW).days.is_worked(TODAY + DAY)
    with pytest.raises(SettingEnded):
        settings.withdraw_override(actor=SYSTEM, override_id=changed.pk, now=NOW)


def test_days_are_not_made_working_days_afterwards(tree):
    for day, is_worked in ((TODAY, True), (TODAY - 8 * DAY, False)):
        with pytest.raises(DayAlreadyGone):
            override(tree.township, day, is_worked=is_worked)
    rest = override(tree.township, TODAY - 7 * DAY)
    with pytest.raises(DayAlreadyGone):
        settings.withdraw_override(actor=SYSTEM, override_id=rest.pk, now=NOW)


def test_the_categories_to_start_with_are_installed_once(tree):
    added = catalogue.install_categories(actor=SYSTEM, place_id=tree.county.pk, now=NOW)

    assert len(added) == len(START_CATEGORIES) == 18
    assert catalogue.install_categories(actor=SYSTEM, place_id=tree.county.pk, now=NOW) == []
    elsewhere = Category.objects.filter(is_ours=False)
    assert {"emergency", "court"} <= set(elsewhere.values_list("code", flat=True))
    assert "119" in elsewhere.get(code="emergency").redirect_en
    assert Category.objects.get(code="fire-safety").level == Level.URGENT


def test_a_category_is_added_changed_and_ended(tree):
    def add(code="wells", **values):
        return catalogue.add_category(
            actor=SYSTEM, place_id=tree.township.pk, code=code, name_zh="机井", name_en="Wells",
            icon="droplet", valid_from=TODAY, now=NOW, **values,
        )  # fmt: skip

    category = add(level=Level.URGENT)
    with pytest.raises(CategoryThere):
        add()
    with pytest.raises(CategoryWithoutAddress) as refused:
        add("gas", is_ours=False, redirect_zh="请拨打燃气公司电话")
    assert refused.value.facts["field"] == "redirect_en"

    changed = catalogue.change_category(
        actor=SYSTEM, category_id=category.pk, name_zh="机井管护", now=NOW
    )
    assert (changed.name_zh, changed.name_en) == ("机井管护", "Wells")

    catalogue.end_category(actor=SYSTEM, category_id=category.pk, valid_to=TODAY + DAY, now=NOW)
    with pytest.raises(SettingEnded):
        catalogue.change_category(
            actor=SYSTEM, category_id=category.pk, name_zh="井", now=NOW + 2 * DAY
        )


def test_every_icon_of_the_categories_is_in_the_set():
    from pathlib import Path

    names = Path("frontend/icons.txt").read_text().split()

    assert {start.icon for start in START_CATEGORIES} - set(names) == set()
