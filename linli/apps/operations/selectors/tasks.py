"""Reading the queue of tasks (django-tasks): which are late or have failed."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django_tasks_db.models import DBTaskResult

from linli.apps.operations.labels import QUEUED_TASK
from linli.apps.operations.rules import OPERATORS, TASK_HANGS, TASK_LATE
from linli.core.access import Actor
from linli.kit.queues import Piece, Tally

SHOWN = 100


def _late(now: datetime) -> Q:
    waits = Q(status="READY", run_after__lt=now - TASK_LATE, enqueued_at__lt=now - TASK_LATE)
    return waits | Q(status="RUNNING", started_at__lt=now - TASK_HANGS)


def _seen(actor: Actor) -> "QuerySet[DBTaskResult]":
    rows = DBTaskResult.objects.all()
    return rows if actor.is_system or actor.roles & OPERATORS else rows.none()


def tally(actor: Actor, now: datetime) -> Tally:
    """Return how many tasks wait, are late, have failed."""
    rows = _seen(actor)
    late = rows.filter(_late(now)).count()
    return Tally(
        waiting=rows.filter(status__in=["READY", "RUNNING"]).count() - late,
        late=late,
        failed=rows.filter(status="FAILED").count(),
    )


def pieces(actor: Actor, now: datetime) -> list[Piece]:
    """Return the tasks that are late or have failed, the oldest first."""
    rows = _seen(actor).filter(_late(now) | Q(status="FAILED")).order_by("enqueued_at", "pk")
    return [
        Piece(
            number=str(row.pk),
            says=f"{QUEUED_TASK}: {row.task_path}",
            since=row.enqueued_at,
            failed=row.status == "FAILED",
            attempts=len(row.worker_ids),
            error=row.exception_class_path,
        )
        for row in rows[:SHOWN]
    ]
