"""Calls upwards: called from a cell, arrived, refused, ruled on; assists that gate."""

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.cases import services
from linli.apps.cases.models import Case, Clock, Task
from linli.apps.cases.rules.clocks import ClockEventKind, Step
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Channel, Disclosure, Outcome
from linli.apps.cases.rules.refusals import (
    AssistsOpen,
    CallBinds,
    CalledAlready,
    CallWithoutCell,
    NobodyCalled,
    NothingToRule,
)
from linli.apps.cases.rules.tasks import CallRuling, TaskKind, TaskState
from linli.apps.cases.rules.texts import TextMissing, TextTooLong
from linli.apps.cases.selectors.bodies import record_of
from linli.apps.cases.selectors.calls import call_figures
from linli.apps.cases.services import calls
from linli.apps.cases.services.ladder import climb_due
from linli.apps.notices.models import Addressee, Notice
from linli.apps.organisations.rules.bodies import SeatKind
from linli.core.access import Actor, Grant
from linli.core.errors import NotAllowed, NotFound
from tests.factories.cases import (
    NOW,
    SYSTEM,
    called,
    case_in,
    give_cell,
    make_case,
    make_town,
    report_of,
)
from tests.factories.organisations import seat_of

pytestmark = pytest.mark.django_db
BASIS = "住建局三定规定第4条"


@pytest.fixture
def town():
    made = make_town()
    give_cell(made)
    return made


def told(kind):
    notice = Notice.objects.filter(kind=kind).order_by("-pk").first()
    return [(row.kind, row.target_id) for row in Addressee.objects.filter(notice=notice or 0)]


def call(town, case, *bodies, actor=None, text="请到场", hours=1):
    return calls.call_upwards(
        actor=actor or town.grid_worker,
        case_id=case.pk,
        body_ids=[body.pk for body in bodies],
        text=text,
        legal_basis="职责清单第12条",
        now=town.at(hours),
    )


def decline(town, task, hours=2):
    return calls.decline(
        actor=town.officer, task_id=task.pk, basis=BASIS, text="不属本局", now=town.at(hours)
    )


def running(task):
    return Clock.objects.filter(task=task, stopped_at__isnull=True).first()


def test_a_call_starts_the_departments_clock_and_reaches_its_post(town):
    task = called(town)

    assert (task.kind, task.state, task.cell) == (TaskKind.CALL, TaskState.SENT, task.case.cell)
    assert running(task).step == Step.ARRIVE
    assert task.case.state == CaseState.REPORTED  # beside the flow: the case goes its own way
    assert told("cases.call") == [("POST", seat_of(town.department, SeatKind.HEAD).pk)]
    assert AuditEvent.objects.filter(kind="case.called").count() == 1


def test_several_are_called_at_once_and_each_has_a_notice_of_its_own(town):
    case = make_case(town)
    tasks = call(town, case, town.department, town.office)

    assert {task.body for task in tasks} == {town.department, town.office}
    assert Notice.objects.filter(kind="cases.call").count() == 2


def test_a_call_names_somebody_who_has_no_part_yet_with_words_that_fit(town):
    case = make_case(town)
    with pytest.raises(NobodyCalled):
        call(town, case)
    with pytest.raises(TextMissing):
        call(town, case, town.department, text=" ")
    with pytest.raises(TextTooLong):
        call(town, case, town.department, text="长" * 2001)
    with pytest.raises(NotFound):
        call(town, case, town.committee)
    call(town, case, town.department)
    with pytest.raises(CalledAlready):
        call(town, case, town.department)
    assert Task.objects.count() == 1


def test_only_workers_of_the_cell_call_and_only_from_a_cell(town):
    case = make_case(town)
    for actor in (town.dispatcher, town.handler, town.officer):
        with pytest.raises((NotAllowed, NotFound)):
            call(town, case, town.department, actor=actor)
    Case.objects.filter(pk=case.pk).update(cell=None)
    with pytest.raises(CallWithoutCell):
        call(town, case, town.department)
    assert not Task.objects.exists()


def test_who_called_hears_of_arrival_and_result_and_the_record_counts_them(town):
    task = called(town)
    caller = [("ACCOUNT", town.grid_worker.account_id)]

    calls.arrive(actor=town.officer, task_id=task.pk, now=town.at(2))
    assert told("cases.call_news") == caller
    assert running(task).step == Step.RESULT
    calls.report_result(actor=town.officer, task_id=task.pk, text="已封堵", now=town.at(3))

    task.refresh_from_db()
    assert (task.state, task.answer, task.due_at) == (TaskState.DONE, "已封堵", None)
    assert running(task) is None
    assert Notice.objects.filter(kind="cases.call_news").count() == 2
    counts = record_of(town.department, since=NOW, now=town.at(4))
    assert (counts.calls, counts.calls_arrived, counts.calls_done, counts.never_late) == (
        1, 1, 1, 1,
    )  # fmt: skip


def test_a_refusal_needs_its_law_and_goes_to_the_arbiter_whose_clock_runs(town):
    task = called(town)
    with pytest.raises(Exception, match="basis"):
        calls.decline(actor=town.officer, task_id=task.pk, basis="", text="不来", now=town.at(2))

    decline(town, task)

    task.refresh_from_db()
    office = seat_of(town.office, SeatKind.HEAD).pk
    assert (task.state, task.basis) == (TaskState.REFUSED, BASIS)
    assert running(task).step == Step.ARBITRATE
    assert told("cases.ruling") == [("POST", office)]
    climb_due(actor=SYSTEM, now=town.at(24 * 4))
    breached = Notice.objects.filter(kind="cases.clock_breached").last()
    assert Addressee.objects.get(notice=breached).target_id == office
    assert record_of(town.department, since=NOW, now=town.at(99)).never_late == 1


