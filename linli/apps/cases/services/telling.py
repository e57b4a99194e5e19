"""Who hears of an act: the reporter and all who follow, and the post the case has come to.

Notices stand and fall with the act; they name nobody. Nobody is told what they did themselves.
"""

from collections.abc import Iterator
from datetime import datetime

from linli.apps.cases.models import Case, CaseStep, Follower, Task
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.tasks import TaskKind, TaskState
from linli.apps.notices.rules.posting import (
    About,
    Recipient,
    ToAccount,
    ToPerson,
    ToPost,
    Urgency,
    Word,
)
from linli.apps.notices.services import post_notice
from linli.core.access import Actor

# What changes nothing for the reporter is not told: offices sort that out among themselves.
_AMONG_OFFICES = frozenset(
    {CaseAction.RETURN, CaseAction.DISAGREE, CaseAction.FEED_BACK, CaseAction.SOLVE_ON_SPOT}
)
_PRESSING = {Level.DANGER: Urgency.DANGER, Level.URGENT: Urgency.PROMPT}


def tell(case: Case, step: CaseStep, *, actor: Actor, now: datetime) -> None:
    """Post the notices that follow from an entry of the thread."""
    if step.action is not None:
        if step.action not in _AMONG_OFFICES:
            asks = case.state == CaseState.CHECKED
            ends = asks or case.state == CaseState.CLOSED
            urgency = Urgency.PROMPT if ends else Urgency.DIGEST
            kind = "cases.question" if asks else "cases.news"
            _post(case, step, kind, list(_concerned(case, actor)), urgency, now)
        _tell_post(case, step, "cases.work", now)
        if step.action == CaseAction.DISPATCH:
            _tell_assisting(case, step, now)
    elif step.kind == "reported":
        _tell_post(case, step, "cases.work", now)
    elif step.kind in {"remark", "photo", "refiled"} and not step.is_inner:
        _tell_post(case, step, "cases.remark", now)


def _tell_post(case: Case, step: CaseStep, kind: str, now: datetime) -> None:
    if case.seat_id is None:
        return
    urgency = _PRESSING.get(Level(case.level), Urgency.DIGEST)
    _post(case, step, kind, [ToPost(case.seat_id)], urgency, now)


def _tell_assisting(case: Case, step: CaseStep, now: datetime) -> None:
    tasks = Task.objects.filter(case=case, kind=TaskKind.ASSIST, state=TaskState.SENT)
    seats: list[Recipient] = [ToPost(task.seat_id) for task in tasks.order_by("pk")]
    if seats:
        urgency = _PRESSING.get(Level(case.level), Urgency.DIGEST)
        _post(case, step, "cases.assist", seats, urgency, now)


def _concerned(case: Case, actor: Actor) -> Iterator[Recipient]:
    """Yield the reporter and the followers, but not whoever has acted."""
    people = [(case.reporter_account_id, case.reporter_id)]
    followers = Follower.objects.filter(case=case, left_at=None).order_by("pk")
    people += followers.values_list("account_id", "person_id")
    for account_id, person_id in people:
        if account_id is not None and account_id != actor.account_id:
            yield ToAccount(account_id)
        elif account_id is None and person_id is not None and person_id != actor.person_id:
            yield ToPerson(person_id)


def _post(
    case: Case,
    step: CaseStep,
    kind: str,
    recipients: list[Recipient],
    urgency: Urgency,
    now: datetime,
) -> None:
    post_notice(
        kind=kind,
        about=About("case", case.number, f"/cases/{case.number}/"),
        recipients=recipients,
        facts={
            "number": case.number,
            "what": Word(f"cases.done.{step.action or step.kind}"),
            "status": Word(f"cases.status.{case.state}"),
        },
        urgency=urgency,
        dedupe_key=f"{kind}:{case.pk}:{step.number}",
        scope_path=case.scope_path,
        now=now,
    )
