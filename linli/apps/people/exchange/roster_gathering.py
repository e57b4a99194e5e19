"""What of a roster needs no register: rows to dwellings, checked in themselves, people sealed.

It may run in a process of its own (`kit.apart`): it knows the day, the keys and the numbers that
new persons get, and hands over plain values.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Any

from linli.apps.people.exchange.households import Fault, Faults, Line, faults_of, line_problem
from linli.apps.people.rules.identity import Identity
from linli.apps.people.rules.kinds import DEVELOPER_TENURES, IdKind, PersonKind
from linli.apps.people.selectors.rosters import index_key
from linli.apps.people.services.roster_sealing import (
    NewPersons,
    PersonRow,
    number_indexing,
    older_indexing,
    word,
)
from linli.kit.registers import CleanRow, Problem

SAID_BITS = 32
_NATURAL, _CREDIT_CODE = PersonKind.NATURAL, IdKind.CREDIT_CODE
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
        texts = [line.number.text if line.number else None for line in lines]
        index = self._index
        indexes = [index(text) if text else None for text in texts]
        older = self._older(texts)
        people: Iterable[Any] = [None] * len(lines)
        if self._persons is not None:
            people = self._persons.rows([*map(_identity, lines)], indexes)
        each = iter(
            [
                (
                    row,
                    name,
                    None if number_index is None else index_key(number_index),
                    (hash(name) & _NAME_BITS) << 1 | (relation is not None),
                    number_index,
                    others,
                    word(relation),
                    word(tenure),
                    tenure in DEVELOPER_TENURES,
                    since.isoformat(),
                    person,
                )
                for (
                    row,
                    name,
                    _number,
                    _phone,
                    relation,
                    tenure,
                    since,
                ), number_index, others, person in zip(lines, indexes, older, people, strict=True)
            ]
        )
        return [
            (address, [next(each) for _line in lines], faults and tuple(faults))
            for address, lines, faults in closed
        ]


def _identity(line: Line) -> Identity:
    _row, name, number, phone, _relation, _tenure, _since = line
    if number is None:
        return Identity(_NATURAL, name, None, None, phone, None, None, None)
    text, kind, born, sex = number
    person_kind = line.kind if kind is _CREDIT_CODE else _NATURAL
    return Identity(person_kind, name, kind, text, phone, None, born, sex)
