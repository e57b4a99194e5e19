"""The cell a case belongs to: its dwelling's, else its place's, else the one around its point."""

from collections.abc import Collection, Sequence
from datetime import date

from linli.apps.cases.models import Case
from linli.apps.grids.models import Cell
from linli.apps.grids.rules.responsibility import Responsibility
from linli.apps.grids.selectors.location import cells_at
from linli.apps.grids.selectors.responsibility import responsibility
from linli.apps.places.models import Unit


def cells_of_cases(
    cases: Collection[Case], *, day: date, below: Sequence[str] = ()
) -> dict[int, int | None]:
    """Return case to cell on `day`, None where there is none; the queries do not grow.

    `below` are places that all the cases lie in, where there are many. A cell of another
    community than the case's does not count. Source: [rule:case-follows].
    """
    units = {case.unit_id for case in cases if case.unit_id is not None}
    paths = dict(Unit.objects.filter(pk__in=units).values_list("pk", "scope_path"))
    roots = below or sorted({*paths.values(), *(case.scope_path for case in cases)})
    claims = responsibility(*roots, day=day, unit_ids=units)
    found = {case.pk: _claimed(case, claims, paths) for case in cases}
    found |= _around([case for case in cases if found[case.pk] is None], day)
    homes = dict(Cell.objects.filter(pk__in=set(found.values())).values_list("pk", "place_id"))
    return {
        case.pk: cell
        if (cell := found[case.pk]) in homes and case.community_id in (None, homes[cell])
        else None
        for case in cases
    }


def cell_of_case(case: Case, *, day: date) -> int | None:
    """Return the cell of one case, stored or not."""
    return cells_of_cases([case], day=day)[case.pk]


def _claimed(case: Case, claims: Responsibility, paths: dict[int, str]) -> int | None:
    if case.unit_id is not None:
        cell = claims.cell_of(paths[case.unit_id], case.unit_id)
        if cell is not None:
            return cell
    return claims.cell_of(case.scope_path)


def _around(cases: Collection[Case], day: date) -> dict[int, int | None]:
    placed = [
        (case.pk, (case.lon, case.lat))
        for case in cases
        if case.lon is not None and case.lat is not None
    ]
    cells = cells_at([point for _pk, point in placed], day=day)
    return {pk: cell for (pk, _point), cell in zip(placed, cells, strict=True)}
