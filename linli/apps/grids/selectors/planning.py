"""What a revision would do: loads before and after, who moves, what speaks against it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import shapely
from django.db.models import Count

from linli.apps.grids.models import GridRevision, PlacePoint, RevisionCell, Station
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.planning import (
    NO_CELL,
    Dwelling,
    Plan,
    cells_of,
    claims_after,
    loads_of,
    shares_of_closed,
)
from linli.apps.grids.rules.responsibility import Responsibility
from linli.apps.grids.rules.revisions import (
    Conflict,
    Load,
    LoadNorm,
    Obstacle,
    load_obstacles,
    successor,
)
from linli.apps.grids.rules.topology import Report
from linli.apps.grids.selectors.hanging import Hanging, hanging_on
from linli.apps.grids.selectors.responsibility import responsibility
from linli.apps.grids.selectors.topology import topology_reports
from linli.apps.people.models import Household, HouseholdMember
from linli.apps.places.models import Unit
from linli.apps.places.rules import UnitKind
from linli.kit.dated import in_force
from linli.kit.scoped import under


@dataclass(frozen=True, slots=True)
class CellPreview:
    """One cell before and after a revision; `key` is negative for one not opened yet."""

    key: int
    row_id: int
    name: str
    code: str
    kind: CellKind
    before: Load
    after: Load
    is_new: bool
    is_closed: bool
    workers: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a revision would do (调整预览).

    `moved` maps each dwelling that changes over to its new cell, `successors` each closed cell
    to the one that takes over what is tied to no dwelling.
    """

    cells: tuple[CellPreview, ...]
    obstacles: tuple[Obstacle, ...]
    reports: tuple[Report, ...]
    hanging: tuple[Hanging, ...]
    moved: Mapping[int, int]
    successors: Mapping[int, int]
    before: Responsibility
    after: Responsibility

    @property
    def stops(self) -> tuple[Obstacle, ...]:
        """Return the obstacles that forbid publishing."""
        return tuple(obstacle for obstacle in self.obstacles if obstacle.stops)

    @property
    def faults(self) -> int:
        """Return how many faults of boundaries forbid publishing."""
        return sum(len(report.blocking) for report in self.reports)

    @property
    def is_clean(self) -> bool:
        """Tell whether the revision can be published as it is."""
        return not self.stops and not self.faults


def dwellings_of(path: str, *, day: date) -> list[Dwelling]:
    """Return every dwelling under `path` on `day` with its own load, in order."""
    households = dict(
        Household.objects.under(path)
        .filter(in_force(day))
        .order_by()
        .values_list("unit_id")
        .annotate(n=Count("pk"))
    )
    members = HouseholdMember.objects.filter(
        under([path], "household__scope_path"), in_force(day), in_force(day, "household__")
    )
    persons = dict(members.order_by().values_list("household__unit_id").annotate(n=Count("pk")))
    rows = Unit.objects.under(path).open_on(day).filter(kind=UnitKind.DWELLING)
    return [
        Dwelling(pk, place, Load(1, households.get(pk, 0), persons.get(pk, 0), area or 0))
        for pk, place, area in rows.order_by("scope_path", "code").values_list(
            "pk", "scope_path", "area_cm"
        )
    ]


def key_of(row: RevisionCell) -> int:
    """Return the number planning uses: that of the cell, negative for one not opened yet."""
    return row.cell_id if row.cell_id is not None else -row.pk


def preview(revision: GridRevision, *, day: date, norm: LoadNorm | None = None) -> Preview:
    """Return what the revision would do if it came into force on `day`."""
    rows = list(revision.cells.select_related("cell").order_by("pk"))
    dwellings = dwellings_of(revision.scope_path, day=day)
    before = responsibility(revision.scope_path, day=day)
    plan = _plan(revision, rows, before)
    unit_paths = _unit_paths(dwellings, before)
    cells_before = cells_of(dwellings, before)
    chosen = cells_of(dwellings, claims_after(before, plan, unit_paths))
    successors = _successors(rows, cells_before, chosen)
    after = claims_after(
        before, replace(plan, successors={**plan.successors, **successors}), unit_paths
    )
    cells_after = cells_of(dwellings, after)
    moved = {unit: cell for unit, cell in cells_after.items() if cells_before[unit] != cell}
    loads = loads_of(dwellings, cells_before), loads_of(dwellings, cells_after)
    workers = _workers_after(revision, rows, successors, day)
    cells = tuple(_cell_preview(row, *loads, workers) for row in rows)
    concerned = set(successors) | {cells_before[unit] for unit in moved}
    return Preview(
        cells=cells,
        obstacles=tuple(_obstacles(cells, cells_after, workers, norm or LoadNorm())),
        reports=tuple(topology_reports(revision, rows, day=day)),
        hanging=tuple(hanging_on(concerned - {NO_CELL}, day=day)),
        moved=moved,
        successors=successors,
        before=before,
        after=after,
    )


