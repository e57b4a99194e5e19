"""Figures of calls: both sides by their limits; what is kept equals a count over the calls."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.apps.cases.models import CallFigure, FigureChange, Task
from linli.apps.cases.rules.call_counts import (
    CallCount,
    CallRateName,
    call_rate,
    counts_of_call,
)
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.rules.tasks import CallRuling, TaskState
from linli.apps.cases.selectors.call_figures import by_body, call_facts
from linli.apps.cases.selectors.figures import figure_faults, level_of
from linli.apps.cases.services import calls, delays
from linli.apps.cases.services.figures import fold_all, fold_changes
from linli.kit.days import local_day
from tests.factories.cases import NOW, case_in, give_cell, make_town

pytestmark = pytest.mark.django_db
_C = CallCount


@pytest.fixture
def town(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    town = make_town()
    give_cell(town)
    return town


def call(town, hours=1, state=CaseState.HANDLING):
    """Return a call of the department to a new case."""
    case = case_in(town, state)
    (task,) = calls.call_upwards(
        actor=town.grid_worker, case_id=case.pk, body_ids=[town.department.pk], text="请到场",
        legal_basis="燃气管理条例", now=town.at(hours),
    )  # fmt: skip
    return task


def counted(town):
    """Return what the township counts of the department, after looking that it is the raw count."""
    assert list(figure_faults()) == []
    day = local_day(town.at(0))
    place = town.tree.township
    months = (day.replace(month=1, day=1), day.replace(month=12, day=1))
    found = by_body(place.pk, level_of(place), *months)
    return +found.get(town.department.pk, Counter())


def test_who_comes_and_reports_in_time(town):
    task = call(town)
    assert counted(town) == {_C.SENT: 1, _C.DUE: 1}

    calls.arrive(actor=town.officer, task_id=task.pk, now=town.at(1.5))
    fold_all()
    calls.report_result(actor=town.officer, task_id=task.pk, text="已处理", now=town.at(2))

    assert counted(town) == dict.fromkeys(
        (_C.SENT, _C.DUE, _C.ARRIVED, _C.ARRIVED_IN_TIME, _C.RESULT_DUE, _C.RESULT,
         _C.RESULT_IN_TIME), 1,
    )  # fmt: skip


def test_who_comes_late_has_come(town):
    task = call(town)
    calls.arrive(actor=town.officer, task_id=task.pk, now=town.at(24 * 6))

    found = counted(town)
    assert (found[_C.DUE], found[_C.ARRIVED], found[_C.ARRIVED_IN_TIME]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("must_come", "count", "due"), [(True, _C.OVERRULED, 2), (False, _C.STANDS, 1)]
)
def test_a_refusal_and_what_the_arbiter_said(town, must_come, count, due):
    task = call(town)
    calls.decline(
        actor=town.officer, task_id=task.pk, basis="三定方案", text="非职责", now=town.at(2)
    )
    assert counted(town) == {_C.SENT: 1, _C.DUE: 1, _C.REFUSED: 1}

    calls.rule_on_call(
        actor=town.district, task_id=task.pk, must_come=must_come, text="依清单", now=town.at(3)
    )

    found = counted(town)
    assert (found[_C.DUE], found[_C.REFUSED], found[count]) == (due, 1, 1)
    assert call_rate(CallRateName.ARRIVED_IN_TIME, found).whole == due - (not must_come)


@pytest.mark.parametrize(("hours", "count"), [(1.2, _C.TAKEN_BACK), (24 * 9, _C.DUE)])
def test_a_call_taken_back_is_left_out_unless_the_department_was_late(town, hours, count):
    task = call(town)

    calls.call_off(actor=town.grid_worker, task_id=task.pk, text="已解决", now=town.at(hours))

    assert counted(town) == {_C.SENT: 1, count: 1}


def test_a_result_that_stands_is_not_due(town):
    task = call(town)
    calls.arrive(actor=town.officer, task_id=task.pk, now=town.at(1.5))
    delay = delays.ask_delay(
        actor=town.officer, case_id=task.case_id, task_id=task.pk, kind=DelayKind.PAUSE,
        reason=PauseReason.PARTS, text="等配件", until=town.at(24 * 20), now=town.at(2),
    )  # fmt: skip
    delays.decide_delay(
        actor=town.dispatcher, delay_id=delay.pk, is_granted=True, text="同意", now=town.at(3)
    )
    assert _C.RESULT_DUE not in counted(town)

    calls.report_result(actor=town.officer, task_id=task.pk, text="已处理", now=town.at(48))

    found = counted(town)
    assert (found[_C.RESULT_DUE], found[_C.RESULT_IN_TIME]) == (1, 1)


times = st.none() | st.integers(0, 90)


@settings(deadline=None)
@given(
    st.lists(
        st.builds(
            lambda state, ruling, sent, arrive, taken, result, ended: Task(
                kind="CALL", state=state, ruling=ruling, county_id=1, township_id=11, body_id=5,
                sent_at=_at(sent), arrive_due_at=_at(arrive), taken_at=_at(taken),
                result_due_at=_at(result), ended_at=_at(ended),
            ),
            st.sampled_from(list(TaskState)), st.none() | st.sampled_from(list(CallRuling)),
            st.integers(0, 90), times, times, times, times,
        ),
        max_size=30,
    )
)  # fmt: skip
def test_no_part_is_larger_than_its_whole(found):
    totals = Counter()
    for task in found:
        if task.state == TaskState.REFUSED:
            task.taken_at = None  # whoever has come does not refuse
        for key, number in counts_of_call(call_facts(task)).items():
            totals[key.name] += number
    for name in CallRateName:
        assert call_rate(name, totals).part <= call_rate(name, totals).whole


def _at(hour):
    return None if hour is None else NOW + timedelta(hours=hour)


@pytest.mark.django_db(transaction=True)
def test_calls_that_were_there_are_counted(town):
    done, refused, back, late = (call(town) for _ in range(4))
    call(town)
    calls.arrive(actor=town.officer, task_id=done.pk, now=town.at(1.5))
    calls.report_result(actor=town.officer, task_id=done.pk, text="已处理", now=town.at(2))
    calls.decline(
        actor=town.officer, task_id=refused.pk, basis="三定方案", text="非职责", now=town.at(2)
    )
    calls.rule_on_call(
        actor=town.district, task_id=refused.pk, must_come=False, text="依清单", now=town.at(3)
    )
    calls.call_off(actor=town.grid_worker, task_id=back.pk, text="已解决", now=town.at(2))
    calls.arrive(actor=town.officer, task_id=late.pk, now=town.at(24 * 9))
    before = counted(town)
    fold_changes(size=FigureChange.objects.count() // 2)

    for target in ([("cases", "0019_when_erased")], None):
        executor = MigrationExecutor(connection)
        executor.loader.build_graph()
        executor.migrate(target or executor.loader.graph.leaf_nodes("cases"))

    assert counted(town) == before
    assert CallFigure.objects.exists()
