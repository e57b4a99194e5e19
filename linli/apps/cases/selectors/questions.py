"""Whether the reporter of a case was really asked about its result, and how often in vain.

A question is asked with the notice of the check that passed; it has reached somebody when it stands
in an inbox or was handed over to the channel of a number or an address that was left.
Source: [rule:case-revisits].
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.notices.rules.posting import RecipientKind
from linli.apps.notices.selectors.served import ServedBy, served

QUESTION, QUESTION_LEFT = "cases.question", "cases.question_left"


@dataclass(frozen=True, slots=True)
class Asked:
    """How far asking one reporter has come: when over which ways, and how often in vain."""

    ways: Mapping[RecipientKind, datetime]
    tries: int


def asked(cases: Collection[Case]) -> dict[int, Asked]:
    """Return for cases that wait for their reporters how far asking has come."""
    numbers = [case.pk for case in cases]
    checks = CaseStep.objects.filter(case__in=numbers, action=CaseAction.PASS_CHECK)
    last = dict(checks.values_list("case").annotate(Max("number")))
    attempts = CaseStep.objects.filter(case__in=numbers, kind="unreached")
    tries = [pk for pk, number in attempts.values_list("case", "number") if number > last[pk]]
    keys = {
        f"{kind}:{pk}:{number}": pk
        for pk, number in last.items()
        for kind in (QUESTION, QUESTION_LEFT)
    }
    ways: dict[int, dict[RecipientKind, datetime]] = {pk: {} for pk in numbers}
    own = {case.pk: _targets(case) for case in cases}
    for one in served(keys):
        if _is_reporter(one, own[keys[one.dedupe_key]]):
            ways[keys[one.dedupe_key]][one.kind] = one.at
    return {pk: Asked(ways[pk], tries.count(pk)) for pk in numbers}


def question_reached(case: Case) -> bool:
    """Tell whether the question about the present result has reached the reporter."""
    return bool(asked([case])[case.pk].ways)


def _targets(case: Case) -> set[tuple[RecipientKind, int | None]]:
    account = (RecipientKind.ACCOUNT, case.reporter_account_id)
    return {account, (RecipientKind.PERSON, case.reporter_id)}


def _is_reporter(one: ServedBy, targets: set[tuple[RecipientKind, int | None]]) -> bool:
    """Tell the reporter from followers; numbers and addresses of a question are the reporter's."""
    return one.target_id is None or (one.kind, one.target_id) in targets
