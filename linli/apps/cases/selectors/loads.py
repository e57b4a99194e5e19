"""How many open cases lie with each cell and each body of a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from linli.apps.cases.models import Case
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.selectors.areas import within
from linli.apps.grids.models import Cell
from linli.apps.grids.rules.maps import MapLayer
from linli.apps.grids.rules.shapes import Shape
from linli.apps.grids.selectors.maps import map_cells
from linli.apps.places.models import Place
from linli.core.access import Actor

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


def cell_loads(path: str, *, now: datetime) -> list[CellLoad]:
    """Return the cells of a place that have open cases, the most first."""
    rows = (
        Case.objects.filter(within([path]), state__in=OPEN_STATES, cell__isnull=False)
        .order_by()
        .values("cell__code", "cell__name", "cell__place__name")
        .annotate(cases=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=now)))
    )
    found = [
        CellLoad(
            row["cell__code"],
            row["cell__name"],
            row["cell__place__name"],
            row["cases"],
            row["overdue"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (-row.cases, -row.overdue, row.code))


def body_loads(paths: Iterable[str], *, now: datetime) -> list[BodyLoad]:
    """Return the bodies that lead open cases at these places, the most overdue first."""
    rows = (
        Case.objects.filter(within(paths), state__in=OPEN_STATES, lead__isnull=False)
        .order_by()
        .values("lead_id", "lead__name")
        .annotate(cases=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=now)))
        .values_list(*_NAMES)
    )
    found = [BodyLoad(*row) for row in rows]
    return sorted(found, key=lambda row: (-row.overdue, -row.cases, row.body_id))


_NAMES = ("lead_id", "lead__name", "cases", "overdue")


def cell_shapes(actor: Actor, place: Place, *, day: date) -> list[tuple[Cell, Shape]]:
    """Return the drawn cells of a place with their boundaries."""
    return [(row.cell, row.shape) for row in map_cells(actor, place, day=day, layer=MapLayer.KIND)]
