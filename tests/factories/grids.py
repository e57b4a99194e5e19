"""Grids for tests, made through the services: outlines, revisions, cells with dwellings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random

from shapely.geometry import box

from linli.apps.grids.models import Cell, GridRevision, PlaceOutline
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.partition import divide, scatter
from linli.apps.grids.rules.shapes import Shape
from linli.apps.grids.services.drafts import add_cell, plan_moves
from linli.apps.grids.services.outlines import set_outline
from linli.apps.grids.services.revisions import begin_revision, check_revision
from linli.apps.grids.services.switching import publish_for_today
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from tests.factories.places import make_building, make_compound, make_place

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
SINCE = date(2020, 1, 1)
LATER = date(2100, 1, 1)
SYSTEM = Actor.system()

OUTLINE = box(115.470, 35.240, 115.490, 35.252)
"""A rectangle in Mudan of about 1.8 by 1.3 kilometres."""


@dataclass(frozen=True)
class Grid:
    """A community with a compound, its buildings, and one cell per building."""

    place: Place
    compound: Place
    buildings: list[Place]
    cells: list[Cell]
    revision: GridRevision


def make_outline(place: Place, shape: Shape = OUTLINE) -> PlaceOutline:
    """Give a place an outline since 2020."""
    return set_outline(
        actor=SYSTEM, place_id=place.pk, shape=shape, source="test", valid_from=SINCE, now=NOW
    )


def make_revision(
    place: Place,
    parts: Sequence[tuple[str, CellKind, Shape | None, Sequence[Place]]],
    *,
    valid_from: date = SINCE,
) -> list[Cell]:
    """Publish the first revision of a place; each part is name, kind, boundary, its places."""
    revision = begin_revision(actor=SYSTEM, place_id=place.pk, title="first", now=NOW)
    moves = {}
    names = []
    for name, kind, shape, places in parts:
        row = add_cell(
            actor=SYSTEM, revision_id=revision.pk, name=name, kind=kind, shape=shape, now=NOW
        )
        moves |= {below.pk: row.pk for below in places}
        names.append(name)
    plan_moves(actor=SYSTEM, revision_id=revision.pk, places=moves, now=NOW)
    check_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW, day=valid_from)
    publish_for_today(actor=SYSTEM, revision_id=revision.pk, valid_from=valid_from, now=NOW)
    by_name = {cell.name: cell for cell in Cell.objects.filter(place=place)}
    return [by_name[name] for name in names]


def make_grid(
    community: Place, *, cells: int = 2, drawn: bool = True, entrances: int = 1, floors: int = 2
) -> Grid:
    """Make a community with one building of 2 × `floors` × `entrances` dwellings per cell.

    Whatever else lies in the community belongs to the first cell.
    """
    shapes: list[Shape | None] = [None] * cells
    if drawn:
        make_outline(community)
        shapes = list(divide(OUTLINE, scatter(OUTLINE, cells, chance=Random(7))))
    compound = make_compound(community)
    buildings = [
        make_building(compound, f"{number}号楼", entrances=entrances, floors=floors)
        for number in range(1, cells + 1)
    ]
    found = make_revision(
        community,
        [
            (
                f"第{number}网格",
                CellKind.UNIT,
                shape,
                [building, community] if number == 1 else [building],
            )
            for number, (shape, building) in enumerate(zip(shapes, buildings, strict=True), 1)
        ],
    )
    return Grid(
        place=community,
        compound=compound,
        buildings=buildings,
        cells=found,
        revision=GridRevision.objects.get(place=community, state="IN_FORCE"),
    )


_BELOW = {
    PlaceKind.PREFECTURE: (PlaceKind.COUNTY, "{n:02d}"),
    PlaceKind.COUNTY: (PlaceKind.TOWNSHIP, "0{n:02d}"),
    PlaceKind.TOWNSHIP: (PlaceKind.COMMUNITY, "0{n:02d}"),
}


def grid_place(place: Place) -> Place:
    """Return the place if it can have a grid, else a new community below it."""
    while place.kind not in {PlaceKind.COMMUNITY, PlaceKind.VILLAGE}:
        kind, digits = _BELOW[PlaceKind(place.kind)]
        made = Place.objects.filter(parent=place, name__startswith="新建").first()
        number = 60 + Place.objects.filter(parent=place).count()
        code = place.code + digits.format(n=number)
        place = made or make_place(place, kind, f"新建{number}", code)
    return place


def cell_at(place: Place) -> Cell:
    """Return a cell of a community, or of a new one below a place above."""
    community = grid_place(place)
    found = Cell.objects.filter(place=community).first()
    return found or make_grid(community, cells=2, drawn=community == place).cells[0]


def draft_at(place: Place) -> GridRevision:
    """Return a draft for a place, with the present cells; the same one while it is a draft."""
    cell = cell_at(place)
    drafts = GridRevision.objects.filter(place_id=cell.place_id, state="DRAFT")
    return drafts.order_by("pk").first() or new_draft(cell.place)


def new_draft(community: Place) -> GridRevision:
    """Begin a draft with the present cells."""
    return begin_revision(actor=SYSTEM, place_id=community.pk, title="调整方案", now=NOW)
