"""Tasks of bodies: sent to the post that answers, taken, finished, returned, refused, cancelled."""

from datetime import timedelta

import pytest

from linli.apps.cases.models import Clock, Task
from linli.apps.cases.rules.clocks import Step
from linli.apps.cases.rules.refusals import BodyHasNoPost, EvidenceMissing
from linli.apps.cases.rules.tasks import TaskKind, TaskState
from linli.apps.cases.services import clocks, tasks
from linli.apps.organisations import services as organisations
from linli.apps.organisations.models import Appointment, Seat
from linli.apps.organisations.rules.basis import Ending
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.core.machine import IllegalTransition
from tests.factories.clocks import NOW, SYSTEM, make_case, make_town
from tests.factories.organisations import LONG_AGO, TODAY, make_absence, make_body, seat_of
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def case(town):
    return make_case(town.tree.community)


def send(case, body, kind=TaskKind.CALL):
    return tasks.send_task(
        case, kind, body, actor=SYSTEM, text="请到场", legal_basis="条例 13", now=NOW
    )


def end_posts(seat):
    for post in Appointment.objects.filter(seat=seat, valid_to=None):
        organisations.end_appointment(
            actor=SYSTEM, appointment_id=post.pk, valid_to=TODAY, ending=Ending.RESIGNED, now=NOW
        )


def running(task):
    return Clock.objects.get(task=task, stopped_at__isnull=True)


def test_a_call_is_timed_on_the_department_arrival_then_result(town, case):
    task = send(case, town.department)
    assert (task.seat, task.state) == (town.head, TaskState.SENT)
    assert running(task).step == Step.ARRIVE
    assert task.due_at == running(task).due_at

    tasks.take_task(task, actor=SYSTEM, now=LATER)
    assert running(task).step == Step.RESULT

    tasks.finish_task(task, actor=SYSTEM, text="已处理", now=LATER)
    task.refresh_from_db()
    assert (task.state, task.answer, task.due_at) == (TaskState.DONE, "已处理", None)
    assert not Clock.objects.filter(stopped_at__isnull=True).exists()


def test_an_assistant_has_one_clock_and_the_lead_the_cases_own(town, case):
    clocks.start_step(case, Step.TAKE, actor=SYSTEM, now=NOW)
    lead = send(case, town.department, TaskKind.LEAD)
    assist = send(case, town.office, TaskKind.ASSIST)

    assert not Clock.objects.filter(task=lead).exists()
    assert running(assist).step == Step.ASSIST
    tasks.take_task(assist, actor=SYSTEM, now=LATER)
    assert running(assist).step == Step.ASSIST

    tasks.take_task(lead, actor=SYSTEM, now=LATER)
    clocks.start_step(case, Step.HANDLE, actor=SYSTEM, now=LATER)
    lead.refresh_from_db()
    assert lead.due_at == case.due_at


def test_a_refusal_and_a_return_need_their_law_and_words(town, case):
    task = send(case, town.department)
    with pytest.raises(EvidenceMissing) as refused:
        tasks.refuse_call(task, actor=SYSTEM, basis=" ", text="不属我局", now=LATER)
    assert refused.value.facts["field"] == "basis"

    tasks.refuse_call(task, actor=SYSTEM, basis="条例 12", text="不属我局", now=LATER)
    assert task.state == TaskState.REFUSED
    with pytest.raises(IllegalTransition):
        tasks.take_task(task, actor=SYSTEM, now=LATER)

    other = send(case, town.department, TaskKind.ASSIST)
    tasks.return_task_row(other, actor=SYSTEM, basis="条例 12", text="错派", now=LATER)
    assert other.state == TaskState.RETURNED


def test_cancelling_stops_all_clocks_of_tasks_but_not_the_cases(town, case):
    clocks.start_step(case, Step.HANDLE, actor=SYSTEM, now=NOW)
    send(case, town.department)
    send(case, town.office, TaskKind.ASSIST)

    gone = tasks.cancel_tasks(case, actor=SYSTEM, now=LATER)

    assert [task.state for task in gone] == [TaskState.CANCELLED] * 2
    assert Clock.objects.get(stopped_at__isnull=True).task is None
    assert tasks.cancel_tasks(case, actor=SYSTEM, now=LATER) == []


def test_a_vacant_leading_post_falls_upwards(town, case):
    end_posts(town.head)

    assert send(case, town.department).seat == seat_of(town.district_office, SeatKind.HEAD)


def test_an_absent_leader_with_a_substitute_keeps_the_task_in_the_body(town, case):
    make_absence(
        town.head, town.people["head"], make_person(town.tree.community), TODAY,
        TODAY + timedelta(days=9),
    )  # fmt: skip

    assert send(case, town.department).seat == town.head


def test_where_nobody_acts_anywhere_the_bodys_own_post_keeps_the_task(town, case):
    for seat in (town.head, seat_of(town.district_office, SeatKind.HEAD)):
        end_posts(seat)

    assert send(case, town.department).seat == town.head


def test_a_body_without_any_post_is_refused(town, case):
    team = make_body(town.tree.foreign_county, BodyType.VOLUNTEER_TEAM)
    Seat.objects.filter(body=team).update(valid_to=LONG_AGO)

    with pytest.raises(BodyHasNoPost):
        send(case, team)
    assert not Task.objects.exists()
