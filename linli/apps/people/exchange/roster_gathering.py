"""What of a roster needs no register: rows to dwellings, checked in themselves, people sealed.

It may run in a process of its own (`kit.apart`): it knows the day, the keys and the numbers that
new persons get, and hands over plain values.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain, islice, repeat

from linli.apps.people.exchange.households import Fault, Faults, Line, faults_of, line_problem
from linli.apps.people.rules.kinds import DEVELOPER_TENURES
from linli.apps.people.selectors.rosters import index_key
from linli.apps.people.services.roster_sealing import (
    NewPersons,
    People,
    PersonRow,
    iso_day,
    number_indexing,
    older_indexing,
    word,
)
from linli.kit.registers import CleanRow, Problem

SAID_BITS = 32
_NO_NUMBER = (None, None, None, None)
_NAME_BITS = (1 << SAID_BITS - 1) - 1


# One row as a plain tuple: its number in the file; the name; the key of the identity number, which
# are the first bits of its index; `said`, 31 bits that tell names apart and, the last, whether they
# live there; the index; those under older keys; relation; tenure; whether that is a developer's;
# since; and the row of a new person without its place (`NewPersons`), None in a trial run.
GatheredLine = tuple[
    int,
    str,
    int | None,
    int,
    bytes | None,
    Sequence[bytes],
    str | None,
    str | None,
    bool,
    str,
    PersonRow | None,
]
# Consecutive rows of one address in the order of the file, and what is wrong among them (`Faults`).
GatheredDwelling = tuple[
    Sequence[str | None], Sequence[GatheredLine], Sequence[Sequence[Fault]] | None
]


class RosterGathering:
    """Takes cleaned rows, gives whole dwellings; `persons` make the rows of people, or nobody."""

    def __init__(self, *, today: date, persons: NewPersons | None) -> None:
        self._today, self._persons = today, persons
        self._index, self._older = number_indexing(), older_indexing()
        self._address: Sequence[str | None] | None = None
        self._lines: list[Line] = []
        self._complete = True
        self._closed: list[tuple[Sequence[str | None], list[Line], Faults | None]] = []

    def take(self, rows: Iterable[CleanRow]) -> tuple[list[Problem], list[GatheredDwelling]]:
        """Take rows and return what is wrong with some, and the dwellings that are whole now."""
        problems: list[Problem] = []
        today = self._today
        for row, values, found in rows:
            address = values[:4]
            if address != self._address:
                self._close()
                self._address = address
            if found:
                problems += found
                self._complete = False
                continue
            name, number, phone, relation, tenure, since = values[4:]
            line = Line(row, name, number, phone, relation, tenure, since or today)
            wrong = line_problem(line, today=today)
            if wrong is None:
                self._lines.append(line)
            else:
                problems.append(Problem(row, *wrong))
                self._complete = False
        return problems, self._plain()

    def finish(self) -> list[GatheredDwelling]:
        """Return the last dwelling."""
        self._close()
        return self._plain()

    def _close(self) -> None:
        if self._address is not None:
            lines = self._lines
            faults = faults_of(lines, complete=self._complete, today=self._today) if lines else None
            self._closed.append((self._address, lines, faults))
        self._address, self._lines, self._complete = None, [], True

    def _plain(self) -> list[GatheredDwelling]:
        """Return the closed dwellings as plain values, their people sealed together."""
        closed, self._closed = self._closed, []
        lines = list(chain.from_iterable(lines for _address, lines, _faults in closed))
        if not lines:
            return [(address, (), None) for address, _lines, _faults in closed]
        rows, names, numbers, phones, relations, tenures, since = zip(*lines, strict=True)
        texts, id_kinds, births, sexes = zip(
            *[_NO_NUMBER if number is None else number for number in numbers], strict=True
        )
        index_of = self._index
        indexes = [text and index_of(text) for text in texts]
        people: Iterable[PersonRow | None] = repeat(None, len(lines))
        if self._persons is not None:
            kinds = [line.kind for line in lines]
            identified = People(kinds, names, id_kinds, texts, phones, births, sexes)
            people = self._persons.rows(identified, indexes)
        each = zip(
            rows,
            names,
            [index and index_key(index) for index in indexes],
            [
                (hash(name) & _NAME_BITS) << 1 | (relation is not None)
                for name, relation in zip(names, relations, strict=True)
            ],
            indexes,
            self._older(texts),
            map(word, relations),
            map(word, tenures),
            [tenure in DEVELOPER_TENURES for tenure in tenures],
            map(iso_day, since),
            people,
            strict=True,
        )
        return [
            (address, [*islice(each, len(lines))], faults and tuple(faults))
            for address, lines, faults in closed
        ]
