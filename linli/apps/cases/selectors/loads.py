"""How many open cases lie with each cell and each body of a place."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from linli.apps.cases.models import Case
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.rules.counts import Key, Plight
from linli.apps.cases.selectors import figures
from linli.apps.cases.selectors.areas import levelled
from linli.apps.cases.selectors.rows import body_names
from linli.apps.grids.models import Cell
from linli.apps.grids.rules.maps import MapLayer
from linli.apps.grids.rules.shapes import Shape
from linli.apps.grids.selectors.maps import map_cells
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.kit.prepared import Prepared, hole
from linli.kit.scoped import under

MOST = 60


@dataclass(frozen=True, slots=True)
class CellLoad:
    """A cell with what is open in it."""

    code: str
    name: str
    place: str
    cases: int
    overdue: int


@dataclass(frozen=True, slots=True)
class BodyLoad:
    """How many open cases a body leads, and how many of them are overdue."""

    body_id: int
    name: str
    cases: int
    overdue: int


_PATH = hole("path", Cell, "scope_path")
_CELLS = Prepared(
    lambda: Cell.objects.under(_PATH).values_list("id", "code", "name", "place__name").order_by()
)


def cell_loads(path: str) -> list[CellLoad]:
    """Return the cells of a place that have open cases, the most first."""
    loads = figures.loads_of_cells(path)
    found = [
        CellLoad(code, name, place, *loads[number])
        for number, code, name, place in (_CELLS.rows(path=path) if loads else [])
        if number in loads
    ]
    return sorted(found, key=lambda row: (-row.cases, -row.overdue, row.code))


def body_loads(paths: Iterable[str]) -> list[BodyLoad]:
    """Return the bodies that lead open cases at these places, the most overdue first."""
    return loads_at(*levelled(paths))


def loads_at(places: Iterable[Place], low: Sequence[str]) -> list[BodyLoad]:
    """Return the same for what `levelled` made of the paths."""
    standing: dict[int, Counter[str]] = {}
    for place in places:
        for body, counts in figures.leads_at(place).items():
            standing.setdefault(body, Counter()).update(counts)
    for key, number in _raw(low).items():
        if key.day is None and key.body is not None:
            standing.setdefault(key.body, Counter())[key.name] += number
    busy = {body: counts for body, counts in standing.items() if counts[Plight.OPEN]}
    names = body_names(busy)
    found = [
        BodyLoad(body, names[body], counts[Plight.OPEN], counts[Plight.OVERDUE])
        for body, counts in busy.items()
    ]
    return sorted(found, key=lambda row: (-row.overdue, -row.cases, row.body_id))


def _raw(paths: Sequence[str]) -> "Counter[Key]":
    """Return the counts of open cases below places of which no summaries are kept."""
    if not paths:
        return Counter()
    return figures.raw_counts(Case.objects.filter(under(paths), state__among=OPEN_STATES))


def cell_shapes(actor: Actor, place: Place, *, day: date) -> list[tuple[Cell, Shape]]:
    """Return the drawn cells of a place with their boundaries."""
    return [(row.cell, row.shape) for row in map_cells(actor, place, day=day, layer=MapLayer.KIND)]
