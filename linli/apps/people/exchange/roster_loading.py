"""One run over a roster: dwellings compared with the register and with one another, then entered.

Memory stays flat: doors are read compound by compound, rows are settled some thousands at a time;
what stays for the whole file is a mark per dwelling and three numbers per identity number, in all
some thirty bytes a row.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from linli.apps.people.exchange.households import Fault, Faults
from linli.apps.people.exchange.roster_gathering import (
    SAID_BITS,
    GatheredDwelling,
    GatheredLine,
    RosterGathering,
)
from linli.apps.people.rules.kinds import Relation, Tenure
from linli.apps.people.selectors.rosters import (
    Registered,
    RegisteredNumbers,
    Taken,
    taken_units,
)
from linli.apps.people.services import GatheredEntry, Holder, Resident
from linli.apps.people.services.roster_sealing import PersonRow
from linli.apps.places.selectors.doors import Door, Doors, DoorUnknown, Estates
from linli.core.access import Actor
from linli.kit.days import local_day
from linli.kit.registers import Problem, Span
from linli.kit.words import Marks, Words

SETTLED_TOGETHER = 2_000
_COMPOUNDS_KEPT = 4
# In one word for each identity number of the file: 32 bits of which person it is, and what the row
# said (`GatheredLine`). Its key are the first 64 bits of its index.
_NAME_MASK = (1 << SAID_BITS) - 2
_HEAD, _TENANT = str(Relation.HEAD), str(Tenure.TENANT)


class RosterLoading:
    """Takes dwellings as they were gathered from consecutive rows."""

    def __init__(self, *, actor: Actor, path: str, now: datetime, trial: bool) -> None:
        self._path, self._today = path, local_day(now)
        self._entry = None if trial else GatheredEntry(actor=actor, scope_path=path, now=now)
        self._estates = Estates(path)
        self._compounds: dict[str, tuple[Doors, Taken]] = {}
        self._waiting: list[tuple[Door, Sequence[GatheredLine]]] = []
        self._rows_waiting = 0
        self._dwellings_seen = Marks()
        self._registered = RegisteredNumbers(own=self._entry.numbers if self._entry else range(0))
        self._known = Words()
        self._met: dict[int, int] = {}  # of the numbers being settled, those known by now
        self._known_ids = array("q")
        self._problems: list[Problem] = []
        self._spoilt = False
        self._counts = dict.fromkeys(("dwellings", "households", "persons", "linked"), 0)

    def gathering(self) -> RosterGathering:
        """Return what makes dwellings of rows, here or in another process."""
        persons = self._entry.new_persons() if self._entry else None
        return RosterGathering(today=self._today, persons=persons)

    def take_gathered(self, gathered: Iterable[GatheredDwelling]) -> None:
        """Take dwellings as they were gathered."""
        for address, lines, faults in gathered:
            self._take(address, lines, faults)

    def finish(self) -> Mapping[str, int]:
        """Settle what is left; the real run leaves its row in the trail."""
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
        return [
            Span(f"people.{model}", first, last)
            for model, stretches in self._entry.stretches().items()
            for first, last in stretches
        ]

    def _take(
        self,
        address: Sequence[str | None],
        lines: Sequence[GatheredLine],
        faults: Sequence[Sequence[Fault]] | None,
    ) -> None:
        """Take one dwelling; a wrong address is told for each row."""
        try:
            door, taken = self._find(address)
        except DoorUnknown as unknown:
            code = "roster.several" if unknown.several else f"roster.{unknown.part}_unknown"
            self._refuse((line[0], unknown.part, code) for line in lines)
            return
        unit = door.unit_id
        if not self._dwellings_seen.add(unit):
            self._refuse((line[0], "number", "roster.dwelling_again") for line in lines)
            return
        if not lines:
            return
        if faults or unit in taken.lived_in or unit in taken.owned:
            lived_in = _first(lines, "relation", "roster.lived_in", unit in taken.lived_in)
            owned = _first(lines, "tenure", "roster.owned", unit in taken.owned)
            found = Faults(*faults or ()).together(lived_in, owned)
            if found:
                self._refuse(found)
                return
        self._waiting.append((door, lines))
        self._rows_waiting += len(lines)
        if self._rows_waiting >= SETTLED_TOGETHER:
            self._settle()

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

    def _settle(self) -> None:
        """Compare the waiting dwellings with the register and enter them."""
        waiting, self._waiting, self._rows_waiting = self._waiting, [], 0
        asked = {
            line[2]: (line[4], line[5])
            for _door, lines in waiting
            for line in lines
            if line[2] is not None and line[4] is not None
        }
        registered = self._registered.among(asked)
        if self._registered.all_in_hand and self._entry is not None:
            self._entry.build_indexes_at_the_end()
        self._met = self._known.found(asked)
        for door, lines in waiting:
            self._enter(door, lines, registered)
        self._known.update(self._met)
        if self._entry is not None and not self._spoilt:
            self._entry.write()

    def _enter(
        self, door: Door, lines: Sequence[GatheredLine], registered: Mapping[int, Registered]
    ) -> None:
        new: list[PersonRow | None] = []
        numbers = self._numbers(lines, registered, new)
        residents: list[Resident] = []
        owners: list[Holder] = []
        tenants: list[Holder] = []
        developers = None
        for number, line in zip(numbers, lines, strict=True):
            if number < 0:
                continue
            relation, tenure, developer, since = line[6:10]
            if relation is not None:
                residents.append((number, since, relation))
            if tenure == _TENANT:
                tenants.append((number, since))
            elif tenure is not None:
                owners.append((number, since))
                developers = tenure if developer else None
        counts = self._counts
        counts["dwellings"] += 1
        counts["persons"] += len(new)
        if residents:
            counts["households"] += 1
            residents.sort(key=_head_first)
        if self._entry is not None and not self._spoilt:
            self._entry.add(door, new, residents, owners, tenants, developers)

    def _numbers(
        self,
        lines: Sequence[GatheredLine],
        registered: Mapping[int, Registered],
        new: list[PersonRow | None],
    ) -> list[int]:
        """Return the number of each row's person, -1 where the row is refused; new ones are added.

        A trial run gives new ones the number 0.
        """
        numbers, met, ids = [], self._met, self._known_ids
        for line in lines:
            key, person = line[2], line[-1]
            if key is not None and (key in met or key in registered):
                numbers.append(self._known_number(key, line, registered))
                continue
            number = person[0] if person else 0
            new.append(person)
            numbers.append(number)
            if key is not None:
                met[key] = len(ids) << SAID_BITS | line[3]
                ids.append(number)
        return numbers

    def _known_number(
        self, key: int, line: GatheredLine, registered: Mapping[int, Registered]
    ) -> int:
        """Return the number of somebody met in the file or the register; -1 where it is refused."""
        row, name, _key, said = line[:4]
        word = self._met.get(key)
        if word is None:
            known = registered[key]
            word, number = len(self._known_ids) << SAID_BITS, known.person_id
            code = _unlike(known, name, lives=said & 1)
            if not code:
                self._known_ids.append(number)
        else:
            code = _unlike_before(word, said)
            number = self._known_ids[word >> SAID_BITS]
        if code:
            self._refuse([(row, "id_number", code)])
            return -1
        self._met[key] = word >> SAID_BITS << SAID_BITS | said
        self._counts["linked"] += 1
        return number


def _first(lines: Sequence[GatheredLine], column: str, code: str, against: bool) -> Fault | None:
    """Return the fault of the first row that says what the register has settled already."""
    if not against:
        return None
    for row, _name, _key, _said, _index, _older, relation, tenure, *_rest in lines:
        if column == "relation" and relation is not None:
            return row, column, code
        if column == "tenure" and tenure not in {None, _TENANT}:
            return row, column, code
    return None


def _head_first(resident: Resident) -> bool:
    return resident[2] != _HEAD


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
