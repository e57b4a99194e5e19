"""How an entry of the thread becomes a notice: whom it leaves out, and how urgent it is.

Which notices follow from which entry is told in `telling`. Source: [rule:case-telling].
"""

from collections.abc import Mapping
from datetime import datetime

from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.selectors.visibility import answers_for
from linli.apps.notices.rules.posting import About, Fact, Recipient, ToPost, Urgency, Word
from linli.apps.notices.services import post_notice
from linli.core.access import Actor
from linli.kit.days import local_day

_PRESSING = {Level.DANGER: Urgency.DANGER, Level.URGENT: Urgency.PROMPT}


def say(
    case: Case,
    step: CaseStep,
    kind: str,
    recipients: list[Recipient],
    urgency: Urgency,
    now: datetime,
    facts: Mapping[str, Fact] | None = None,
    *,
    part: int = 0,
    about: About | None = None,
    scope_path: str = "",
    is_news: bool = False,
) -> None:
    """Post a notice for these recipients alone: without any there is nothing to say.

    Whoever acted is told nothing by the post they act for, or that falls to them; with `is_news`
    they are, and subscribed programs hear of it also where it is for nobody. It is of the place of
    the case, unless `scope_path` names another.
    """
    told = recipients if is_news else [one for one in recipients if not _did_it(step, one, now)]
    if not (told or is_news):
        return
    post_notice(
        kind=kind,
        about=about or About("case", case.number, f"/cases/{case.number}/"),
        recipients=told,
        facts={
            "number": case.number,
            "what": Word(f"cases.done.{step.action or step.kind}"),
            "status": Word(f"cases.status.{case.state}"),
            **(facts or {}),
        },
        urgency=urgency,
        dedupe_key=f"{kind}:{case.pk}:{step.number}" + (f":{part}" if part else ""),
        scope_path=scope_path or case.scope_path,
        now=now,
    )


def _did_it(step: CaseStep, one: Recipient, now: datetime) -> bool:
    """Tell whether whoever acted acts for this post today, or it falls to them."""
    actor = Actor(account_id=step.account_id, person_id=step.person_id)
    return isinstance(one, ToPost) and answers_for(actor, one.seat_id, local_day(now))


def urgency_of(case: Case) -> Urgency:
    """Return how soon work is told: once a day, unless it presses."""
    return _PRESSING.get(Level(case.level), Urgency.DIGEST)


def pressing(case: Case) -> Urgency:
    """Return the urgency of what a clock of hours runs on: at once, not at night."""
    return _PRESSING.get(Level(case.level), Urgency.PROMPT)
