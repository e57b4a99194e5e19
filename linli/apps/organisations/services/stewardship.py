"""Who looks after a compound, and what is wrong there."""

from datetime import date, datetime

from django.db import transaction

from linli.apps.organisations import permissions
from linli.apps.organisations.models import Body, CompoundCondition, Stewardship
from linli.apps.organisations.rules.basis import Condition, Stewarding
from linli.apps.organisations.rules.events import (
    ConditionCleared,
    ConditionNoted,
    Event,
    StewardshipBegun,
)
from linli.apps.organisations.rules.refusals import (
    AlreadyEnded,
    OneStewardAtATime,
    PlaceUnfit,
    RecordedAlready,
)
from linli.apps.organisations.services.recording import check_days, first_or_refuse, note
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor, Decision, require


@transaction.atomic
def begin_stewardship(
    *,
    actor: Actor,
    place_id: int,
    kind: Stewarding,
    valid_from: date,
    now: datetime,
    body_id: int | None = None,
    exit_plan: str = "",
    review_on: date | None = None,
) -> Stewardship:
    """Record who looks after a compound from a day on; what was before ends that day.

    `exit_plan` and `review_on` tell how and when fallback management (兜底托管) is to give way to
    regular management. Raises OneStewardAtATime when a later one is recorded.
    Source: [rule:fallback-stewardship].
    """
    place = _locked_compound(place_id)
    decision = require(permissions.can_keep_stewardship(actor, place.path))
    if body_id is not None:
        first_or_refuse(Body.objects.filter(pk=body_id))
    previous = Stewardship.objects.filter(place=place).order_by("-valid_from").first()
    if previous is not None:
        if previous.valid_from >= valid_from:
            raise OneStewardAtATime(field="valid_from")
        previous.valid_to = valid_from
        previous.save(update_fields=["valid_to"])
    row = Stewardship.objects.create(
        place=place,
        scope_path=place.path,
        kind=kind,
        body_id=body_id,
        exit_plan=exit_plan,
        review_on=review_on,
        valid_from=valid_from,
    )
    event = StewardshipBegun(
        stewardship_id=row.pk,
        place_id=place.pk,
        steward_kind=kind,
        body_id=body_id,
        exit_plan=exit_plan,
        review_on=review_on,
        valid_from=valid_from,
        previous_id=previous.pk if previous else None,
    )
    _note(event, place, actor, decision, now)
    return row


@transaction.atomic
def note_condition(
    *,
    actor: Actor,
    place_id: int,
    condition: Condition,
    grade: int,
    valid_from: date,
    now: datetime,
    note_text: str = "",
) -> CompoundCondition:
    """Note a shortcoming of a compound, graded from 1 (minor) to 3 (dangerous).

    Raises RecordedAlready while the same shortcoming is open.
    """
    place = _locked_compound(place_id)
    decision = require(permissions.can_keep_stewardship(actor, place.path))
    same = CompoundCondition.objects.filter(place=place, condition=condition)
    if same.overlapping(valid_from, None).exists():
        raise RecordedAlready(field="condition")
    row = CompoundCondition.objects.create(
        place=place,
        scope_path=place.path,
        condition=condition,
        grade=grade,
        note=note_text,
        valid_from=valid_from,
    )
    event = ConditionNoted(
        condition_id=row.pk,
        place_id=place.pk,
        condition=condition,
        grade=grade,
        note=note_text,
        valid_from=valid_from,
    )
    _note(event, place, actor, decision, now)
    return row


@transaction.atomic
def clear_condition(
    *, actor: Actor, condition_id: int, valid_to: date, now: datetime
) -> CompoundCondition:
    """Record that a shortcoming was put right on a day. Raises AlreadyEnded, DatesReversed."""
    found = first_or_refuse(CompoundCondition.objects.filter(pk=condition_id))
    place = _locked_compound(found.place_id)
    decision = require(permissions.can_keep_stewardship(actor, place.path))
    row = CompoundCondition.objects.get(pk=condition_id)
    if row.valid_to is not None:
        raise AlreadyEnded(kind="condition")
    check_days(row.valid_from, valid_to)
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    _note(ConditionCleared(condition_id=row.pk, valid_to=valid_to), place, actor, decision, now)
    return row


def _locked_compound(place_id: int) -> Place:
    place = first_or_refuse(Place.objects.select_for_update().filter(pk=place_id))
    if place.kind != PlaceKind.COMPOUND:
        raise PlaceUnfit(field="place")
    return place


def _note(event: Event, place: Place, actor: Actor, decision: Decision, now: datetime) -> None:
    subject = ("place", place.pk)
    note(event, actor=actor, decision=decision, subject=subject, path=place.path, now=now)
