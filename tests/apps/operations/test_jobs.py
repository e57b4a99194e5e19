"""Jobs of the worker: what is kept of them, and what their system administrator may do."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django_tasks_db.models import DBTaskResult

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.operations import services
from linli.apps.operations.models import ClockJob
from linli.apps.operations.rules import JobInOrder, JobState, JobUnknown, is_silent, state_of
from linli.apps.operations.selectors.jobs import get_job, get_piece, queue_lines
from linli.core.access import Actor, Grant
from linli.core.errors import NotAllowed
from linli.kit.ticks import Clock, SomeFailed, Tick, one_by_one

pytestmark = pytest.mark.django_db
NAME = "linli.apps.audit.tasks.seal"
MINUTE = timedelta(minutes=1)
ADMIN = Actor(account_id=1, name="系统管理员", grants=(Grant(Role.SYSTEM_ADMIN, "0001"),))
SECRET = "张三 370102199001011234"


@pytest.fixture
def seal(monkeypatch):
    """Let the job of the trail count its runs, and break as often as told."""
    state = {"runs": 0, "breaks": 0}

    def run(now):
        state["runs"] += 1
        if state["breaks"]:
            state["breaks"] -= 1
            ContentType.objects.get(model=SECRET)

    monkeypatch.setattr(f"{NAME}", run)
    monkeypatch.setattr("linli.kit.ticks.ticks", lambda: [Tick(NAME, "", every=MINUTE)])
    return state


def clock():
    return Clock(services.StoredJournal())


def test_a_job_that_breaks_is_kept_with_its_place_and_never_with_what_it_said(seal, now):
    seal["breaks"] = 3
    struck = clock()
    for minutes in range(3):
        struck.strike(now + minutes * MINUTE)

    job = ClockJob.objects.get()
    assert (job.name, job.failures, job.failed_at) == (NAME, 3, now + 2 * MINUTE)
    assert "DoesNotExist" in job.error
    assert "张三" not in job.error
    assert "1234" not in job.error
    assert get_job(NAME, now=now).state == JobState.FAILED


def test_a_job_that_is_well_again_has_no_failures(seal, now):
    seal["breaks"] = 1
    struck = clock()
    struck.strike(now)
    struck.strike(now + MINUTE)

    job = ClockJob.objects.get()
    assert (job.failures, job.error, job.done_at) == (0, "", now + MINUTE)


def test_jobs_of_seconds_are_noted_once_a_minute(seal, now, monkeypatch, django_assert_num_queries):
    quick = [Tick(NAME, "", every=timedelta(seconds=2))]
    monkeypatch.setattr("linli.kit.ticks.ticks", lambda: quick)
    struck = clock()
    struck.strike(now)

    for seconds in range(2, 60, 2):
        struck.strike(now + timedelta(seconds=seconds))

    assert seal["runs"] == 30
    assert ClockJob.objects.get().done_at == now


def test_a_failed_job_is_run_at_once_when_its_administrator_asks(seal, now, monkeypatch):
    daily = [Tick(NAME, "", every=timedelta(days=1))]
    monkeypatch.setattr("linli.kit.ticks.ticks", lambda: daily)
    seal["breaks"] = 1
    struck = clock()
    struck.strike(now)
    struck.strike(now + MINUTE)
    assert seal["runs"] == 1

    services.want_job(actor=ADMIN, name=NAME, now=now + MINUTE)
    assert get_job(NAME, now=now + MINUTE).state == JobState.WANTED
    struck.strike(now + 2 * MINUTE)
    struck.strike(now + 3 * MINUTE)

    assert seal["runs"] == 2
    assert get_job(NAME, now=now + 3 * MINUTE).state == JobState.DONE
    (event,) = AuditEvent.objects.filter(kind="operations.job_wanted")
    assert (event.subject_id, event.account_id, event.at) == (NAME, 1, now + MINUTE)


def test_what_is_in_order_is_left_alone(seal, now):
    clock().strike(now)

    with pytest.raises(JobInOrder):
        services.want_job(actor=ADMIN, name=NAME, now=now)
    with pytest.raises(JobUnknown):
        services.want_job(actor=ADMIN, name="os.system", now=now)

    assert not AuditEvent.objects.filter(kind="operations.job_wanted").exists()


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.DISTRICT_ADMIN])
def test_others_order_and_drop_nothing(role, seal, now):
    task = queued_task(now, status="FAILED")
    actor = Actor(account_id=1, grants=(Grant(role, "0001"),))

    for act in (
        lambda: services.want_job(actor=actor, name=NAME, now=now),
        lambda: services.retry_task(actor=actor, number=str(task.pk), now=now),
        lambda: services.drop_task(actor=actor, number=str(task.pk), reason="", now=now),
    ):
        with pytest.raises(NotAllowed):
            act()

    task.refresh_from_db()
    assert task.status == "FAILED"


@pytest.mark.parametrize(
    ("ago", "failures", "wanted", "state"),
    [
        (None, 0, False, JobState.WAITING),
        (timedelta(minutes=4), 0, False, JobState.DONE),
        (timedelta(minutes=4, seconds=1), 0, False, JobState.LATE),
        (timedelta(minutes=9), 1, False, JobState.FAILED),
        (timedelta(minutes=9), 1, True, JobState.WANTED),
    ],
)
def test_how_a_job_stands(ago, failures, wanted, state, now):
    done_at = None if ago is None else now - ago

    found = state_of(
        done_at=done_at,
        failures=failures,
        wanted_at=now if wanted else None,
        every=MINUTE,
        now=now,
    )

    assert found == state


def test_a_worker_without_a_sign_of_life_is_silent(now):
    assert is_silent(None, now)
    assert not is_silent(now - timedelta(minutes=3), now)
    assert is_silent(now - timedelta(minutes=3, seconds=1), now)


def test_one_that_breaks_holds_up_none_of_the_others():
    done = []

    def act(number):
        if number == 2:
            raise LookupError(number)
        done.append(number)
        return number * 10

    with pytest.raises(SomeFailed) as left:
        one_by_one([1, 2, 3], act)

    assert done == [1, 3]
    assert (left.value.numbers, left.value.outcome) == ([2], [10, 30])
    assert isinstance(left.value.first, LookupError)
    assert one_by_one([1, 3], act) == [10, 30]


def queued_task(now, *, status, ago=timedelta()):
    task = DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="linli.apps.people.tasks.something",
        run_after=now - ago,
        backend_name="default",
        started_at=now - ago if status == "RUNNING" else None,
        exception_class_path="builtins.ValueError" if status == "FAILED" else "",
        traceback=f"ValueError: {SECRET}" if status == "FAILED" else "",
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=now - ago)
    return task


def tally_of(name, now):
    return next(line.tally for line in queue_lines(ADMIN, now=now) if line.queue.name == name)


def test_queued_tasks_wait_are_late_or_have_failed(now):
    queued_task(now, status="READY")
    queued_task(now, status="READY", ago=timedelta(minutes=6))
    queued_task(now, status="RUNNING", ago=timedelta(minutes=30))
    queued_task(now, status="RUNNING", ago=timedelta(minutes=61))
    failed = queued_task(now, status="FAILED")
    queued_task(now, status="SUCCESSFUL")

    tally = tally_of("tasks", now)
    _queue, piece = get_piece(ADMIN, "tasks", str(failed.pk), now=now)

    assert (tally.waiting, tally.late, tally.failed) == (2, 2, 1)
    assert (piece.failed, piece.error) == (True, "builtins.ValueError")


def test_a_failed_task_is_queued_again_or_dropped_and_both_are_in_the_trail(now):
    again, away = queued_task(now, status="FAILED"), queued_task(now, status="FAILED")

    services.retry_task(actor=ADMIN, number=str(again.pk), now=now)
    services.drop_task(actor=ADMIN, number=str(away.pk), reason="重复", now=now)

    again.refresh_from_db()
    assert (again.status, again.traceback, again.run_after) == ("READY", "", now)
    assert not DBTaskResult.objects.filter(pk=away.pk).exists()
    kinds = AuditEvent.objects.filter(subject_type="task").order_by("pk")
    assert [event.kind for event in kinds] == [
        "operations.task_retried",
        "operations.task_dropped",
    ]
    assert all(SECRET not in event.facts for event in kinds)