def _plan(revision: GridRevision, rows: Sequence[RevisionCell], before: Responsibility) -> Plan:
    keys = {row.pk: key_of(row) for row in rows}
    moves = list(revision.moves.values_list("place_id", "unit_id", "scope_path", "target_id"))
    by_path = {path: keys[target] for place, _, path, target in moves if place is not None}
    return Plan(
        by_path=by_path,
        by_unit={unit: keys[target] for _, unit, _, target in moves if unit is not None},
        by_position=_positions(rows, revision.scope_path, {**before.by_path, **by_path}),
        successors={
            row.cell_id: keys[row.successor_id] if row.successor_id else None
            for row in rows
            if row.is_closed and row.cell_id is not None
        },
    )


def _positions(
    rows: Sequence[RevisionCell], path: str, explicit: Mapping[str, int]
) -> dict[str, int]:
    """Return where buildings without a claim stand in the new boundaries."""
    claims = Responsibility(by_path=explicit)
    drawn = [(key_of(row), row.shape) for row in rows if not row.is_closed]
    drawn.sort(key=lambda item: item[0])
    shapes = [(key, shape) for key, shape in drawn if shape is not None]
    found: dict[str, int] = {}
    if not shapes:
        return found
    tree = shapely.STRtree([shape for _, shape in shapes])
    for place, lon, lat in PlacePoint.objects.under(path).values_list("scope_path", "lon", "lat"):
        if claims.cell_of(place) is None:
            hits = tree.query(shapely.Point(lon, lat), predicate="intersects").tolist()
            if hits:
                found[place] = shapes[min(hits)][0]
    return found


def _unit_paths(dwellings: Sequence[Dwelling], before: Responsibility) -> dict[int, str]:
    paths = {dwelling.unit_id: dwelling.path for dwelling in dwellings}
    others = [unit for unit in before.by_unit if unit not in paths]
    return {**paths, **dict(Unit.objects.filter(pk__in=others).values_list("pk", "scope_path"))}


def _successors(
    rows: Sequence[RevisionCell], before: Mapping[int, int], after: Mapping[int, int]
) -> dict[int, int]:
    keys = {row.pk: key_of(row) for row in rows}
    living = [key_of(row) for row in rows if not row.is_closed]
    closed = {row.cell_id: row.successor_id for row in rows if row.is_closed and row.cell_id}
    shares = shares_of_closed(before, after, closed)
    alone = living if len(living) == 1 else []
    found: dict[int, int] = {}
    for cell_id, chosen_id in closed.items():
        share = {cell: n for cell, n in shares[cell_id].items() if cell != NO_CELL}
        chosen = keys[chosen_id] if chosen_id else successor(share, alone)
        if chosen is not None:
            found[cell_id] = chosen
    return found


def _workers_after(
    revision: GridRevision,
    rows: Sequence[RevisionCell],
    successors: Mapping[int, int],
    day: date,
) -> dict[int, int]:
    """Return cell to number of posts once the revision is in force."""
    keys = {row.pk: key_of(row) for row in rows}
    cells = [row.cell_id for row in rows if row.cell_id is not None]
    chosen = dict(revision.stations.values_list("seat_id", "target_id"))
    count: Counter[int] = Counter()
    for seat, cell in (
        Station.objects.on(day).filter(cell_id__in=cells).values_list("seat_id", "cell_id")
    ):
        count[keys[chosen[seat]] if seat in chosen else successors.get(cell, cell)] += 1
    return dict(count)


def _cell_preview(
    row: RevisionCell,
    before: Mapping[int, Load],
    after: Mapping[int, Load],
    workers: Mapping[int, int],
) -> CellPreview:
    key = key_of(row)
    return CellPreview(
        key=key,
        row_id=row.pk,
        name=row.name,
        code=row.cell.code if row.cell is not None else "",
        kind=CellKind(row.kind),
        before=before.get(key, Load()),
        after=after.get(key, Load()),
        is_new=row.cell_id is None,
        is_closed=row.is_closed,
        workers=workers.get(key, 0),
    )


def _obstacles(
    cells: Sequence[CellPreview],
    cells_after: Mapping[int, int],
    workers: Mapping[int, int],
    norm: LoadNorm,
) -> Iterator[Obstacle]:
    living = [cell for cell in cells if not cell.is_closed]
    if not living:
        yield Obstacle(Conflict.NO_CELLS, "")
    lost = sum(1 for cell in cells_after.values() if cell == NO_CELL)
    if lost:
        yield Obstacle(Conflict.NO_CELL, "", lost)
    leaves = [cell for cell in living if cell.after.dwellings or not _has_groups(cell, cells)]
    yield from load_obstacles(
        {cell.name: cell.after for cell in leaves},
        {cell.name: cell.workers for cell in leaves},
        norm,
    )


def _has_groups(cell: CellPreview, cells: Sequence[CellPreview]) -> bool:
    return cell.kind == CellKind.VILLAGE and any(
        other.kind == CellKind.GROUP and not other.is_closed for other in cells
    )
