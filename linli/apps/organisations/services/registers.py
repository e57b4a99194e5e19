"""Membership, marks of households, report-ins and declarations.

What these rows tell about a person is sensitive: who may write them is the circle of the branch,
and the trail does not say whom they concern. Source: [rule:membership-visibility].
"""

from datetime import date, datetime

from django.db import transaction

from linli.apps.organisations import permissions
from linli.apps.organisations.models import (
    Body,
    Declaration,
    HouseholdMark,
    Membership,
    ReportIn,
)
from linli.apps.organisations.rules.basis import Mark, Statement
from linli.apps.organisations.rules.events import (
    Event,
    HouseholdUnmarked,
    MembershipEnded,
    ReportInConfirmed,
    ReportInEnded,
    ReportInMade,
    TieDeclared,
)
from linli.apps.organisations.rules.refusals import AlreadyEnded, RecordedAlready
from linli.apps.organisations.services.lists import (
    enter_members,
    locked_branch,
    mark_households,
)
from linli.apps.organisations.services.recording import (
    check_days,
    first_or_refuse,
    locked_body,
    note,
)
from linli.apps.organisations.services.serving import end_service
from linli.apps.people.models import Person
from linli.core.access import Actor, Decision, require


@transaction.atomic
def record_membership(
    *, actor: Actor, branch_id: int, person_id: int, valid_from: date, now: datetime
) -> Membership:
    """Enter a member of a branch (登记党员隶属关系). Raises NotABranch, RecordedAlready."""
    people = [person_id]
    return enter_members(
        actor=actor, branch_id=branch_id, person_ids=people, valid_from=valid_from, now=now
    )[0]


@transaction.atomic
def end_membership(
    *, actor: Actor, membership_id: int, valid_to: date, now: datetime
) -> Membership:
    """End a membership of a branch on a day. Raises AlreadyEnded, DatesReversed."""
    found = first_or_refuse(Membership.objects.filter(pk=membership_id))
    branch = locked_body(found.branch_id)
    decision = require(permissions.can_see_membership(actor, branch))
    row = Membership.objects.get(pk=membership_id)
    _end(row, valid_to)
    event = MembershipEnded(membership_id=row.pk, valid_to=valid_to)
    _note(event, branch, actor, decision, now)
    return row


@transaction.atomic
def mark_household(
    *,
    actor: Actor,
    body_id: int,
    household_id: int,
    mark: Mark,
    valid_from: date,
    now: datetime,
) -> HouseholdMark:
    """Recognise a household (认定党员中心户). Raises NotABranch, RecordedAlready."""
    return mark_households(
        actor=actor,
        body_id=body_id,
        household_ids=[household_id],
        mark=mark,
        valid_from=valid_from,
        now=now,
    )[0]


@transaction.atomic
def unmark_household(*, actor: Actor, mark_id: int, valid_to: date, now: datetime) -> HouseholdMark:
    """Withdraw the recognition of a household on a day. Raises AlreadyEnded, DatesReversed."""
    found = first_or_refuse(HouseholdMark.objects.filter(pk=mark_id))
    branch = locked_body(found.body_id)
    decision = require(permissions.can_see_membership(actor, branch))
    row = HouseholdMark.objects.get(pk=mark_id)
    _end(row, valid_to)
    _note(HouseholdUnmarked(mark_id=row.pk, valid_to=valid_to), branch, actor, decision, now)
    return row


@transaction.atomic
def report_in(*, actor: Actor, branch_id: int, person_id: int, on: date, now: datetime) -> ReportIn:
    """Report an in-service member to the branch of the compound they live in (报到).

    Whoever enters it confirms their side; it counts once both have confirmed.
    """
    branch = locked_branch(branch_id, on)
    decision = require(permissions.can_confirm_report_in(actor, branch, person_id))
    first_or_refuse(Person.objects.filter(pk=person_id))
    same = ReportIn.objects.filter(branch=branch, person_id=person_id)
    if same.overlapping(on, None).exists():
        raise RecordedAlready(field="person")
    by_person = actor.person_id == person_id
    row = ReportIn.objects.create(
        branch=branch,
        person_id=person_id,
        scope_path=branch.scope_path,
        confirmed_by_person_on=on if by_person else None,
        confirmed_by_branch_on=None if by_person else on,
        valid_from=on,
    )
    made = ReportInMade(
        report_in_id=row.pk,
        branch_id=branch.pk,
        confirmed_by_person_on=row.confirmed_by_person_on,
        confirmed_by_branch_on=row.confirmed_by_branch_on,
        valid_from=on,
    )
    _note(made, branch, actor, decision, now)
    return row


