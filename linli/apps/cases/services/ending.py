"""What closing a case means, whichever act does it, and what opening it again takes back."""

from linli.apps.cases.models import CheckMark
from linli.apps.cases.rules.kinds import Confirmation, Outcome
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.services.recording import Act
from linli.apps.cases.services.tasks import cancel_tasks


def end_case(act: Act, outcome: Outcome, confirmation: Confirmation | None = None) -> None:
    """Set how and when a case ends, and cancel what bodies still had to do in it."""
    act.case.outcome = outcome
    act.case.confirmation = confirmation
    act.case.closed_at = act.now
    cancel_tasks(act.case, actor=act.actor, now=act.now)


def reopen_case(act: Act) -> None:
    """Take back what closing and handling had set: the work begins anew, the thread goes on.

    Who assisted the lead before assists no more; the board asks again whom it needs. Calls of the
    cell go on: they never belonged to the lead.
    """
    case = act.case
    case.outcome = case.confirmation = case.closed_at = case.rating = case.rated_at = None
    case.handled_at = case.taken_at = case.handler_account_id = None
    case.lead_id, case.returned = None, 0  # whoever gets it now has returned nothing
    case.opened_at = case.opened_at or act.now
    case.reopened += 1
    ended = cancel_tasks(case, actor=act.actor, now=act.now, kinds=(TaskKind.ASSIST,))
    if ended:
        act.facts["ended"] = [task.pk for task in ended]
    CheckMark.objects.filter(case=case).delete()
