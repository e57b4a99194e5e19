"""Households, owners and tenants of dwellings whose ending was a mistake (撤销灭失登记).

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
from linli.apps.people.services.ending import AT_ONCE, people_lines
from linli.apps.people.services.households import settle_home
from linli.apps.people.services.lifecycle import end_ties_of
from linli.apps.people.services.locking import usable_persons
from linli.apps.places.services import Consequence, Restoring
from linli.core.access import Actor
from linli.kit.bulk import batches
from linli.kit.days import local_day

HouseholdReopener = Callable[[Collection[int], date, Actor, datetime], None]
_reopeners: dict[str, HouseholdReopener] = {}


def register_household_reopener(kind: str, reopener: HouseholdReopener) -> None:
    """Let a higher application open again what its closer of this kind had ended: its rows."""
    _reopeners[kind] = reopener


def reopen_with_units(back: Restoring, actor: Actor, now: datetime) -> Sequence[Consequence]:
    """Open again what people held and where they lived in units that never ended.

    Raises RecordClosed for people whose records are out of use, ClosedRowsChanged, LivesElsewhere.
    """
    holdings = _as_left(Holding.objects.select_related("person"), back, "holdings")
    homes = _as_left(Household.objects.all(), back, "households")
    inside = HouseholdMember.objects.filter(left_because=LeaveReason.DWELLING_ENDED)
    members = _as_left(inside.select_related("person", "household"), back, "members")
    _require_single((row.unit_id, row.person_id, row.tenure) for row in holdings)
    _require_single((row.person_id, row.household_id) for row in members)
    _require_unheld(back)
    living = {row.person_id for row in members}
    people = usable_persons(living | {row.person_id for row in holdings})
    _require_not_moved(living, back.on)
    _open_again(holdings, homes, members)
    _settle(people, members, back)
    for kind, reopener in _reopeners.items():
        if rows := back.rows(kind):
            reopener(rows, back.on, actor, now)
    record_all(actor=actor, entries=_entries(back, holdings, homes, members), now=now)
    end_ties_of(actor=actor, person_ids=people, on=local_day(now), now=now)
    paths = {unit.scope_path for unit in back.units}
    named = all(permissions.can_register_at(actor, path) for path in paths)
    return people_lines(holdings, members, len(homes), named=named, words=RESTORING)


def _as_left(rows: "QuerySet[Any]", back: Restoring, kind: str) -> list[Any]:
    """Lock and return what the ending closed, as it left it; raises ClosedRowsChanged."""
    wanted = back.rows(kind)
    rows = rows.select_for_update(of=("self",)).filter(valid_to=back.on)
    found: list[Any] = []
    for some in batches(sorted(wanted), AT_ONCE):
        found += rows.filter(pk__in=some).order_by("pk")
    if len(found) != len(wanted):
        raise ClosedRowsChanged()
    return found


def _require_unheld(back: Restoring) -> None:
    """Refuse where somebody holds a unit again that the ending had left to nobody."""
    still = Q(valid_to=None) | Q(valid_to__gt=back.on)
    for some in batches([unit.pk for unit in back.units], AT_ONCE):
        if Holding.objects.filter(still, unit__in=some).exists():
            raise ClosedRowsChanged()


def _require_single(keys: Iterable[tuple[object, ...]]) -> None:
    """Refuse what would hold twice: two records that were merged since were both there."""
    known = list(keys)
    if len(set(known)) != len(known):
        raise ClosedRowsChanged()


def _require_not_moved(people: Collection[int], on: date) -> None:
    since: list[tuple[date, int]] = []
    for some in batches(sorted(people), AT_ONCE):
        rows = HouseholdMember.objects.filter(person__in=some, valid_to=None, valid_from__gte=on)
        since += rows.values_list("valid_from", "person")
    if since:
        raise LivesElsewhere(count=len({person for _, person in since}), since=min(since)[0])


def _open_again(
    holdings: Sequence[Holding], homes: Sequence[Household], members: Sequence[HouseholdMember]
) -> None:
    for some in batches([row.pk for row in holdings], AT_ONCE):
        Holding.objects.filter(pk__in=some).update(valid_to=None)
    for some in batches([row.pk for row in homes], AT_ONCE):
        Household.objects.filter(pk__in=some).update(valid_to=None)
    for some in batches([row.pk for row in members], AT_ONCE):
        again: dict[str, Any] = {"valid_to": None, "left_because": None}
        HouseholdMember.objects.filter(pk__in=some).update(**again)


def _settle(
    people: Mapping[int, Person], members: Sequence[HouseholdMember], back: Restoring
) -> None:
    """Let whoever lives nowhere else be at home here again: a home may have been tried since."""
    units = {unit.pk: unit for unit in back.units}
    home = {row.person_id: units[row.household.unit_id] for row in members}
    elsewhere: set[int] = set()
    for some in batches(sorted(home), AT_ONCE):
        rows = HouseholdMember.objects.filter(person__in=some, valid_to=None)
        lived = rows.values_list("person", "household__unit")
        elsewhere |= {person for person, unit in lived if unit not in units}
    for person_id in sorted(set(home) - elsewhere):
        settle_home(people[person_id], home[person_id])


def _entries(
    back: Restoring,
    holdings: Sequence[Holding],
    homes: Sequence[Household],
    members: Sequence[HouseholdMember],
) -> list[Entry]:
    held: dict[int, list[int]] = {}
    for row in holdings:
        held.setdefault(row.unit_id, []).append(row.person_id)
    living: dict[int, list[int]] = {home.pk: [] for home in homes}
    for member in members:
        living.setdefault(member.household_id, []).append(member.person_id)
    return [
        *(
            Entry("holding.unit_restored", "unit", unit.pk, unit.scope_path,
                  {"on": back.on, "persons": sorted(held[unit.pk])})
            for unit in back.units if unit.pk in held
        ),
        *(
            Entry("household.dwelling_restored", "household", home.pk, home.scope_path,
                  {"on": back.on, "unit": home.unit_id, "persons": sorted(living[home.pk])})
            for home in homes
        ),
    ]  # fmt: skip
