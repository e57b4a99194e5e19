"""What an application offers as a table in files: its columns, how a row is taken, how it is sent.

An application's `exchange` builds registers and its `apps.py` lists them, by the dotted names of
their classes, because models are not there yet; the transfer pages know nothing but this. A
loading takes cleaned rows; the trial run and the real one go through the same code and differ only
in whether the rows are written at the end.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple, Protocol, runtime_checkable

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from linli.core.access import Actor, Decision
from linli.kit.sheets.cells import REMARK, Stretch, is_rounded, is_valueless, trimmed

Text = str | Promise
# Cells of one column whose values are kept, so that memory does not grow with the file.
_REMEMBERED = 1 << 13
# No column of any register needs more; a stray essay is told before a rule trips over it.
LONGEST_CELL = 500


class CellRefused(Exception):
    """One cell is not right; `code` has a sentence, `facts` fill it."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class RowRefused(Exception):
    """A row contradicts itself, another row of the file, or what is stored.

    `row` names the row where several are taken in one act.
    """

    def __init__(self, code: str, *, column: str = "", row: int = 0, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.column = column
        self.row = row
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where: the row as the spreadsheet numbers it, the column by its key."""

    row: int
    column: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file.

    `clean` turns the trimmed text into a value and raises CellRefused; an empty cell never
    reaches it: it is None, or refused where `required`. Its values are shared between rows with
    the same cell, unless the cells are `distinct`: hardly two rows have the same. `clean_plain`
    does the same for many cells of letters and digits at once. `headings` are further headings.
    """

    key: str
    label: Text
    clean: Callable[[str], Any] = str
    required: bool = False
    example: str = ""
    help: Text = ""
    headings: tuple[str, ...] = ()
    distinct: bool = False
    clean_plain: Callable[[Sequence[str]], Iterable[Any]] | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive numbers that a loading has given out in one table."""

    model: str
    first: int
    last: int


def spans_of(model: str, numbers: Iterable[int]) -> list[Span]:
    """Return numbers as spans of consecutive ones."""
    spans: list[Span] = []
    for number in sorted(numbers):
        if spans and spans[-1].last == number - 1:
            spans[-1] = Span(model, spans[-1].first, number)
        else:
            spans.append(Span(model, number, number))
    return spans


class Loading(Protocol):
    """One run over one file; the real one stands inside a transaction."""

    def take(self, row: int, values: Sequence[Any]) -> None:
        """Take one cleaned row, in the order of the columns; raises RowRefused."""

    def miss(self, row: int, values: Sequence[Any]) -> None:
        """Hear of a row whose cells were refused, so that nobody misses it in the file."""

    def finish(self) -> Mapping[str, int]:
        """Write what is still held and return counts by name ("dwellings": 120)."""

    def refused(self) -> Iterable[Problem]:
        """Return the problems found since the last call that only show with later rows."""

    def spans(self) -> Sequence[Span]:
        """Return what was created, so that it can be taken back."""


class Gathering(Protocol):
    """The part of a loading that needs neither the database nor what else the loading knows.

    It may work in a process of its own (`kit.apart`), so it hands over plain values.
    """

    def take(self, rows: "CleanRows") -> tuple[Sequence[Problem], Any]:
        """Take rows as they were read; return what is wrong with some, and what is gathered."""

    def finish(self) -> Any:
        """Return what is still held."""


@runtime_checkable
class GatheredLoading(Protocol):
    """A loading that takes what its own gathering has made of rows, not the rows."""

    def gathering(self) -> Gathering:
        """Return a new gathering."""

    def take_gathered(self, gathered: Any) -> None:
        """Take what was gathered; what is wrong is told by `refused`."""

    def finish(self) -> Mapping[str, int]:
        """Write what is still held and return counts by name."""

    def refused(self) -> Iterable[Problem]:
        """Return the problems found since the last call."""

    def spans(self) -> Sequence[Span]:
        """Return what was created, so that it can be taken back."""


class Register(Protocol):
    """A table that can be brought in, sent out, or both."""

    key: str
    label: Text
    columns: Sequence[Column]
    takes: bool
    sends: bool

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Tell whether this person may bring rows in at the place."""

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Tell whether this person may take rows out at the place."""

    def loading(
        self, *, actor: Actor, path: str, now: datetime, trial: bool
    ) -> Loading | GatheredLoading:
        """Return a new run for rows at the place; a trial run writes nothing."""

    def take_back(self, *, actor: Actor, spans: Sequence[Span], now: datetime) -> None:
        """Remove what a loading created; the database refuses where others need a row."""

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the rows this person may take out at the place, in the order of the columns."""


def subject_of(register: Register, model: str) -> str:
    """Return under which name the trail knows the rows of a table that a register has filled."""
    named: Mapping[str, str] = getattr(register, "subjects", {})
    return named.get(model, model.partition(".")[2].lower())


def registers() -> dict[str, Register]:
    """Return every register of the installation by key."""
    found = [
        _register(named) if isinstance(named, str) else named
        for config in apps.get_app_configs()
        for named in getattr(config, "registers", ())
    ]
    return {register.key: register for register in found}


@cache
def _register(dotted: str) -> Register:
    register: Register = import_string(dotted)()
    return register


class HeadingsUnclear(Exception):
    """The heading row does not fit; `missing` and `unknown` name what."""

    def __init__(self, *, missing: Sequence[str], unknown: Sequence[str], twice: Sequence[str]):
        super().__init__(missing, unknown, twice)
        self.missing = missing
        self.unknown = unknown
        self.twice = twice


class CleanRow(NamedTuple):
    """One row of a file: its number, its values in the order of the columns, what is wrong."""

    number: int
    values: Sequence[Any]
    problems: Sequence[Problem] = ()


class CleanRows(NamedTuple):
    """Consecutive rows of a file, column by column; `problems` are told by the number of a row."""

    numbers: Sequence[int]
    columns: Sequence[Sequence[Any]]
    problems: Mapping[int, Sequence[Problem]]

    def rows(self) -> Iterator[CleanRow]:
        """Yield the rows one by one; values are usable where nothing is wrong."""
        found = map(self.problems.get, self.numbers, repeat(())) if self.problems else repeat(())
        cleaned = zip(self.numbers, zip(*self.columns, strict=True), found, strict=False)
        return map(CleanRow._make, cleaned)


class RowReader:
    """Cleans raw rows of one file: headings to columns once, then column by column.

    Rows come many together, because a column whose cells are all in order is cleaned in one go.
    """

    def __init__(self, columns: Sequence[Column], headings: Sequence[str]) -> None:
        places = _places(columns, headings)
        self._taken = [
            (places.get(column.key, len(headings)), column.key, _cleaning(column))
            for column in columns
        ]
        self._width = len(headings)
        self.letters = {
            key: column_letters(place) for place, key, _clean in self._taken if place < self._width
        }

    def read(self, stretch: Stretch) -> CleanRows:
        """Return rows cleaned."""
        problems: dict[int, Sequence[Problem]] = {}
        numbers, given = stretch.numbers, stretch.columns
        if len(given) > self._width:
            self._note_long_rows(stretch, problems)
        empty, there = [""] * len(numbers), min(self._width, len(given))
        values = [
            _cleaned(key, clean, numbers, given[place] if place < there else empty, problems)
            for place, key, clean in self._taken
        ]
        return CleanRows(numbers, values, problems)

    def _note_long_rows(self, stretch: Stretch, problems: dict[int, Sequence[Problem]]) -> None:
        for number, cells in stretch.rows():
            if any(map(trimmed, cells[self._width :])):
                problem = Problem(number, "", "row.too_long", {"cells": len(cells)})
                problems[number] = (problem,)


class _Cleaning(NamedTuple):
    """How cells of one column are cleaned: any cell, many plain ones, and what is remembered."""

    any: Callable[[str], Any]
    plain: Callable[[Sequence[str]], Iterable[Any]] | None


def _are_plain(cells: Sequence[str]) -> bool:
    """Tell whether cells are letters and digits only, none empty or overlong.

    Then nothing surrounds them, and none is rounded or without a value.
    """
    return "" not in cells and "".join(cells).isalnum() and len(max(cells, key=len)) <= LONGEST_CELL


def _cleaned(
    key: str,
    clean: _Cleaning,
    numbers: Sequence[int],
    cells: Sequence[str],
    problems: dict[int, Sequence[Problem]],
) -> list[Any]:
    """Return the values of one column; what is wrong is added to `problems` by row number."""
    try:
        if clean.plain is not None and cells and _are_plain(cells):
            return [*clean.plain(cells)]
        return [*map(clean.any, cells)]
    except CellRefused:
        pass  # told below, with its row
    values = []
    for number, cell in zip(numbers, cells, strict=True):
        try:
            values.append(clean.any(cell))
        except CellRefused as refusal:
            values.append(None)
            problem = Problem(number, key, refusal.code, refusal.facts)
            problems[number] = (*problems.get(number, ()), problem)
    return values


def _cleaning(column: Column) -> _Cleaning:
    """Return the functions from cells of the column to their values; they raise CellRefused."""
    clean, required = column.clean, column.required

    def cleaned(cell: str) -> Any:
        text = trimmed(cell)
        if not text:
            if required:
                raise CellRefused("cell.required")
            return None
        if is_rounded(text):
            raise CellRefused("cell.rounded")
        if is_valueless(text):
            raise CellRefused("cell.valueless")
        if len(text) > LONGEST_CELL:
            raise CellRefused("cell.too_long", limit=LONGEST_CELL)
        return clean(text)

    if column.clean_plain is not None:
        return _Cleaning(cleaned, column.clean_plain)
    if column.distinct:
        return _Cleaning(cleaned, lambda cells: map(clean, cells))
    return _Cleaning(_Remembered(cleaned).__getitem__, None)


class _Remembered(dict[str, Any]):
    """The values of cells seen before: most columns repeat themselves, row by row."""

    def __init__(self, cleaned: Callable[[str], Any]) -> None:
        super().__init__()
        self._cleaned = cleaned

    def __missing__(self, cell: str) -> Any:
        value = self._cleaned(cell)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[cell] = value
        return value


def column_letters(place: int) -> str:
    """Return the letters a spreadsheet shows above a column, the first being 0: A, Z, AA."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _heading(text: object) -> str:
    return "".join(trimmed(str(text)).split()).rstrip("*＊").casefold()


def _places(columns: Sequence[Column], headings: Sequence[str]) -> dict[str, int]:
    from django.utils.translation import override

    known: dict[str, str] = {}
    for column in columns:
        names = [column.key, *column.headings]
        for language in ("zh-hans", "en"):
            with override(language):
                names.append(str(column.label))
        known.update({_heading(name): column.key for name in names})
    places: dict[str, int] = {}
    unknown, twice = [], []
    for place, heading in enumerate(headings):
        key = known.get(_heading(heading))
        if key is None:
            if heading.strip() and not heading.startswith(REMARK):
                unknown.append(heading.strip()[:40])
        elif key in places:
            twice.append(heading.strip()[:40])
        else:
            places[key] = place
    missing = [
        str(column.label) for column in columns if column.required and column.key not in places
    ]
    if missing or unknown or twice:
        raise HeadingsUnclear(missing=missing, unknown=unknown, twice=twice)
    return places
