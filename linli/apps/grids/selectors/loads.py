"""What lies in each cell: dwellings, households, persons, area; as of any day, in any division."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, Sum, When

from linli.apps.grids.models import Assignment, Cell
from linli.apps.grids.rules.revisions import Load
from linli.apps.grids.selectors.responsibility import responsibility
from linli.apps.people.models import Household, HouseholdMember
from linli.apps.places.models import Unit
from linli.apps.places.rules import UnitKind
from linli.kit.dated import in_force
from linli.kit.prepared import Prepared, PreparedAmong, hole
from linli.kit.scoped import path_holes, path_values, under

NO_CELL = 0
"""The key under which figures appear that belong to no cell."""


def loads(*paths: str, day: date, cells_on: date | None = None) -> dict[int, Load]:
    """Return cell number to load for what lies under `paths` on `day`.

    `cells_on` is the day whose division is used, normally the same: so old figures can be shown
    in the new cells, and new figures in the old ones. What has no cell stands under NO_CELL.
    A village cell includes its groups.
    """
    division = cells_on or day
    claims = responsibility(*paths, day=division)
    found: dict[int, Load] = {}
    for place, unit_id, load in _figures(paths, day, division):
        cell = claims.cell_of(place, unit_id) or NO_CELL
        found[cell] = found.get(cell, Load()) + load
    return with_groups(found)


def with_groups(found: dict[int, Load]) -> dict[int, Load]:
    """Return the loads with those of groups added to their village cells."""
    for group, parent in _GROUPS.rows(found):
        found[parent] = found.get(parent, Load()) + found[group]
    return found


_GROUPS = PreparedAmong(
    Cell,
    "id",
    lambda wanted: Cell.objects.filter(wanted, parent__isnull=False).values_list("pk", "parent_id"),
)


def _figures(
    paths: Sequence[str], day: date, division: date
) -> Iterator[tuple[str, int | None, Load]]:
    """Yield (place, unit or None, load): a sum per place, and units with a claim one by one."""
    dwellings, households, members = _measures(len(paths))
    given = {"day": day, "division": division, **path_values(paths)}
    for place, unit_id, count, area in dwellings.rows(**given):
        yield place, unit_id, Load(dwellings=count, area_cm=area or 0)
    for place, unit_id, count in households.rows(**given):
        yield place, unit_id, Load(households=count)
    for place, unit_id, count in members.rows(**given):
        yield place, unit_id, Load(persons=count)


@cache
def _measures(count: int) -> tuple[Prepared, Prepared, Prepared]:
    """Return the queries for dwellings, households and persons below so many paths."""
    day, paths = hole("day", Unit, "valid_from"), path_holes(count, Unit)
    dwelling = str(UnitKind.DWELLING)

    def dwellings() -> "QuerySet":
        rows = Unit.objects.under(*paths).open_on(day).filter(kind=dwelling)
        return _split(rows, "pk", "scope_path").annotate(Count("pk"), Sum("area_cm"))

    def households() -> "QuerySet":
        rows = Household.objects.under(*paths).filter(in_force(day), unit__kind=dwelling)
        return _split(rows, "unit_id", "scope_path").annotate(Count("pk"))

    def members() -> "QuerySet":
        rows = HouseholdMember.objects.filter(
            under(paths, "household__scope_path"),
            in_force(day),
            in_force(day, "household__"),
            household__unit__kind=dwelling,
        )
        split = _split(rows, "household__unit_id", "household__scope_path")
        return split.annotate(Count("pk"))

    return Prepared(dwellings), Prepared(households), Prepared(members)


def _split(rows: "QuerySet", unit: str, place: str) -> "QuerySet":
    """Group rows by their place, those of units that have a claim of their own also by unit."""
    division = hole("division", Assignment, "valid_from")
    claimed = Exists(Assignment.objects.on(division).filter(unit_id=OuterRef(unit)))
    return rows.order_by().values_list(place, Case(When(claimed, then=F(unit))))