@transaction.atomic
def confirm_report_in(*, actor: Actor, report_in_id: int, on: date, now: datetime) -> ReportIn:
    """Confirm the side that is still open (确认报到): the person their own, the branch the other.

    Raises AlreadyEnded when it ended, RecordedAlready when one's side is confirmed.
    """
    found = first_or_refuse(ReportIn.objects.filter(pk=report_in_id))
    branch = locked_body(found.branch_id)
    row = ReportIn.objects.get(pk=report_in_id)
    decision = require(permissions.can_confirm_report_in(actor, branch, row.person_id))
    if row.valid_to is not None:
        raise AlreadyEnded(kind="report_in")
    by_person = actor.person_id == row.person_id or (
        actor.is_system and row.confirmed_by_person_on is None
    )
    column = "confirmed_by_person_on" if by_person else "confirmed_by_branch_on"
    if getattr(row, column) is not None:
        raise RecordedAlready()
    setattr(row, column, on)
    row.save(update_fields=[column])
    confirmed = ReportInConfirmed(
        report_in_id=row.pk,
        confirmed_by_person_on=row.confirmed_by_person_on,
        confirmed_by_branch_on=row.confirmed_by_branch_on,
    )
    _note(confirmed, branch, actor, decision, now)
    return row


@transaction.atomic
def end_report_in(*, actor: Actor, report_in_id: int, valid_to: date, now: datetime) -> ReportIn:
    """End a report-in on a day. Raises AlreadyEnded, DatesReversed."""
    found = first_or_refuse(ReportIn.objects.filter(pk=report_in_id))
    branch = locked_body(found.branch_id)
    row = ReportIn.objects.get(pk=report_in_id)
    decision = require(permissions.can_confirm_report_in(actor, branch, row.person_id))
    _end(row, valid_to)
    end_service(row, actor=actor, decision=decision, now=now)
    _note(ReportInEnded(report_in_id=row.pk, valid_to=valid_to), branch, actor, decision, now)
    return row


@transaction.atomic
def declare_tie(
    *,
    actor: Actor,
    body_id: int,
    person_id: int,
    statement: Statement,
    is_so: bool,
    declared_on: date,
    now: datetime,
) -> Declaration:
    """Record what a holder or candidate declared to a body in writing (任职承诺).

    A later declaration stands before an earlier one. Raises RecordedAlready for a second on one
    day.
    """
    body = locked_body(body_id)
    decision = require(permissions.can_change_body(actor, body))
    first_or_refuse(Person.objects.filter(pk=person_id))
    same = Declaration.objects.filter(
        body=body, person_id=person_id, statement=statement, declared_on=declared_on
    )
    if same.exists():
        raise RecordedAlready(field="declared_on")
    row = Declaration.objects.create(
        body=body,
        person_id=person_id,
        statement=statement,
        is_so=is_so,
        declared_on=declared_on,
    )
    declared = TieDeclared(
        declaration_id=row.pk,
        body_id=body.pk,
        person_id=person_id,
        statement=statement,
        is_so=is_so,
        declared_on=declared_on,
    )
    _note(declared, body, actor, decision, now)
    return row


def _end(row: Membership | HouseholdMark | ReportIn, valid_to: date) -> None:
    if row.valid_to is not None:
        raise AlreadyEnded()
    check_days(row.valid_from, valid_to)
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])


def _note(event: Event, branch: Body, actor: Actor, decision: Decision, now: datetime) -> None:
    subject = ("body", branch.pk)
    note(event, actor=actor, decision=decision, subject=subject, path=branch.scope_path, now=now)
