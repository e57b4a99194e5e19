"""Service of members who reported in: offers, claims, both sides' confirmation, facts.

What these rows tell about a person is sensitive: the trail says which report-in, never whose.
Source: [rule:report-in-service], [rule:membership-visibility].
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from linli.apps.organisations import permissions
from linli.apps.organisations.models import Claim, FactStatement, Need, Offer, ReportIn
from linli.apps.organisations.rules.events import Event
from linli.apps.organisations.rules.refusals import AlreadyEnded
from linli.apps.organisations.rules.service import (
    CLAIM_FLOW,
    KEPT_DAYS,
    AskedAlready,
    ClaimAction,
    ClaimedAlready,
    ClaimState,
    ClaimWithdrawn,
    FactsAsked,
    FactsIssued,
    NeedClaimed,
    NeedClosed,
    NotReportedIn,
    OfferGiven,
    OfferTakenBack,
    OtherSideConfirms,
    Quarter,
    ServiceConfirmed,
    ServiceDisputed,
    ServiceForgotten,
    ServiceNoted,
    Skill,
    check_quarter,
    check_service,
)
from linli.apps.organisations.selectors.service import services_in
from linli.apps.organisations.services.recording import first_or_refuse, locked_body, note
from linli.core.access import Actor, Decision, by_role, require
from linli.kit.bulk import batches
from linli.kit.days import local_day
from linli.kit.ticks import Pieces


@transaction.atomic
def give_offer(
    *,
    actor: Actor,
    report_in_id: int,
    skills: Sequence[Skill],
    hours_a_month: int,
    now: datetime,
) -> Offer:
    """Say what one can help with and for how long (登记服务意向); a new word replaces the old.

    Raises NotReportedIn unless both sides have confirmed the report-in.
    """
    row, decision = _own_report_in(actor, report_in_id)
    _require_confirmed(row)
    offer, _made = Offer.objects.update_or_create(
        report_in=row,
        defaults={
            "person_id": row.person_id,
            "skills": sorted(set(skills)),
            "hours_a_month": hours_a_month,
            "offered_on": local_day(now),
        },
    )
    event = OfferGiven(report_in_id=row.pk, offered_on=offer.offered_on)
    _note(event, row, actor, decision, now)
    return offer


@transaction.atomic
def take_offer_back(*, actor: Actor, report_in_id: int, now: datetime) -> None:
    """Take one's offer back (撤回服务意向): it is deleted."""
    row, decision = _own_report_in(actor, report_in_id)
    if Offer.objects.filter(report_in=row).delete()[0]:
        _note(OfferTakenBack(report_in_id=row.pk), row, actor, decision, now)


@transaction.atomic
def claim_need(*, actor: Actor, need_id: int, report_in_id: int, now: datetime) -> Claim:
    """Claim a need (认领). Places are counted under the lock of the need.

    Raises NotReportedIn, NeedClosed, ClaimedAlready.
    """
    row, decision = _own_report_in(actor, report_in_id)
    _require_confirmed(row)
    need = first_or_refuse(Need.objects.select_for_update().filter(pk=need_id))
    if need.branch_id != row.branch_id:
        raise NotReportedIn()
    today = local_day(now)
    taking = need.claims.taking()
    if taking.filter(report_in=row).exists():
        raise ClaimedAlready()
    ended = need.valid_to is not None and need.valid_to <= today
    if ended or today < need.valid_from or taking.count() >= need.wanted:
        raise NeedClosed()
    claim = Claim.objects.create(
        need=need, report_in=row, person_id=row.person_id, claimed_on=today
    )
    event = NeedClaimed(claim_id=claim.pk, need_id=need.pk, report_in_id=row.pk, claimed_on=today)
    _note(event, row, actor, decision, now)
    return claim


