"""Ownership and tenancy of units: transferred on a day, one representative of co-owners."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import F, Q

from linli.apps.people import permissions
from linli.apps.people.models import Holding, Person
from linli.apps.people.rules.errors import (
    DateInFuture,
    EndsBeforeStart,
    NotCoOwner,
    OwnershipOverlaps,
    OwnersUnclear,
)
from linli.apps.people.rules.kinds import DEVELOPER_TENURES, OWNING, PersonKind, Tenure
from linli.apps.people.rules.shares import Share, require_whole
from linli.apps.people.services.households import settle_home
from linli.apps.people.services.lifecycle import end_ties
from linli.apps.people.services.locking import locked_unit, standing_unit, usable_persons
from linli.apps.people.services.recording import record_row
from linli.apps.places.models import Unit
from linli.core.access import Actor, require
from linli.core.errors import NotFound
from linli.kit.days import local_day

_record = partial(record_row, subject_type="unit")


@dataclass(frozen=True, slots=True)
class OwnerShare:
    """One owner after a transfer; `share` is (part, whole) or None."""

    person_id: int
    share: Share = None


@transaction.atomic
def transfer_unit(
    *,
    actor: Actor,
    unit_id: int,
    owners: Sequence[OwnerShare],
    on: date,
    now: datetime,
    stock: Tenure | None = None,
) -> list[Holding]:
    """Let a unit pass to `owners` on a day (权属转移), or enter its first owners.

    All who owned it until then stop on that day; whoever goes on owning begins a new stretch.
    `stock` is UNSOLD or UNDELIVERED for a developer's unit. Source: [rule:ownership].

    Raises OwnershipOverlaps when the register knows another owner from that day or later,
    UnitEnded.
    """
    unit = standing_unit(unit_id)
    decision = require(permissions.can_register_at(actor, unit.scope_path))
    if on > local_day(now):
        raise DateInFuture(field="on")
    people = usable_persons(owner.person_id for owner in owners)
    tenure = _tenure(owners, people, stock)
    require_whole([owner.share for owner in owners])
    former = _end_ownership(unit, on)
    holdings = [
        Holding(
            unit=unit,
            person_id=owner.person_id,
            scope_path=unit.scope_path,
            tenure=tenure,
            share_numerator=owner.share[0] if owner.share else None,
            share_denominator=owner.share[1] if owner.share else None,
            valid_from=on,
        )
        for owner in owners
    ]
    Holding.objects.bulk_create(holdings)
    facts = {
        "on": on,
        "tenure": tenure,
        "from": sorted(former),
        "to": {
            str(one.person_id): f"{one.share[0]}/{one.share[1]}" if one.share else ""
            for one in owners
        },
    }
    _record(actor, "holding.transferred", unit, facts, now=now, grant=decision.grant)
    for person in people.values():
        if person.home_id is None:
            settle_home(person, unit)
    for person_id in sorted(former | set(people)):
        end_ties(actor=actor, person_id=person_id, on=on, now=now)
    return holdings


@transaction.atomic
def revoke_transfer(*, actor: Actor, unit_id: int, now: datetime) -> None:
    """Take back the last transfer of a unit, entered by mistake (撤销误登记).

    Its owners have then held on no day, and who owned before goes on owning.
    """
    unit = locked_unit(unit_id)
    decision = require(permissions.can_register_at(actor, unit.scope_path))
    rows = Holding.objects.select_for_update().filter(unit=unit, tenure__in=OWNING)
    present = list(rows.filter(valid_to__isnull=True))
    if not present:
        raise NotFound(unit=unit_id)
    day = max(row.valid_from for row in present)
    before = rows.filter(valid_to=day).exclude(valid_from=day)
    former = set(before.values_list("person_id", flat=True))
    wrong = {row.person_id for row in present}
    rows.filter(pk__in=[row.pk for row in present]).update(valid_to=F("valid_from"))
    before.update(valid_to=None)
    facts = {"on": day, "from": sorted(wrong), "to": sorted(former)}
    _record(actor, "holding.revoked", unit, facts, now=now, grant=decision.grant)
    for person_id in sorted(wrong | former):
        end_ties(actor=actor, person_id=person_id, on=local_day(now), now=now)


@transaction.atomic
def designate_representative(
    *, actor: Actor, unit_id: int, person_id: int | None, on: date, now: datetime
) -> None:
    """Note whom the co-owners have named to act for the unit (推选代表), or that nobody is named.

    The rows whose flag changes end on that day and go on as new ones, so a roll of an earlier
    day stays as it was. Raises NotCoOwner.
    """
    unit = locked_unit(unit_id)
    decision = require(permissions.can_register_at(actor, unit.scope_path))
    if on > local_day(now):
        raise DateInFuture(field="on")
    rows = list(
        Holding.objects.select_for_update()
        .filter(unit=unit, tenure=Tenure.CO_OWNER, valid_to__isnull=True)
        .order_by("pk")
    )
    if person_id is not None and person_id not in {row.person_id for row in rows}:
        raise NotCoOwner(field="person")
    changed = [row for row in rows if row.is_representative != (row.person_id == person_id)]
    if any(on < row.valid_from for row in changed):
        raise EndsBeforeStart(field="on")
    for row in changed:  # who stops comes first: never two at a time
        row.valid_to = on
        row.save(update_fields=["valid_to"])
    Holding.objects.bulk_create(
        Holding(
            unit=unit,
            person_id=row.person_id,
            scope_path=row.scope_path,
            tenure=row.tenure,
            is_representative=row.person_id == person_id,
            share_numerator=row.share_numerator,
            share_denominator=row.share_denominator,
            valid_from=on,
        )
        for row in changed
    )
    facts = {"on": on, "person": person_id}
    _record(actor, "holding.representative", unit, facts, now=now, grant=decision.grant)


@transaction.atomic
def add_tenant(*, actor: Actor, unit_id: int, person_id: int, on: date, now: datetime) -> Holding:
    """Note that somebody rents a unit (登记承租人); a tenant has no vote."""
    unit = standing_unit(unit_id)
    decision = require(permissions.can_register_at(actor, unit.scope_path))
    if on > local_day(now):
        raise DateInFuture(field="on")
    person = usable_persons([person_id])[person_id]
    known = Holding.objects.filter(unit=unit, person=person, tenure=Tenure.TENANT)
    if known.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)).exists():
        raise OwnershipOverlaps(field="person")
    holding = Holding.objects.create(
        unit=unit,
        person=person,
        scope_path=unit.scope_path,
        tenure=Tenure.TENANT,
        valid_from=on,
    )
    if person.home_id is None:
        settle_home(person, unit)
    facts = {"on": on, "person": person.pk}
    _record(actor, "holding.let", unit, facts, now=now, grant=decision.grant)
    end_ties(actor=actor, person_id=person.pk, on=on, now=now)
    return holding


@transaction.atomic
def end_tenancy(*, actor: Actor, holding_id: int, on: date, now: datetime) -> Holding:
    """Note that a tenant has left (租赁结束)."""
    holding = Holding.objects.filter(pk=holding_id, tenure=Tenure.TENANT).first()
    if holding is None:
        raise NotFound(holding=holding_id)
    unit = locked_unit(holding.unit_id)
    decision = require(permissions.can_register_at(actor, unit.scope_path))
    holding.refresh_from_db()
    if on > local_day(now):
        raise DateInFuture(field="on")
    if holding.valid_to is not None or on < holding.valid_from:
        raise EndsBeforeStart(field="on")
    holding.valid_to = on
    holding.save(update_fields=["valid_to"])
    facts = {"on": on, "person": holding.person_id}
    _record(actor, "holding.let_ended", unit, facts, now=now, grant=decision.grant)
    end_ties(actor=actor, person_id=holding.person_id, on=on, now=now)
    return holding


def _tenure(
    owners: Sequence[OwnerShare], people: dict[int, Person], stock: Tenure | None
) -> Tenure:
    if not owners or len(people) != len(owners):
        raise OwnersUnclear(field="owners")
    if stock is not None:
        sole = next(iter(people.values()))
        if len(owners) != 1 or stock not in DEVELOPER_TENURES:
            raise OwnersUnclear(field="owners")
        if sole.kind != PersonKind.DEVELOPER:
            raise OwnersUnclear(field="owners")
        return stock
    return Tenure.OWNER if len(owners) == 1 else Tenure.CO_OWNER


def _end_ownership(unit: Unit, on: date) -> set[int]:
    """End what is owned until `on`; return who owned. Raises OwnershipOverlaps."""
    rows = Holding.objects.select_for_update().filter(unit=unit, tenure__in=OWNING)
    # A stretch that ended on the day it began has held on no day: an entry put right at once.
    held = rows.exclude(valid_to=F("valid_from"))
    later = held.filter(Q(valid_from__gt=on) | Q(valid_to__gt=on))
    latest = later.order_by("-valid_from").first()
    if latest is not None:
        raise OwnershipOverlaps(since=latest.valid_from, field="on")
    present = rows.filter(valid_to__isnull=True)
    former = set(present.values_list("person_id", flat=True))
    present.update(valid_to=on)
    return former
