"""Keeping what became of the worker's jobs, and ordering or dropping what hangs."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from linli.apps.audit.services import record
from linli.apps.operations import permissions
from linli.apps.operations.models import ClockJob
from linli.apps.operations.rules import NOTED_EVERY, JobInOrder, JobUnknown, numbers_text
from linli.apps.operations.selectors.jobs import get_job, wanted_names
from linli.core.access import Actor, require
from linli.kit.failures import trace_of
from linli.kit.ticks import SomeFailed, Tick


class StoredJournal:
    """The journal of one worker, in the database.

    Jobs run every few seconds; their rows are written once a minute at most, and whenever a job
    fails for the first time or is well again.
    """

    def __init__(self) -> None:
        self._noted: dict[str, tuple[datetime, bool]] = {}
        self._failures: dict[str, int] = {}

    def wanted(self) -> Collection[str]:
        """Return the names of the jobs that somebody wants run at once."""
        return wanted_names()

    def done(self, tick: Tick, *, now: datetime, took: timedelta) -> None:
        """Note that a job was done."""
        self._failures.pop(tick.run, None)
        if self._is_known(tick, now, well=True):
            return
        _write(
            tick.run,
            done_at=now,
            took_ms=int(took.total_seconds() * 1000),
            failures=0,
            error="",
            left=0,
            left_numbers="",
            wanted_at=None,
        )
        self._noted[tick.run] = (now, True)

    def failed(self, tick: Tick, *, now: datetime, error: Exception) -> None:
        """Note that a job has failed, and where."""
        self._failures[tick.run] = self._failures.get(tick.run, 0) + 1
        if self._is_known(tick, now, well=False):
            return
        some = error if isinstance(error, SomeFailed) else None
        _write(
            tick.run,
            failed_at=now,
            failures=self._failures[tick.run],
            error=trace_of(some.first if some else error),
            left=len(some.errors) if some else 0,
            left_numbers=numbers_text(some.numbers if some else ()),
            wanted_at=None,
        )
        self._noted[tick.run] = (now, False)

    def _is_known(self, tick: Tick, now: datetime, *, well: bool) -> bool:
        before, was_well = self._noted.get(tick.run, (None, None))
        if before is None or was_well != well or now >= before + NOTED_EVERY:
            return False
        return tick.run not in wanted_names()


def _write(name: str, **values: object) -> None:
    ClockJob.objects.update_or_create(name=name, defaults=values)


@transaction.atomic
def want_job(*, actor: Actor, name: str, now: datetime) -> None:
    """Order a job that has failed or is late to be run at once (立即重试).

    Raises NotAllowed, JobUnknown, JobInOrder.
    """
    decision = require(permissions.can_operate(actor))
    job = get_job(name, now=now)
    if not job.can_be_retried:
        raise JobInOrder(job=name)
    _write(name, wanted_at=now)
    record(
        actor=actor,
        kind="operations.job_wanted",
        subject_type="clock_job",
        subject_id=name,
        grant=decision.grant,
        facts={"state": job.state, "failures": job.failures},
        now=now,
    )


@transaction.atomic
def retry_task(*, actor: Actor, number: str, now: datetime) -> None:
    """Put a task that has failed or hangs into the queue again (重试任务).

    Raises NotAllowed, JobUnknown.
    """
    decision = require(permissions.can_operate(actor))
    task = _locked_task(number)
    facts = {"task": task.task_path, "was": task.status}
    task.status, task.run_after = "READY", now
    task.started_at = task.finished_at = None
    task.exception_class_path = task.traceback = ""
    task.save()
    record(
        actor=actor,
        kind="operations.task_retried",
        subject_type="task",
        subject_id=number,
        grant=decision.grant,
        facts=facts,
        now=now,
    )


@transaction.atomic
def drop_task(*, actor: Actor, number: str, reason: str, now: datetime) -> None:
    """Take a task that has failed or hangs out of the queue (放弃任务).

    Raises NotAllowed, JobUnknown.
    """
    decision = require(permissions.can_operate(actor))
    task = _locked_task(number)
    facts = {"task": task.task_path, "was": task.status, "reason": reason}
    task.delete()
    record(
        actor=actor,
        kind="operations.task_dropped",
        subject_type="task",
        subject_id=number,
        grant=decision.grant,
        facts=facts,
        now=now,
    )


def _locked_task(number: str) -> DBTaskResult:
    task = DBTaskResult.objects.select_for_update().filter(pk=number).first()
    if task is None or task.status == "SUCCESSFUL":
        raise JobUnknown(piece=number)
    return task
