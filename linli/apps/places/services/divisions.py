"""Loading a whole division list: paths are computed for all rows at once, rows go in by bulk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection, transaction

from linli.apps.audit import services as audit
from linli.apps.places import permissions
from linli.apps.places.models import PLACE_SEARCH, PUBLIC_KINDS, FormerCode, Place
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.codes import CodeUsed
from linli.apps.places.rules.dates import check_day
from linli.apps.places.rules.errors import PlaceEnded
from linli.apps.places.rules.lists import (
    Division,
    DivisionListFaulty,
    DivisionRow,
    KindDiffers,
    RowFault,
    understood,
)
from linli.apps.places.services.search import place_document
from linli.apps.places.services.structure import found_country
from linli.core.access import Actor, require
from linli.core.errors import DomainError
from linli.core.tree import child_path
from linli.kit.bulk import batches, insert_rows, take_ids
from linli.kit.days import local_day

ROWS_PER_EVENT = 1_000
# From here on the engine should take stock of the tables before it plans searches.
MANY = 50_000


@dataclass(frozen=True, slots=True)
class Renamed:
    """A division whose name in the list is not the one in the tree; the load leaves it alone."""

    code: str
    stored: str
    listed: str


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: how many rows were new and known, and which names differ."""

    added: int
    known: int
    differing: tuple[Renamed, ...]


@dataclass(slots=True)
class _Node:
    """A place a load can hang rows on; `last_step` grows as it does."""

    id: int
    path: str
    last_step: int


class _Row(NamedTuple):
    """One row as it goes into the table; the fields are its columns."""

    id: int
    parent_id: int
    path: str
    last_step: int
    kind: str
    code: str
    name: str
    valid_from: date
    valid_to: None
    since: date


@transaction.atomic
def load_divisions(
    *, actor: Actor, rows: Iterable[DivisionRow], on: date, now: datetime
) -> LoadReport:
    """Add the divisions of a list that the tree has not yet, valid from the day `on`.

    All or nothing, and repeatable: what is there stays as it is. Names that differ are reported,
    not changed, because a rename is an act of its own with its own day.
    Raises DivisionListFaulty with all faulty rows.
    """
    decision = require(permissions.can_load_divisions(actor))
    check_day(on, today=local_day(now))
    found_country(actor=actor, on=on, now=now)
    Place.objects.select_for_update().get(kind=PlaceKind.COUNTRY)
    stored = {place.code: place for place in Place.objects.filter(kind__in=PUBLIC_KINDS)}
    kinds = {code: PlaceKind(place.kind) for code, place in stored.items()}
    divisions, faults = understood(rows, kinds)
    faulty = {fault.line for fault in faults}
    sound = [division for division in divisions if division.line not in faulty]
    faults += _faults_in_tree(sound, stored, on)
    if faults:
        raise DivisionListFaulty(sorted(faults, key=lambda fault: fault.line))
    new = [division for division in divisions if division.code not in stored]
    added = _insert(new, stored, on)
    for number, batch in enumerate(batches(added, ROWS_PER_EVENT), start=1):
        audit.record(
            actor=actor,
            kind="place.list_loaded",
            subject_type="place",
            subject_id=batch[0].id,
            now=now,
            grant=decision.grant,
            facts={
                "on": on,
                "part": number,
                "places_added": [
                    [row.id, row.parent_id, row.kind, row.code, row.name] for row in batch
                ],
            },
        )
    differing = tuple(
        Renamed(one.code, stored[one.code].name, one.name)
        for one in divisions
        if one.code in stored and stored[one.code].name != one.name
    )
    return LoadReport(len(added), len(divisions) - len(new), differing)


def _faults_in_tree(
    divisions: Sequence[Division], stored: dict[str, Place], on: date
) -> list[RowFault]:
    """Return the rows that contradict the tree."""
    former = set(FormerCode.objects.values_list("code", flat=True))
    ids = {place.pk: code for code, place in stored.items()}
    faults = []
    for division in divisions:
        try:
            _check(division, stored, ids, former, on)
        except DomainError as refusal:
            faults.append(RowFault(division.line, refusal))
    return faults


def _check(
    division: Division,
    stored: dict[str, Place],
    ids: dict[int, str],
    former: set[str],
    on: date,
) -> None:
    place, parent = stored.get(division.code), stored.get(division.parent_code)
    if division.code in former:
        raise CodeUsed(given=division.code)
    if place is not None:
        if not place.is_open:
            raise PlaceEnded(name=place.name)
        if ids.get(place.parent_id or 0) != division.parent_code:
            raise KindDiffers(given=division.code)
    elif parent is not None:
        if not parent.is_open:
            raise PlaceEnded(name=parent.name)
        check_day(on, today=on, earliest=parent.valid_from)


def _insert(new: Sequence[Division], stored: dict[str, Place], on: date) -> list[_Row]:
    """Insert new divisions, the higher levels first, and return their rows."""
    nodes = {code: _Node(row.pk, row.path, row.last_step) for code, row in stored.items()}
    planned = []
    for number, division in zip(take_ids(Place, len(new)), new, strict=True):
        parent = nodes[division.parent_code]
        parent.last_step += 1
        node = _Node(number, child_path(parent.path, parent.last_step), 0)
        nodes[division.code] = node
        planned.append((node, parent.id, division))
    rows = [
        _Row(
            id=node.id,
            parent_id=parent_id,
            path=node.path,
            last_step=node.last_step,
            kind=str(division.kind),
            code=division.code,
            name=division.name,
            valid_from=on,
            valid_to=None,
            since=on,
        )
        for node, parent_id, division in planned
    ]
    insert_rows(Place, _Row._fields, rows)
    for code, place in stored.items():
        if place.last_step != nodes[code].last_step:
            place.last_step = nodes[code].last_step
            place.save(update_fields=["last_step"])
    documents = (place_document(row.id, row.kind, row.name, row.path) for row in rows)
    if len(rows) < MANY:
        PLACE_SEARCH.put(documents)
    else:
        PLACE_SEARCH.fill(documents)
        _take_stock()
    return rows


def _take_stock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {connection.ops.quote_name(Place._meta.db_table)}")
