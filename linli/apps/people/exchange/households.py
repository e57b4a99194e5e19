"""The rows of one dwelling as a list gives them: what contradicts itself, and who is what."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from linli.apps.people.exchange.cells import Number
from linli.apps.people.rules.kinds import DEVELOPER_TENURES, IdKind, PersonKind, Relation, Tenure
from linli.apps.people.rules.lifecycle import is_child, is_minor

Fault = tuple[int, str, str]
# An attribute of an enum is looked up through its class each time, and a set asks for its hash.
_HEAD, _NATURAL, _CREDIT_CODE = Relation.HEAD, PersonKind.NATURAL, IdKind.CREDIT_CODE
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
        return kind_of(self.number and self.number.kind, self.tenure)


def kind_of(id_kind: IdKind | None, tenure: Tenure | None) -> PersonKind:
    """Return what the kind of number and the tenure make of somebody."""
    if id_kind is not _CREDIT_CODE:
        return _NATURAL
    return PersonKind.DEVELOPER if tenure in DEVELOPER_TENURES else PersonKind.COMPANY


class Faults(NamedTuple):
    """What contradicts itself in the rows of one dwelling, each as (row, column, code).

    `no_head` and `owners` only count where the register has nobody in the dwelling yet.
    """

    twice: Sequence[Fault] = ()
    second_head: Sequence[Fault] = ()
    no_head: Sequence[Fault] = ()
    alone: Sequence[Fault] = ()
    owners: Sequence[Fault] = ()

    def together(self, lived_in: Fault | None, owned: Fault | None) -> list[Fault]:
        """Return them in order, with what the register says against the rows."""
        household = [lived_in] if lived_in else self.no_head
        owners = [owned] if owned else self.owners
        return [*self.twice, *self.second_head, *household, *self.alone, *owners]


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
        elif number.kind is _CREDIT_CODE and relation is not None:
            return "relation", "roster.company_lives"
    if _is_developers(tenure) and line.kind is not PersonKind.DEVELOPER:
        return "id_number", "roster.developer_number"
    return None


def _is_developers(tenure: Tenure | None) -> bool:
    return tenure is not None and tenure is not _OWNER and tenure in DEVELOPER_TENURES


def faults_of(lines: Sequence[Line], *, complete: bool, today: date) -> Faults | None:
    """Return what is wrong with the rows of one dwelling together, None where nothing is.

    Where a row was refused, nothing is said to be missing: it may stand in that row.
    """
    residents = [line for line in lines if line.relation is not None]
    owners = [line for line in lines if line.tenure is not None and line.tenure is not _TENANT]
    if len(lines) == 1 and complete:
        line = lines[0]
        if line.relation in {None, _HEAD} and line.tenure is not _CO_OWNER:
            alone = _children_alone(residents, today)
            return Faults(alone=alone) if alone else None
    heads = [line for line in residents if line.relation is _HEAD]
    found = Faults(
        twice=_persons_twice(lines),
        second_head=[(heads[1].row, "relation", "roster.second_head")] if len(heads) > 1 else [],
        no_head=[(residents[0].row, "relation", "roster.no_head")]
        if complete and residents and not heads
        else [],
        alone=_children_alone(residents, today) if complete else [],
        owners=_owners_unclear(owners, complete),
    )
    return found if any(found) else None


def _persons_twice(lines: Sequence[Line]) -> list[Fault]:
    keys = [(line.number.text if line.number else "", line.name) for line in lines]
    if len(set(keys)) == len(keys):
        return []
    return [
        (line.row, "name", "roster.person_twice")
        for place, line in enumerate(lines)
        if keys[place] in keys[:place]
    ]


def _owners_unclear(owners: Sequence[Line], complete: bool) -> list[Fault]:
    if len(owners) == 1 and owners[0].tenure is _CO_OWNER and complete:
        return [(owners[0].row, "tenure", "roster.co_owner_alone")]
    return [
        (line.row, "tenure", "roster.second_owner")
        for line in owners[1:]
        if line.tenure is not _CO_OWNER or owners[0].tenure is not _CO_OWNER
    ]


def _children_alone(residents: Sequence[Line], today: date) -> list[Fault]:
    """Return children under fourteen whose household names no adult. Source: [rule:children]."""
    for line in residents:
        if not is_minor(_born(line), today):
            return []
    return [
        (line.row, "name", "roster.child_alone")
        for line in residents
        if is_child(_born(line), today)
    ]


def _born(line: Line) -> date | None:
    return line.number.birth_date if line.number else None
