"""Somebody who has the case speaks with the reporter, or tries to (首次联系上报人).

Thread and trail name who, when and in what way. Source: [rule:case-contacts].
"""

from datetime import datetime

from linli.apps.cases import permissions
from linli.apps.cases.models import Case
from linli.apps.cases.rules.contacts import ContactedAlready, ContactWay, NobodyToContact
from linli.apps.cases.selectors.contacts import is_owed
from linli.apps.cases.services.contacting import note_contact, note_try
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.recording import begin_aside, seen_case
from linli.core.access import Actor
from linli.kit.days import local_day


@command
def record_contact(
    *,
    actor: Actor,
    case_id: int,
    way: ContactWay,
    is_reached: bool,
    now: datetime,
    version: int | None = None,
    text: str = "",
    key: str = "",
) -> Case:
    """Record that the reporter was contacted, or that an attempt reached nobody (联系上报人).

    Raises NobodyToContact where no contact is owed, ContactedAlready after the first one.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now)
    decision = permissions.can_contact(actor, case, day=local_day(now))
    act = begin_aside(
        actor=actor, case=case, version=version, now=now, decision=decision, closed_too=True
    )
    if case.contacted_at is not None:
        raise ContactedAlready(number=case.number)
    if not is_owed(case):
        raise NobodyToContact(number=case.number)
    act.facts["way"] = way
    if is_reached:
        note_contact(case, way, actor=actor, now=now)
        return act.aside("reached", text=text, is_heavy=False)
    note_try(case, now=now)
    return act.aside("tried", text=text, is_heavy=False)
