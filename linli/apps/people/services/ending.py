"""Households, owners and tenants of dwellings that exist no longer (灭失住房的户与权利人).

Nobody is erased: memberships and holdings end on the day, with the reason, and stay to be read;
the persons keep their records, and periods of keeping begin where nothing else ties them here.
Source: [rule:unit-ending].
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime

from django.db.models import F
from django.utils.functional import Promise

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

HouseholdCloser = Callable[[Collection[int], date, Actor, datetime], Mapping[int, Sequence[int]]]
_closers: dict[str, HouseholdCloser] = {}
AT_ONCE = 500
NAMED = 20
"""So many names a line of the preview shows; whole compounds are counted only."""


def register_household_closer(kind: str, closer: HouseholdCloser) -> None:
    """Let a higher application end what it hangs on households that end with their dwelling.

    It returns the numbers of the rows it ended by household, to be opened again as this kind.
    """
    _closers[kind] = closer


def end_with_units(ending: Ending, actor: Actor, now: datetime) -> Sequence[Consequence]:
    """End what people hold and where they live in units that are gone; say how many of what.

    A household whose members have all been erased ends too: nothing stays open where nothing is.
    Raises OwnershipOverlaps when something there began after the day.
    """
    holdings: list[Holding] = []
    homes: list[Household] = []
    members: list[HouseholdMember] = []
    for some in batches([unit.pk for unit in ending.units], AT_ONCE):
        holdings += _end_holdings(some, ending.on)
        homes += _end_households(some, ending.on)
        members += _end_members(some, ending.on)
    _note_closed(ending, holdings, homes, members)
    for kind, closer in _closers.items():
        closed = closer([home.pk for home in homes], ending.on, actor, now)
        for home in homes:
            if closed.get(home.pk):
                ending.note(home.unit_id, kind, closed[home.pk])
    entries = [*_of_units(ending, holdings), *_of_households(ending, homes, members)]
    record_all(actor=actor, entries=entries, now=now)
    people = {row.person_id for row in holdings} | {row.person_id for row in members}
    end_ties_of(actor=actor, person_ids=people, on=ending.on, now=now)
    named = all(permissions.can_register_at(actor, unit.scope_path) for unit in ending.units)
    return people_lines(holdings, members, len(homes), named=named, words=ENDING)


def _end_holdings(units: Collection[int], on: date) -> list[Holding]:
    rows = Holding.objects.select_for_update(of=("self",)).filter(unit__in=units)
    refuse_later(rows.exclude(valid_to=F("valid_from")), on)
    held = list(rows.filter(valid_to=None).select_related("person").order_by("pk"))
    Holding.objects.filter(pk__in=[row.pk for row in held]).update(valid_to=on)
    return held


def _end_households(units: Collection[int], on: date) -> list[Household]:
    rows = Household.objects.select_for_update().filter(unit__in=units)
    refuse_later(rows, on)
    homes = list(rows.filter(valid_to=None).order_by("pk"))
    Household.objects.filter(pk__in=[home.pk for home in homes]).update(valid_to=on)
    return homes


def _end_members(units: Collection[int], on: date) -> list[HouseholdMember]:
    rows = HouseholdMember.objects.filter(household__unit__in=units)
    refuse_later(rows.exclude(valid_to=F("valid_from")), on)
    rows = rows.filter(valid_to=None).select_related("person", "household").order_by("pk")
    members = list(rows)
    HouseholdMember.objects.filter(pk__in=[row.pk for row in members]).update(
        valid_to=on, left_because=LeaveReason.DWELLING_ENDED
    )
    return members


def _note_closed(
    ending: Ending,
    holdings: Sequence[Holding],
    homes: Sequence[Household],
    members: Sequence[HouseholdMember],
) -> None:
    for holding in holdings:
        ending.note(holding.unit_id, "holdings", [holding.pk])
    for home in homes:
        ending.note(home.unit_id, "households", [home.pk])
    for member in members:
        ending.note(member.household.unit_id, "members", [member.pk])


def _of_units(ending: Ending, holdings: Sequence[Holding]) -> list[Entry]:
    held: dict[int, list[int]] = {}
    for row in holdings:
        held.setdefault(row.unit_id, []).append(row.person_id)
    return [
        Entry("holding.unit_ended", "unit", unit.pk, unit.scope_path,
              {"on": ending.on, "persons": sorted(held[unit.pk])})
        for unit in ending.units if unit.pk in held
    ]  # fmt: skip


def _of_households(
    ending: Ending, homes: Sequence[Household], members: Sequence[HouseholdMember]
) -> list[Entry]:
    living: dict[Household, list[int]] = {home: [] for home in homes}
    for row in members:
        living.setdefault(row.household, []).append(row.person_id)
    return [
        Entry("household.dwelling_ended", "household", home.pk, home.scope_path,
              {"on": ending.on, "unit": home.unit_id, "persons": sorted(people)})
        for home, people in living.items()
    ]  # fmt: skip


def people_lines(
    holdings: Sequence[Holding],
    members: Sequence[HouseholdMember],
    homes: int,
    *,
    named: bool,
    words: "Mapping[str, str | Promise]",
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
        Consequence(FOLLOWING["households"], homes, words["households"]),
        Consequence(ENDING["residents"], len(living), words["stay"], who(living.values())),
        Consequence(FOLLOWING["owners"], len(owners), words["owned"], who(owners.values())),
        Consequence(FOLLOWING["tenants"], len(tenants), words["let"], who(tenants.values())),
        Consequence(ENDING["care"], cared, words["care_stays"]),
    ]
    return [line for line in lines if line.count]
