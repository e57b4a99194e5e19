"""The worker's minute: ladder, ends of pauses, changed days, orphaned tasks; delays and calls."""

from contextlib import suppress
from datetime import timedelta

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.cases import services
from linli.apps.cases.models import Clock, Task
from linli.apps.cases.rules.clocks import DelayKind, DelayState, Step
from linli.apps.cases.rules.delays import DangerNotDelayed, DelayTooLate, DelayWaiting
from linli.apps.cases.rules.kinds import Level, PauseReason
from linli.apps.cases.rules.tasks import TaskKind, TaskState
from linli.apps.cases.services import calls, clocks, delays, ladder, settings, tasks
from linli.apps.cases.tasks.clocks import strike
from linli.apps.notices.models import Notice
from linli.apps.organisations import services as organisations
from linli.apps.organisations.models import Appointment
from linli.apps.organisations.rules.basis import Ending
from linli.apps.organisations.rules.bodies import SeatKind
from linli.core.access import Actor, Grant
from linli.core.errors import NotAllowed
from linli.kit.ticks import SomeFailed
from tests.factories.clocks import NOW, SYSTEM, make_case, make_town
from tests.factories.organisations import TODAY, seat_of

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def case(town):
    case = make_case(town.tree.community, lead=town.department, seat=town.head)
    clocks.start_step(case, Step.HANDLE, actor=SYSTEM, now=NOW)
    tasks.send_task(
        case, TaskKind.LEAD, town.department, actor=SYSTEM, text="x", legal_basis="x", now=NOW
    )
    return case


def officer(town, account=7):
    grant = Grant(Role.DEPARTMENT_OFFICER, town.tree.county.path, body_id=town.department.pk)
    return Actor(account_id=account, grants=(grant,))


def admin(town, account=8):
    return Actor(account_id=account, grants=(Grant(Role.TOWNSHIP_ADMIN, town.tree.township.path),))


def kinds(case):
    clock = Clock.objects.get(case=case, task=None)
    return [event.kind for event in clock.events.order_by("number")]


def test_each_rung_is_climbed_once_and_none_at_night(case):
    for hours in range(24 * 20):
        strike(NOW + hours * HOUR)

    assert kinds(case) == ["STARTED", "REMINDED", "BREACHED", "ESCALATED", "ESCALATED"]
    assert Notice.objects.filter(kind__startswith="cases.clock").count() == 4
    posted = Notice.objects.values_list("posted_at", flat=True)
    assert all(7 <= (at + 8 * HOUR).hour < 22 for at in posted)
    clock = Clock.objects.get(case=case, task=None)
    assert (clock.breached_at, clock.next_rung_at) == (clock.due_at, None)


def test_a_case_that_breaks_holds_up_no_other_and_no_other_step(town, case, monkeypatch):
    """The broken one is due first; the minute still counts as failed, so that somebody looks."""
    second = make_case(town.tree.community, lead=town.department, seat=town.head)
    clocks.start_step(second, Step.HANDLE, actor=SYSTEM, now=NOW + HOUR)
    locked = ladder.locked_case

    def break_on_the_first(case_id, *arguments):
        if case_id == case.pk:
            raise RuntimeError("this row cannot be dealt with")
        return locked(case_id, *arguments)

    def no_orphans(**_arguments):
        raise RuntimeError("this step cannot be taken")

    monkeypatch.setattr(ladder, "locked_case", break_on_the_first)
    monkeypatch.setattr("linli.apps.cases.tasks.clocks.rehome_orphans", no_orphans)
    for hours in range(24 * 20):
        with suppress(SomeFailed):
            strike(NOW + hours * HOUR)

    assert kinds(case) == ["STARTED"]
    assert kinds(second) == ["STARTED", "REMINDED", "BREACHED", "ESCALATED", "ESCALATED"]
    with pytest.raises(SomeFailed):
        strike(NOW + 30 * DAY)


