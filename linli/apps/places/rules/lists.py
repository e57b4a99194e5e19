"""A division list as it is published: rows of code, name, level and parent; what is wrong in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linli.apps.places.rules.codes import COUNTRY_CODE, check_code, check_kind, village_kind
from linli.apps.places.rules.kinds import PlaceKind
from linli.apps.places.rules.names import place_name
from linli.core.errors import DomainError, InvalidInput

_LEVELS = {
    "province": PlaceKind.PROVINCE,
    "prefecture": PlaceKind.PREFECTURE,
    "county": PlaceKind.COUNTY,
    "township": PlaceKind.TOWNSHIP,
    "community": PlaceKind.COMMUNITY,
    "village": PlaceKind.VILLAGE,
}
_ORDER = list(PlaceKind)


class LevelUnknown(InvalidInput):
    """The level is none of province, prefecture, county, township, community, village."""

    code = "division.level_unknown"


class CodeRepeated(InvalidInput):
    """The code stands in an earlier row of the list."""

    code = "division.code_repeated"


class ParentUnknown(InvalidInput):
    """The division above stands neither in the list nor in the tree."""

    code = "division.parent_unknown"


class KindDiffers(InvalidInput):
    """The tree has this code as another kind of place, or below another division."""

    code = "division.differs"


class DivisionListFaulty(InvalidInput):
    """The list has faulty rows, so nothing of it was loaded; `faults` says which and why."""

    code = "division.list_faulty"

    def __init__(self, faults: "list[RowFault]") -> None:
        super().__init__(faults=len(faults), first_line=faults[0].line if faults else 0)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One row as it stands in the file, with its line number."""

    line: int
    code: str
    name: str
    level: str
    parent_code: str


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in one line."""

    line: int
    refusal: DomainError


@dataclass(frozen=True, slots=True)
class Division:
    """One row understood."""

    line: int
    code: str
    name: str
    kind: PlaceKind
    parent_code: str


def understood(
    rows: Iterable[DivisionRow], known: Mapping[str, PlaceKind]
) -> tuple[list[Division], list[RowFault]]:
    """Return the divisions of a list, the higher levels first, and what is wrong in it.

    `known` are the codes and kinds the tree has already. A village-level row is of the
    residents' or the villagers' kind as its code says.
    """
    divisions: list[Division] = []
    faults: list[RowFault] = []
    kinds = dict(known)
    seen: set[str] = set()
    for row in rows:
        try:
            division = _division(row, seen)
        except DomainError as refusal:
            faults.append(RowFault(row.line, refusal))
            continue
        seen.add(division.code)
        kinds[division.code] = division.kind
        divisions.append(division)
    divisions.sort(key=lambda one: (_ORDER.index(one.kind), one.line))
    for division in divisions:
        try:
            _check(division, kinds, known)
        except DomainError as refusal:
            faults.append(RowFault(division.line, refusal))
    return divisions, sorted(faults, key=lambda fault: fault.line)


def _division(row: DivisionRow, seen: set[str]) -> Division:
    kind = _LEVELS.get(row.level)
    if kind is None:
        raise LevelUnknown(given=row.level[:20])
    if kind is PlaceKind.VILLAGE and len(row.code) == 12:
        kind = village_kind(row.code)
    if row.code in seen:
        raise CodeRepeated(given=row.code[:20])
    parent_code = row.parent_code or COUNTRY_CODE
    return Division(row.line, row.code, place_name(row.name), kind, parent_code)


def _check(
    division: Division, kinds: Mapping[str, PlaceKind], known: Mapping[str, PlaceKind]
) -> None:
    parent_kind = kinds.get(division.parent_code)
    if parent_kind is None:
        raise ParentUnknown(given=division.parent_code[:20])
    check_kind(division.kind, parent_kind)
    check_code(division.code, division.kind, division.parent_code)
    if known.get(division.code, division.kind) != division.kind:
        raise KindDiffers(given=division.code)