@transaction.atomic
def note_service(
    *, actor: Actor, claim_id: int, served_on: date, minutes: int, now: datetime
) -> Claim:
    """Note that the service was given (登记服务), by either side; the other one confirms.

    Raises ServiceDayImpossible, MinutesUnbelievable.
    """
    claim, decision = _locked_claim(actor, claim_id)
    check_service(claim.claimed_on, served_on, minutes, local_day(now))
    claim.served_on, claim.minutes = served_on, minutes
    claim.noted_by_person = actor.person_id == claim.person_id
    _move(claim, ClaimAction.NOTE, "served_on", "minutes", "noted_by_person")
    event = ServiceNoted(
        claim_id=claim.pk,
        served_on=served_on,
        minutes=minutes,
        noted_by_person=claim.noted_by_person,
    )
    _note(event, claim.report_in, actor, decision, now)
    return claim


@transaction.atomic
def confirm_service(*, actor: Actor, claim_id: int, now: datetime) -> Claim:
    """Confirm what the other side has noted (确认服务). Raises OtherSideConfirms."""
    claim, decision = _locked_claim(actor, claim_id)
    _require_other_side(actor, claim)
    claim.confirmed_on = local_day(now)
    _move(claim, ClaimAction.CONFIRM, "confirmed_on")
    event = ServiceConfirmed(claim_id=claim.pk, confirmed_on=claim.confirmed_on)
    _note(event, claim.report_in, actor, decision, now)
    return claim


@transaction.atomic
def dispute_service(*, actor: Actor, claim_id: int, now: datetime) -> Claim:
    """Say that what the other side has noted was not so (不予确认); it can be noted anew."""
    claim, decision = _locked_claim(actor, claim_id)
    _require_other_side(actor, claim)
    claim.served_on = claim.minutes = claim.noted_by_person = None
    _move(claim, ClaimAction.DISPUTE, "served_on", "minutes", "noted_by_person")
    _note(ServiceDisputed(claim_id=claim.pk), claim.report_in, actor, decision, now)
    return claim


@transaction.atomic
def withdraw_claim(*, actor: Actor, claim_id: int, now: datetime) -> Claim:
    """Give a claim back before the service (退回认领); its place is free again."""
    claim, _decision = _locked_claim(actor, claim_id)
    decision = require(permissions.can_serve(actor, claim.report_in))
    _withdraw(claim, actor=actor, decision=decision, now=now)
    return claim


@transaction.atomic
def ask_facts(*, actor: Actor, report_in_id: int, quarter: Quarter, now: datetime) -> FactStatement:
    """Ask for the facts of a quarter, for one's work unit (申请反馈): once a quarter.

    Raises QuarterNotOver, AskedAlready.
    """
    row, decision = _own_report_in(actor, report_in_id)
    today = local_day(now)
    check_quarter(quarter, today)
    asked = {"report_in": row, "year": quarter.year, "quarter": quarter.number}
    if FactStatement.objects.filter(**asked).exists():
        raise AskedAlready(field="quarter")
    statement = FactStatement.objects.create(**asked, person_id=row.person_id, asked_on=today)
    event = FactsAsked(
        statement_id=statement.pk,
        report_in_id=row.pk,
        year=quarter.year,
        quarter=quarter.number,
        asked_on=today,
    )
    _note(event, row, actor, decision, now)
    return statement


@transaction.atomic
def issue_facts(*, actor: Actor, statement_id: int, now: datetime) -> FactStatement:
    """Confirm the facts of a quarter (出具反馈), by the circle of the branch.

    The person takes them to the work unit: the product sends them to nobody. Raises AlreadyEnded.
    """
    found = first_or_refuse(FactStatement.objects.filter(pk=statement_id))
    row = first_or_refuse(ReportIn.objects.filter(pk=found.report_in_id))
    branch = locked_body(row.branch_id)
    decision = require(permissions.can_see_membership(actor, branch))
    statement = FactStatement.objects.select_for_update().get(pk=statement_id)
    if statement.issued_on is not None:
        raise AlreadyEnded(kind="statement")
    statement.issued_on = local_day(now)
    statement.save(update_fields=["issued_on"])
    served = services_in(row, Quarter(statement.year, statement.quarter))
    event = FactsIssued(
        statement_id=statement.pk,
        issued_on=statement.issued_on,
        services=len(served),
        minutes=sum(one.minutes for one in served),
    )
    _note(event, row, actor, decision, now)
    return statement


