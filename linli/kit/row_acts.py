"""Registers whose rows are acts: each row calls the service that a page would call.

There is no second validation path. The trial run does the very acts in a transaction and takes
them back; a refusal becomes a problem of its row. Such a register is its columns, one function
that enters a row, one that strikes out what a row made, and one that yields rows to send:

    class BodyRegister(ActRegister):
        key, label, columns = "organisations.bodies", _("Bodies"), (...)

        def enter(self, desk, rows):
            for given in rows:
                yield "organisations.Body", found_body(actor=desk.actor, **given.values).pk
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, ClassVar, NamedTuple

from django.db import transaction

from linli.core.access import Actor
from linli.core.errors import DomainError
from linli.kit.days import local_day
from linli.kit.registers import Column, Problem, RowRefused, Span, Text, spans_of


@dataclass(frozen=True, slots=True)
class Desk:
    """Who enters rows, below which place, and when."""

    actor: Actor
    path: str
    now: datetime

    @property
    def today(self) -> date:
        """Return the day here."""
        return local_day(self.now)


class Given(NamedTuple):
    """One cleaned row: its number in the file and its values by the keys of the columns."""

    row: int
    values: Mapping[str, Any]


class RowsRefused(Exception):
    """Several rows of one act are refused, each for a reason of its own."""

    def __init__(self, refusals: Sequence[RowRefused]) -> None:
        super().__init__(refusals)
        self.refusals = refusals


class ActRegister:
    """A register brought in by acts of services; see the head of this module."""

    key: ClassVar[str]
    label: ClassVar[Text]
    columns: ClassVar[tuple[Column, ...]]
    takes = True
    sends = True
    # Tables whose rows the trail knows under another name than that of the table.
    subjects: ClassVar[Mapping[str, str]] = {}

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterable[tuple[str, int]]:
        """Do the act of rows that go together; yield the table and the number of what it made.

        Raises RowRefused, RowsRefused, or whatever the service refuses; a fact `field` names the
        column.
        """
        raise TypeError(f"{self.key} takes no rows")

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out what rows made in one table, by the service for that."""
        raise TypeError(f"{self.key} takes no rows")

    def in_order(self, rows: list[Given]) -> list[Given]:
        """Return the rows in the order in which they must be entered."""
        return rows

    def together(self, given: Given) -> object:
        """Return what consecutive rows of one act have in common; each row alone by default."""
        return given.row

    def loading(self, *, actor: Actor, path: str, now: datetime, trial: bool) -> "RowActs":
        """Return a new run for rows at the place."""
        return RowActs(self, Desk(actor, path, now), trial=trial)

    def take_back(self, *, actor: Actor, spans: Sequence[Span], now: datetime) -> None:
        """Strike out everything a run has made, the last first."""
        desk = Desk(actor, "", now)
        for model, group in groupby(reversed(spans), key=lambda span: span.model):
            numbers = [number for span in group for number in range(span.last, span.first - 1, -1)]
            self.void(desk, model, numbers)


class RowActs:
    """One run over one file: rows are held, then entered in order inside one transaction."""

    def __init__(self, register: ActRegister, desk: Desk, *, trial: bool) -> None:
        self._register, self._desk, self._trial = register, desk, trial
        self._keys = [column.key for column in register.columns]
        self._rows: list[Given] = []
        self._problems: list[Problem] = []
        self._made: list[tuple[str, int]] = []

    def take(self, row: int, values: Sequence[Any]) -> None:
        """Take one cleaned row."""
        self._rows.append(Given(row, dict(zip(self._keys, values, strict=True))))

    def miss(self, row: int, values: Sequence[Any]) -> None:
        """Hear of a refused row; rows that build on it tell so themselves."""

    def finish(self) -> Mapping[str, int]:
        """Do the acts; a trial run, and a run with problems, takes all of them back."""
        with transaction.atomic():
            rows = self._register.in_order(self._rows)
            for _key, group in groupby(rows, key=self._register.together):
                self._enter(list(group))
            if self._trial or self._problems:
                transaction.set_rollback(True)
        return {"": len(rows)}

    def refused(self) -> Iterable[Problem]:
        """Return the problems found since the last call."""
        found, self._problems = self._problems, []
        return found

    def spans(self) -> Sequence[Span]:
        """Return what was made, table after table, in the order of the acts."""
        tables = dict.fromkeys(model for model, _number in self._made)
        return [
            span
            for table in tables
            for span in spans_of(table, [number for model, number in self._made if model == table])
        ]

    def _enter(self, rows: list[Given]) -> None:
        """Do one act; where rows together are refused, each is tried alone to find the one."""
        try:
            with transaction.atomic():
                made = list(self._register.enter(self._desk, rows))
        except RowsRefused as several:
            self._problems += [self._problem(one.row, one) for one in several.refusals]
        except (DomainError, RowRefused) as refusal:
            named = refusal.row if isinstance(refusal, RowRefused) else 0
            if named or len(rows) == 1:
                self._problems.append(self._problem(named or rows[0].row, refusal))
            else:
                for given in rows:
                    self._enter([given])
        else:
            self._made += made

    def _problem(self, row: int, refusal: DomainError | RowRefused) -> Problem:
        facts = dict(refusal.facts)
        field = str(facts.pop("field", ""))
        column = refusal.column if isinstance(refusal, RowRefused) else field
        return Problem(row, column if column in self._keys else "", _told_code(refusal), facts)


def _told_code(refusal: DomainError | RowRefused) -> str:
    """Return the code of the sentence: a missing right speaks through its reason."""
    reason = refusal.facts.get("reason")
    return reason if isinstance(reason, str) else refusal.code


@contextmanager
def told_of(given: Given) -> Iterator[None]:
    """Let what is refused inside be told of one row, where several are taken in one act."""
    try:
        yield
    except DomainError as refusal:
        facts = dict(refusal.facts)
        column = str(facts.pop("field", ""))
        raise RowRefused(_told_code(refusal), column=column, row=given.row, **facts) from refusal
