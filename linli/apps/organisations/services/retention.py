"""What was kept about people in posts and of a branch goes when its time is over.

Run by the clock once a day. Bodies, seats and what was decided stay: the history of a body is
read from its seats and documents. Source: [rule:retention-everywhere].
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.apps.organisations.models import (
    Absence,
    Appointment,
    Declaration,
    HouseholdMark,
    Membership,
    Offer,
    TrainingAttendance,
)
from linli.apps.organisations.rules.fields import AFTER_ABSENCE, AFTER_DECLARATION, AFTER_POST
from linli.apps.organisations.rules.service import RowsForgotten
from linli.apps.organisations.services.recording import note
from linli.apps.people.rules.fields import GRACE
from linli.core.access import Actor, by_role, require
from linli.core.personal import Period
from linli.kit.bulk import batches
from linli.kit.days import local_day
from linli.kit.ticks import Pieces

BATCH = 500


def forget_old_posts(*, actor: Actor, now: datetime) -> Counter[str]:
    """Delete what the periods of this application end today; return the counts by table.

    Raises SomeFailed at the end when it broke on some; the others are gone.
    """
    decision = require(by_role(actor, (), ""))
    pieces, done = Pieces(), Counter[str]()
    for table, rows in _old_rows(now):

        @transaction.atomic
        def forget(numbers: list[int], table: str = table, model: Any = rows.model) -> int:
            model.objects.filter(pk__in=numbers).delete()
            event = RowsForgotten(table=table, numbers=tuple(numbers))
            subject = ("retention", 0)
            note(event, actor=actor, decision=decision, subject=subject, path="", now=now)
            return len(numbers)

        found = list(rows.order_by("pk").values_list("pk", flat=True))
        for batch in batches(found, BATCH):
            done[table] += sum(pieces.do_together(forget, batch))
    pieces.settle(done)
    return done


def _old_rows(now: datetime) -> "Iterator[tuple[str, QuerySet[Any]]]":
    today = local_day(now)
    loose = today - timedelta(days=GRACE.days)
    yield "membership", Membership.objects.filter(person__ties_ended_on__lte=loose)
    yield (
        "mark",
        HouseholdMark.objects.filter(Q(valid_to__lte=today) | Q(household__valid_to__lte=today)),
    )
    # The end of a report-in deletes the offer at once; here goes what was left for whatever reason.
    yield "offer", Offer.objects.filter(report_in__valid_to__lte=today)
    absent = Absence.objects.filter(valid_to__lte=today - timedelta(days=AFTER_ABSENCE.days))
    yield "absence", absent.exclude(_kept_by(AFTER_ABSENCE, now, seat=OuterRef("seat")))
    declared = Declaration.objects.filter(
        declared_on__lte=today - timedelta(days=AFTER_DECLARATION.days)
    )
    kept = _kept_by(AFTER_DECLARATION, now, seat__body=OuterRef("body"))
    yield "declaration", declared.exclude(kept)
    old = today - timedelta(days=AFTER_POST.days)
    yield "attendance", TrainingAttendance.objects.filter(appointment__valid_to__lte=old)
    yield (
        "appointment",
        Appointment.objects.filter(Q(valid_to__lte=old) | Q(is_void=True, valid_from__lte=old)),
    )


def _kept_by(period: Period, now: datetime, **where: Any) -> Exists:
    """Tell rows of a person who holds such a post, or held it within the period."""
    ended = local_day(now) - timedelta(days=period.days)
    held = Appointment.objects.filter(person=OuterRef("person"), is_void=False, **where)
    return Exists(held.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=ended)))