def end_service(row: ReportIn, *, actor: Actor, decision: Decision, now: datetime) -> None:
    """Delete the offer of a report-in that ends, and give its open claims back."""
    if Offer.objects.filter(report_in=row).delete()[0]:
        _note(OfferTakenBack(report_in_id=row.pk), row, actor, decision, now)
    claims = Claim.objects.select_for_update().filter(report_in=row, state=ClaimState.CLAIMED)
    for claim in claims.order_by("pk"):
        _withdraw(claim, actor=actor, decision=decision, now=now)


def forget_ended(*, actor: Actor, now: datetime) -> int:
    """Delete report-ins that ended more than a year ago, with the record of service; by the clock.

    Returns how many. Raises SomeFailed at the end when it broke on some; the others are gone.
    Source: [rule:retention].
    """
    decision = require(by_role(actor, (), ""))
    before = local_day(now) - timedelta(days=KEPT_DAYS)
    over = Q(valid_to__lte=before) | Q(person__ties_ended_on__lte=before)
    ended = ReportIn.objects.filter(over).order_by("pk")

    @transaction.atomic
    def forget(numbers: list[int]) -> int:
        for rows in (Offer, FactStatement, Claim):
            rows.objects.filter(report_in__in=numbers).delete()
        ReportIn.objects.filter(pk__in=numbers).delete()
        event = ServiceForgotten(report_ins=tuple(numbers))
        note(event, actor=actor, decision=decision, subject=("report_in", 0), path="", now=now)
        return len(numbers)

    pieces = Pieces()
    gone = 0
    for batch in batches(ended.values_list("pk", flat=True)[:1000], 500):
        gone += sum(pieces.do_together(forget, batch))
    pieces.settle(gone)
    return gone


def _own_report_in(actor: Actor, report_in_id: int) -> tuple[ReportIn, Decision]:
    row = first_or_refuse(
        ReportIn.objects.select_for_update(of=("self",))
        .select_related("branch")
        .filter(pk=report_in_id)
    )
    decision = require(permissions.can_serve(actor, row))
    return row, decision


def _require_confirmed(row: ReportIn) -> None:
    if row.valid_to is not None:
        raise AlreadyEnded(kind="report_in")
    if row.confirmed_by_person_on is None or row.confirmed_by_branch_on is None:
        raise NotReportedIn()


def _locked_claim(actor: Actor, claim_id: int) -> tuple[Claim, Decision]:
    claims = Claim.objects.select_for_update(of=("self",)).select_related(
        "need__branch", "report_in__branch"
    )
    claim = first_or_refuse(claims.filter(pk=claim_id))
    return claim, require(permissions.can_confirm_service(actor, claim))


def _require_other_side(actor: Actor, claim: Claim) -> None:
    if claim.noted_by_person == (actor.person_id == claim.person_id):
        raise OtherSideConfirms()


def _withdraw(claim: Claim, *, actor: Actor, decision: Decision, now: datetime) -> None:
    _move(claim, ClaimAction.WITHDRAW)
    _note(ClaimWithdrawn(claim_id=claim.pk), claim.report_in, actor, decision, now)


def _move(claim: Claim, action: ClaimAction, *columns: str) -> None:
    """Assign the next state; nothing else in this application does."""
    claim.state = CLAIM_FLOW.step(ClaimState(claim.state), action).next
    claim.save(update_fields=["state", *columns])


def _note(event: Event, row: ReportIn, actor: Actor, decision: Decision, now: datetime) -> None:
    branch = row.branch
    subject = ("body", branch.pk)
    note(event, actor=actor, decision=decision, subject=subject, path=branch.scope_path, now=now)
