"""Changes planned for a day to come: entered, withdrawn, and made when their day has come.

What is planned is an act of `reshaping` with its arguments. It is tried out when it is entered,
with the rights of whoever enters it, and made by the clock on its day. Source: [rule:place-plans].
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.apps.audit import services as audit
from linli.apps.places import permissions
from linli.apps.places.models import PlannedChange
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.plans import (
    PlannedAct,
    PlanOutcome,
    PlanSettled,
    check_day_to_come,
)
from linli.apps.places.services import reshaping
from linli.apps.places.services.acts import locked_place
from linli.apps.places.services.rehearsal import rehearse
from linli.core.access import Actor, require
from linli.core.errors import DomainError, NotFound
from linli.kit.days import local_day
from linli.kit.ticks import one_by_one

_ACTS: dict[PlannedAct, Callable[..., Any]] = {
    PlannedAct.RENAME: reshaping.rename_place,
    PlannedAct.RECODE: reshaping.recode_place,
    PlannedAct.MOVE: reshaping.move_place,
    PlannedAct.MERGE: reshaping.merge_places,
    PlannedAct.MERGE_INTO_NEW: reshaping.merge_into_new_place,
    PlannedAct.SPLIT: reshaping.split_place,
    PlannedAct.END: reshaping.end_place,
    PlannedAct.DEMOLISH: reshaping.demolish_place,
}


def planned_act(act: Callable[..., Any]) -> PlannedAct:
    """Return the name under which an act of reshaping is planned."""
    return next(name for name, known in _ACTS.items() if known is act)


@transaction.atomic
def plan_change(
    *,
    actor: Actor,
    place_id: int,
    act: PlannedAct,
    arguments: Mapping[str, Any],
    on: date,
    now: datetime,
) -> PlannedChange:
    """Plan an act on a place for a day to come (预定变更); raises what the act would raise today.

    `arguments` are those of the act, without actor, day and instant.
    """
    place = locked_place(place_id)
    decision = require(permissions.can_change_place(actor, place))
    check_day_to_come(on, today=local_day(now))
    rehearse(_ACTS[act], **arguments, actor=actor, now=now)
    plan = PlannedChange.objects.create(
        place=place,
        act=act,
        arguments=_stored(arguments),
        effective_date=on,
        planned_by=actor.account_id,
        planned_at=now,
    )
    audit.record(
        actor=actor,
        kind="place.change_planned",
        subject_type="place",
        subject_id=place.pk,
        scope_path=place.path,
        now=now,
        grant=decision.grant,
        facts={"on": on, "plan": plan.pk, "act": act, "arguments": plan.arguments},
    )
    return plan


@transaction.atomic
def withdraw_plan(*, actor: Actor, plan_id: int, now: datetime) -> PlannedChange:
    """Withdraw a planned change before its day (撤回预定变更); raises PlanSettled."""
    plan = _locked_plan(plan_id)
    require(permissions.can_change_place(actor, plan.place))
    _settle(plan, PlanOutcome.WITHDRAWN, actor=actor, now=now)
    return plan


def make_due_changes(*, actor: Actor, now: datetime) -> list[int]:
    """Make the planned changes whose day has come, each by itself; return their numbers.

    One that cannot be made is settled with the reason: somebody has to decide anew. One that
    breaks holds up none of the others.
    """
    due = PlannedChange.objects.filter(outcome=None, effective_date__lte=local_day(now))
    numbers = list(due.order_by("effective_date", "pk").values_list("pk", flat=True))
    one_by_one(numbers, lambda number: _make(number, actor=actor, now=now))
    return numbers


@transaction.atomic
def _make(plan_id: int, *, actor: Actor, now: datetime) -> None:
    plan = _locked_plan(plan_id)
    if plan.outcome is not None:
        return
    given = _restored(plan.arguments)
    try:
        with transaction.atomic():
            _ACTS[PlannedAct(plan.act)](**given, actor=actor, on=plan.effective_date, now=now)
    except DomainError as refusal:
        _settle(plan, PlanOutcome.REFUSED, actor=actor, now=now, reason=refusal.code)
    else:
        plan.place.refresh_from_db()
        _settle(plan, PlanOutcome.DONE, actor=actor, now=now)


def _locked_plan(plan_id: int) -> PlannedChange:
    plan = PlannedChange.objects.select_for_update().filter(pk=plan_id).first()
    if plan is None:
        raise NotFound(kind="plan")
    return plan


def _settle(
    plan: PlannedChange, outcome: PlanOutcome, *, actor: Actor, now: datetime, reason: str = ""
) -> None:
    if plan.outcome is not None:
        raise PlanSettled(day=plan.effective_date.isoformat())
    plan.outcome, plan.reason, plan.settled_at = outcome, reason, now
    plan.save(update_fields=["outcome", "reason", "settled_at"])
    audit.record(
        actor=actor,
        kind="place.plan_settled",
        subject_type="place",
        subject_id=plan.place_id,
        scope_path=plan.place.path,
        grant=actor.post_at(plan.place.path),
        now=now,
        facts={
            "on": plan.effective_date,
            "plan": plan.pk,
            "outcome": outcome,
            "reason": reason,
        },
    )


def _stored(arguments: Mapping[str, Any]) -> dict[str, Any]:
    stored = dict(arguments)
    if "parts" in stored:
        stored["parts"] = [asdict(part) for part in stored["parts"]]
    return stored


def _restored(stored: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(stored)
    if "kind" in given:
        given["kind"] = PlaceKind(given["kind"])
    if "parts" in given:
        given["parts"] = [reshaping.Part(**part) for part in given["parts"]]
    return given
