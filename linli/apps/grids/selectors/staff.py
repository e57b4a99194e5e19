"""Who works on which cell, how many of each kind there are, and which cells have nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.lookups import In

from linli.apps.grids.models import Cell, Station
from linli.apps.grids.models.cells import CellQuerySet
from linli.apps.organisations.models import Appointment
from linli.apps.organisations.rules.acting import DutyKind
from linli.apps.organisations.rules.bodies import SeatKind
from linli.apps.organisations.selectors.duties import duties
from linli.apps.organisations.selectors.names import names_of
from linli.apps.organisations.selectors.people import own_seats
from linli.apps.organisations.selectors.unattended import Unattended
from linli.core.access import Actor
from linli.kit.pages import Page, PreparedPages
from linli.kit.prepared import Prepared, PreparedAmong, PreparedCounts, hole
from linli.kit.scoped import path_holes, path_values

GRID_WORKERS = (
    SeatKind.GRID_WORKER_FULL,
    SeatKind.GRID_WORKER_PART,
    SeatKind.VILLAGE_GRID_WORKER,
)
"""The posts that make a cell looked after; leaders and fixed community workers come on top."""

COVERED = frozenset({DutyKind.HELD, DutyKind.COVERED})
"""Somebody acts for the post: its holder, or whoever stands in."""

GRID_POSTS = (SeatKind.GRID_CHIEF, *GRID_WORKERS, SeatKind.FIXED_WORKER)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One post on a cell: what it is, who acts for it, how to reach them at work."""

    station_id: int
    cell_id: int
    seat_id: int
    kind: SeatKind
    work_number: str
    work_phone: str
    since: date
    until: date | None
    duty: DutyKind
    person_id: int | None
    name: str


_STATIONS = PreparedAmong(
    Station,
    "cell",
    lambda wanted: (
        Station.objects.on(hole("day", Station, "valid_from"))
        .filter(wanted)
        .select_related("seat")
        .order_by("cell_id", "work_number")
    ),
)


def staff_of(cell_ids: Iterable[int], *, day: date) -> dict[int, list[StaffRow]]:
    """Return cell to its posts on `day`, leaders first; the queries do not grow with the cells."""
    stations = _STATIONS.objects(cell_ids, day=day)
    on_duty = duties([station.seat_id for station in stations], day)
    names = names_of(duty.person_id for duty in on_duty.values())
    found: dict[int, list[StaffRow]] = {}
    for station in stations:
        duty = on_duty[station.seat_id]
        found.setdefault(station.cell_id, []).append(
            StaffRow(
                station_id=station.pk,
                cell_id=station.cell_id,
                seat_id=station.seat_id,
                kind=SeatKind(station.seat.kind),
                work_number=station.work_number,
                work_phone=station.work_phone,
                since=station.valid_from,
                until=station.valid_to,
                duty=duty.kind,
                person_id=duty.person_id,
                name=names.get(duty.person_id, "") if duty.person_id is not None else "",
            )
        )
    for rows in found.values():
        rows.sort(key=lambda row: (GRID_POSTS.index(row.kind), row.work_number))
    return found


@dataclass(frozen=True, slots=True)
class FormerPost:
    """A post that worked on a cell from a day to a day, and who held it then."""

    kind: SeatKind
    name: str
    valid_from: date
    valid_to: date | None


def staff_history(cell: Cell) -> list[FormerPost]:
    """Return everybody who held a post on the cell, the latest first."""
    stations = list(Station.objects.filter(cell=cell).select_related("seat"))
    posts = Appointment.objects.valid().filter(seat__in=[row.seat_id for row in stations])
    names = names_of(post.person_id for post in posts)
    found = []
    for station in stations:
        for post in posts:
            begin = max(station.valid_from, post.valid_from)
            ends = [day for day in (station.valid_to, post.valid_to) if day is not None]
            end = min(ends) if ends else None
            if post.seat_id == station.seat_id and (end is None or begin < end):
                name = names.get(post.person_id, "")
                found.append(FormerPost(SeatKind(station.seat.kind), name, begin, end))
    return sorted(found, key=lambda row: (row.valid_from, row.name), reverse=True)


