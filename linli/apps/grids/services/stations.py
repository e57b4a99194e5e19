"""Posts on cells: set up, filled, moved; and the grants that follow what a cell reaches.

Bodies, seats and appointments belong to organisations: a community has one grid team, a post is
a seat of it, and a station says on which cell that seat works.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from linli.apps.accounts.rules import Role
from linli.apps.audit.services import record
from linli.apps.grids import permissions
from linli.apps.grids.models import Cell, Station
from linli.apps.grids.selectors.responsibility import worker_reach
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
    if kind not in GRID_POSTS:
        raise PostKindUnknown(given=str(kind))
    cell, decision = _locked_cell(actor, cell_id)
    team = _team(cell, actor=actor, valid_from=valid_from, now=now)
    seat = _seat(team, kind, actor=actor, valid_from=valid_from, now=now)
    station = Station.objects.create(
        cell=cell,
        seat=seat,
        scope_path=cell.scope_path,
        work_number=_work_number(cell),
        work_phone=work_phone.strip()[:40],
        valid_from=max(valid_from, cell.valid_from),
    )
    record(
        actor=actor,
        kind="grid.post_opened",
        subject_type="cell",
        subject_id=cell.pk,
        scope_path=cell.scope_path,
        now=now,
        grant=decision.grant,
        facts={
            "seat": seat.pk,
            "seat_kind": kind,
            "work_number": station.work_number,
            "valid_from": station.valid_from,
        },
    )
    return station


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
    station = open_post(
        actor=actor,
        cell_id=cell_id,
        kind=kind,
        valid_from=post.valid_from,
        work_phone=work_phone,
        now=now,
    )
    appointment = organisations.appoint(
        actor=actor, seat_id=station.seat_id, person_id=person_id, post=post, now=now
    )
    return station, appointment


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


def follow_cells(cell_ids: Iterable[int], *, now: datetime) -> None:
    """Let the grants of everybody who holds a post on these cells follow what they reach."""
    cells = list(cell_ids)
    seats = Station.objects.filter(
        Q(cell_id__in=cells) | Q(cell__groups__in=cells), valid_to=None
    ).values_list("seat_id", flat=True)
    follow_seats(set(seats), now=now)


def reach_of_seat(seat: Seat, role: Role, day: date) -> Sequence[str] | None:
    """Return where a grid worker's right holds: the places of the cell the post works on.

    Other roles of the post, and posts on no cell, hold at the place of the seat. A post on a
    cell without dwellings reaches nothing. Source: [rule:worker-reach].
    """
    if role != Role.GRID_WORKER:
        return None
    station = Station.objects.on(day).filter(seat=seat).select_related("cell").first()
    if station is None:
        return None
    return worker_reach(station.cell, day=day)


def _locked_cell(actor: Actor, cell_id: int) -> tuple[Cell, Decision]:
    cell = Cell.objects.select_related("place").filter(pk=cell_id).first()
    if cell is None:
        raise CellUnknown(cell=cell_id)
    lock_place(cell.place_id)
    return cell, require(permissions.can_post(actor, cell))


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


def _seat(team: Body, kind: SeatKind, *, actor: Actor, valid_from: date, now: datetime) -> Seat:
    """Return the leader's seat the team was founded with, while nobody uses it, or a new one."""
    if kind == SeatKind.GRID_CHIEF:
        free = Seat.objects.filter(body=team, kind=kind, stations__isnull=True, valid_to=None)
        if (seat := free.order_by("position").first()) is not None:
            return seat
    return organisations.open_seat(
        actor=actor,
        body_id=team.pk,
        kind=kind,
        valid_from=max(valid_from, team.valid_from),
        now=now,
    )


def _work_number(cell: Cell) -> str:
    """Return the next number of the community: its last six digits, a dash, three digits."""
    used = Station.objects.filter(scope_path=cell.scope_path).values("seat_id").distinct().count()
    return f"{cell.place.code[-6:]}-{used + 1:03d}"
