"""Telling reporters whom no account reaches, over the number or address they left (留下的联系方式).

They are asked about a result and told of an ending, nothing else: each is a message by itself. It
leads to the page where the code of the slip is asked for, and holds neither code nor words.
Source: [rule:case-revisits].
"""

from collections.abc import Mapping
from datetime import datetime

from linli.apps.cases.models import Case, CaseStep, Follower
from linli.apps.cases.rules.flow import CaseState, Part
from linli.apps.cases.selectors.callers import JOINED_LEFT
from linli.apps.cases.selectors.questions import QUESTION_LEFT
from linli.apps.cases.selectors.reporters import callers_reached, contacts_left
from linli.apps.notices.rules.posting import About, Fact, Recipient, Urgency, Word
from linli.apps.notices.services import post_notice

FOLLOW = "/cases/follow/"
NEWS_LEFT = "cases.news_left"
# Whoever joined by a call has no code: the page to begin with, as they can open nothing.
BEGIN = "/"


def tell_left(case: Case, step: CaseStep, *, now: datetime) -> None:
    """Post what an act of the flow has to say to people without an account, if anything.

    The reporter alone is asked; of an ending hear also those whose own reports were merged in, and
    callers who have allowed text messages.
    """
    own = contacts_left(case) if step.part != Part.REPORTER else []
    if case.state == CaseState.CHECKED:
        facts: dict[str, Fact] = {"by": case.due_at or now}
        _post(QUESTION_LEFT, case, step, own, now, facts)
    elif case.state == CaseState.CLOSED:
        _post(NEWS_LEFT, case, step, own + _merged(case), now)
        _post(JOINED_LEFT, case, step, callers_reached(case), now)


def _merged(case: Case) -> list[Recipient]:
    """Return what was left by those who follow a case by the code of their own report."""
    followers = Follower.objects.filter(case=case, left_at=None, slip_case__isnull=False)
    rows = followers.select_related("slip_case").order_by("pk")
    return [one for row in rows if row.slip_case for one in contacts_left(row.slip_case)]


def _post(
    kind: str,
    case: Case,
    step: CaseStep,
    recipients: list[Recipient],
    now: datetime,
    facts: Mapping[str, Fact] | None = None,
) -> None:
    if not recipients:
        return
    post_notice(
        kind=kind,
        about=About("case", case.number, BEGIN if kind == JOINED_LEFT else FOLLOW),
        recipients=recipients,
        facts={
            "number": case.number,
            "what": Word(f"cases.done.{step.action}"),
            "step": step.number,
            **(facts or {}),
        },
        urgency=Urgency.PROMPT,
        dedupe_key=f"{kind}:{case.pk}:{step.number}",
        scope_path=case.scope_path,
        now=now,
    )
