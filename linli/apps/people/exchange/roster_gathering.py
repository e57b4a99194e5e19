"""What of a roster needs no register: rows to dwellings, checked in themselves, people sealed.

It may run in a process of its own (`kit.apart`): it knows the day, the keys and the numbers that
new persons get, and hands over plain values.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate, compress, pairwise
from operator import le, ne
from typing import Any, NamedTuple

from linli.apps.people.exchange.cells import Number
from linli.apps.people.exchange.households import Line, faults_of, kind_of, line_problem
from linli.apps.people.rules.kinds import DEVELOPER_TENURES, IdKind, PersonKind, Relation, Tenure
from linli.apps.people.rules.lifecycle import minors_born_after
from linli.apps.people.services.roster_gathered import SAID_BITS, GatheredRows
from linli.apps.people.services.roster_sealing import (
    NewPersons,
    People,
    number_indexing,
    older_indexing,
    word,
)
from linli.kit.packing import packed
from linli.kit.registers import CleanRows, Problem

_NAME_BITS = (1 << SAID_BITS - 1) - 1
_NO_NUMBER = (None, None, None, None)
_RESIDENT_ID, _CREDIT_CODE = IdKind.RESIDENT_ID, IdKind.CREDIT_CODE
_HEAD = Relation.HEAD
_UNBORN = date.min  # stands for an unknown day of birth, which makes nobody a minor
Ties = tuple[tuple[Relation | None, Tenure | None], ...]


class _Rows(NamedTuple):
    """Cleaned rows as columns, what an identity number says taken apart."""

    numbers: Sequence[int]
    addresses: Sequence[tuple[str | None, ...]]
    names: Sequence[str]
    texts: Sequence[str | None]
    id_kinds: Sequence[IdKind | None]
    births: Sequence[date | None]
    sexes: Sequence[Any]
    phones: Sequence[str | None]
    relations: Sequence[Relation | None]
    tenures: Sequence[Tenure | None]
    since: Sequence[date]

    def line(self, place: int) -> Line:
        """Return one row."""
        text, kind, born = self.texts[place], self.id_kinds[place], self.births[place]
        number = Number(text, kind, born) if text and kind else None
        tie = self.relations[place], self.tenures[place], self.since[place]
        return Line(self.numbers[place], self.names[place], number, self.phones[place], *tie)

    def part(self, begin: int, end: int) -> "_Rows":
        """Return consecutive rows."""
        return _Rows._make([column[begin:end] for column in self])

    def kept(self, picked: Sequence[bool]) -> "_Rows":
        """Return some of the rows."""
        return _Rows._make([list(compress(column, picked)) for column in self])

    def behind(self, others: "_Rows") -> "_Rows":
        """Return the rows behind others."""
        return _Rows._make([[*first, *then] for first, then in zip(others, self, strict=True)])


class RosterGathering:
    """Takes cleaned rows, gives whole dwellings; `persons` make the rows of people, or nobody."""

    def __init__(self, *, today: date, persons: NewPersons | None) -> None:
        self._today, self._persons = today, persons
        self._index, self._older = number_indexing(), older_indexing()
        self._held: _Rows | None = None  # of the last address, which may go on
        self._refused: set[int] = set()  # rows of the file, of which nothing but the address counts
        self._no_minor = minors_born_after(today)

    def take(self, rows: CleanRows) -> tuple[list[Problem], tuple[Any, ...] | None]:
        """Take rows and return what is wrong with some, and the dwellings that are whole now."""
        if not rows.numbers:
            return [], None
        given = self._apart(rows)
        problems = self._problems(given, rows)
        found = given if self._held is None else given.behind(self._held)
        changes = map(ne, found.addresses, found.addresses[1:])
        starts = [0, *compress(range(1, len(found.numbers)), changes)]
        self._held = found.part(starts[-1], len(found.numbers))
        gathered = self._gathered(found, starts)
        self._refused.intersection_update(self._held.numbers)
        return problems, gathered

    def finish(self) -> tuple[Any, ...] | None:
        """Return the last dwelling."""
        held, self._held = self._held, None
        return None if held is None else self._gathered(held, [0, len(held.numbers)])

    def _apart(self, rows: CleanRows) -> _Rows:
        place, building, entrance, door, names, numbers, phones, relations, tenures, since = (
            rows.columns
        )
        said = [_NO_NUMBER if number is None else number for number in numbers]
        texts, id_kinds, births, sexes = zip(*said, strict=True)
        days = [day or self._today for day in since] if None in since else since
        addresses = list(zip(place, building, entrance, door, strict=True))
        return _Rows(
            rows.numbers, addresses, names, texts, id_kinds, births, sexes, phones, relations,
            tenures, days,
        )  # fmt: skip

    def _problems(self, given: _Rows, rows: CleanRows) -> list[Problem]:
        """Return what is wrong with each row on its own, and remember which are refused."""
        if not rows.problems and self._all_right(given):
            return []
        problems = [problem for found in rows.problems.values() for problem in found]
        self._refused |= rows.problems.keys()
        for place, number in enumerate(given.numbers):
            if number not in rows.problems:
                wrong = line_problem(given.line(place), today=self._today)
                if wrong is not None:
                    problems.append(Problem(number, *wrong))
                    self._refused.add(number)
        return problems

    def _all_right(self, given: _Rows) -> bool:
        """Tell whether `line_problem` has certainly nothing to say against any of the rows."""
        ties = set(zip(given.relations, given.tenures, strict=True))
        if (None, None) in ties or any(tenure in DEVELOPER_TENURES for _relation, tenure in ties):
            return False
        births = [born or _UNBORN for born in given.births]
        return (
            set(given.id_kinds) <= {_RESIDENT_ID, None}
            and max(given.since) <= self._today
            and all(map(le, births, given.since))
        )

    def _gathered(self, rows: _Rows, starts: Sequence[int]) -> tuple[Any, ...] | None:
        """Return the dwellings that begin at all places but the last as `GatheredRows`."""
        if len(starts) < 2:
            return None
        addresses = [rows.addresses[start] for start in starts[:-1]]
        rows = rows.part(0, starts[-1])
        faults = self._faults(rows, starts)
        if self._refused:
            picked = [number not in self._refused for number in rows.numbers]
            before = [0, *accumulate(picked)]  # picked ones before each row
            starts, rows = [before[start] for start in starts], rows.kept(picked)
        rows = _heads_first(rows, starts)
        index_of = self._index
        indexes = [index_of(text) if text else None for text in rows.texts]
        relations = rows.relations
        older = self._older(rows.texts) if rows.texts else ()
        return tuple(
            GatheredRows(
                addresses=addresses,
                ends=starts[1:],
                faults=faults,
                numbers=rows.numbers,
                names=rows.names,
                said=[
                    (hash(name) & _NAME_BITS) << 1 | (relation is not None)
                    for name, relation in zip(rows.names, relations, strict=True)
                ],
                indexes=packed(indexes),
                older=older if any(older) else None,
                relations=list(map(word, relations)),
                tenures=list(map(word, rows.tenures)),
                since=[day.isoformat() for day in rows.since],
                persons=self._sealed(rows, indexes),
            )
        )

    def _sealed(self, rows: _Rows, indexes: Sequence[bytes | None]) -> tuple[Any, ...] | None:
        if self._persons is None:
            return None
        kinds: list[PersonKind] = [PersonKind.NATURAL] * len(rows.numbers)
        if _CREDIT_CODE in rows.id_kinds:
            kinds = list(map(kind_of, rows.id_kinds, rows.tenures))
        people = People(
            kinds, rows.names, rows.id_kinds, rows.texts, rows.phones, rows.births, rows.sexes
        )
        return self._persons.packed(people, indexes)

    def _faults(self, rows: _Rows, starts: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        """Return what is wrong with rows of a dwelling together, by the dwelling's place."""
        ties = list(zip(rows.relations, rows.tenures, strict=True))
        births = [born or _UNBORN for born in rows.births]
        are_distinct = None not in rows.texts and len(set(rows.texts)) == len(rows.texts)
        no_minor, refused, found = self._no_minor, self._refused, {}
        for place, (start, end) in enumerate(pairwise(starts)):
            residents = _residents(tuple(ties[start:end]))
            if (
                residents is not None
                and (not residents or any(births[start + one] <= no_minor for one in residents))
                and (are_distinct or _are_distinct(rows, start, end))
                and (not refused or refused.isdisjoint(rows.numbers[start:end]))
            ):
                continue
            taken = [one for one in range(start, end) if rows.numbers[one] not in refused]
            lines, complete = [rows.line(one) for one in taken], len(taken) == end - start
            faults = faults_of(lines, complete=complete, today=self._today) if lines else None
            if faults:
                found[place] = tuple(faults)
        return found


def _heads_first(rows: _Rows, starts: Sequence[int]) -> _Rows:
    """Return the rows with each head of a household before the others of the dwelling."""
    relations, order = rows.relations, list(range(len(rows.numbers)))
    for start, end in pairwise(starts):
        if start < end and relations[start] is not _HEAD and _HEAD in relations[start:end]:
            head = relations.index(_HEAD, start, end)
            order[start : head + 1] = [head, *range(start, head)]
    if order == list(range(len(order))):
        return rows
    return _Rows._make([[column[place] for place in order] for column in rows])


def _are_distinct(rows: _Rows, start: int, end: int) -> bool:
    people = zip(rows.texts[start:end], rows.names[start:end], strict=True)
    return len(set(people)) == end - start


@lru_cache(maxsize=1 << 12)
def _residents(ties: Ties) -> tuple[int, ...] | None:
    """Return which of a dwelling's rows live there; None where their ties contradict each other.

    Different people of full age are tied so, and no row is missing.
    """
    lines = [Line(one, str(one), None, None, *tie, date.max) for one, tie in enumerate(ties)]
    if faults_of(lines, complete=True, today=date.max):
        return None
    return tuple(line.row for line in lines if line.relation is not None)
