"""Entering many dwellings at once: persons, households and ownership of a whole roster.

The same rows as the single acts write, made without model instances: sealed and indexed in bulk,
sent to the database in batches, one row of the trail for the whole roster. The single acts stay
the way for everything that changes afterwards.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import transaction

from linli.apps.audit.services import record
from linli.apps.people import permissions
from linli.apps.people.models import Holding, Household, HouseholdMember, Person
from linli.apps.people.rules.identity import Identity
from linli.apps.people.rules.kinds import Relation, Tenure
from linli.apps.people.rules.lifecycle import PersonState
from linli.apps.people.selectors.notices import current_notice_number
from linli.core.access import Actor, require
from linli.kit.bulk import insert_rows
from linli.kit.identity import draw_id

# Persons written at a time; with what hangs on them some twenty thousand rows.
BATCH = 4_000
# Ends of names and numbers repeat: of ten thousand last fours each index is computed once.
_REMEMBERED = 1 << 15


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """Somebody in a dwelling: known already by number, or new with an identity."""

    identity: Identity | None = None
    person_id: int | None = None


@dataclass(slots=True)
class RosterDwelling:
    """One dwelling with its residents, the head first, and its owners.

    `home_id` and `scope_path` are the place of the unit and its path. A person who both lives in
    and owns the dwelling is one and the same object in both lists. `tenure` overrides what
    follows from the number of owners: UNSOLD, UNDELIVERED.
    """

    unit_id: int
    home_id: int
    scope_path: str
    since: date
    residents: Sequence[tuple[RosterPerson, Relation]] = ()
    owners: Sequence[RosterPerson] = ()
    tenure: Tenure | None = None


@dataclass(slots=True)
class RosterCounts:
    """What a roster has created, by table, and the numbers given out."""

    persons: list[int] = field(default_factory=list)
    households: list[int] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    holdings: list[int] = field(default_factory=list)


_PERSON = [
    "id",
    "kind",
    "state",
    "name",
    "name_head",
    "name_tail",
    "id_kind",
    "id_number",
    "id_number_index",
    "id_number_last4",
    "phone",
    "phone_index",
    "phone_last4",
    "other_phone",
    "other_phone_index",
    "birth_date",
    "sex",
    "home_id",
    "scope_path",
    "notice_number",
    "created_at",
]
_HOUSEHOLD = ["id", "unit_id", "scope_path", "valid_from", "valid_to"]
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
    decision = require(permissions.can_register_at(actor, scope_path))
    writer = _Writer(now=now, entered=entered)
    for dwelling in dwellings:
        writer.add(dwelling)
    writer.flush()
    counts = writer.counts
    record(
        actor=actor,
        kind="people.roster_entered",
        subject_type="place",
        subject_id=scope_path,
        scope_path=scope_path,
        now=now,
        grant=decision.grant,
        facts={
            "persons": len(counts.persons),
            "households": len(counts.households),
            "holdings": len(counts.holdings),
        },
    )
    return counts


class _Writer:
    """Holds rows of four tables and writes them in the order of their references."""

    def __init__(
        self, *, now: datetime, entered: Callable[[RosterPerson, int], object] | None
    ) -> None:
        self.now = now
        self.entered = entered
        self.counts = RosterCounts()
        self.notice = current_notice_number()
        self.seal = _Sealer()
        self._persons: list[Sequence[object]] = []
        self._households: list[Sequence[object]] = []
        self._members: list[Sequence[object]] = []
        self._holdings: list[Sequence[object]] = []

    def add(self, dwelling: RosterDwelling) -> None:
        """Take one dwelling."""
        numbers: dict[int, int] = {}
        if dwelling.residents:
            household = draw_id()
            self.counts.households.append(household)
            self._households.append(
                (household, dwelling.unit_id, dwelling.scope_path, dwelling.since, None)
            )
            for person, relation in dwelling.residents:
                number = self._number(person, dwelling, numbers)
                member = draw_id()
                self.counts.members.append(member)
                self._members.append((member, household, number, relation.value, dwelling.since))
        alone = Tenure.OWNER if len(dwelling.owners) == 1 else Tenure.CO_OWNER
        tenure = dwelling.tenure or alone
        for person in dwelling.owners:
            number = self._number(person, dwelling, numbers)
            holding = draw_id()
            self.counts.holdings.append(holding)
            self._holdings.append(
                (
                    holding,
                    dwelling.unit_id,
                    number,
                    dwelling.scope_path,
                    tenure.value,
                    False,
                    dwelling.since,
                )
            )
        if len(self._persons) >= BATCH:
            self.flush()

    def _number(
        self, person: RosterPerson, dwelling: RosterDwelling, numbers: dict[int, int]
    ) -> int:
        if person.person_id is not None:
            return person.person_id
        number = numbers.get(id(person))
        if number is None:
            if person.identity is None:
                raise ValueError("a person of a roster has a number or an identity")
            number = numbers[id(person)] = draw_id()
            self.counts.persons.append(number)
            self._persons.append(self._person_row(number, person.identity, dwelling))
            if self.entered is not None:
                self.entered(person, number)
        return number

    def _person_row(
        self, number: int, identity: Identity, dwelling: RosterDwelling
    ) -> Sequence[object]:
        seal = self.seal
        return (
            number,
            identity.kind.value,
            PersonState.ACTIVE.value,
            *seal.name(number, identity.name),
            identity.id_kind.value if identity.id_kind else None,
            *seal.id_number(number, identity.id_number),
            *seal.phone(number, identity.phone),
            *seal.other_phone(number, identity.other_phone),
            identity.birth_date,
            identity.sex.value if identity.sex else None,
            dwelling.home_id,
            dwelling.scope_path,
            self.notice,
            self.now,
        )

    def flush(self) -> None:
        """Write what is held."""
        for model, columns, rows in (
            (Person, _PERSON, self._persons),
            (Household, _HOUSEHOLD, self._households),
            (HouseholdMember, _MEMBER, self._members),
            (Holding, _HOLDING, self._holdings),
        ):
            if rows:
                insert_rows(model, columns, rows)
                rows.clear()


class _Sealer:
    """The sealed forms of a person's texts, each with its indexes, in the order of the columns."""

    def __init__(self) -> None:
        self.name = self._column("name", repeating=("name_head", "name_tail"))
        self.id_number = self._column(
            "id_number", single=("id_number_index",), repeating=("id_number_last4",)
        )
        self.phone = self._column("phone", single=("phone_index",), repeating=("phone_last4",))
        self.other_phone = self._column("other_phone", single=("other_phone_index",))

    @staticmethod
    def _column(
        name: str, *, single: Sequence[str] = (), repeating: Sequence[str] = ()
    ) -> Callable[[int, str | None], Sequence[object]]:
        column: Any = Person._meta.get_field(name)
        seal = column.column_seal.seal
        fields: list[Any] = [Person._meta.get_field(index) for index in (*single, *repeating)]
        indexes = [
            lru_cache(maxsize=_REMEMBERED)(_of_part(field))
            if field.name in repeating
            else _of_part(field)
            for field in fields
        ]
        derives = [field.derive for field in fields]
        nothing = (None,) * (1 + len(fields))

        def sealed(number: int, text: str | None) -> Sequence[object]:
            if text is None:
                return nothing
            parts = [index(derive(text)) for index, derive in zip(indexes, derives, strict=True)]
            return (seal(number, text), *parts)

        return sealed


def _of_part(field: Any) -> Callable[[str | None], bytes | None]:
    def of(part: str | None) -> bytes | None:
        return None if part is None else field.blind_index.of(part)

    return of
