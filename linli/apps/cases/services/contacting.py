"""The first contact inside an act: owed from the report on, made by acts that are one, given up.

The caller holds the lock of the case and saves it. Source: [rule:case-contacts].
"""

from collections.abc import Mapping
from datetime import datetime

from linli.apps.cases.models import Case
from linli.apps.cases.models.tasks import OPEN_TASKS, Task
from linli.apps.cases.rules.contacts import (
    TELLING,
    ContactWay,
    contact_by_act,
    counts_as_try,
    owes_contact,
)
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import AnswerWay, Disclosure
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.selectors.contacts import is_owed, is_written_to, last_try
from linli.apps.cases.services.clocks import start_contact, stop_contact
from linli.core.access import Actor


def owe_contact(case: Case, *, is_found: bool, actor: Actor, now: datetime) -> None:
    """Let the time for the first contact begin with the report, where one is owed."""
    if owes_contact(Disclosure(case.disclosure), is_found=is_found):
        start_contact(case, actor=actor, now=now)


def follow_contact(
    case: Case, action: CaseAction, facts: Mapping[str, object], *, actor: Actor, now: datetime
) -> None:
    """Note the contact that an act of the flow is itself; at the end of the case its time ends."""
    if not is_owed(case):
        return
    heard = AnswerWay(str(facts["way"])) if "way" in facts else None
    reached = action in TELLING and is_written_to(case)
    way = contact_by_act(action, is_reached=reached, heard=heard)
    if way is not None:
        note_contact(case, way, actor=actor, now=now)
    elif case.state == CaseState.CLOSED:
        stop_contact(case, actor=actor, now=now)


def note_contact(case: Case, way: ContactWay, *, actor: Actor, now: datetime) -> None:
    """Set when and how the reporter was contacted, and stop the clock of it."""
    case.contacted_at, case.contact_way = now, way
    stop_contact(case, actor=actor, now=now)
    if case.lead_id is not None:  # also where the clock had ended with the case before
        leads = Task.objects.filter(case=case, kind=TaskKind.LEAD, state__in=OPEN_TASKS)
        leads.update(contact_by=None)


def note_try(case: Case, *, now: datetime) -> None:
    """Count an attempt in vain, where it counts; `case` is saved by the act."""
    if case.contact_due_at is None or case.contacted_at is not None:
        return
    if counts_as_try(now, due_at=case.contact_due_at, last=last_try(case)):
        case.contact_tries += 1
