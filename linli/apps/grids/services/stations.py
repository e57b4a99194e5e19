"""Posts on cells: set up, filled, moved; and the grants that follow what a cell reaches.

Bodies, seats and appointments belong to organisations: a community has one grid team, a post is
a seat of it, and a station says on which cell that seat works.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from django.db import transaction
from django.db.models import Q

from linli.apps.accounts.rules import Role
from linli.apps.audit.services import Entry, record, record_all
from linli.apps.grids import permissions
from linli.apps.grids.models import Cell, Station
from linli.apps.grids.selectors.responsibility import worker_reaches
from linli.apps.grids.selectors.staff import GRID_POSTS
from linli.apps.grids.services.locks import CellUnknown, lock_place
from linli.apps.organisations import services as organisations
from linli.apps.organisations.models import Appointment, Body, Seat
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.services.recording import follow_seats
from linli.core.access import Actor, Decision, require
from linli.core.errors import InvalidInput, RuleViolation
from linli.kit.days import local_day


class PostNotOnCell(RuleViolation):
    """The seat has no station on the cell."""

    code = "grid.post_not_on_cell"


class PostKindUnknown(InvalidInput):
    """This kind of post does not work on cells."""

    code = "grid.post_kind_unknown"


@dataclass(frozen=True, slots=True)
class NewStation:
    """A post to be set up on a cell, with the telephone that is posted there."""

    cell_id: int
    kind: SeatKind
    work_phone: str = ""


@dataclass(frozen=True, slots=True)
class NewWorker:
    """Somebody to be put on a cell."""

    station: NewStation
    person_id: int
    post: organisations.PostData


@transaction.atomic
def open_post(
    *,
    actor: Actor,
    cell_id: int,
    kind: SeatKind,
    valid_from: date,
    work_phone: str = "",
    now: datetime,
) -> Station:
    """Set up a post on a cell (设立网格岗位), in the grid team of its community.

    The team is founded when the community has none yet. The post gets a work number. Source:
    [rule:grid-posts].
    """
    wanted = NewStation(cell_id, kind, work_phone)
    return open_posts(actor=actor, stations=[wanted], valid_from=valid_from, now=now)[0]


@transaction.atomic
def open_posts(
    *, actor: Actor, stations: Sequence[NewStation], valid_from: date, now: datetime
) -> list[Station]:
    """Set up posts on cells, in their order: what `open_post` does for each."""
    for wanted in stations:
        if wanted.kind not in GRID_POSTS:
            raise PostKindUnknown(given=str(wanted.kind))
    cells, decisions = _locked_cells(actor, {wanted.cell_id for wanted in stations})
    by_place: dict[int, list[int]] = defaultdict(list)
    for index, wanted in enumerate(stations):
        by_place[cells[wanted.cell_id].place_id].append(index)
    opened: dict[int, Station] = {}
    for indexes in by_place.values():
        here = [stations[index] for index in indexes]
        team = _team(cells[here[0].cell_id], actor=actor, valid_from=valid_from, now=now)
        kinds = [wanted.kind for wanted in here]
        seats = _seats(team, kinds, actor=actor, valid_from=valid_from, now=now)
        numbers = _work_numbers(cells[here[0].cell_id])
        for index, wanted, seat in zip(indexes, here, seats, strict=True):
            cell = cells[wanted.cell_id]
            opened[index] = Station(
                cell=cell,
                seat=seat,
                scope_path=cell.scope_path,
                work_number=next(numbers),
                work_phone=wanted.work_phone.strip()[:40],
                valid_from=max(valid_from, cell.valid_from),
            )
    rows = Station.objects.bulk_create(opened[index] for index in range(len(stations)))
    entries = [_opened(row, decisions[row.cell_id]) for row in rows]
    record_all(actor=actor, entries=entries, now=now)
    return rows


def _opened(station: Station, decision: Decision) -> Entry:
    return Entry(
        kind="grid.post_opened",
        subject_type="cell",
        subject_id=station.cell_id,
        scope_path=station.scope_path,
        grant=decision.grant,
        facts={
            "seat": station.seat_id,
            "seat_kind": station.seat.kind,
            "work_number": station.work_number,
            "valid_from": station.valid_from,
        },
    )


@transaction.atomic
def post_worker(
    *,
    actor: Actor,
    cell_id: int,
    kind: SeatKind,
    person_id: int,
    post: organisations.PostData,
    work_phone: str = "",
    now: datetime,
) -> tuple[Station, Appointment]:
    """Put a person on a cell (选派网格员): a post is set up, and the person appointed to it."""
    worker = NewWorker(NewStation(cell_id, kind, work_phone), person_id, post)
    return post_workers(actor=actor, workers=[worker], now=now)[0]


@transaction.atomic
def post_workers(
    *, actor: Actor, workers: Sequence[NewWorker], now: datetime
) -> list[tuple[Station, Appointment]]:
    """Put people on cells by a list (批量选派网格员), all of them or nobody.

    Posts are set up from the first day anybody on the list begins.
    """
    stations = open_posts(
        actor=actor,
        stations=[worker.station for worker in workers],
        valid_from=min(worker.post.valid_from for worker in workers),
        now=now,
    )
    appointments = organisations.appoint_all(
        actor=actor,
        posts=[
            organisations.NewPost(station.seat_id, worker.person_id, worker.post)
            for station, worker in zip(stations, workers, strict=True)
        ],
        now=now,
    )
    return list(zip(stations, appointments, strict=True))


@transaction.atomic
def move_post(
    *, actor: Actor, seat_id: int, cell_id: int, valid_from: date | None = None, now: datetime
) -> Station:
    """Let a post work on another cell of the same community from a day on (调整网格岗位)."""
    day = valid_from or local_day(now)
    cell, decision = _locked_cell(actor, cell_id)
    station = Station.objects.filter(seat_id=seat_id, valid_to=None).first()
    if station is None or station.scope_path != cell.scope_path or station.cell_id == cell.pk:
        raise PostNotOnCell(seat=seat_id)
    old_cell = station.cell_id
    moved = move_station(station, cell.pk, day)
    record(
        actor=actor,
        kind="grid.post_moved",
        subject_type="cell",
        subject_id=cell.pk,
        scope_path=cell.scope_path,
        now=now,
        grant=decision.grant,
        facts={"seat": seat_id, "from": old_cell, "to": cell.pk, "valid_from": moved.valid_from},
    )
    follow_seats([seat_id], now=now)
    return moved


def move_station(station: Station, cell_id: int, day: date) -> Station:
    """End a station and begin it on another cell; the work number stays with the post."""
    station.valid_to = max(day, station.valid_from)
    station.save(update_fields=["valid_to"])
    return Station.objects.create(
        cell_id=cell_id,
        seat_id=station.seat_id,
        scope_path=station.scope_path,
        work_number=station.work_number,
        work_phone=station.work_phone,
        valid_from=station.valid_to,
    )


@transaction.atomic
def close_listed_posts(*, actor: Actor, station_ids: Iterable[int], now: datetime) -> None:
    """Take posts that a list set up from their cells, as if they had never been on them.

    The leader's post a team was founded with stays in the team. Raises PostNotOnCell when a post
    has moved since, ChangedSince of organisations when somebody holds it after all.
    """
    for station in Station.objects.filter(pk__in=list(station_ids)).select_related("seat"):
        cell, decision = _locked_cell(actor, station.cell_id)
        if station.valid_to is not None:
            raise PostNotOnCell(seat=station.seat_id)
        station.valid_to = station.valid_from
        station.save(update_fields=["valid_to"])
        record(
            actor=actor,
            kind="grid.post_closed",
            subject_type="cell",
            subject_id=cell.pk,
            scope_path=cell.scope_path,
            now=now,
            grant=decision.grant,
            facts={"seat": station.seat_id, "valid_to": station.valid_to},
        )
        if not (station.seat.kind == SeatKind.GRID_CHIEF and station.seat.position == 1):
            organisations.close_listed_seats(actor=actor, seat_ids=[station.seat_id], now=now)


def follow_cells(cell_ids: Iterable[int], *, now: datetime) -> None:
    """Let the grants of everybody who holds a post on these cells follow what they reach."""
    cells = list(cell_ids)
    seats = Station.objects.filter(
        Q(cell_id__in=cells) | Q(cell__groups__in=cells), valid_to=None
    ).values_list("seat_id", flat=True)
    follow_seats(set(seats), now=now)


def reach_of_seats(seats: Sequence[Seat], role: Role, day: date) -> dict[int, tuple[str, ...]]:
    """Return where a grid worker's right holds: the places of the cell the post works on.

    Other roles of the post, and posts on no cell, hold at the place of the seat. A post on a
    cell without dwellings reaches nothing. Source: [rule:worker-reach].
    """
    if role != Role.GRID_WORKER:
        return {}
    stations = list(Station.objects.on(day).filter(seat__in=seats).select_related("cell"))
    cells = {station.cell_id: station.cell for station in stations}
    reaches = worker_reaches(list(cells.values()), day=day)
    return {station.seat_id: reaches[station.cell_id] for station in stations}


def _locked_cell(actor: Actor, cell_id: int) -> tuple[Cell, Decision]:
    cells, decisions = _locked_cells(actor, {cell_id})
    return cells[cell_id], decisions[cell_id]


def _locked_cells(
    actor: Actor, cell_ids: Collection[int]
) -> tuple[dict[int, Cell], dict[int, Decision]]:
    """Lock the places of cells in key order; return cells and what allows to post there."""
    cells = {cell.pk: cell for cell in Cell.objects.select_related("place").filter(pk__in=cell_ids)}
    for cell_id in cell_ids:
        if cell_id not in cells:
            raise CellUnknown(cell=cell_id)
    for place_id in sorted({cell.place_id for cell in cells.values()}):
        lock_place(place_id)
    return cells, {cell.pk: require(permissions.can_post(actor, cell)) for cell in cells.values()}


def _team(cell: Cell, *, actor: Actor, valid_from: date, now: datetime) -> Body:
    team = Body.objects.filter(
        type=BodyType.GRID_TEAM, place_id=cell.place_id, valid_to__isnull=True
    ).first()
    return team or organisations.found_body(
        actor=actor,
        body_type=BodyType.GRID_TEAM,
        name=f"{cell.place.name}网格服务队",
        place_id=cell.place_id,
        valid_from=valid_from,
        now=now,
    )


def _seats(
    team: Body, kinds: Sequence[SeatKind], *, actor: Actor, valid_from: date, now: datetime
) -> list[Seat]:
    """Return a seat for each kind: new ones, or the leader's seat the team was founded with.

    That one is taken while nobody uses it.
    """
    free: list[Seat] = []
    if SeatKind.GRID_CHIEF in kinds:
        chief = Seat.objects.filter(body=team, kind=SeatKind.GRID_CHIEF, valid_to=None)
        free = list(chief.filter(stations__isnull=True).order_by("position"))
    taken = [
        free.pop(0) if kind == SeatKind.GRID_CHIEF and free else organisations.NewSeat(kind)
        for kind in kinds
    ]
    new = [seat for seat in taken if isinstance(seat, organisations.NewSeat)]
    opened = iter(
        organisations.open_seats(
            actor=actor,
            body_id=team.pk,
            seats=new,
            valid_from=max(valid_from, team.valid_from),
            now=now,
        )
        if new
        else ()
    )
    return [seat if isinstance(seat, Seat) else next(opened) for seat in taken]


def _work_numbers(cell: Cell) -> Iterator[str]:
    """Yield the next numbers of the community: its last six digits, a dash, three digits."""
    used = Station.objects.filter(scope_path=cell.scope_path).values("seat_id").distinct().count()
    return (f"{cell.place.code[-6:]}-{number:03d}" for number in count(used + 1))
