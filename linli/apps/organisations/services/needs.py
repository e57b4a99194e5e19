"""What is needed in a compound, published for the members who reported to its branch."""

from datetime import date, datetime, timedelta

from django.db import transaction

from linli.apps.organisations import permissions
from linli.apps.organisations.models import Need
from linli.apps.organisations.rules.events import Event
from linli.apps.organisations.rules.refusals import AlreadyEnded
from linli.apps.organisations.rules.service import (
    MOST_WANTED,
    NeedEnded,
    NeedPublished,
    Skill,
    WantedUnbelievable,
)
from linli.apps.organisations.services.lists import locked_branch
from linli.apps.organisations.services.recording import first_or_refuse, locked_body, note
from linli.apps.places.services import locked_place
from linli.core.access import Actor, Decision, require
from linli.kit.days import local_day


@transaction.atomic
def publish_need(
    *,
    actor: Actor,
    branch_id: int,
    place_id: int,
    title: str,
    skill: Skill,
    wanted: int,
    now: datetime,
    text: str = "",
    needed_on: date | None = None,
) -> Need:
    """Publish what is needed at a place of a branch (发布需求). Source: [rule:report-in-service].

    Raises NotABranch, BodyNotOpen, WantedUnbelievable.
    """
    today = local_day(now)
    place = locked_place(place_id)
    branch = locked_branch(branch_id, today)
    decision = require(permissions.can_publish_need(actor, branch, place.path))
    if not 1 <= wanted <= MOST_WANTED:
        raise WantedUnbelievable(field="wanted", most=MOST_WANTED)
    need = Need.objects.create(
        branch=branch,
        place=place,
        scope_path=place.path,
        title=title,
        text=text,
        skill=skill,
        wanted=wanted,
        needed_on=needed_on,
        valid_from=today,
    )
    event = NeedPublished(
        need_id=need.pk,
        branch_id=branch.pk,
        place_id=place.pk,
        title=title,
        skill=skill,
        wanted=wanted,
        needed_on=needed_on,
        valid_from=today,
    )
    _note(event, need, actor, decision, now)
    return need


@transaction.atomic
def end_need(*, actor: Actor, need_id: int, now: datetime) -> Need:
    """Say that something is no longer looked for (结束需求); claims stay. Raises AlreadyEnded."""
    found = first_or_refuse(Need.objects.filter(pk=need_id))
    branch = locked_body(found.branch_id)
    need = Need.objects.select_for_update().get(pk=need_id)
    decision = require(permissions.can_publish_need(actor, branch, need.scope_path))
    if need.valid_to is not None:
        raise AlreadyEnded(kind="need")
    need.valid_to = max(local_day(now), need.valid_from + timedelta(days=1))
    need.save(update_fields=["valid_to"])
    _note(NeedEnded(need_id=need.pk, valid_to=need.valid_to), need, actor, decision, now)
    return need


def _note(event: Event, need: Need, actor: Actor, decision: Decision, now: datetime) -> None:
    subject = ("body", need.branch_id)
    note(event, actor=actor, decision=decision, subject=subject, path=need.scope_path, now=now)
