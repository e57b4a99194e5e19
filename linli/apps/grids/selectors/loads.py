"""What lies in each cell: dwellings, households, persons, area; as of any day, in any division."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Aggregate, Count, Exists, OuterRef, QuerySet, Sum

from linli.apps.grids.models import Assignment, Cell
from linli.apps.grids.rules.revisions import Load
from linli.apps.grids.selectors.responsibility import responsibility
from linli.apps.people.models import Household, HouseholdMember
from linli.apps.places.models import Unit
from linli.apps.places.rules import UnitKind
from linli.kit.dated import in_force
from linli.kit.scoped import under

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
    groups = Cell.objects.filter(pk__in=list(found), parent__isnull=False)
    for group, parent in groups.values_list("pk", "parent_id"):
        found[parent] = found.get(parent, Load()) + found[group]
    return found


def _figures(
    paths: Sequence[str], day: date, division: date
) -> Iterator[tuple[str, int | None, Load]]:
    """Yield (place, unit or None, load): a sum per place, and units with a claim one by one."""
    dwellings = Unit.objects.under(*paths).open_on(day).filter(kind=UnitKind.DWELLING)
    measures = {"n": Count("pk"), "area": Sum("area_cm")}
    for place, unit_id, row in _split(dwellings, "pk", "scope_path", division, measures):
        yield place, unit_id, Load(dwellings=row["n"], area_cm=row["area"] or 0)
    households = Household.objects.under(*paths).filter(in_force(day), unit__kind=UnitKind.DWELLING)
    count = {"n": Count("pk")}
    for place, unit_id, row in _split(households, "unit_id", "scope_path", division, count):
        yield place, unit_id, Load(households=row["n"])
    members = HouseholdMember.objects.filter(
        under(paths, "household__scope_path"),
        in_force(day),
        in_force(day, "household__"),
        household__unit__kind=UnitKind.DWELLING,
    )
    unit, place_of = "household__unit_id", "household__scope_path"
    for place, unit_id, row in _split(members, unit, place_of, division, count):
        yield place, unit_id, Load(persons=row["n"])


def _split(
    rows: "QuerySet", unit: str, place: str, division: date, measures: Mapping[str, Aggregate]
) -> Iterator[tuple[str, int | None, dict[str, int]]]:
    single = Exists(Assignment.objects.on(division).filter(unit_id=OuterRef(unit)))
    for row in rows.filter(~single).order_by().values(place).annotate(**measures):
        yield row[place], None, row
    for row in rows.filter(single).order_by().values(place, unit).annotate(**measures):
        yield row[place], row[unit], row
