"""Households, owners and tenants of a dwelling whose ending was a mistake (撤销灭失登记).

Exactly the rows that the ending closed are open again, as if it had never been; what else has
happened to them or to the people since stands against it. Source: [rule:unit-restoring].
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from linli.apps.audit.services import Entry, record_all
from linli.apps.people import permissions
from linli.apps.people.labels import RESTORING
from linli.apps.people.models import Holding, Household, HouseholdMember, Person
from linli.apps.people.rules.errors import ClosedRowsChanged, LivesElsewhere
from linli.apps.people.rules.kinds import LeaveReason
from linli.apps.people.services.ending import people_lines
from linli.apps.people.services.households import settle_home
from linli.apps.people.services.lifecycle import end_ties_of
from linli.apps.people.services.locking import usable_persons
from linli.apps.places.services import Consequence, Restoring
from linli.core.access import Actor
from linli.kit.days import local_day

HouseholdReopener = Callable[[Collection[int], date, Actor, datetime], None]
_reopeners: dict[str, HouseholdReopener] = {}


def register_household_reopener(kind: str, reopener: HouseholdReopener) -> None:
    """Let a higher application open again what its closer of this kind had ended: its rows."""
    _reopeners[kind] = reopener


def reopen_with_unit(back: Restoring, actor: Actor, now: datetime) -> Sequence[Consequence]:
    """Open again what people held and where they lived in a unit that never ended.

    Raises RecordClosed for people whose records are out of use, ClosedRowsChanged, LivesElsewhere.
    """
    at_unit = Holding.objects.filter(unit=back.unit)
    holdings = _as_left(at_unit.select_related("person"), back, "holdings")
    homes = _as_left(Household.objects.filter(unit=back.unit), back, "households")
    inside = HouseholdMember.objects.filter(household__unit=back.unit)
    inside = inside.filter(left_because=LeaveReason.DWELLING_ENDED)
    members = _as_left(inside.select_related("person", "household"), back, "members")
    _require_single((row.person_id, row.tenure) for row in holdings)
    _require_single((row.person_id, row.household_id) for row in members)
    if at_unit.filter(Q(valid_to=None) | Q(valid_to__gt=back.on)).exists():
        raise ClosedRowsChanged()
    living = {row.person_id for row in members}
    people = usable_persons(living | {row.person_id for row in holdings})
    _require_not_moved(living, back.on)
    _open_again(holdings, homes, members)
    _settle(people, living, back)
    for kind, reopener in _reopeners.items():
        if back.closed.get(kind):
            reopener(back.closed[kind], back.on, actor, now)
    record_all(actor=actor, entries=_entries(back, holdings, homes, members), now=now)
    end_ties_of(actor=actor, person_ids=people, on=local_day(now), now=now)
    named = bool(permissions.can_register_at(actor, back.unit.scope_path))
    return people_lines(holdings, members, len(homes), named=named, words=RESTORING)


def _as_left(rows: "QuerySet[Any]", back: Restoring, kind: str) -> list[Any]:
    """Lock and return what the ending closed, as it left it; raises ClosedRowsChanged."""
    wanted = back.closed.get(kind, [])
    rows = rows.select_for_update(of=("self",)).filter(pk__in=wanted, valid_to=back.on)
    found = list(rows.order_by("pk"))
    if len(found) != len(wanted):
        raise ClosedRowsChanged()
    return found


def _require_single(keys: Iterable[tuple[int, object]]) -> None:
    """Refuse what would hold twice: two records that were merged since were both there."""
    known = list(keys)
    if len(set(known)) != len(known):
        raise ClosedRowsChanged()


def _require_not_moved(people: Collection[int], on: date) -> None:
    since = HouseholdMember.objects.filter(
        person__in=people, valid_to=None, valid_from__gte=on
    ).order_by("valid_from")
    first = since.first()
    if first is not None:
        count = since.order_by().values("person").distinct().count()
        raise LivesElsewhere(count=count, since=first.valid_from)


def _open_again(
    holdings: Sequence[Holding], homes: Sequence[Household], members: Sequence[HouseholdMember]
) -> None:
    Holding.objects.filter(pk__in=[row.pk for row in holdings]).update(valid_to=None)
    Household.objects.filter(pk__in=[row.pk for row in homes]).update(valid_to=None)
    HouseholdMember.objects.filter(pk__in=[row.pk for row in members]).update(
        valid_to=None, left_because=None
    )


def _settle(people: Mapping[int, Person], living: Collection[int], back: Restoring) -> None:
    """Let whoever lives nowhere else be at home here again: a home may have been tried since."""
    other = HouseholdMember.objects.filter(person__in=living, valid_to=None)
    other = other.exclude(household__unit=back.unit)
    for person_id in sorted(set(living) - set(other.values_list("person", flat=True))):
        settle_home(people[person_id], back.unit)


def _entries(
    back: Restoring,
    holdings: Sequence[Holding],
    homes: Sequence[Household],
    members: Sequence[HouseholdMember],
) -> list[Entry]:
    unit, entries = back.unit, []
    if holdings:
        facts: dict[str, object] = {"on": back.on, "persons": sorted(r.person_id for r in holdings)}
        entries.append(Entry("holding.unit_restored", "unit", unit.pk, unit.scope_path, facts))
    for home in homes:
        inside = sorted(row.person_id for row in members if row.household_id == home.pk)
        facts = {"on": back.on, "unit": unit.pk, "persons": inside}
        entries.append(
            Entry("household.dwelling_restored", "household", home.pk, home.scope_path, facts)
        )
    return entries
