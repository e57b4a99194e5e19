"""One run over a roster: rows to dwellings, dwellings compared with the register, then entered.

Memory stays flat: doors are read compound by compound, rows are settled some thousands at a time;
what stays for the whole file is a number per dwelling and three per identity number, in all some
forty bytes a row.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from linli.apps.people import services
from linli.apps.people.exchange.households import (
    DwellingLines,
    Line,
    dwelling_problems,
    line_problem,
)
from linli.apps.people.rules.identity import Identity
from linli.apps.people.rules.kinds import DEVELOPER_TENURES, Relation, Tenure
from linli.apps.people.selectors.rosters import Registered, Taken, registered_numbers, taken_units
from linli.apps.people.services import RosterDwelling, RosterPerson
from linli.apps.people.services.roster_sealing import number_indexing
from linli.apps.places.selectors.doors import Door, Doors, DoorUnknown, Estates
from linli.core.access import Actor
from linli.kit.days import local_day
from linli.kit.registers import Problem, RowRefused, Span
from linli.kit.words import Words

SETTLED_TOGETHER = 4_000
_COMPOUNDS_KEPT = 4
# In one word for each identity number of the file: 32 bits of which person it is, 31 of the name,
# and whether they live somewhere in the file. Its key are the first 64 bits of its index.
_NAME_BITS = 31
_NAME_MASK = (1 << _NAME_BITS) - 1
_HEAD, _TENANT = Relation.HEAD, Tenure.TENANT


class RosterLoading:
    """Takes rows of people; consecutive rows of one dwelling belong together."""

    def __init__(self, *, actor: Actor, path: str, now: datetime, trial: bool) -> None:
        self._path, self._today = path, local_day(now)
        self._entry = None if trial else services.RosterEntry(actor=actor, scope_path=path, now=now)
        self._estates = Estates(path)
        self._compounds: dict[str, tuple[Doors, Taken]] = {}
        self._index = number_indexing()
        self._draw = self._entry.draw_person if self._entry else _no_number
        self._open: DwellingLines | None = None
        self._open_address: Sequence[str | None] = ()
        self._open_refused = RowRefused("roster.number_unknown")
        self._waiting: list[DwellingLines] = []
        self._rows_waiting = 0
        self._dwellings_seen: set[int] = set()
        self._known = Words()
        self._met: dict[int, int] = {}  # of the numbers being settled, those known by now
        self._known_ids = array("q")
        self._problems: list[Problem] = []
        self._counts = dict.fromkeys(("dwellings", "households", "persons", "linked"), 0)

    def take(self, row: int, values: Sequence[Any]) -> None:
        """Take one cleaned row."""
        address = values[:4]
        if address != self._open_address:
            self._begin(address)
        if self._open is None:
            raise self._open_refused
        name, number, phone, relation, tenure, since = values[4:]
        line = Line(row, name, number, phone, relation, tenure, since or self._today)
        problem = line_problem(line, today=self._today)
        if problem is not None:
            self._open.complete = False
            raise RowRefused(problem[1], column=problem[0])
        self._open.lines.append(line)

    def miss(self, row: int, values: Sequence[Any]) -> None:
        """Hear of a row that was refused: its dwelling is not complete."""
        address = tuple(values[:4])
        if address != self._open_address:
            self._begin(address)
        if self._open is not None:
            self._open.complete = False

    def finish(self) -> Mapping[str, int]:
        """Settle what is left; the real run leaves its row in the trail."""
        self._close()
        self._settle()
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
        counts = self._entry.counts
        tables = (
            ("people.Person", counts.persons),
            ("people.Household", counts.households),
            ("people.HouseholdMember", counts.members),
            ("people.Holding", counts.holdings),
        )
        return [
            Span(model, first, last)
            for model, numbers in tables
            for first, last in numbers.stretches()
        ]

    def _begin(self, address: Sequence[str | None]) -> None:
        """Close the dwelling before and find the next; a wrong address is told for each row."""
        self._close()
        self._open_address = address
        try:
            door = self._find(address)
        except DoorUnknown as unknown:
            code = "roster.several" if unknown.several else f"roster.{unknown.part}_unknown"
            self._open_refused = RowRefused(code, column=unknown.part)
            return
        if door.unit_id in self._dwellings_seen:
            self._open_refused = RowRefused("roster.dwelling_again", column="number")
            return
        self._dwellings_seen.add(door.unit_id)
        self._open = DwellingLines(door)

    def _find(self, address: Sequence[str | None]) -> Door:
        place, building, entrance, number = address
        path = self._estates.find(place or "")
        doors = self._compound(path)[0]
        door = doors.find(building or "", entrance or "", number or "")
        if not door.path.startswith(self._path):
            raise DoorUnknown("place")
        return door

    def _compound(self, path: str) -> tuple[Doors, Taken]:
        found = self._compounds.pop(path, None)
        if found is None:
            while len(self._compounds) >= _COMPOUNDS_KEPT:
                del self._compounds[next(iter(self._compounds))]
            found = (Doors(path), taken_units(path))
        self._compounds[path] = found
        return found

    def _close(self) -> None:
        dwelling, self._open = self._open, None
        self._open_address = ()
        if dwelling is None or not dwelling.lines:
            return
        taken = next(reversed(self._compounds.values()))[1]
        unit = dwelling.door.unit_id
        problems = dwelling_problems(
            dwelling,
            lived_in=unit in taken.lived_in,
            owned=unit in taken.owned,
            today=self._today,
        )
        if problems:
            self._problems += problems
            return
        self._waiting.append(dwelling)
        self._rows_waiting += len(dwelling.lines)
        if self._rows_waiting >= SETTLED_TOGETHER:
            self._settle()

    def _settle(self) -> None:
        """Compare the waiting dwellings with the register and enter them."""
        waiting, self._waiting, self._rows_waiting = self._waiting, [], 0
        index = self._index
        indexes = {
            number.text: index(number.text)
            for dwelling in waiting
            for _row, _name, number, *_rest in dwelling.lines
            if number is not None
        }
        registered = registered_numbers(indexes)
        self._met = self._known.found(map(_key, indexes.values()))
        for dwelling in waiting:
            self._enter(dwelling, indexes, registered)
        self._known.update(self._met)

    def _enter(
        self,
        dwelling: DwellingLines,
        indexes: Mapping[str, bytes],
        registered: Mapping[bytes, Registered],
    ) -> None:
        residents: list[tuple[RosterPerson, Relation]] = []
        owners: list[RosterPerson] = []
        tenants: list[RosterPerson] = []
        tenure = None
        for line in dwelling.lines:
            number = line.number
            found = (
                self._new_person(line)
                if number is None
                else self._person(line, indexes[number.text], registered)
            )
            if found is None:
                continue
            if line.relation is not None:
                residents.append((found, line.relation))
            if line.tenure is None:
                continue
            if line.tenure is _TENANT:
                tenants.append(found)
            else:
                owners.append(found)
                tenure = line.tenure if line.tenure in DEVELOPER_TENURES else None
        counts = self._counts
        counts["dwellings"] += 1
        counts["households"] += bool(residents)
        if self._entry is not None and not self._problems:
            door = dwelling.door
            if residents and residents[0][1] is not _HEAD:
                residents.sort(key=_head_first)
            self._entry.add(
                RosterDwelling(
                    unit_id=door.unit_id,
                    home_id=door.place_id,
                    scope_path=door.path,
                    since=dwelling.lines[0].since,
                    residents=residents,
                    owners=owners,
                    tenants=tenants,
                    tenure=tenure,
                )
            )

    def _person(
        self, line: Line, index: bytes, registered: Mapping[bytes, Registered]
    ) -> RosterPerson | None:
        """Return somebody with a number: new, met earlier in the file, or in the register."""
        key = _key(index)
        word = self._met.get(key)
        lives, name_bits = line.relation is not None, hash(line.name) & _NAME_MASK
        if word is None:
            word = len(self._known_ids) << _NAME_BITS + 1
            known = registered.get(index)
            if known is None:
                person_id = self._draw()
                self._known_ids.append(person_id)
                self._met[key] = word | name_bits << 1 | lives
                return self._new_person(line, person_id, index)
            code = _unlike(known, line)
            person_id = known.person_id
            if not code:
                self._known_ids.append(person_id)
        else:
            code = _unlike_before(word, lives=lives, name_bits=name_bits)
            person_id = self._known_ids[word >> _NAME_BITS + 1]
        if code:
            self._problems.append(Problem(line.row, "id_number", code))
            return None
        self._met[key] = word | name_bits << 1 | lives
        self._counts["linked"] += 1
        return RosterPerson(None, person_id, line.since)

    def _new_person(
        self, line: Line, person_id: int | None = None, index: bytes | None = None
    ) -> RosterPerson:
        self._counts["persons"] += 1
        number = line.number
        if number is None:
            identity = Identity(line.kind, line.name, None, None, line.phone, None, None, None)
        else:
            text, kind, born, sex = number
            identity = Identity(line.kind, line.name, kind, text, line.phone, None, born, sex)
        return RosterPerson(identity, person_id or None, line.since, index)


def _key(index: bytes) -> int:
    return int.from_bytes(index[:8], "big")


def _no_number() -> int:
    """Return no number: a trial run draws none."""
    return 0


def _head_first(resident: tuple[RosterPerson, Relation]) -> bool:
    return resident[1] is not _HEAD


def _unlike(known: Registered, line: Line) -> str:
    """Return why a registered person cannot be linked with the row, "" where nothing is wrong."""
    if known.name != line.name:
        return "roster.other_name"
    if not known.is_active:
        return "people.record_closed"
    if line.relation is not None and known.lives_somewhere:
        return "roster.lives_elsewhere"
    return ""


def _unlike_before(word: int, *, lives: bool, name_bits: int) -> str:
    if (word >> 1) & _NAME_MASK != name_bits:
        return "roster.other_name_before"
    return "roster.lives_twice" if lives and word & 1 else ""
