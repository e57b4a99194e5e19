"""Entering many dwellings at once: persons, households and ownership of a whole roster.

The same rows as the single acts write, made without model instances: sealed and indexed in bulk,
sent to the database in batches, one row of the trail for the whole roster. The single acts stay
the way for everything that changes afterwards.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import repeat

from django.db import connection, transaction

from linli.apps.audit.services import record
from linli.apps.people import permissions
from linli.apps.people.models import Holding, Household, HouseholdMember, Person
from linli.apps.people.rules.identity import Identity
from linli.apps.people.rules.kinds import Relation, Tenure
from linli.apps.people.rules.lifecycle import PersonState
from linli.apps.people.selectors.notices import current_notice_number
from linli.apps.people.services.roster_sealing import COLUMNS, person_sealing
from linli.core.access import Actor, require
from linli.kit.bulk import insert_rows
from linli.kit.identity import DrawnIds

# Persons written at a time; with what hangs on them some ten thousand rows.
BATCH = 4_000
_ACTIVE = str(PersonState.ACTIVE)


@dataclass(slots=True, eq=False)
class RosterPerson:
    """Somebody in a dwelling: known already by number, or new with an identity.

    A new one may have a number drawn by the entry (`RosterEntry.draw_person`), so that a later
    dwelling can name it; `number_index` is the index of the identity number, where it is known.
    Once entered it is known by its number.
    """

    identity: Identity | None = None
    person_id: int | None = None
    since: date | None = None
    number_index: bytes | None = None


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


_PERSON = [
    "id",
    "kind",
    "state",
    *COLUMNS,
    "id_kind",
    "birth_date",
    "sex",
    "home_id",
    "scope_path",
    "notice_number",
    "created_at",
]
_HOUSEHOLD = ["id", "unit_id", "scope_path", "valid_from"]
_MEMBER = ["id", "household_id", "person_id", "relation", "valid_from"]
_HOLDING = ["id", "unit_id", "person_id", "scope_path", "tenure", "is_representative", "valid_from"]


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


class RosterEntry:
    """A roster being entered, dwelling by dwelling; stands inside a transaction of the caller.

    Holds rows of four tables and writes them in the order of their references.
    """

    def __init__(
        self,
        *,
        actor: Actor,
        scope_path: str,
        now: datetime,
        entered: Callable[[RosterPerson, int], object] | None = None,
    ) -> None:
        self.decision = require(permissions.can_register_at(actor, scope_path))
        self.actor, self.scope_path, self.now = actor, scope_path, now
        self.entered = entered
        self.counts = RosterCounts()
        self.draw_person = self.counts.persons.draw
        self._notice = current_notice_number()
        self._written_at = connection.ops.adapt_datetimefield_value(now)
        self._seal = person_sealing()
        self._persons: list[tuple[int, Identity, bytes | None, int, str]] = []
        self._households: list[Sequence[object]] = []
        self._members: list[Sequence[object]] = []
        self._holdings: list[Sequence[object]] = []

    def add(self, dwelling: RosterDwelling) -> None:
        """Take one dwelling."""
        if dwelling.residents:
            household = self.counts.households.draw()
            draw, members = self.counts.members.draw, self._members
            firsts = [person.since or dwelling.since for person, _relation in dwelling.residents]
            self._households.append(
                (household, dwelling.unit_id, dwelling.scope_path, _day(min(firsts)))
            )
            for (person, relation), since in zip(dwelling.residents, firsts, strict=True):
                number = self._number(person, dwelling)
                members.append((draw(), household, number, str(relation), _day(since)))
        alone = Tenure.OWNER if len(dwelling.owners) == 1 else Tenure.CO_OWNER
        for person in dwelling.owners:
            self._hold(person, dwelling, dwelling.tenure or alone)
        for person in dwelling.tenants:
            self._hold(person, dwelling, Tenure.TENANT)
        if len(self._persons) >= BATCH:
            self._flush()

    def finish(self) -> RosterCounts:
        """Write what is held and leave one row in the trail."""
        self._flush()
        counts = self.counts
        record(
            actor=self.actor,
            kind="people.roster_entered",
            subject_type="place",
            subject_id=self.scope_path,
            scope_path=self.scope_path,
            now=self.now,
            grant=self.decision.grant,
            facts={
                "persons": len(counts.persons),
                "households": len(counts.households),
                "holdings": len(counts.holdings),
            },
        )
        return counts

    def _hold(self, person: RosterPerson, dwelling: RosterDwelling, tenure: Tenure) -> None:
        self._holdings.append(
            (
                self.counts.holdings.draw(),
                dwelling.unit_id,
                self._number(person, dwelling),
                dwelling.scope_path,
                str(tenure),
                False,
                _day(person.since or dwelling.since),
            )
        )

    def _number(self, person: RosterPerson, dwelling: RosterDwelling) -> int:
        """Return the number of a person; a new one gets its row, and is known from then on."""
        identity, number = person.identity, person.person_id
        if identity is None:
            if number is None:
                raise ValueError("a person of a roster has a number or an identity")
            return number
        if number is None:
            number = person.person_id = self.draw_person()
        home = (dwelling.home_id, dwelling.scope_path)
        self._persons.append((number, identity, person.number_index, *home))
        person.identity = None
        if self.entered is not None:
            self.entered(person, number)
        return number

    def _person_rows(self) -> Iterable[Sequence[object]]:
        """Return the rows of the persons that are held, in the order of _PERSON."""
        numbers, identities, indexes, homes, paths = zip(*self._persons, strict=True)
        kinds, _names, id_kinds, _ids, _phones, _others, births, sexes = zip(
            *identities, strict=True
        )
        return zip(  # the constants have no end
            numbers,
            map(str, kinds),
            repeat(_ACTIVE),
            *self._seal(numbers, identities, indexes),
            (kind and str(kind) for kind in id_kinds),
            map(_day, births),
            (sex and str(sex) for sex in sexes),
            homes,
            paths,
            repeat(self._notice),
            repeat(self._written_at),
            strict=False,
        )

    def _flush(self) -> None:
        if self._persons:
            insert_rows(Person, _PERSON, self._person_rows())
            self._persons.clear()
        for model, columns, rows in (
            (Household, _HOUSEHOLD, self._households),
            (HouseholdMember, _MEMBER, self._members),
            (Holding, _HOLDING, self._holdings),
        ):
            if rows:
                insert_rows(model, columns, rows)
                rows.clear()


@lru_cache(maxsize=1 << 14)
def _day(day: date | None) -> str | None:
    """Return a day as both drivers take it without asking an adapter."""
    return None if day is None else day.isoformat()
