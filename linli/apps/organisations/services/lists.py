"""Whole lists entered at once: what a branch has kept on paper until now."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from linli.apps.organisations import permissions
from linli.apps.organisations.models import Body, ReportIn
from linli.apps.organisations.rules.bodies import PARTY_TYPES
from linli.apps.organisations.rules.events import ReportInMade
from linli.apps.organisations.rules.refusals import BodyNotOpen, NotABranch, RecordedAlready
from linli.apps.organisations.services.recording import locked_body, note
from linli.apps.people.models import Person
from linli.core.access import Actor, require
from linli.core.errors import NotFound


@transaction.atomic
def enter_report_ins(
    *, actor: Actor, branch_id: int, person_ids: Sequence[int], on: date, now: datetime
) -> list[ReportIn]:
    """Enter the report-ins of a branch that both sides have signed on a list (报到名册).

    The rows and the trail are those of `report_in` and `confirm_report_in`, one for each person.
    Raises NotABranch, BodyNotOpen, NotFound, RecordedAlready; then nobody is entered.
    """
    branch = locked_body(branch_id)
    _require_open_branch(branch, on)
    decisions = {
        person: require(permissions.can_confirm_report_in(actor, branch, person))
        for person in person_ids
    }
    if Person.objects.filter(pk__in=decisions).count() != len(person_ids):
        raise NotFound(kind="person")
    known = ReportIn.objects.filter(branch=branch, person_id__in=decisions)
    if known.overlapping(on, None).exists():
        raise RecordedAlready(field="person")
    rows = ReportIn.objects.bulk_create(
        ReportIn(
            branch=branch,
            person_id=person,
            scope_path=branch.scope_path,
            confirmed_by_person_on=on,
            confirmed_by_branch_on=on,
            valid_from=on,
        )
        for person in person_ids
    )
    for row in rows:
        made = ReportInMade(
            report_in_id=row.pk,
            branch_id=branch.pk,
            confirmed_by_person_on=on,
            confirmed_by_branch_on=on,
            valid_from=on,
        )
        note(
            made,
            actor=actor,
            decision=decisions[row.person_id],
            subject=("body", branch.pk),
            path=branch.scope_path,
            now=now,
        )
    return rows


def _require_open_branch(branch: Body, day: date) -> None:
    if branch.type not in PARTY_TYPES:
        raise NotABranch(field="branch")
    if day < branch.valid_from or (branch.valid_to is not None and day >= branch.valid_to):
        raise BodyNotOpen(field="valid_from")
