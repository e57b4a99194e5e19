"""What a reporter may still say against an ending: an exclusion is looked at once more."""

from django.db.models import Max, Q

from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.flow import APPEALING, WITHDRAWING, CaseAction
from linli.apps.cases.rules.kinds import DISPUTABLE, Outcome


def was_appealed(case: Case) -> bool:
    """Tell whether the exclusion that stands was appealed before. Source: [rule:case-appeal]."""
    last = CaseStep.objects.filter(case=case).aggregate(
        excluded=Max("number", filter=Q(action=CaseAction.CONFIRM_EXCLUSION), default=0),
        appealed=Max("number", filter=Q(action__in=APPEALING), default=0),
    )
    return bool(last["appealed"] > last["excluded"])


def may_dispute(case: Case, outcome: Outcome) -> bool:
    """Tell whether the reporter may disagree with how it ended.

    Not with the own withdrawal, but with one that the desk has recorded.
    """
    return outcome in DISPUTABLE or _was_withdrawn_for(case)


def _was_withdrawn_for(case: Case) -> bool:
    steps = CaseStep.objects.filter(case=case, action__in=WITHDRAWING).order_by("-number")
    return steps.values_list("action", flat=True).first() == CaseAction.ASSISTED_WITHDRAW
