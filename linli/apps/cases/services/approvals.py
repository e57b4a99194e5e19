"""One person's yes inside an act: counted under the lock of the case, once for each person.

The caller holds the lock and has asked whether the person may decide at all. With the last one
needed the caller lets the decision take effect, in the same transaction.
Source: [rule:case-approvals].
"""

from linli.apps.cases.models import Agreement, Case, Delay
from linli.apps.cases.permissions.work import can_be_one_of
from linli.apps.cases.rules.approvals import AgreedAlready, ApprovalKind, is_whole_with
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.selectors.approvals import agreements_to, needed_for
from linli.apps.cases.services.recording import Act
from linli.core.access import Actor, require
from linli.kit.days import local_day


def needed_now(case: Case, kind: ApprovalKind, act: Act) -> int:
    """Return how many must agree to what this act asks for; the request keeps the number."""
    needed = needed_for(
        kind,
        path=case.scope_path,
        category_id=case.category_id,
        level=Level(case.level),
        day=local_day(act.now),
    )
    act.facts["needed"] = needed
    return needed


def makes_whole(actor: Actor, case: Case, needed: int, delay: Delay | None = None) -> bool:
    """Tell whether this person's yes is the last one that was needed.

    Raises AgreedAlready, NotAllowed for a program where several persons must agree.
    """
    require(can_be_one_of(actor, needed))
    rows = agreements_to(case.pk, delay.pk if delay else None)
    if any(row.account_id == actor.account_id for row in rows):
        raise AgreedAlready()
    return is_whole_with(needed, len(rows))


def note_agreement(act: Act, needed: int, text: str, delay: Delay | None = None) -> None:
    """Write that the person of this act has agreed, and as which of how many."""
    grant = act.decision.grant
    Agreement.objects.create(
        case=act.case,
        delay=delay,
        account_id=act.actor.account_id,
        post=grant.source[:40] if grant else "",
        role=grant.role if grant else None,
        at=act.now,
        text=text,
    )
    number = len(agreements_to(act.case.pk, delay.pk if delay else None))
    act.facts |= {"agreed": number, "needed": needed}


def forget_proposal(case: Case) -> None:
    """Take the exclusion of a case back, and what was agreed to: a new proposal begins anew."""
    case.exclusion = case.exclusion_needed = None
    Agreement.objects.filter(case=case, delay=None, counts=True).update(counts=False)