def test_the_arbiter_lets_a_refusal_stand_or_calls_again_and_that_binds(town):
    stands, comes = called(town), called(town)
    for task in (stands, comes):
        decline(town, task)
    common = {"actor": town.dispatcher, "text": "按职责清单", "now": town.at(3)}

    calls.rule_on_call(task_id=stands.pk, must_come=False, **common)
    calls.rule_on_call(task_id=comes.pk, must_come=True, **common)

    stands.refresh_from_db()
    assert (stands.ruling, running(stands)) == (CallRuling.STANDS, None)
    again = Task.objects.get(case=comes.case, is_binding=True)
    assert (again.state, again.body) == (TaskState.SENT, town.department)
    assert again.caller_account_id == town.grid_worker.account_id
    with pytest.raises(CallBinds):
        decline(town, again, hours=4)
    with pytest.raises(NothingToRule):
        calls.rule_on_call(task_id=comes.pk, must_come=False, **common)
    counts = record_of(town.department, since=NOW, now=town.at(5))
    assert (counts.refused, counts.refusals_stand, counts.refusals_overruled) == (2, 1, 1)


def test_nobody_rules_on_the_refusal_of_their_own_body(town):
    task = called(town)
    decline(town, task)
    grant = Grant(role=Role.DISTRICT_ADMIN, path=town.tree.county.path, body_id=town.department.pk)
    judge = Actor(account_id=77, person_id=town.district.person_id, grants=(grant,))

    with pytest.raises(NotAllowed) as refused:
        calls.rule_on_call(actor=judge, task_id=task.pk, must_come=False, text="x", now=town.at(3))

    assert "own_refusal" in str(refused.value.facts)


def test_a_call_is_taken_back_by_the_cell_and_closing_ends_what_is_open(town):
    task, other = called(town), called(town)
    calls.call_off(actor=town.grid_worker, task_id=task.pk, text="已自行恢复", now=town.at(2))
    decline(town, other)
    services.answer_case(actor=town.clerk, case_id=other.case_id, text="已答复", now=town.at(3))

    task.refresh_from_db()
    assert task.state == TaskState.CANCELLED
    assert not Clock.objects.filter(stopped_at__isnull=True, case=other.case).exists()


def test_a_call_stays_when_the_lead_returns_its_task(town):
    task = called(town)
    case = services.accept_case(actor=town.clerk, case_id=task.case_id, now=town.at(2))
    services.dispatch_case(
        actor=town.dispatcher, case_id=case.pk, body=town.team.pk, now=town.at(3)
    )
    services.return_task(
        actor=town.handler, case_id=case.pk, basis="合同第3条", text="市政道路", now=town.at(4)
    )

    task.refresh_from_db()
    assert task.state == TaskState.SENT


def test_a_round_report_calls_at_once_and_sent_twice_is_one_call(town):
    report = report_of(town, channel=Channel.GRID, disclosure=Disclosure.OPEN)
    for _time in range(2):
        case = calls.report_and_call(
            actor=town.grid_worker,
            report=report,
            body_ids=[town.department.pk],
            legal_basis="清单",
            now=NOW,
            key="round-report-1",
        )

    assert Task.objects.get().case == case
    assert Case.objects.count() == 1


def dispatched(town, *, gate):
    case = case_in(town, CaseState.OPEN)
    services.dispatch_case(
        actor=town.dispatcher,
        case_id=case.pk,
        body=town.team.pk,
        assists=[town.department.pk],
        assists_gate=gate,
        now=town.at(2),
    )
    services.take_case(actor=town.handler, case_id=case.pk, now=town.at(3))
    return case, Task.objects.get(case=case, kind=TaskKind.ASSIST)


def feed_back(town, case, hours):
    return services.feed_back(
        actor=town.handler, case_id=case.pk, outcome=Outcome.SOLVED, text="好了", now=town.at(hours)
    )


def test_the_lead_waits_for_assists_that_gate_and_for_no_others(town):
    gated, assist = dispatched(town, gate=True)
    with pytest.raises(AssistsOpen) as refused:
        feed_back(town, gated, 4)
    assert refused.value.facts["bodies"] == town.department.name

    calls.arrive(actor=town.officer, task_id=assist.pk, now=town.at(5))
    calls.report_result(actor=town.officer, task_id=assist.pk, text="已断电", now=town.at(6))
    assert feed_back(town, gated, 7).state == CaseState.FED_BACK

    free, _assist = dispatched(town, gate=False)
    assert feed_back(town, free, 8).state == CaseState.FED_BACK


def test_the_board_takes_an_assist_back_that_holds_the_lead_up(town):
    case, assist = dispatched(town, gate=True)
    with pytest.raises(NotAllowed):
        calls.call_off(actor=town.handler, task_id=assist.pk, text="不用了", now=town.at(4))

    calls.call_off(actor=town.dispatcher, task_id=assist.pk, text="不用了", now=town.at(4))

    assert feed_back(town, case, 5).state == CaseState.FED_BACK


def test_the_figures_of_an_area_count_what_departments_did(town):
    arrived, refused, late = called(town), called(town), called(town)
    calls.arrive(actor=town.officer, task_id=arrived.pk, now=town.at(2))
    decline(town, refused)
    calls.arrive(actor=town.officer, task_id=late.pk, now=town.at(24 * 9))

    (found,) = call_figures(town.clerk, since=NOW)

    assert late.clocks.filter(events__kind=ClockEventKind.BREACHED).exists()
    assert (found.body, found.calls, found.arrived, found.in_time, found.refused, found.open) == (
        town.department.name, 3, 2, 2, 1, 2,
    )  # fmt: skip
    assert call_figures(town.stranger, since=NOW) == []
