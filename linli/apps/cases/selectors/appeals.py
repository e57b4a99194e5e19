"""Whether an exclusion was appealed: it is looked at once more, and no oftener."""

from django.db.models import Max, Q

from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.flow import APPEALING, CaseAction


def was_appealed(case: Case) -> bool:
    """Tell whether the exclusion that stands was appealed before. Source: [rule:case-appeal]."""
    last = CaseStep.objects.filter(case=case).aggregate(
        excluded=Max("number", filter=Q(action=CaseAction.CONFIRM_EXCLUSION), default=0),
        appealed=Max("number", filter=Q(action__in=APPEALING), default=0),
    )
    return bool(last["appealed"] > last["excluded"])
