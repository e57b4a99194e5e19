"""Households: opened, joined, left, and whose head is who."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial

from django.db import transaction

from linli.apps.people import permissions
from linli.apps.people.models import Household, HouseholdMember, Person
from linli.apps.people.rules.errors import (
    AlreadyMember,
    BornAfterEvent,
    DateInFuture,
    EndsBeforeStart,
    HeadNeeded,
    HouseholdEnded,
)
from linli.apps.people.rules.kinds import LeaveReason, Relation
from linli.apps.people.services.lifecycle import end_ties
from linli.apps.people.services.locking import locked_household, standing_unit, usable_persons
from linli.apps.people.services.recording import record_row
from linli.apps.places.models import Unit
from linli.core.access import Actor, Grant, require
from linli.core.errors import NotFound
from linli.kit.days import local_day

_record = partial(record_row, subject_type="household")


@transaction.atomic
def open_household(
    *, actor: Actor, unit_id: int, head_id: int, on: date, now: datetime
) -> Household:
    """Open a household in a unit with its head (立户); a unit may hold several.

    Raises UnitEnded.
    """
    unit = standing_unit(unit_id)
    decision = require(permissions.can_register_at(actor, unit.scope_path))
    _refuse_future(on, now)
    person = usable_persons([head_id])[head_id]
    household = Household.objects.create(unit=unit, scope_path=unit.scope_path, valid_from=on)
    facts = {"unit": unit.pk, "on": on}
    _record(actor, "household.opened", household, facts, now=now, grant=decision.grant)
    _add(household, unit, person, Relation.HEAD, on, actor=actor, now=now, grant=decision.grant)
    return household


@transaction.atomic
def join_household(
    *,
    actor: Actor,
    household_id: int,
    person_id: int,
    relation: Relation,
    on: date,
    now: datetime,
) -> HouseholdMember:
    """Add somebody to a household (入户、迁入). Source: [rule:household].

    Raises AlreadyMember, HouseholdEnded, and HeadNeeded for a second head.
    """
    household = locked_household(household_id)
    unit = household.unit
    decision = require(permissions.can_register_at(actor, unit.scope_path))
    _refuse_future(on, now)
    if household.valid_to is not None:
        raise HouseholdEnded()
    if on < household.valid_from:
        raise EndsBeforeStart(field="on")
    open_members = household.members.filter(valid_to__isnull=True)
    if open_members.filter(person_id=person_id).exists():
        raise AlreadyMember()
    if relation is Relation.HEAD and open_members.filter(relation=Relation.HEAD).exists():
        raise HeadNeeded()
    person = usable_persons([person_id])[person_id]
    return _add(household, unit, person, relation, on, actor=actor, now=now, grant=decision.grant)


@transaction.atomic
def leave_household(
    *, actor: Actor, member_id: int, reason: LeaveReason, on: date, now: datetime
) -> HouseholdMember:
    """End a membership (离户、迁出); the last one to leave closes the household."""
    member = HouseholdMember.objects.filter(pk=member_id).first()
    if member is None:
        raise NotFound(member=member_id)
    household = locked_household(member.household_id)
    decision = require(permissions.can_register_at(actor, household.scope_path))
    _refuse_future(on, now)
    member = HouseholdMember.objects.select_for_update().get(pk=member_id)
    if member.valid_to is not None:
        raise HouseholdEnded()
    if on < member.valid_from:
        raise EndsBeforeStart(field="on")
    member.valid_to, member.left_because = on, reason
    member.save(update_fields=["valid_to", "left_because"])
    facts = {"person": member.person_id, "on": on, "reason": reason}
    _record(actor, "household.left", household, facts, now=now, grant=decision.grant)
    if not household.members.filter(valid_to__isnull=True).exists():
        household.valid_to = on
        household.save(update_fields=["valid_to"])
        _record(actor, "household.closed", household, {"on": on}, now=now, grant=decision.grant)
    end_ties(actor=actor, person_id=member.person_id, on=on, now=now)
    return member


@transaction.atomic
def restate_relations(
    *,
    actor: Actor,
    household_id: int,
    relations: Mapping[int, Relation],
    on: date,
    now: datetime,
) -> None:
    """Say anew what everybody is to the head, when the head changes (变更户主).

    `relations` names all present members by person, exactly one as head; who changes gets a new
    stretch of time from `on`. Raises HeadNeeded otherwise.
    """
    household = locked_household(household_id)
    decision = require(permissions.can_register_at(actor, household.scope_path))
    _refuse_future(on, now)
    members = list(
        household.members.select_for_update().filter(valid_to__isnull=True).order_by("pk")
    )
    heads = [person for person, relation in relations.items() if relation is Relation.HEAD]
    if {member.person_id for member in members} != set(relations) or len(heads) != 1:
        raise HeadNeeded()
    changed = [member for member in members if relations[member.person_id] != member.relation]
    if any(on < member.valid_from for member in changed):
        raise EndsBeforeStart(field="on")
    for member in changed:
        member.valid_to = on
        member.save(update_fields=["valid_to"])
    for member in changed:
        HouseholdMember.objects.create(
            household=household,
            person_id=member.person_id,
            relation=relations[member.person_id],
            valid_from=on,
        )
    facts = {
        "on": on,
        "relations": {str(member.person_id): relations[member.person_id] for member in changed},
    }
    _record(actor, "household.restated", household, facts, now=now, grant=decision.grant)


def settle_home(person: Person, unit: Unit) -> None:
    """Make the place of a unit the home of somebody who lives in it."""
    if person.home_id == unit.place_id and person.scope_path == unit.scope_path:
        return
    person.home_id, person.scope_path = unit.place_id, unit.scope_path
    person.save(update_fields=["home", "scope_path"])


def _add(
    household: Household,
    unit: Unit,
    person: Person,
    relation: Relation,
    on: date,
    *,
    actor: Actor,
    now: datetime,
    grant: Grant | None,
) -> HouseholdMember:
    if person.birth_date and on < person.birth_date:
        raise BornAfterEvent(field="on")
    member = HouseholdMember.objects.create(
        household=household, person=person, relation=relation, valid_from=on
    )
    settle_home(person, unit)
    facts = {"person": person.pk, "relation": relation, "on": on}
    _record(actor, "household.joined", household, facts, now=now, grant=grant)
    end_ties(actor=actor, person_id=person.pk, on=on, now=now)
    return member


def _refuse_future(on: date, now: datetime) -> None:
    if on > local_day(now):
        raise DateInFuture(field="on")
