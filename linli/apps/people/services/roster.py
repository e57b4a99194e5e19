"""Entering many dwellings at once: persons, households and ownership of a whole roster.

The same rows as the single acts write, made without model instances: sealed and indexed in bulk,
sent to the database in batches, one row of the trail for the whole roster. The single acts stay
the way for everything that changes afterwards.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, compress, pairwise, repeat
from typing import Any, TypeVar

from django.db import connection, transaction

from linli.apps.audit.services import record
from linli.apps.people import permissions
from linli.apps.people.models import Holding, Household, HouseholdMember, Person
from linli.apps.people.rules.identity import Identity
from linli.apps.people.rules.kinds import Relation, Tenure
from linli.apps.people.rules.lifecycle import PersonState, minors_born_after
from linli.apps.people.selectors.notices import current_notice_number
from linli.apps.people.services.roster_sealing import (
    OTHER,
    PERSON_COLUMNS,
    NewPersons,
    People,
    PersonRow,
    iso_day,
)
from linli.core.access import Actor, require
from linli.kit.bulk import insert_rows
from linli.kit.days import local_day
from linli.kit.identity import DrawnIds

# Persons written at a time; with what hangs on them some ten thousand rows.
BATCH = 4_000
_OWNER, _CO_OWNER, _TENANT = str(Tenure.OWNER), str(Tenure.CO_OWNER), str(Tenure.TENANT)


@dataclass(slots=True, eq=False)
class RosterPerson:
    """Somebody in a dwelling: known already by number, or new with an identity.

    Once entered it is known by its number.
    """

    identity: Identity | None = None
    person_id: int | None = None
    since: date | None = None


@dataclass(slots=True)
class RosterDwelling:
    """One dwelling with its residents, the head first, its owners and its tenants.

    `home_id` and `scope_path` are the place of the unit and its path. A person who both lives in
    and owns the dwelling is one and the same object in both lists. `tenure` overrides what
    follows from the number of owners: UNSOLD, UNDELIVERED. A person's own `since` goes before
    that of the dwelling.
    """

    unit_id: int
    home_id: int
    scope_path: str
    since: date
    residents: Sequence[tuple[RosterPerson, Relation]] = ()
    owners: Sequence[RosterPerson] = ()
    tenants: Sequence[RosterPerson] = ()
    tenure: Tenure | None = None


@dataclass(slots=True)
class RosterCounts:
    """What a roster has created, by table: the numbers given out."""

    persons: DrawnIds = field(default_factory=DrawnIds)
    households: DrawnIds = field(default_factory=DrawnIds)
    members: DrawnIds = field(default_factory=DrawnIds)
    holdings: DrawnIds = field(default_factory=DrawnIds)


_PERSON = (*PERSON_COLUMNS, "home_id", "scope_path", "may_lack_guardian")
_BORN = PERSON_COLUMNS.index("birth_date")
_HOUSEHOLD = ("id", "unit_id", "scope_path", "valid_from")
_MEMBER = ("id", "household_id", "person_id", "relation", "valid_from")
_HOLDING = ("id", "unit_id", "person_id", "scope_path", "tenure", "valid_from")
T = TypeVar("T")
Resident = tuple[int, str, str]  # number, since, relation
Holder = tuple[int, str]  # number, since


@transaction.atomic
def enter_roster(
    *,
    actor: Actor,
    scope_path: str,
    dwellings: Iterable[RosterDwelling],
    now: datetime,
    entered: Callable[[RosterPerson, int], object] | None = None,
) -> RosterCounts:
    """Enter dwellings with their people below a place (批量登记).

    Identities are checked and unknown to the register: the caller has compared them. `entered`
    is told the number that each new person got.
    """
    entry = RosterEntry(actor=actor, scope_path=scope_path, now=now, entered=entered)
    for dwelling in dwellings:
        entry.add(dwelling)
    return entry.finish()


class RosterTables:
    """Rows of four tables that wait to be written in the order of their references.

    Stands inside a transaction of the caller. Days are ISO texts, words their stored texts.
    """

    def __init__(self, *, actor: Actor, scope_path: str, now: datetime) -> None:
        self.decision = require(permissions.can_register_at(actor, scope_path))
        self.actor, self.scope_path, self.now = actor, scope_path, now
        self.households, self.members, self.holdings = DrawnIds(), DrawnIds(), DrawnIds()
        self.written = 0  # persons
        self._in_common = {
            "state": str(PersonState.ACTIVE),
            "notice_number": current_notice_number(),
            "created_at": connection.ops.adapt_datetimefield_value(now),
        }
        # No list names guardians: every minor of it stands on the list of those without one.
        self._minors_born_after = minors_born_after(local_day(now)).isoformat()
        self._household_rows: list[Sequence[object]] = []
        self._member_rows: list[Sequence[object]] = []
        self._holding_rows: list[Sequence[object]] = []

    def tie(
        self,
        *,
        unit_id: int,
        scope_path: str,
        residents: Sequence[Resident],
        owners: Sequence[Holder],
        tenants: Sequence[Holder],
        tenure: str | None,
    ) -> None:
        """Tie people to a unit; `tenure` overrides what follows from the number of owners."""
        if residents:
            household, draw, members = self.households.draw(), self.members.draw, self._member_rows
            first = min([since for _number, since, _relation in residents])
            self._household_rows.append((household, unit_id, scope_path, first))
            for number, since, relation in residents:
                members.append((draw(), household, number, relation, since))
        if owners:
            tenure = tenure or (_OWNER if len(owners) == 1 else _CO_OWNER)
            self._hold(unit_id, scope_path, owners, tenure)
        if tenants:
            self._hold(unit_id, scope_path, tenants, _TENANT)

    def tie_all(
        self,
        *,
        units: Sequence[int],
        paths: Sequence[str],
        ends: Sequence[int],
        people: Sequence[int],
        since: Sequence[str],
        relations: Sequence[str | None],
        tenures: Sequence[str | None],
    ) -> None:
        """Do for many dwellings what `tie` does for one; they have units, paths and ends.

        `ends` are the places behind the last person of each. A tenure is the one to be stored.
        """
        starts = [0, *ends]
        sizes = [end - start for start, end in pairwise(starts)]
        lived_in = [any(relations[start:end]) for start, end in pairwise(starts)]
        drawn = iter(self.households.draw_many(lived_in.count(True)))
        households = [next(drawn) if lived else None for lived in lived_in]
        firsts = [
            min(compress(since[start:end], relations[start:end]), default=None)
            for start, end in pairwise(starts)
        ]
        rows = zip(households, units, paths, firsts, strict=True)
        self._household_rows += compress(rows, lived_in)
        homes = of_each(households, sizes)
        members = list(compress(zip(homes, people, relations, since, strict=True), relations))
        self._member_rows += map(_numbered, self.members.draw_many(len(members)), members)
        held = of_each(units, sizes), people, of_each(paths, sizes), tenures, since
        holdings = list(compress(zip(*held, strict=True), tenures))
        self._holding_rows += map(_numbered, self.holdings.draw_many(len(holdings)), holdings)

    def _hold(self, unit_id: int, scope_path: str, holders: Sequence[Holder], tenure: str) -> None:
        draw, holdings = self.holdings.draw, self._holding_rows
        for number, since in holders:
            holdings.append((draw(), unit_id, number, scope_path, tenure, since))

    def person(self, row: PersonRow, home_id: int, path: str, *others: object) -> tuple[Any, ...]:
        """Return the row of a person (PERSON_COLUMNS) with where they live, as it is written."""
        # A number: for a truth value the driver of SQLite looks for an adapter, each time.
        is_minor = 1 if (row[_BORN] or "") > self._minors_born_after else 0
        return (*row, home_id, path, is_minor, *others)

    def persons(
        self,
        columns: Sequence[Sequence[Any]],
        home_ids: Sequence[int],
        paths: Sequence[str],
        ends: Sequence[int],
    ) -> list[tuple[Any, ...]]:
        """Return what `person` does, for the people of many dwellings; `columns` are theirs."""
        sizes = [end - start for start, end in pairwise([0, *ends])]
        last = self._minors_born_after
        minors = [1 if (born or "") > last else 0 for born in columns[_BORN]]
        where = of_each(home_ids, sizes), of_each(paths, sizes)
        return list(zip(*columns, *where, minors, strict=True))

    def write_rows(self, persons: Sequence[Sequence[object]], others: Sequence[str] = ()) -> None:
        """Write persons as `person` gives them, and all that waits; `others` are more columns."""
        if persons:
            insert_rows(Person, (*_PERSON, *others), persons, in_common=self._in_common)
            self.written += len(persons)
        for model, columns, rows, in_common in (
            (Household, _HOUSEHOLD, self._household_rows, {}),
            (HouseholdMember, _MEMBER, self._member_rows, {}),
            (Holding, _HOLDING, self._holding_rows, {"is_representative": False}),
        ):
            if rows:
                insert_rows(model, columns, rows, in_common=in_common)
                rows.clear()

    def record_entered(self) -> None:
        """Leave one row in the trail."""
        record(
            actor=self.actor,
            kind="people.roster_entered",
            subject_type="place",
            subject_id=self.scope_path,
            scope_path=self.scope_path,
            now=self.now,
            grant=self.decision.grant,
            facts={
                "persons": self.written,
                "households": len(self.households),
                "holdings": len(self.holdings),
            },
        )


def of_each(values: Iterable[T], sizes: Iterable[int]) -> Iterator[T]:
    """Yield each value as many times as its size says."""
    return chain.from_iterable(map(repeat, values, sizes))


def _numbered(number: int, row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (number, *row)


class RosterEntry:
    """A roster being entered, dwelling by dwelling; stands inside a transaction of the caller."""

    def __init__(
        self,
        *,
        actor: Actor,
        scope_path: str,
        now: datetime,
        entered: Callable[[RosterPerson, int], object] | None = None,
    ) -> None:
        self.entered = entered
        self._tables = RosterTables(actor=actor, scope_path=scope_path, now=now)
        self._numbers, self._rows_of = DrawnIds(), NewPersons()
        self._persons: list[tuple[int, Identity, int, str]] = []

    def add(self, dwelling: RosterDwelling) -> None:
        """Take one dwelling."""
        self._tables.tie(
            unit_id=dwelling.unit_id,
            scope_path=dwelling.scope_path,
            residents=[
                (*self._tied(person, dwelling), str(relation))
                for person, relation in dwelling.residents
            ],
            owners=[self._tied(person, dwelling) for person in dwelling.owners],
            tenants=[self._tied(person, dwelling) for person in dwelling.tenants],
            tenure=dwelling.tenure and str(dwelling.tenure),
        )
        if len(self._persons) >= BATCH:
            self._flush()

    def finish(self) -> RosterCounts:
        """Write what is held and leave one row in the trail."""
        self._flush()
        tables = self._tables
        tables.record_entered()
        return RosterCounts(self._numbers, tables.households, tables.members, tables.holdings)

    def _tied(self, person: RosterPerson, dwelling: RosterDwelling) -> Holder:
        """Return the number of a person and since when; a new one gets its row."""
        identity, number = person.identity, person.person_id
        if number is None:
            if identity is None:
                raise ValueError("a person of a roster has a number or an identity")
            number = person.person_id = self._numbers.draw()
            self._persons.append((number, identity, dwelling.home_id, dwelling.scope_path))
            if self.entered is not None:
                self.entered(person, number)
        return number, str(iso_day(person.since or dwelling.since))

    def _flush(self) -> None:
        persons: list[Sequence[object]] = []
        if self._persons:
            numbers, identities, homes, paths = zip(*self._persons, strict=True)
            kinds, names, id_kinds, texts, phones, others, births, sexes = zip(
                *identities, strict=True
            )
            people = People(kinds, names, id_kinds, texts, phones, births, sexes)
            rows = self._rows_of.numbered_rows(numbers, people)
            other = self._rows_of.other_phones(numbers, others)
            persons = [
                self._tables.person(row, home, path, *more)
                for row, home, path, *more in zip(rows, homes, paths, *other, strict=True)
            ]
            self._persons.clear()
        self._tables.write_rows(persons, OTHER)
