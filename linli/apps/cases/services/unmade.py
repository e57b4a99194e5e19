"""A video that could not be made anew: whoever sent it and whoever has the case are told, once.

Source: [rule:case-videos].
"""

from datetime import datetime

from linli.apps.cases.models import Case, Clip
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.visibility import answers_for
from linli.apps.cases.services.audience import reporter_of
from linli.apps.cases.services.posting import urgency_of
from linli.apps.notices.rules.posting import (
    About,
    Fact,
    Recipient,
    ToAccount,
    ToPerson,
    ToPost,
    Urgency,
)
from linli.apps.notices.services import post_notice
from linli.core.access import Actor
from linli.kit.days import local_day

UNMADE, UNMADE_HERE = "cases.clip_unmade", "cases.clip_unmade_here"


def tell_unmade(clip: Clip, *, now: datetime) -> None:
    """Say in words what to do instead; of a case that is closed there is nothing to say."""
    case = clip.case
    if case.state == CaseState.CLOSED:
        return
    senders = _senders(clip)
    _post(UNMADE, clip, senders, Urgency.PROMPT, now, {})
    seat_id = case.seat_id
    sender = Actor(account_id=clip.account_id, person_id=clip.person_id)
    if seat_id is not None and not answers_for(sender, seat_id, local_day(now)):
        told: dict[str, Fact] = {"told" if senders else "untold": 1}
        _post(UNMADE_HERE, clip, [ToPost(seat_id)], urgency_of(case), now, told)


def _senders(clip: Clip) -> list[Recipient]:
    """Return whoever sent it; of a reporter who is not named the thread keeps no account."""
    if clip.account_id is not None:
        return [ToAccount(clip.account_id)]
    if clip.is_reporters:
        return reporter_of(clip.case, Actor.system())
    return [ToPerson(clip.person_id)] if clip.person_id is not None else []


def _post(
    kind: str,
    clip: Clip,
    recipients: list[Recipient],
    urgency: Urgency,
    now: datetime,
    facts: dict[str, Fact],
) -> None:
    if not recipients:
        return
    case: Case = clip.case
    post_notice(
        kind=kind,
        about=About("case", case.number, f"/cases/{case.number}/"),
        recipients=recipients,
        facts={"number": case.number, "clip": clip.pk, **facts},
        urgency=urgency,
        dedupe_key=f"{kind}:{clip.pk}",
        scope_path=case.scope_path,
        now=now,
    )