def test_a_pause_is_asked_for_decided_by_another_and_ends_by_itself(town, case):
    due = case.due_at
    asked = delays.ask_delay(
        actor=officer(town), case_id=case.pk, kind=DelayKind.PAUSE, reason=PauseReason.PARTS,
        text="等配件", until=NOW + 3 * DAY, now=NOW + HOUR,
    )  # fmt: skip
    with pytest.raises(DelayWaiting):
        delays.ask_delay(
            actor=officer(town), case_id=case.pk, kind=DelayKind.PAUSE,
            reason=PauseReason.PARTS, text="x", until=NOW + DAY, now=NOW + HOUR,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        delays.decide_delay(
            actor=admin(town, 7), delay_id=asked.pk, is_granted=True, text="", now=NOW + 2 * HOUR
        )

    delays.decide_delay(
        actor=admin(town), delay_id=asked.pk, is_granted=True, text="", now=NOW + 2 * HOUR
    )
    case.refresh_from_db()
    assert (case.due_at, case.was_delayed) == (None, True)

    strike(NOW + 3 * DAY)
    case.refresh_from_db()
    asked.refresh_from_db()
    assert asked.state == DelayState.ENDED
    assert case.due_at > due


def test_nothing_is_delayed_too_late_or_in_danger(town, case):
    def ask(now):
        delays.ask_delay(
            actor=officer(town), case_id=case.pk, kind=DelayKind.PAUSE,
            reason=PauseReason.PARTS, text="x", until=now + DAY, now=now,
        )  # fmt: skip

    with pytest.raises(DelayTooLate):
        ask(NOW + 30 * DAY)
    case.level = Level.DANGER
    case.save()
    with pytest.raises(DangerNotDelayed):
        ask(NOW + HOUR)


def test_a_changed_day_moves_the_due_time_and_says_so(town, case):
    due = case.due_at
    settings.override_day(
        actor=SYSTEM, place_id=town.tree.township.pk, day=TODAY + DAY, is_worked=False,
        reason="台风", now=NOW,
    )  # fmt: skip

    strike(NOW + HOUR)

    case.refresh_from_db()
    assert case.due_at == due + DAY
    assert kinds(case) == ["STARTED", "CHANGED"]
    assert case.steps.get().kind == "due_moved"
    strike(NOW + HOUR)
    assert kinds(case) == ["STARTED", "CHANGED"]


def test_no_task_stays_with_a_vacant_post_and_it_goes_back(town, case):
    post = Appointment.objects.get(seat=town.head)
    organisations.end_appointment(
        actor=SYSTEM, appointment_id=post.pk, valid_to=TODAY, ending=Ending.RESIGNED, now=NOW
    )

    strike(NOW)

    above = seat_of(town.district_office, SeatKind.HEAD)
    case.refresh_from_db()
    assert {Task.objects.get().seat, case.seat} == {above}


def test_a_case_ahead_of_a_clock_set_back_does_not_hold_the_others_up(town, case):
    other = make_case(town.tree.community, lead=town.department, seat=town.head)
    clocks.start_step(other, Step.HANDLE, actor=SYSTEM, now=NOW)
    for one in (case, other):
        tasks.send_task(
            one, TaskKind.CALL, town.department, actor=SYSTEM, text="x", legal_basis="x", now=NOW
        )
    services.add_remark(actor=SYSTEM, case_id=case.pk, text="x", now=NOW + 90 * DAY)
    settings.override_day(
        actor=SYSTEM, place_id=town.tree.county.pk, day=TODAY + DAY, is_worked=False,
        reason="x", now=NOW,
    )  # fmt: skip
    for post in Appointment.objects.filter(seat=town.head):
        organisations.end_appointment(
            actor=SYSTEM, appointment_id=post.pk, valid_to=TODAY, ending=Ending.RESIGNED, now=NOW
        )

    strike(NOW + HOUR)

    moved = Task.objects.exclude(seat=town.head)
    assert set(moved.values_list("case", flat=True)) == {other.pk}
    waits = Clock.objects.filter(recheck_at__isnull=False).values_list("case", flat=True)
    assert set(waits) == {case.pk}
    strike(NOW + 90 * DAY)
    assert not Task.objects.filter(state=TaskState.SENT, seat=town.head).exists()
    assert not Clock.objects.filter(recheck_at__isnull=False).exists()


def test_a_department_answers_for_its_calls(town, case):
    def call():
        return tasks.send_task(
            case, TaskKind.CALL, town.department, actor=SYSTEM, text="x", legal_basis="x", now=NOW
        )

    first, second = call(), call()
    with pytest.raises(NotAllowed):
        calls.arrive(actor=admin(town), task_id=first.pk, now=NOW + HOUR)

    calls.arrive(actor=officer(town), task_id=first.pk, now=NOW + HOUR)
    done = calls.report_result(actor=officer(town), task_id=first.pk, text="ok", now=NOW + HOUR)
    refused = calls.decline(
        actor=officer(town), task_id=second.pk, basis="条例 12", text="不属我局", now=NOW + HOUR
    )

    assert (done.state, refused.state) == (TaskState.DONE, TaskState.REFUSED)
    assert [step.kind for step in case.steps.order_by("number")] == [
        "arrived", "result", "declined",
    ]  # fmt: skip
