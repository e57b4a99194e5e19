"""The rows of one dwelling as a list gives them: what contradicts itself, and who is what."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from linli.apps.people.exchange.cells import Number
from linli.apps.people.rules.kinds import DEVELOPER_TENURES, IdKind, PersonKind, Relation, Tenure
from linli.apps.people.rules.lifecycle import is_child, is_minor
from linli.apps.places.selectors.doors import Door
from linli.kit.registers import Problem

# An attribute of an enum is looked up through its class each time, and a set asks for its hash.
_HEAD = Relation.HEAD
_OWNER, _CO_OWNER, _TENANT = Tenure.OWNER, Tenure.CO_OWNER, Tenure.TENANT


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
    _row, _name, number, _phone, relation, tenure, since = line
    if relation is None and tenure is None:
        return "relation", "roster.no_tie"
    if since > today:
        return "since", "people.date_in_future"
    if number is not None:
        born = number.birth_date
        if born is not None:
            if born > today:
                return "id_number", "people.date_in_future"
            if born > since:
                return "since", "people.born_after_event"
        elif number.kind is IdKind.CREDIT_CODE and relation is not None:
            return "relation", "roster.company_lives"
    if _is_developers(tenure) and line.kind is not PersonKind.DEVELOPER:
        return "id_number", "roster.developer_number"
    return None


def _is_developers(tenure: Tenure | None) -> bool:
    return tenure is not None and tenure is not _OWNER and tenure in DEVELOPER_TENURES


def dwelling_problems(
    dwelling: DwellingLines, *, lived_in: bool, owned: bool, today: date
) -> list[Problem]:
    """Return what is wrong with the rows of one dwelling together.

    Where a row was refused, nothing is said to be missing: it may stand in that row.
    """
    lines, complete = dwelling.lines, dwelling.complete
    found: list[Problem] = []
    if len(lines) > 1:
        found += _persons_twice(lines)
    residents = [line for line in lines if line.relation is not None]
    if residents:
        found += _household_unclear(residents, lived_in, complete)
        if complete:
            found += _children_alone(residents, today)
    owners = [line for line in lines if line.tenure is not None and line.tenure is not _TENANT]
    if owners:
        found += _owners_unclear(owners, owned, complete)
    return found


def _persons_twice(lines: list[Line]) -> list[Problem]:
    keys = [(line.number.text if line.number else "", line.name) for line in lines]
    if len(set(keys)) == len(keys):
        return []
    return [
        Problem(line.row, "name", "roster.person_twice")
        for place, line in enumerate(lines)
        if keys[place] in keys[:place]
    ]


def _household_unclear(residents: list[Line], lived_in: bool, complete: bool) -> list[Problem]:
    heads = [line for line in residents if line.relation is _HEAD]
    found = []
    if len(heads) > 1:
        found.append(Problem(heads[1].row, "relation", "roster.second_head"))
    if lived_in:
        found.append(Problem(residents[0].row, "relation", "roster.lived_in"))
    elif complete and not heads:
        found.append(Problem(residents[0].row, "relation", "roster.no_head"))
    return found


def _owners_unclear(owners: list[Line], owned: bool, complete: bool) -> list[Problem]:
    if owned:
        return [Problem(owners[0].row, "tenure", "roster.owned")]
    if len(owners) == 1:
        if owners[0].tenure is _CO_OWNER and complete:
            return [Problem(owners[0].row, "tenure", "roster.co_owner_alone")]
        return []
    return [
        Problem(line.row, "tenure", "roster.second_owner")
        for line in owners[1:]
        if line.tenure is not _CO_OWNER or owners[0].tenure is not _CO_OWNER
    ]


def _children_alone(residents: list[Line], today: date) -> list[Problem]:
    """Return children under fourteen whose household names no adult. Source: [rule:children]."""
    for line in residents:
        if not is_minor(_born(line), today):
            return []
    return [
        Problem(line.row, "name", "roster.child_alone")
        for line in residents
        if is_child(_born(line), today)
    ]


def _born(line: Line) -> date | None:
    return line.number.birth_date if line.number else None
