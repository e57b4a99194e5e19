"""Finding one's cell: by a position, or by the name of a compound or building."""

from dataclasses import dataclass
from datetime import date

from linli.apps.grids.models import Cell
from linli.apps.grids.selectors.location import cell_at
from linli.apps.grids.selectors.responsibility import responsibility
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.belonging import homes_of
from linli.core.access import Actor
from linli.core.geo import Point

MOST = 20
_NAMED = (PlaceKind.COMPOUND, PlaceKind.NATURAL_VILLAGE, PlaceKind.VILLAGE, PlaceKind.BUILDING)


@dataclass(frozen=True, slots=True)
class Found:
    """A place and the cells it lies in; several when the place is shared among cells."""

    name: str
    cells: tuple[Cell, ...]


def cells_around(point: Point, *, day: date) -> list[Found]:
    """Return the cell around a position, or nothing."""
    cell_id = cell_at(point, day=day)
    if cell_id is None:
        return []
    cell = Cell.objects.select_related("place").get(pk=cell_id)
    return [Found(f"{point[0]:.4f}, {point[1]:.4f}", (cell,))]


def cells_named(text: str, *, day: date) -> list[Found]:
    """Return compounds, villages and buildings with these words in their names, and their cells.

    "邮政局家属院 3号楼" finds the building in the compound. At most MOST places.
    """
    words = text.split()
    if not words or len(text) < 2:
        return []
    places = Place.objects.open_on(day).filter(kind__in=_NAMED, name__contains=words[-1])
    if len(words) > 1:
        places = places.filter(parent__name__contains=words[0])
    else:
        places = places.exclude(kind=PlaceKind.BUILDING)
    rows = list(places.select_related("parent").order_by("path")[:MOST])
    return [_found(place, day) for place in rows]


def _found(place: Place, day: date) -> Found:
    claims = responsibility(place.path, day=day, unit_ids=[])
    own = claims.cell_of(place.path)
    inner = {cell for path, cell in claims.by_path.items() if path.startswith(place.path)}
    inner |= {cell for path, cell in claims.by_position.items() if path.startswith(place.path)}
    numbers = inner | ({own} if own is not None else set())
    cells = Cell.objects.filter(pk__in=numbers).select_related("place").order_by("code")
    parent = place.parent.name if place.parent is not None else ""
    return Found(f"{parent} {place.name}".strip(), tuple(cells))


def cell_of_home(actor: Actor, *, day: date) -> Cell | None:
    """Return the cell of the first home of a resident, or None."""
    for path in homes_of(actor):
        cell_id = responsibility(path, day=day, unit_ids=[]).cell_of(path)
        if cell_id is not None:
            return Cell.objects.select_related("place").get(pk=cell_id)
    return None
