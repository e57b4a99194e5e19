"""Searching cases by the phone of whoever reported: an act, for the trail says who did it."""

from datetime import datetime

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.cases import permissions
from linli.apps.cases.selectors.lists import cases_of_phone
from linli.apps.cases.selectors.rows import CaseRow
from linli.apps.cases.selectors.visibility import STAFF_VIEWERS
from linli.core.access import Actor, require


@transaction.atomic
def look_up_phone(*, actor: Actor, phone: str, now: datetime) -> list[CaseRow]:
    """Find the cases of somebody who calls without a number (按电话查案卷).

    The trail says how many were found and never holds the phone.
    """
    require(permissions.can_search_phone(actor))
    found = cases_of_phone(actor, phone, now=now)
    post = actor.post_of(STAFF_VIEWERS)
    record(
        actor=actor,
        kind="cases.searched",
        subject_type="cases",
        subject_id=actor.account_id or 0,
        scope_path=post.path if post else "",
        grant=post,
        now=now,
        facts={"by": "phone", "found": len(found)},
    )
    return found
