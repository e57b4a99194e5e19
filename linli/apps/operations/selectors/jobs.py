"""Reading how the jobs by the clock stand, and the queues beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.apps.operations.models import ClockJob
from linli.apps.operations.rules import JobState, JobUnknown, is_silent, state_of
from linli.core.access import Actor
from linli.kit.queues import Piece, Queue, Tally, Text, queues
from linli.kit.ticks import Tick, ticks

TO_RETRY = frozenset({JobState.FAILED, JobState.LATE})


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job by the clock as it stands."""

    name: str
    says: Text
    every: timedelta
    state: JobState
    done_at: datetime | None
    took: timedelta
    failed_at: datetime | None
    failures: int
    error: str
    left: int
    left_numbers: str

    @property
    def can_be_retried(self) -> bool:
        """Tell whether there is something to put right."""
        return self.state in TO_RETRY


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One queue with its figures, and its pieces that are late or have failed."""

    queue: Queue
    tally: Tally
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Worker:
    """When the worker was last at work, and whether that is too long ago."""

    seen_at: datetime | None
    silent: bool


def job_lines(*, now: datetime) -> list[JobLine]:
    """Return all jobs by the clock, those that need somebody first; one query."""
    stored = {job.name: job for job in ClockJob.objects.all()}
    lines = [_line(tick, stored.get(tick.run) or ClockJob(name=tick.run), now) for tick in ticks()]
    order = [JobState.FAILED, JobState.LATE, JobState.WANTED, JobState.WAITING, JobState.DONE]
    return sorted(lines, key=lambda line: order.index(line.state))


def _line(tick: Tick, job: ClockJob, now: datetime) -> JobLine:
    state = state_of(
        done_at=job.done_at,
        failures=job.failures,
        wanted_at=job.wanted_at,
        every=tick.every,
        now=now,
    )
    return JobLine(
        name=tick.run,
        says=tick.says,
        every=tick.every,
        state=state,
        done_at=job.done_at,
        took=timedelta(milliseconds=job.took_ms),
        failed_at=job.failed_at if job.failures else None,
        failures=job.failures,
        error=job.error if job.failures else "",
        left=job.left if job.failures else 0,
        left_numbers=job.left_numbers if job.failures else "",
    )


def get_job(name: str, *, now: datetime) -> JobLine:
    """Return one job by the name of its tick; raises JobUnknown."""
    for line in job_lines(now=now):
        if line.name == name:
            return line
    raise JobUnknown(job=name)


def worker(lines: list[JobLine], *, now: datetime) -> Worker:
    """Return when the worker was last at work: with any job, done or failed."""
    seen = [at for line in lines for at in (line.done_at, line.failed_at) if at is not None]
    seen_at = max(seen, default=None)
    return Worker(seen_at=seen_at, silent=is_silent(seen_at, now))


def wanted_names() -> list[str]:
    """Return the names of the jobs that somebody wants run at once."""
    return list(ClockJob.objects.filter(wanted_at__isnull=False).values_list("name", flat=True))


def queue_lines(actor: Actor, *, now: datetime) -> Iterator[QueueLine]:
    """Yield the queues with their figures, and the pieces this actor may steer."""
    for queue in queues():
        tally: Tally = queue.call("tally", actor, now)
        listed = queue.call("pieces", actor, now) if queue.pieces else []
        yield QueueLine(queue=queue, tally=tally, pieces=listed)


def get_piece(actor: Actor, queue: str, number: str, *, now: datetime) -> tuple[Queue, Piece]:
    """Return a piece that is late or has failed, with its queue; raises JobUnknown."""
    for found in queues():
        if found.name == queue and found.pieces:
            for piece in found.call("pieces", actor, now):
                if piece.number == number:
                    return found, piece
    raise JobUnknown(queue=queue, piece=number)
