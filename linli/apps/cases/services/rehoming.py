"""Work never lies with a post that is gone: it moves to the post that answers for its body.

Source: [rule:case-tasks].
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from linli.apps.cases.models import Case, Task
from linli.apps.cases.models.tasks import OPEN_TASKS
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.selectors.posts import answering_seats
from linli.apps.cases.services.recording import begin_aside, each, locked_case
from linli.core.access import Actor, allow
from linli.kit.days import local_day

AT_ONCE = 500


def rehome_orphans(*, actor: Actor, now: datetime) -> int:
    """Move every open task to the post that answers for its body today; return how many moved.

    A vacancy, an absence, a post or body that has ended: the question is asked once for each
    body that has open tasks, whatever their number.
    """
    day = local_day(now)
    pairs = set(
        Task.objects.filter(state__in=OPEN_TASKS).order_by().values_list("body", "seat").distinct()
    )
    answers = answering_seats({body for body, _seat in pairs}, day)
    acts: list[Callable[[], bool]] = []
    for body_id, seat_id in sorted(pairs):
        answer = answers.get(body_id)
        if answer is None or answer == seat_id:
            continue
        tasks = Task.objects.filter(body=body_id, seat=seat_id, state__in=OPEN_TASKS)
        found = tasks.order_by("pk").values_list("pk", "case")[:AT_ONCE]
        acts += [partial(_rehome, actor, case, task, answer, now) for task, case in found]
    return each(acts)


@transaction.atomic
def _rehome(actor: Actor, case_id: int, task_id: int, seat_id: int, now: datetime) -> bool:
    case: Case = locked_case(case_id)
    task = Task.objects.get(pk=task_id)
    if task.state not in OPEN_TASKS or task.seat_id == seat_id:
        return False
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=allow())
    act.facts |= {"task": task.pk, "seat": [task.seat_id, seat_id]}
    task.seat_id = seat_id
    task.save(update_fields=["seat"])
    if task.kind == TaskKind.LEAD and case.seat_id is not None:
        case.seat_id = seat_id
    act.aside("moved", is_heavy=False, is_inner=True)
    return True
