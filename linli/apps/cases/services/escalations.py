"""What climbed to a post is answered by it: an instruction back to whoever has the task.

Source: [rule:case-escalations].
"""

from datetime import datetime

from linli.apps.cases import permissions
from linli.apps.cases.models import Case, Clock, Escalation
from linli.apps.cases.rules.clocks import ClockEventKind, Step
from linli.apps.cases.rules.escalations import EscalationState
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.ladder import Rung
from linli.apps.cases.rules.texts import kept_text
from linli.apps.cases.selectors.escalations import waiting_with
from linli.apps.cases.services.clocks import mark_event
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.ladder import seats_told
from linli.apps.cases.services.recording import begin_aside, seen_case
from linli.apps.notices.rules.posting import About, ToPost, Urgency, Word
from linli.apps.notices.services import post_notice
from linli.core.access import Actor
from linli.kit.days import local_day

INSTRUCTED = "cases.instructed"


@command
def answer_escalation(
    *,
    actor: Actor,
    case_id: int,
    text: str,
    now: datetime,
    version: int | None = None,
    key: str = "",
) -> Case:
    """Answer what has climbed to one's post, with an instruction (答复升级事项).

    It is kept in the thread among those who work on the case; the post that has the task and its
    leader are told. What climbed to posts below is answered with it.
    Raises TextMissing, StaleCase, NotAllowed.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now)
    found = waiting_with(actor, case, day=local_day(now))
    decision = permissions.can_answer_escalation(actor, case, found)
    act = begin_aside(actor=actor, case=case, version=version, now=now, decision=decision)
    words = kept_text(text, field="text")
    answered: list[int] = []
    for clock, rung in {row.clock: row.rung for row in found}.items():
        answered += _answer(case, clock, rung, actor=actor, now=now)
    act.facts |= {"escalations": answered, "state": EscalationState.ANSWERED}
    return act.aside("instructed", text=words, is_inner=True)


def _answer(case: Case, clock: Clock, rung: int, *, actor: Actor, now: datetime) -> list[int]:
    """Settle what waits on a clock up to a rung; return which rows."""
    waiting = Escalation.objects.filter(clock=clock, state=EscalationState.WAITING)
    rows = list(waiting.filter(rung__lte=rung))
    seats = sorted(row.seat_id for row in rows)
    mark_event(clock, ClockEventKind.ANSWERED, actor=actor, now=now, facts={"seats": seats})
    for row in rows:
        row.state, row.settled_at = EscalationState.ANSWERED, now
    Escalation.objects.bulk_update(rows, ["state", "settled_at"])
    _tell(case, clock, now)
    return [row.pk for row in rows]


def _tell(case: Case, clock: Clock, now: datetime) -> None:
    seats = dict.fromkeys(seats_told(case, clock, (Rung.HOLDER, Rung.LEADER), now))
    if not seats or clock.due_at is None:
        return
    post_notice(
        kind=INSTRUCTED,
        about=About("case", case.number, f"/cases/{case.number}/"),
        recipients=[ToPost(seat) for seat in seats],
        facts={
            "case": case.number,
            "due_at": clock.due_at,
            "clock": clock.pk,
            "step": Word(f"cases.step.{Step(clock.step)}"),
        },
        urgency=Urgency.DANGER if case.level == Level.DANGER else Urgency.PROMPT,
        dedupe_key=f"instructed:{clock.pk}:{now.isoformat()}",
        now=now,
        scope_path=case.scope_path,
    )
