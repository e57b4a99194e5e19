"""What a closed case says about people is erased when its time is over; the countable rest stays.

Run by the clock once a day; each case is an act of its own. Source: [rule:case-retention].
"""

from datetime import datetime, timedelta

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.cases import permissions
from linli.apps.cases.models import (
    Agreement,
    Case,
    CaseStep,
    CheckMark,
    Clip,
    ClockEvent,
    CommandKey,
    Delay,
    Follower,
    Photo,
    Task,
)
from linli.apps.cases.rules.fields import AFTER_CLOSING, AFTER_COMMAND
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.services.photos import forget_files
from linli.apps.cases.services.recording import locked_case
from linli.core.access import Actor, require
from linli.kit.bulk import batches
from linli.kit.ticks import Pieces

AT_ONCE = 500
ERASED = "–"
NOBODY = 0  # no account has this number
_REPORTER = (
    "reporter_id", "reporter_account_id", "reporter_name", "reporter_phone", "reporter_email",
    "contact_language", "slip_code", "unit_id", "lon", "lat", "entered_by_id", "handler_account_id",
)  # fmt: skip


def erase_old_cases(*, actor: Actor, now: datetime, most: int = AT_ONCE) -> int:
    """Erase what closed cases say about people after the period; return how many cases.

    Keys of commands go after theirs. Raises SomeFailed at the end when it broke on a case; the
    others are done.
    """
    require(permissions.can_apply_retention(actor))
    before = now - timedelta(days=AFTER_CLOSING.days)
    due = Case.objects.filter(state=CaseState.CLOSED, closed_at__lt=before, erased_at=None)
    # Twice as many as wanted: those on which it breaks must not take the place of others.
    case_ids = due.order_by("closed_at", "pk").values_list("pk", flat=True)[: 2 * most]
    keys = CommandKey.objects.filter(at__lt=now - timedelta(days=AFTER_COMMAND.days))

    def erase(case_id: int) -> None:
        _erase(case_id, actor=actor, now=now)

    def forget(numbers: list[int]) -> None:
        CommandKey.objects.filter(pk__in=numbers).delete()

    pieces = Pieces()
    for batch in batches(list(keys.values_list("pk", flat=True)), most):
        pieces.do_together(forget, batch)
    erased = len(pieces.do_each(erase, list(case_ids), most))
    pieces.settle(erased)
    return erased


@transaction.atomic
def _erase(case_id: int, *, actor: Actor, now: datetime) -> None:
    case = locked_case(case_id)
    for name in _REPORTER:
        setattr(case, name, None)
    case.text, case.spot, case.entered_post, case.erased_at = ERASED, "", "", now
    case.save()
    CaseStep.objects.filter(case=case).update(
        account_id=None, person_id=None, post="", text="", facts="{}"
    )
    digests = set(Photo.objects.filter(case=case).values_list("digest", flat=True))
    clips = set(Clip.objects.filter(case=case).values_list("digest", flat=True))
    Photo.objects.filter(case=case).delete()
    Clip.objects.filter(case=case).delete()
    Follower.objects.filter(case=case).delete()
    Follower.objects.filter(slip_case=case, person=None, account_id=None).delete()
    Follower.objects.filter(slip_case=case).update(slip_case=None)
    Follower.objects.filter(merged_from=case).update(merged_from=None)
    Task.objects.filter(case=case).update(
        account_id=None, caller_account_id=None, text="", answer="", case_text=ERASED
    )
    CheckMark.objects.filter(case=case).delete()
    ClockEvent.objects.filter(clock__case=case).update(account_id=None, facts="{}")
    Agreement.objects.filter(case=case).update(account_id=None, post="", text="")
    Delay.objects.filter(case=case).update(
        asked_by_id=NOBODY, decided_by_id=None, text="", decision_text=""
    )
    record(
        actor=actor,
        kind="cases.retention_applied",
        subject_type="case",
        subject_id=case.pk,
        scope_path=case.scope_path,
        facts={"photos": len(digests), "clips": len(clips)},
        now=now,
    )
    transaction.on_commit(lambda: forget_files(digests | clips))
