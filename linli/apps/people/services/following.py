"""Owners, tenants and households go where their dwelling goes when units are joined or divided.

What held until the day stays on the old unit, as it was; from the day on it holds on the new one.
Source: [rule:unit-redivision].
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.db.models import F, Model, Q, QuerySet
from django.utils.functional import Promise

from linli.apps.audit.services import Entry, record_all
from linli.apps.people.labels import FOLLOWING
from linli.apps.people.models import Holding, Household, HouseholdMember
from linli.apps.people.rules.errors import OwnershipOverlaps
from linli.apps.people.rules.following import Stake, joined_stakes, owned_differently
from linli.apps.people.rules.kinds import OWNING, Tenure
from linli.apps.people.services.households import settle_home
from linli.apps.places.models import Unit
from linli.apps.places.rules import SuccessionKind
from linli.apps.places.services import Consequence, Redivision
from linli.core.access import Actor

HouseholdHeir = Callable[[dict[int, int], date, Actor, datetime], None]
_heirs: list[HouseholdHeir] = []


def register_household_heir(heir: HouseholdHeir) -> None:
    """Let a higher application take along what it hangs on households: old number → new one."""
    if heir not in _heirs:
        _heirs.append(heir)


def follow_units(change: Redivision, actor: Actor, now: datetime) -> Sequence[Consequence]:
    """Let people follow the units; return what followed, in counts.

    Raises OwnershipOverlaps when something on an old unit began after the day, OwnersMissing,
    StockMixed.
    """
    old = list(change.old)
    refuse_later(Holding.objects.exclude(valid_to=F("valid_from")).filter(unit__in=old), change.on)
    refuse_later(Household.objects.filter(unit__in=old), change.on)
    members = HouseholdMember.objects.exclude(valid_to=F("valid_from"))
    refuse_later(members.filter(household__unit__in=old), change.on)
    entries: list[Entry] = []
    lines = [
        *_follow_owners(change, entries),
        *_follow_tenants(change, entries),
        *_follow_households(change, entries, actor, now),
    ]
    record_all(actor=actor, entries=entries, now=now)
    return lines


def refuse_later(rows: "QuerySet[Model]", on: date) -> None:
    """Refuse a day before which some of these rows had not begun; raises OwnershipOverlaps."""
    later = rows.filter(Q(valid_from__gt=on) | Q(valid_to__gt=on)).order_by("-valid_from").first()
    if later is not None:
        raise OwnershipOverlaps(since=later.valid_from, field="on")  # type: ignore[attr-defined]


def _follow_owners(change: Redivision, entries: list[Entry]) -> list[Consequence]:
    rows = _open_holdings(change, OWNING)
    owned = [[_stake(row) for row in rows if row.unit_id == unit.pk] for unit in change.old]
    stakes = owned[0] if change.kind == SuccessionKind.SPLIT else joined_stakes(owned)
    if not stakes:
        return []
    Holding.objects.filter(pk__in=[row.pk for row in rows]).update(valid_to=change.on)
    Holding.objects.bulk_create(
        _holding(unit, stake, change.on) for unit in change.new for stake in stakes
    )
    people = [stake.person_id for stake in stakes]
    entries += [_entry("holding.followed", unit, change, people) for unit in change.new]
    together = change.kind == SuccessionKind.MERGE and owned_differently(owned)
    note = FOLLOWING["differently" if together else "alike"]
    return [Consequence(FOLLOWING["owners"], len(stakes), note)]


def _follow_tenants(change: Redivision, entries: list[Entry]) -> list[Consequence]:
    rows = _open_holdings(change, [Tenure.TENANT])
    people = list(dict.fromkeys(row.person_id for row in rows))
    if not people:
        return []
    Holding.objects.filter(pk__in=[row.pk for row in rows]).update(valid_to=change.on)
    unit = change.new[0]
    Holding.objects.bulk_create(
        _holding(unit, Stake(person, Tenure.TENANT), change.on) for person in people
    )
    entries.append(_entry("holding.followed", unit, change, people))
    return [Consequence(FOLLOWING["tenants"], len(people), _where(change))]


def _follow_households(
    change: Redivision, entries: list[Entry], actor: Actor, now: datetime
) -> list[Consequence]:
    households = list(
        Household.objects.select_for_update()
        .filter(unit__in=list(change.old), valid_to=None)
        .order_by("pk")
    )
    heirs = {household.pk: _move_household(household, change, entries) for household in households}
    for heir in _heirs:
        heir(heirs, change.on, actor, now)
    return [Consequence(FOLLOWING["households"], len(heirs), _where(change))] if heirs else []


def _move_household(household: Household, change: Redivision, entries: list[Entry]) -> int:
    unit = change.new[0]
    members = list(household.members.filter(valid_to=None).select_related("person").order_by("pk"))
    household.members.filter(valid_to=None).update(valid_to=change.on)
    household.valid_to = change.on
    household.save(update_fields=["valid_to"])
    follower = Household.objects.create(unit=unit, scope_path=unit.scope_path, valid_from=change.on)
    HouseholdMember.objects.bulk_create(
        HouseholdMember(
            household=follower,
            person_id=member.person_id,
            relation=member.relation,
            valid_from=change.on,
        )
        for member in members
    )
    for member in members:
        settle_home(member.person, unit)
    facts: dict[str, object] = {
        "on": change.on,
        "from": household.pk,
        "unit": unit.pk,
        "relations": {str(member.person_id): member.relation for member in members},
    }
    entries.append(
        Entry("household.followed", "household", follower.pk, unit.scope_path, facts, None)
    )
    return follower.pk


def _open_holdings(change: Redivision, tenures: Iterable[Tenure]) -> list[Holding]:
    rows = Holding.objects.select_for_update().filter(
        unit__in=list(change.old), valid_to=None, tenure__in=list(tenures)
    )
    return list(rows.order_by("pk"))


def _stake(row: Holding) -> Stake:
    share = None
    if row.share_numerator is not None and row.share_denominator is not None:
        share = (row.share_numerator, row.share_denominator)
    return Stake(row.person_id, Tenure(row.tenure), share, row.is_representative)


def _holding(unit: Unit, stake: Stake, on: date) -> Holding:
    return Holding(
        unit=unit,
        person_id=stake.person_id,
        scope_path=unit.scope_path,
        tenure=stake.tenure,
        is_representative=stake.is_representative,
        share_numerator=stake.share[0] if stake.share else None,
        share_denominator=stake.share[1] if stake.share else None,
        valid_from=on,
    )


def _entry(kind: str, unit: Unit, change: Redivision, people: Sequence[int]) -> Entry:
    facts: dict[str, object] = {
        "on": change.on,
        "from": [before.pk for before in change.old],
        "persons": sorted(people),
    }
    return Entry(kind, "unit", unit.pk, unit.scope_path, facts, None)


def _where(change: Redivision) -> Promise:
    return FOLLOWING["first_part" if change.kind == SuccessionKind.SPLIT else "new_unit"]
