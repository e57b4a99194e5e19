"""Searching the register is an act: who searched how often, and how, stands in the trail."""

from datetime import datetime

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.people import permissions
from linli.apps.people.selectors.registers import Found, found_people
from linli.core.access import Actor, require
from linli.kit.days import local_day


@transaction.atomic
def look_up(*, actor: Actor, text: str, now: datetime) -> Found:
    """Search by number, last four characters or name (检索); the trail never holds the text."""
    require(permissions.can_list_people(actor))
    post = actor.post_of(permissions.REGISTER_READERS)
    found = found_people(actor, text[:40], today=local_day(now))
    record(
        actor=actor,
        kind="people.searched",
        subject_type="register",
        subject_id=actor.account_id or 0,
        scope_path=post.path if post else "",
        grant=post,
        now=now,
        facts={"by": found.kind, "found": len(found.cards), "elsewhere": found.elsewhere},
    )
    return found
