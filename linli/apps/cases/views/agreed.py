"""How far a request is that several must agree to: who has, which posts still can, or too few."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from linli.apps.cases.selectors.approvals import Approval, exclusion_approvals
from linli.apps.cases.selectors.rows import Wording


def approval_shown(found: Approval | None, *, waits: bool, now: datetime) -> dict[str, Any]:
    """Return how far a request is; nothing where one yes is enough and somebody can give it."""
    if found is None:
        return {}
    standing, words = found.standing, Wording(now)
    is_short = waits and standing.is_short
    if standing.needed == 1 and not is_short:
        return {}
    return {
        "needed": standing.needed,
        "agreed": standing.agreed,
        "given": [
            {"post": one.post, "when": words.clock(one.at), "text": one.text} for one in found.given
        ],
        "waits": waits,
        "posts": found.posts,
        "is_short": is_short,
        "left": standing.left,
    }


def exclusion_shown(case: Any, *, now: datetime) -> dict[str, Any]:
    """Return how far the exclusion is that is proposed for a case; empty where none is."""
    found = exclusion_approvals([case.pk], now=now)
    return approval_shown(found.get(case.pk), waits=True, now=now)


def exclusions_shown(case_ids: Collection[int], *, now: datetime) -> dict[int, dict[str, Any]]:
    """Return the same for those cases of a list to whose exclusion several must agree."""
    found = exclusion_approvals(case_ids, now=now, least=2)
    return {pk: approval_shown(one, waits=True, now=now) for pk, one in found.items()}
