"""Clocks of steps: started, paused, prolonged, changed, stopped; they never run backwards."""

from datetime import UTC, date, datetime, timedelta

import pytest

from linli.apps.cases.models import Clock, ClockEvent, DayOverride, Limit, OfficeHours
from linli.apps.cases.rules.clocks import ClockEventKind, Step, TimeUnit
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.services import clocks
from tests.factories.clocks import NOW, SINCE, SYSTEM, make_case, make_category
from tests.factories.places import make_tree

pytestmark = pytest.mark.django_db


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def case(tree):
    return make_case(tree.community)


def start(case, step=Step.HANDLE, at="2026-03-02T09:30"):
    return clocks.start_step(case, step, actor=SYSTEM, now=shanghai(at))


def kinds(clock):
    return [event.kind for event in clock.events.order_by("number")]


def test_start_takes_the_built_in_limit_and_shows_the_due_time_on_the_case(case):
    clock = start(case)

    case.refresh_from_db()
    assert (clock.amount, clock.unit, clock.limit_id) == (5, TimeUnit.WORKING_DAYS, None)
    assert clock.due_at == shanghai("2026-03-09T18:00")
    assert case.due_at == clock.due_at == running_clock(case).due_at
    assert kinds(clock) == [ClockEventKind.STARTED]


def test_a_new_step_stops_the_one_before(case):
    first = start(case, Step.ACCEPT)
    second = start(case, Step.DISPATCH, "2026-03-02T10:00")

    first.refresh_from_db()
    assert first.stopped_at == shanghai("2026-03-02T10:00")
    assert kinds(first) == [ClockEventKind.STARTED, ClockEventKind.STOPPED]
    assert Clock.objects.get(stopped_at__isnull=True) == second


def test_stopping_late_is_marked_with_the_due_time(case):
    start(case, Step.ACCEPT)

    clock = clocks.stop_step(case, actor=SYSTEM, now=shanghai("2026-03-02T18:00"))

    assert clock.breached_at == shanghai("2026-03-02T15:30")
    assert kinds(clock) == ["STARTED", "BREACHED", "STOPPED"]
    assert case.due_at is None
    assert clocks.stop_step(case, actor=SYSTEM, now=NOW) is None


def test_the_reporters_time_is_never_late(case):
    start(case, Step.CONFIRM)

    clock = clocks.stop_step(case, actor=SYSTEM, now=NOW + timedelta(days=30))

    assert clock.breached_at is None


def test_the_nearest_row_counts(tree, case):
    other = make_category(tree.county, "water")

    def limit(place, amount, category=None, level=Level.ORDINARY, **options):
        return Limit.objects.create(
            place=place,
            scope_path=place.path,
            category=category,
            level=level,
            step=Step.HANDLE,
            amount=amount,
            unit=TimeUnit.NATURAL_MINUTES,
            **{"valid_from": SINCE} | options,
        )

    limit(tree.county, 10, case.category)
    limit(tree.sibling_community, 11)
    limit(tree.township, 12, valid_to=date(2026, 3, 2))
    limit(tree.township, 13, level=Level.URGENT)
    limit(tree.township, 14, other)
    row = limit(tree.township, 15)

    assert start(case).limit_id == row.pk
    nearer = limit(tree.township, 16, case.category)
    assert start(case).limit_id == nearer.pk
    assert case.due_at == NOW + timedelta(minutes=16)


def test_holidays_and_make_up_days_count_as_announced(case):
    # The Saturday before the Spring Festival of 2026 is worked, the week after it is not.
    start(case, Step.ACCEPT, "2026-02-13T17:00")
    assert case.due_at == shanghai("2026-02-14T11:30")

    start(case, Step.CHECK, "2026-02-14T09:00")
    assert case.due_at == shanghai("2026-02-25T18:00")


def test_a_year_without_a_notice_is_provisional(case):
    assert not start(case, at="2026-12-14T09:00").is_provisional
    assert start(case, at="2026-12-30T09:00").is_provisional
    assert not start(case, Step.CONFIRM, at="2026-12-30T09:00").is_provisional


def test_days_and_hours_an_office_set_hold_below_it(tree, case):
    day = date(2026, 3, 3)
    for place, is_worked in ((tree.county, True), (tree.township, False)):
        DayOverride.objects.create(
            place=place, scope_path=place.path, day=day, is_worked=is_worked, reason="x",
            entered_at=NOW,
        )  # fmt: skip
    OfficeHours.objects.create(
        place=tree.county, scope_path=tree.county.path, hours="09:00-11:00", valid_from=SINCE
    )

    start(case, Step.ACCEPT, "2026-03-02T10:00")  # one hour today, none tomorrow, then two, one

    assert case.due_at == shanghai("2026-03-05T10:00")
    elsewhere = make_case(tree.village)
    start(elsewhere, Step.ACCEPT, "2026-03-02T10:00")
    assert elsewhere.due_at == shanghai("2026-03-04T10:00")


def test_a_pause_keeps_what_was_left(case):
    clock = start(case, Step.ACCEPT)  # 240 working minutes from 09:30

    clocks.pause_clock(
        case, clock, since=shanghai("2026-03-02T11:30"), reason="PARTS", actor=SYSTEM,
        now=shanghai("2026-03-02T15:00"),
    )  # fmt: skip
    assert (case.due_at, clock.due_at) == (None, None)

    clocks.resume_clock(case, clock, actor=SYSTEM, now=shanghai("2026-03-05T08:00"))

    assert case.due_at == shanghai("2026-03-05T10:30")
    assert kinds(clock) == ["STARTED", "PAUSED", "RESUMED"]


def test_an_extension_moves_forward_only(case):
    clock = start(case)
    before = case.due_at

    clocks.extend_clock(
        case, clock, until=before - timedelta(days=1), reason="PARTS", actor=SYSTEM, now=NOW
    )
    assert case.due_at == before

    clocks.extend_clock(
        case, clock, until=before + timedelta(days=2), reason="PARTS", actor=SYSTEM, now=NOW
    )
    assert case.due_at == before + timedelta(days=2)


def test_another_level_changes_the_limit_from_the_start_and_says_so(case):
    clock = start(case)
    assert not clocks.change_limit(case, actor=SYSTEM, now=NOW)

    case.level = Level.DANGER
    assert clocks.change_limit(case, actor=SYSTEM, now=NOW + timedelta(hours=1))

    assert case.due_at == NOW + timedelta(hours=4)
    last = clock.events.order_by("-number").first()
    assert (last.kind, last.reason, last.due_at) == ("CHANGED", "category", case.due_at)


def test_events_follow_one_another_also_when_the_machine_is_set_back(case):
    clock = start(case)

    clocks.stop_step(case, actor=SYSTEM, now=NOW - timedelta(days=400))

    times = [event.at for event in ClockEvent.objects.filter(clock=clock).order_by("number")]
    assert times == sorted(times) == [NOW, NOW]
