"""Whole lists entered at once: what a branch has kept on paper until now.

The rows and the trail are those of the single acts, one for each line; all lines or none.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from linli.apps.organisations import permissions
from linli.apps.organisations.models import Body, HouseholdMark, Membership, ReportIn
from linli.apps.organisations.rules.basis import Mark
from linli.apps.organisations.rules.bodies import PARTY_TYPES
from linli.apps.organisations.rules.events import (
    Event,
    HouseholdMarked,
    MembershipRecorded,
    ReportInMade,
)
from linli.apps.organisations.rules.refusals import BodyNotOpen, NotABranch, RecordedAlready
from linli.apps.organisations.services.recording import locked_body, note_all, refuse_unknown
from linli.apps.people.models import Household, Person
from linli.core.access import Actor, Decision, require


@transaction.atomic
def enter_members(
    *, actor: Actor, branch_id: int, person_ids: Sequence[int], valid_from: date, now: datetime
) -> list[Membership]:
    """Enter members of a branch (登记党员隶属关系). Raises NotABranch, RecordedAlready."""
    branch = locked_branch(branch_id, valid_from)
    decision = require(permissions.can_see_membership(actor, branch))
    _require_known(person_ids)
    known = Membership.objects.filter(branch=branch, person_id__in=person_ids)
    if known.overlapping(valid_from, None).exists() or _twice(person_ids):
        raise RecordedAlready(field="person")
    rows = Membership.objects.bulk_create(
        Membership(branch=branch, person_id=person, valid_from=valid_from) for person in person_ids
    )
    events = [
        MembershipRecorded(membership_id=row.pk, branch_id=branch.pk, valid_from=valid_from)
        for row in rows
    ]
    _note(((event, decision) for event in events), branch, actor, now)
    return rows


@transaction.atomic
def mark_households(
    *,
    actor: Actor,
    body_id: int,
    household_ids: Sequence[int],
    mark: Mark,
    valid_from: date,
    now: datetime,
) -> list[HouseholdMark]:
    """Recognise households (认定党员中心户). Raises NotABranch, RecordedAlready."""
    branch = locked_branch(body_id, valid_from)
    decision = require(permissions.can_see_membership(actor, branch))
    # Two branches cannot recognise one household in the same moment.
    households = Household.objects.select_for_update().filter(pk__in=household_ids).order_by("pk")
    paths = {household.pk: household.scope_path for household in households}
    if any(number not in paths for number in household_ids):
        refuse_unknown(Household)
    known = HouseholdMark.objects.filter(household_id__in=household_ids, mark=mark)
    if known.overlapping(valid_from, None).exists() or _twice(household_ids):
        raise RecordedAlready(field="household")
    rows = HouseholdMark.objects.bulk_create(
        HouseholdMark(
            household_id=number,
            body=branch,
            mark=mark,
            scope_path=paths[number],
            valid_from=valid_from,
        )
        for number in household_ids
    )
    events = [
        HouseholdMarked(mark_id=row.pk, body_id=branch.pk, mark=mark, valid_from=valid_from)
        for row in rows
    ]
    _note(((event, decision) for event in events), branch, actor, now)
    return rows


@transaction.atomic
def enter_report_ins(
    *, actor: Actor, branch_id: int, person_ids: Sequence[int], on: date, now: datetime
) -> list[ReportIn]:
    """Enter the report-ins of a branch that both sides have signed on a list (报到名册).

    The rows and the trail are those of `report_in` and `confirm_report_in`, one for each person.
    Raises NotABranch, BodyNotOpen, NotFound, RecordedAlready; then nobody is entered.
    """
    branch = locked_branch(branch_id, on)
    decisions = [
        require(permissions.can_confirm_report_in(actor, branch, person)) for person in person_ids
    ]
    _require_known(person_ids)
    known = ReportIn.objects.filter(branch=branch, person_id__in=person_ids)
    if known.overlapping(on, None).exists() or _twice(person_ids):
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
    events = [
        ReportInMade(
            report_in_id=row.pk,
            branch_id=branch.pk,
            confirmed_by_person_on=on,
            confirmed_by_branch_on=on,
            valid_from=on,
        )
        for row in rows
    ]
    _note(zip(events, decisions, strict=True), branch, actor, now)
    return rows


def locked_branch(body_id: int, day: date) -> Body:
    """Lock a party body that exists on a day. Raises NotFound, NotABranch, BodyNotOpen."""
    branch = locked_body(body_id)
    if branch.type not in PARTY_TYPES:
        raise NotABranch(field="branch")
    if day < branch.valid_from or (branch.valid_to is not None and day >= branch.valid_to):
        raise BodyNotOpen(field="valid_from")
    return branch


def _require_known(person_ids: Sequence[int]) -> None:
    if Person.objects.filter(pk__in=person_ids).count() != len(set(person_ids)):
        refuse_unknown(Person)


def _twice(numbers: Sequence[int]) -> bool:
    return len(set(numbers)) != len(numbers)


def _note(
    acts: Iterable[tuple[Event, Decision]], branch: Body, actor: Actor, now: datetime
) -> None:
    subject = ("body", branch.pk)
    note_all(
        ((event, decision, subject, branch.scope_path) for event, decision in acts),
        actor=actor,
        now=now,
    )
