"""What was said in a case since a body looked last: marked on its tasks, taken off again.

Reading a page changes nothing, so the mark goes when somebody of the body acts in the case, or
says that they have read it. Source: [rule:case-tasks].
"""

from datetime import datetime

from django.db import transaction

from linli.apps.cases.models import Case, Task
from linli.apps.cases.models.tasks import OPEN_TASKS
from linli.apps.cases.permissions.work import can_work_on
from linli.apps.cases.selectors.visibility import own_bodies
from linli.core.access import Actor, require
from linli.core.errors import NotFound
from linli.kit.days import local_day

# What of others is news to a body; its own tasks and their times it is told of anyhow.
NEWS = frozenset({"remark", "photo", "video", "voice", "place_gone", "place_back"})


def note_news(case: Case, kind: str, *, actor: Actor, now: datetime) -> None:
    """Take the mark off the tasks of whoever acts, and set it on the others if it is news."""
    tasks = Task.objects.filter(case=case, state__in=OPEN_TASKS)
    mine = own_bodies(actor)
    if mine:
        tasks.filter(body__in=mine, news_at__isnull=False).update(news_at=None)
    if kind in NEWS:
        tasks.exclude(body__in=mine).update(news_at=now)


@transaction.atomic
def read_news(*, actor: Actor, task_id: int, until: datetime | None, now: datetime) -> Task:
    """Say for one's body that what was added in a case until then has been read (已阅补充说明).

    What was said after `until`, the newest that the reader was shown (None: nothing), keeps its
    mark. No row in the trail: whether a body has read something changes nothing in the case.
    Raises NotFound, NotAllowed.
    """
    task = Task.objects.select_for_update(of=("self",)).filter(pk=task_id).first()
    if task is None:
        raise NotFound(kind="task")
    require(can_work_on(actor, task, local_day(now)))
    if task.news_at is not None and until is not None and task.news_at <= until:
        task.news_at = None
        task.save(update_fields=["news_at"])
    return task
