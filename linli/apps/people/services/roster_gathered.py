"""Entering the dwellings of a file whose people are sealed already, perhaps by another process."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from linli.apps.people.models import Person
from linli.apps.people.services.roster import BATCH, Holder, Resident, RosterTables
from linli.apps.people.services.roster_sealing import (
    SEALED,
    NewPersons,
    PackedPersons,
    PersonRow,
)
from linli.apps.places.selectors.doors import Door
from linli.core.access import Actor
from linli.kit.bulk import IndexesAside
from linli.kit.identity import draw_ids
from linli.kit.packing import Packed

# No file has more rows. Each row has a number for the person it may bring, used or not.
NUMBERS = 1 << 21
# What a row says in one word (`GatheredRows.said`).
SAID_BITS = 32


class GatheredRows(NamedTuple):
    """Whole dwellings of consecutive rows of a file, as columns of plain values.

    The rows of dwelling `n` are those from `ends[n - 1]` (0 for the first) up to `ends[n]`; refused
    ones are left out. `faults` are what contradicts itself in a dwelling's rows, by its place.
    `said` has SAID_BITS - 1 bits that tell names apart and, the last, whether they live there;
    `indexes` are those of the identity numbers, `older` those under older keys. Words are their
    stored texts, days ISO texts. `persons` is None in a trial run.
    """

    addresses: Sequence[tuple[str | None, ...]]
    ends: Sequence[int]
    faults: Mapping[int, Sequence[Sequence[tuple[int, str, str]]]]
    numbers: Sequence[int]
    names: Sequence[str]
    said: Sequence[int]
    indexes: Packed
    older: Sequence[Sequence[bytes]] | None
    relations: Sequence[str | None]
    tenures: Sequence[str | None]
    since: Sequence[str]
    persons: PackedPersons | None


class GatheredEntry:
    """Dwellings being entered; stands inside a transaction of the caller.

    A person is a row of `roster_sealing.PERSON_COLUMNS` under one of `numbers`.
    """

    def __init__(self, *, actor: Actor, scope_path: str, now: datetime) -> None:
        self.numbers = draw_ids(NUMBERS)
        self._last = self.numbers[0] - 1
        self._tables = RosterTables(actor=actor, scope_path=scope_path, now=now)
        self._persons: list[Sequence[Any]] = []
        self._aside: IndexesAside | None = None

    def new_persons(self) -> NewPersons:
        """Return what makes the rows of persons under the numbers of this entry."""
        return NewPersons(self.numbers)

    def add(
        self,
        door: Door,
        new: Iterable[PersonRow],
        residents: Sequence[Resident],
        owners: Sequence[Holder],
        tenants: Sequence[Holder],
        tenure: str | None,
    ) -> None:
        """Take one dwelling: its new persons, and who is tied to it how, the head first."""
        unit_id, place_id, path = door
        row = self._tables.person
        self._persons += [row(person, place_id, path) for person in new]
        self._tables.tie(
            unit_id=unit_id,
            scope_path=path,
            residents=residents,
            owners=owners,
            tenants=tenants,
            tenure=tenure,
        )

    def add_all(
        self, doors: Sequence[Door], rows: GatheredRows, persons: Sequence[Sequence[Any]]
    ) -> None:
        """Take dwellings where everybody is new and nothing is wrong; `persons` by columns.

        What `add` does for each of them.
        """
        units, places, paths = zip(*doors, strict=True)
        self._persons += self._tables.persons(persons, places, paths, rows.ends)
        self._tables.tie_all(
            units=units,
            paths=paths,
            ends=rows.ends,
            people=persons[0],
            since=rows.since,
            relations=rows.relations,
            tenures=rows.tenures,
        )

    def write(self, *, at_least: int = BATCH) -> None:
        """Write what waits, where it is enough to be worth it."""
        if len(self._persons) < at_least:
            return
        if self._persons:
            self._last = self._persons[-1][0]  # numbers grow from row to row
        self._tables.write_rows(self._persons)
        self._persons.clear()

    def build_indexes_at_the_end(self) -> None:
        """Let the indexes of persons wait, where so much comes in that building them is cheaper."""
        if self._aside is None:
            self._aside = IndexesAside(Person, SEALED)

    def finish(self) -> None:
        """Write what is left, build what waits, and leave one row in the trail."""
        self.write(at_least=0)
        if self._aside is not None:
            self._aside.build()
        self._tables.record_entered()

    def stretches(self) -> dict[str, list[tuple[int, int]]]:
        """Return the first and last numbers given out, by table, in the order of references."""
        first = self.numbers[0]
        tables = self._tables
        return {
            "Person": [(first, self._last)] if self._last >= first else [],
            "Household": tables.households.stretches(),
            "HouseholdMember": tables.members.stretches(),
            "Holding": tables.holdings.stretches(),
        }
