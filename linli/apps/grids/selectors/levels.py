"""The five levels of the countryside: area, office, village grid, group grid, household.

Source: [rule:five-levels].
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from linli.apps.grids.models import Cell
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.revisions import Load
from linli.apps.grids.selectors.cells import Sight, cells_seen, sight
from linli.apps.grids.selectors.loads import loads
from linli.apps.grids.selectors.staff import StaffRow, staff_of
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.kit.pages import Page, PreparedPages
from linli.kit.prepared import Prepared, PreparedAmong, hole

_OFFICES = (BodyType.AREA_COMMITTEE, BodyType.GOVERNANCE_OFFICE)


@dataclass(frozen=True, slots=True)
class GroupLevel:
    """A group grid with its people and what lies in it."""

    cell: Cell
    staff: tuple[StaffRow, ...]
    load: Load


@dataclass(frozen=True, slots=True)
class VillageLevel:
    """A village grid with its groups."""

    cell: Cell
    staff: tuple[StaffRow, ...]
    load: Load
    groups: tuple[GroupLevel, ...]


@dataclass(frozen=True, slots=True)
class Levels:
    """The upper two levels, and a page of the lower three."""

    areas: tuple[Body, ...]
    offices: tuple[Body, ...]
    villages: tuple[VillageLevel, ...]
    page: Page


def _offices() -> "QuerySet[Body, Any]":
    bodies = Body.objects.on(hole("day", Body, "valid_from")).filter(type__in=_OFFICES)
    within = bodies.under(hole("within", Body, "scope_path"))
    return within.select_related("place").order_by("scope_path", "name")


_BODIES = Prepared(_offices)


@cache
def _cells(shape: Sight, size: int) -> tuple[PreparedPages, PreparedAmong]:
    """Return the queries for village cells, and for the groups of some of them."""

    def villages() -> "QuerySet[Cell, Any]":
        cells = cells_seen(shape)
        return cells.filter(kind=CellKind.VILLAGE, place__kind=PlaceKind.VILLAGE)

    return (
        PreparedPages(Cell, villages, order=("code",), size=size),
        PreparedAmong(Cell, "parent", lambda wanted: cells_seen(shape).filter(wanted)),
    )


def levels(actor: Actor, place: Place, *, day: date, after: str = "", size: int = 20) -> Levels:
    """Return the levels under a county, township or village on `day`."""
    found = _BODIES.objects(within=place.path, day=day)
    shape, given = sight(actor)
    villages, below = _cells(shape, size)
    page = villages.page(after=after, within=place.path, day=day, **given)
    numbers = [cell.pk for cell in page.rows]
    groups = below.objects(numbers, within=place.path, day=day, **given)
    groups.sort(key=attrgetter("code"))
    staff = staff_of([cell.pk for cell in (*page.rows, *groups)], day=day)
    counted = loads(*sorted({cell.scope_path for cell in page.rows}), day=day)

    def group(cell: Cell) -> GroupLevel:
        return GroupLevel(cell, tuple(staff.get(cell.pk, ())), counted.get(cell.pk, Load()))

    return Levels(
        areas=tuple(body for body in found if body.type == BodyType.AREA_COMMITTEE),
        offices=tuple(body for body in found if body.type == BodyType.GOVERNANCE_OFFICE),
        villages=tuple(
            VillageLevel(
                cell,
                tuple(staff.get(cell.pk, ())),
                counted.get(cell.pk, Load()),
                tuple(group(below) for below in groups if below.parent_id == cell.pk),
            )
            for cell in page.rows
        ),
        page=page,
    )
