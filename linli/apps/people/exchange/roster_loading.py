"""One run over a roster: dwellings compared with the register and with one another, then entered.

Memory stays flat: doors are read compound by compound, rows come some thousands at a time; what
stays for the whole file is a mark per dwelling and two numbers per identity number, in all some
twenty bytes a row.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise, repeat
from typing import Any

import numpy as np

from linli.apps.people.exchange.households import Fault, Faults
from linli.apps.people.exchange.roster_gathering import RosterGathering
from linli.apps.people.rules.kinds import DEVELOPER_TENURES, Tenure
from linli.apps.people.selectors.rosters import (
    Registered,
    RegisteredNumbers,
    Taken,
    taken_units,
)
from linli.apps.people.services import GatheredEntry, Holder, Resident
from linli.apps.people.services.roster_gathered import NUMBERS, SAID_BITS, GatheredRows
from linli.apps.people.services.roster_sealing import PersonRow, person_columns
from linli.apps.places.selectors.doors import Door, Doors, DoorUnknown, Estates
from linli.core.access import Actor
from linli.kit.days import local_day
from linli.kit.encryption import INDEX_BYTES
from linli.kit.packing import leading_words, unpacked
from linli.kit.registers import Problem, Span
from linli.kit.words import Marks, Words

_COMPOUNDS_KEPT = 4
# In one word for each identity number of the file: 32 bits of which person it is (of a new one how
# many numbers it is from the first; behind those, which of the linked ones), and what the row said
# (`GatheredRows.said`). Its key are the first 64 bits of its index.
_NAME_MASK = (1 << SAID_BITS) - 2
_TENANT = str(Tenure.TENANT)
Dwelling = tuple[Door, int, int]  # its first row, and that behind its last


class RosterLoading:
    """Takes dwellings as they were gathered from consecutive rows."""

    def __init__(self, *, actor: Actor, path: str, now: datetime, trial: bool) -> None:
        self._path, self._today = path, local_day(now)
        self._entry = None if trial else GatheredEntry(actor=actor, scope_path=path, now=now)
        self._estates = Estates(path)
        self._compounds: dict[str, tuple[Doors, Taken]] = {}
        self._dwellings_seen = Marks()
        self._registered = RegisteredNumbers(own=self._entry.numbers if self._entry else range(0))
        self._known = Words()
        self._met: dict[int, int] = {}  # of the numbers being settled, those known by now
        self._first = self._entry.numbers[0] if self._entry else 0
        self._linked = array("q")  # numbers of registered persons that the file has named
        self._problems: list[Problem] = []
        self._spoilt = False
        self._counts = dict.fromkeys(("dwellings", "households", "persons", "linked"), 0)

    def gathering(self) -> RosterGathering:
        """Return what makes dwellings of rows, here or in another process."""
        persons = self._entry.new_persons() if self._entry else None
        return RosterGathering(today=self._today, persons=persons)

    def take_gathered(self, gathered: Sequence[Any] | None) -> None:
        """Take dwellings as they were gathered, compare them with the register and enter them."""
        if gathered is None:
            return
        rows = GatheredRows._make(gathered)
        found = [
            (door, start, end)
            for place, (start, end) in enumerate(pairwise((0, *rows.ends)))
            if (door := self._door(rows, place, start, end)) is not None
        ]
        persons = person_columns(rows.persons) if rows.persons else None
        keys = leading_words(rows.indexes, INDEX_BYTES)
        self._settle(rows, found, keys, persons)
        if self._entry is not None and not self._spoilt:
            self._entry.write()

    def finish(self) -> Mapping[str, int]:
        """Write what is left; the real run leaves its row in the trail."""
        if self._entry is not None:
            self._entry.finish()
        return self._counts

    def refused(self) -> Iterable[Problem]:
        """Return the problems found since the last call."""
        found, self._problems = self._problems, []
        return found

    def spans(self) -> Sequence[Span]:
        """Return the numbers given out, in the order in which they refer to one another."""
        if self._entry is None:
            return []
        return [
            Span(f"people.{model}", first, last)
            for model, stretches in self._entry.stretches().items()
            for first, last in stretches
        ]

    def _door(self, rows: GatheredRows, place: int, start: int, end: int) -> Door | None:
        """Return the door of a dwelling; None where it is refused or has no rows left.

        A wrong address is told for each row.
        """
        try:
            door, taken = self._find(rows.addresses[place])
        except DoorUnknown as unknown:
            code = "roster.several" if unknown.several else f"roster.{unknown.part}_unknown"
            self._refuse((row, unknown.part, code) for row in rows.numbers[start:end])
            return None
        unit = door.unit_id
        if not self._dwellings_seen.add(unit):
            again = ("number", "roster.dwelling_again")
            self._refuse((row, *again) for row in rows.numbers[start:end])
            return None
        if start == end:
            return None
        faults = rows.faults.get(place)
        if faults or unit in taken.lived_in or unit in taken.owned:
            lived_in, owned = _settled(rows, start, end, taken, unit)
            found = Faults(*faults or ()).together(lived_in, owned)
            if found:
                self._refuse(found)
                return None
        return door

    def _refuse(self, faults: Iterable[Fault]) -> None:
        before = len(self._problems)
        self._problems += [Problem(*fault) for fault in faults]
        self._spoilt = self._spoilt or len(self._problems) > before

    def _find(self, address: Sequence[str | None]) -> tuple[Door, Taken]:
        place, building, entrance, number = address
        path = self._estates.find(place or "")
        doors, taken = self._compounds.get(path) or self._compound(path)
        door = doors.find(building or "", entrance or "", number or "")
        if not door.path.startswith(self._path):
            raise DoorUnknown("place")
        return door, taken

    def _compound(self, path: str) -> tuple[Doors, Taken]:
        """Read a compound; of those that are kept the one read first goes."""
        while len(self._compounds) >= _COMPOUNDS_KEPT:
            del self._compounds[next(iter(self._compounds))]
        found = self._compounds[path] = (Doors(path), taken_units(path))
        return found

    def _settle(
        self,
        rows: GatheredRows,
        found: Sequence[Dwelling],
        keys: np.ndarray,
        persons: Sequence[Sequence[Any]] | None,
    ) -> None:
        """Compare dwellings with the register and with what came before, and enter them."""
        given = keys[keys != 0]
        registered = self._registered.among(len(given), lambda: _indexes(rows, keys))
        if self._registered.all_in_hand and self._entry is not None:
            self._entry.build_indexes_at_the_end()
        met = self._known.found(given)
        if not (met or registered) and len(found) == len(rows.ends) and _are_distinct(given):
            self._enter_new(rows, [door for door, _start, _end in found], keys, persons)
            return
        self._met = met
        new = list(zip(*persons, strict=True)) if persons else [(0,)] * len(rows.numbers)
        words = keys.tolist()
        for dwelling in found:
            self._enter(rows, dwelling, words, new, registered)
        self._known.update(self._met)

    def _enter_new(
        self,
        rows: GatheredRows,
        doors: Sequence[Door],
        keys: np.ndarray,
        persons: Sequence[Sequence[Any]] | None,
    ) -> None:
        """Enter dwellings of people nobody of whom was heard of before."""
        if not doors:
            return
        count, with_number = len(rows.numbers), keys != 0
        ids = np.array(persons[0] if persons else [0] * count, np.int64) - self._first
        words = ids.astype(np.uint64) << np.uint64(SAID_BITS) | np.array(rows.said, np.uint64)
        self._known.add(keys[with_number], words[with_number])
        counts, starts = self._counts, (0, *rows.ends)
        counts["dwellings"] += len(doors)
        counts["persons"] += count
        counts["households"] += sum(any(rows.relations[a:b]) for a, b in pairwise(starts))
        if self._entry is not None and persons and not self._spoilt:
            self._entry.add_all(doors, rows, persons)

    def _enter(
        self,
        rows: GatheredRows,
        dwelling: Dwelling,
        keys: Sequence[int],
        persons: Sequence[PersonRow],
        registered: Mapping[int, Registered],
    ) -> None:
        door, start, end = dwelling
        new: list[PersonRow] = []
        residents: list[Resident] = []
        owners: list[Holder] = []
        tenants: list[Holder] = []
        developers = None
        for place in range(start, end):
            key, number = keys[place], persons[place][0]
            if key and (key in self._met or key in registered):
                number = self._known_number(key, rows, place, registered)
                if number < 0:
                    continue
            else:
                new.append(persons[place])
                if key:
                    self._met[key] = number - self._first << SAID_BITS | rows.said[place]
            relation, tenure, since = rows.relations[place], rows.tenures[place], rows.since[place]
            if relation is not None:
                residents.append((number, since, relation))
            if tenure == _TENANT:
                tenants.append((number, since))
            elif tenure is not None:
                owners.append((number, since))
                developers = tenure if tenure in DEVELOPER_TENURES else None
        counts = self._counts
        counts["dwellings"] += 1
        counts["persons"] += len(new)
        counts["households"] += bool(residents)
        if self._entry is not None and not self._spoilt:
            self._entry.add(door, new, residents, owners, tenants, developers)

    def _known_number(
        self, key: int, rows: GatheredRows, place: int, registered: Mapping[int, Registered]
    ) -> int:
        """Return the number of somebody met in the file or the register; -1 where it is refused."""
        word, said = self._met.get(key), rows.said[place]
        if word is None:
            known = registered[key]
            word, number = NUMBERS + len(self._linked) << SAID_BITS, known.person_id
            code = _unlike(known, rows.names[place], lives=said & 1)
            if not code:
                self._linked.append(number)
        else:
            code = _unlike_before(word, said)
            number = self._number_at(word >> SAID_BITS)
        if code:
            self._refuse([(rows.numbers[place], "id_number", code)])
            return -1
        self._met[key] = word >> SAID_BITS << SAID_BITS | said
        self._counts["linked"] += 1
        return number

    def _number_at(self, place: int) -> int:
        """Return the number of a person by what a word keeps of it."""
        return self._first + place if place < NUMBERS else self._linked[place - NUMBERS]


def _settled(
    rows: GatheredRows, start: int, end: int, taken: Taken, unit: int
) -> tuple[Fault | None, Fault | None]:
    """Return the faults of the first rows that say what the register has settled already."""
    lives = owns = None
    for place in reversed(range(start, end)):
        if unit in taken.lived_in and rows.relations[place] is not None:
            lives = (rows.numbers[place], "relation", "roster.lived_in")
        if unit in taken.owned and rows.tenures[place] not in {None, _TENANT}:
            owns = (rows.numbers[place], "tenure", "roster.owned")
    return lives, owns


def _indexes(rows: GatheredRows, keys: np.ndarray) -> dict[int, tuple[bytes, Sequence[bytes]]]:
    """Return the indexes of identity numbers, and those under older keys, by key."""
    older = rows.older or repeat(())
    found = zip(keys.tolist(), unpacked(rows.indexes), older, strict=False)
    return {key: (bytes(index), others) for key, index, others in found if index}


def _are_distinct(keys: np.ndarray) -> bool:
    return len(np.unique(keys)) == len(keys)


def _unlike(known: Registered, name: str, *, lives: int) -> str:
    """Return why a registered person cannot be linked with the row, "" where nothing is wrong."""
    if known.name != name:
        return "roster.other_name"
    if not known.is_active:
        return "people.record_closed"
    if lives and known.lives_somewhere:
        return "roster.lives_elsewhere"
    return ""


def _unlike_before(word: int, said: int) -> str:
    if (word ^ said) & _NAME_MASK:
        return "roster.other_name_before"
    return "roster.lives_twice" if word & said & 1 else ""
