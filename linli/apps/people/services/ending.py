"""Households, owners and tenants of dwellings that exist no longer (灭失住房的户与权利人).

Nobody is erased: memberships and holdings end on the day, with the reason, and stay to be read;
the persons keep their records, and periods of keeping begin where nothing else ties them here.
Source: [rule:unit-ending].
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime

from django.db.models import F

from linli.apps.audit.services import Entry, record_all
from linli.apps.people import permissions
from linli.apps.people.labels import ENDING, FOLLOWING
from linli.apps.people.models import CareNote, Holding, Household, HouseholdMember
from linli.apps.people.rules.kinds import OWNING, LeaveReason, Tenure
from linli.apps.people.selectors.cards import name_of
from linli.apps.people.services.following import refuse_later
from linli.apps.people.services.lifecycle import end_ties_of
from linli.apps.places.services import Consequence, Ending
from linli.core.access import Actor
from linli.kit.bulk import batches

HouseholdCloser = Callable[[Collection[int], date, Actor, datetime], None]
_closers: list[HouseholdCloser] = []
AT_ONCE = 500
NAMED = 20
"""So many names a line of the preview shows; whole compounds are counted only."""


def register_household_closer(closer: HouseholdCloser) -> None:
    """Let a higher application end what it hangs on households that end with their dwelling."""
    if closer not in _closers:
        _closers.append(closer)


def end_with_units(ending: Ending, actor: Actor, now: datetime) -> Sequence[Consequence]:
    """End what people hold and where they live in units that are gone; say how many of what.

    Raises OwnershipOverlaps when something there began after the day.
    """
    holdings: list[Holding] = []
    members: list[HouseholdMember] = []
    for some in batches([unit.pk for unit in ending.units], AT_ONCE):
        holdings += _end_holdings(some, ending.on)
        members += _end_members(some, ending.on)
    homes = dict.fromkeys(member.household for member in members)
    for pks in batches([home.pk for home in homes], AT_ONCE):
        Household.objects.filter(pk__in=pks).update(valid_to=ending.on)
    for closer in _closers:
        closer([home.pk for home in homes], ending.on, actor, now)
    entries = [*_of_units(ending, holdings), *_of_households(ending, members)]
    record_all(actor=actor, entries=entries, now=now)
    people = {row.person_id for row in holdings} | {row.person_id for row in members}
    end_ties_of(actor=actor, person_ids=people, on=ending.on, now=now)
    named = all(permissions.can_register_at(actor, unit.scope_path) for unit in ending.units)
    return _lines(holdings, members, len(homes), named)


def _end_holdings(units: Collection[int], on: date) -> list[Holding]:
    rows = Holding.objects.select_for_update(of=("self",)).filter(unit__in=units)
    refuse_later(rows.exclude(valid_to=F("valid_from")), on)
    held = list(rows.filter(valid_to=None).select_related("person").order_by("pk"))
    Holding.objects.filter(pk__in=[row.pk for row in held]).update(valid_to=on)
    return held


def _end_members(units: Collection[int], on: date) -> list[HouseholdMember]:
    homes = Household.objects.select_for_update().filter(unit__in=units)
    refuse_later(homes, on)
    rows = HouseholdMember.objects.filter(household__unit__in=units)
    refuse_later(rows.exclude(valid_to=F("valid_from")), on)
    rows = rows.filter(valid_to=None).select_related("person", "household").order_by("pk")
    members = list(rows)
    HouseholdMember.objects.filter(pk__in=[row.pk for row in members]).update(
        valid_to=on, left_because=LeaveReason.DWELLING_ENDED
    )
    return members


def _of_units(ending: Ending, holdings: Sequence[Holding]) -> list[Entry]:
    held: dict[int, list[int]] = {}
    for row in holdings:
        held.setdefault(row.unit_id, []).append(row.person_id)
    return [
        Entry("holding.unit_ended", "unit", unit.pk, unit.scope_path,
              {"on": ending.on, "persons": sorted(held[unit.pk])})
        for unit in ending.units if unit.pk in held
    ]  # fmt: skip


def _of_households(ending: Ending, members: Sequence[HouseholdMember]) -> list[Entry]:
    living: dict[Household, list[int]] = {}
    for row in members:
        living.setdefault(row.household, []).append(row.person_id)
    return [
        Entry("household.dwelling_ended", "household", home.pk, home.scope_path,
              {"on": ending.on, "unit": home.unit_id, "persons": sorted(people)})
        for home, people in living.items()
    ]  # fmt: skip


def _lines(
    holdings: Sequence[Holding], members: Sequence[HouseholdMember], homes: int, named: bool
) -> list[Consequence]:
    """Return the lines of the preview; names, and who needs care, only to the register's keeper."""
    owners = {row.person_id: row.person for row in holdings if row.tenure in OWNING}
    tenants = {row.person_id: row.person for row in holdings if row.tenure == Tenure.TENANT}
    living = {row.person_id: row.person for row in members}
    cared = 0
    if named:
        for some in batches(sorted(living), AT_ONCE):
            cared += CareNote.objects.filter(person__in=some, ended_at=None).count()

    def who(people: Collection[object]) -> tuple[str, ...]:
        shown = people if named and len(people) <= NAMED else ()
        return tuple(name_of(person) for person in shown)  # type: ignore[arg-type]

    lines = [
        Consequence(FOLLOWING["households"], homes, ENDING["households"]),
        Consequence(ENDING["residents"], len(living), ENDING["stay"], who(living.values())),
        Consequence(FOLLOWING["owners"], len(owners), ENDING["owned"], who(owners.values())),
        Consequence(FOLLOWING["tenants"], len(tenants), ENDING["let"], who(tenants.values())),
        Consequence(ENDING["care"], cared, ENDING["care_stays"]),
    ]
    return [line for line in lines if line.count]
