"""The rows of one dwelling as a list gives them: what contradicts itself, and who is what."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from linli.apps.people.exchange.cells import Number
from linli.apps.people.rules.kinds import DEVELOPER_TENURES, IdKind, PersonKind, Relation, Tenure
from linli.apps.people.rules.lifecycle import is_child, is_minor
from linli.apps.places.selectors.doors import Door
from linli.kit.registers import Problem


class Line(NamedTuple):
    """One cleaned row: somebody, and what ties them to the dwelling."""

    row: int
    name: str
    number: Number | None
    phone: str | None
    relation: Relation | None
    tenure: Tenure | None
    since: date

    @property
    def kind(self) -> PersonKind:
        """Return what the number and the tenure make of somebody."""
        if self.number is None or self.number.kind is not IdKind.CREDIT_CODE:
            return PersonKind.NATURAL
        return PersonKind.DEVELOPER if self.tenure in DEVELOPER_TENURES else PersonKind.COMPANY


@dataclass(slots=True)
class DwellingLines:
    """Consecutive rows of one dwelling; `complete` unless one of them was refused."""

    door: Door
    lines: list[Line] = field(default_factory=list)
    complete: bool = True


def line_problem(line: Line, *, today: date) -> tuple[str, str] | None:
    """Return (column, code) of what is wrong with a row on its own."""
    number = line.number
    if line.relation is None and line.tenure is None:
        return "relation", "roster.no_tie"
    if line.since > today:
        return "since", "people.date_in_future"
    if number is not None:
        born = number.birth_date
        if born is not None:
            if born > today:
                return "id_number", "people.date_in_future"
            if born > line.since:
                return "since", "people.born_after_event"
        elif number.kind is IdKind.CREDIT_CODE and line.relation is not None:
            return "relation", "roster.company_lives"
    if line.tenure in DEVELOPER_TENURES and line.kind is not PersonKind.DEVELOPER:
        return "id_number", "roster.developer_number"
    return None


def dwelling_problems(
    dwelling: DwellingLines, *, lived_in: bool, owned: bool, today: date
) -> Iterator[Problem]:
    """Yield what is wrong with the rows of one dwelling together.

    Where a row was refused, nothing is said to be missing: it may stand in that row.
    """
    lines, complete = dwelling.lines, dwelling.complete
    if len(lines) > 1:
        yield from _persons_twice(lines)
    residents = [line for line in lines if line.relation is not None]
    if residents:
        yield from _household_unclear(residents, lived_in, complete, today)
    owners = [line for line in lines if line.tenure and line.tenure is not Tenure.TENANT]
    if owners:
        yield from _owners_unclear(owners, owned, complete)


def _persons_twice(lines: list[Line]) -> Iterator[Problem]:
    seen: set[tuple[str, str]] = set()
    for line in lines:
        key = (line.number.text if line.number else "", line.name)
        if key in seen:
            yield Problem(line.row, "name", "roster.person_twice")
        seen.add(key)


def _household_unclear(
    residents: list[Line], lived_in: bool, complete: bool, today: date
) -> Iterator[Problem]:
    heads = [line for line in residents if line.relation is Relation.HEAD]
    if len(heads) > 1:
        yield Problem(heads[1].row, "relation", "roster.second_head")
    if lived_in:
        yield Problem(residents[0].row, "relation", "roster.lived_in")
    elif complete and not heads:
        yield Problem(residents[0].row, "relation", "roster.no_head")
    if complete:
        yield from _children_alone(residents, today)


def _owners_unclear(owners: list[Line], owned: bool, complete: bool) -> Iterator[Problem]:
    if owned:
        yield Problem(owners[0].row, "tenure", "roster.owned")
    elif len(owners) == 1:
        if owners[0].tenure is Tenure.CO_OWNER and complete:
            yield Problem(owners[0].row, "tenure", "roster.co_owner_alone")
    else:
        for line in owners[1:]:
            if line.tenure is not Tenure.CO_OWNER or owners[0].tenure is not Tenure.CO_OWNER:
                yield Problem(line.row, "tenure", "roster.second_owner")


def _children_alone(residents: list[Line], today: date) -> Iterator[Problem]:
    """Yield children under fourteen whose household names no adult. Source: [rule:children]."""
    if all(is_minor(_born(line), today) for line in residents):
        for line in residents:
            if is_child(_born(line), today):
                yield Problem(line.row, "name", "roster.child_alone")


def _born(line: Line) -> date | None:
    return line.number.birth_date if line.number else None