def post_counts(*paths: str, day: date) -> dict[SeatKind, int]:
    """Return how many posts of each kind are held on cells under `paths` on `day`."""
    found = _posts_held(len(paths)).rows(day=day, **path_values(paths))
    counts = {SeatKind(kind): count for kind, count in found}
    return {kind: counts.get(kind, 0) for kind in GRID_POSTS}


@cache
def _posts_held(paths: int) -> Prepared:
    def build() -> QuerySet[Station, Any]:
        day = hole("day", Station, "valid_from")
        held = Appointment.objects.on(day).filter(seat_id=OuterRef("seat_id"))
        rows = Station.objects.under(*path_holes(paths, Station)).on(day).filter(Exists(held))
        return rows.order_by().values_list("seat__kind").annotate(Count("pk"))

    return Prepared(build)


def cells_without_worker(*paths: str, day: date) -> CellQuerySet:
    """Return the cells under `paths` in which nobody holds a grid worker's post on `day`.

    Village cells that have groups are left out: their groups need the workers.
    """
    held = Appointment.objects.on(day).filter(seat_id=OuterRef("seat_id"))
    staffed = Station.objects.on(day).filter(
        Exists(held), cell_id=OuterRef("pk"), seat__kind__in=[str(kind) for kind in GRID_WORKERS]
    )
    groups = Cell.objects.on(day).filter(parent_id=OuterRef("pk"))
    return Cell.objects.under(*paths).on(day).filter(~Exists(staffed), ~Exists(groups))


_PATH, _DAY = hole("path", Cell, "scope_path"), hole("day", Cell, "valid_from")
_WITHOUT_WORKER = PreparedCounts({"cells": lambda: cells_without_worker(_PATH, day=_DAY)})
_UNATTENDED = PreparedPages(
    Cell, lambda: cells_without_worker(_PATH, day=_DAY).select_related("place"), order=["code"]
)


def count_without_worker(path: str, day: date) -> int:
    """Return in how many cells under a place nobody holds a grid worker's post on `day`."""
    return _WITHOUT_WORKER.of(path=path, day=day)["cells"]


def first_without_worker(*paths: str, day: date, size: int = 3) -> tuple[int, list[Cell]]:
    """Return in how many cells under `paths` nobody holds a grid worker's post, and the first."""
    given = {"day": day, **path_values(paths)}
    counted, listed = _without_worker(len(paths), size)
    count = counted.of(**given)["cells"]
    return count, listed.objects(**given) if count else []


@cache
def _without_worker(paths: int, size: int) -> tuple[PreparedCounts, Prepared]:
    def cells() -> CellQuerySet:
        return cells_without_worker(*path_holes(paths, Cell), day=_DAY)

    return (
        PreparedCounts({"cells": cells}),
        Prepared(lambda: cells().select_related("place").order_by("code")[:size]),
    )


def unattended(path: str, day: date, after: str = "") -> Page:
    """Return a page of the cells without a worker, for the vacancy radar."""
    page = _UNATTENDED.page(after=after, path=path, day=day)
    rows = [Unattended(row.name, row.place.name, "grids:cell", row.code) for row in page.rows]
    return Page(rows=rows, after=page.after)


class WorkedCell(NamedTuple):
    """A cell that somebody works on, for those who need no more of it."""

    pk: int
    code: str
    name: str


def cells_of_worker(actor: Actor, *, day: date) -> list[Cell]:
    """Return the cells on which the actor holds a post on `day`, or stands in, by code."""
    found = {cell.pk: cell for cell in _CELLS_WORKED.objects(own_seats(actor, day), day=day)}
    return sorted(found.values(), key=lambda cell: cell.code)


def worked_cells(actor: Actor, *, day: date) -> list[WorkedCell]:
    """Return the same cells by number, code and name."""
    found = {WorkedCell._make(row) for row in _WORKED.rows(own_seats(actor, day), day=day)}
    return sorted(found, key=lambda cell: cell.code)


def _worked(wanted: In) -> QuerySet[Cell]:
    stations = Station.objects.on(_DAY).filter(wanted)
    return Cell.objects.filter(pk__in=stations.values("cell_id"))


_CELLS_WORKED = PreparedAmong(
    Station, "seat_id", lambda wanted: _worked(wanted).select_related("place")
)
_WORKED = PreparedAmong(
    Station, "seat_id", lambda wanted: _worked(wanted).values_list("pk", "code", "name")
)
