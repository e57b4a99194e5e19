"""The boundaries of a revision held against each other, the outline and the neighbours."""

from collections.abc import Sequence
from datetime import date

from linli.apps.grids.models import GridRevision, RevisionCell
from linli.apps.grids.models.boxed import touches
from linli.apps.grids.rules.cells import FIRST_TIER, CellKind
from linli.apps.grids.rules.shapes import Box, Shape, union
from linli.apps.grids.rules.topology import Drawn, Report, check_topology
from linli.apps.grids.selectors.location import outline_of


def topology_reports(
    revision: GridRevision, rows: Sequence[RevisionCell], *, day: date
) -> list[Report]:
    """Return one report for the place and one for each village cell that has groups.

    A tier of which nothing is drawn is left out: cells may live without boundaries, by claims
    alone, but not some of them with and some without.
    """
    living = [row for row in rows if not row.is_closed]
    first = [row for row in living if row.kind in FIRST_TIER]
    outline = outline_of(revision.place_id, day)
    reports = []
    if any(row.polygon is not None for row in first):
        reports.append(
            check_topology(
                [_drawn(row) for row in first],
                place=revision.place.name,
                outline=outline.shape if outline else None,
                neighbours=neighbours_of(revision, day=day),
                tolerance_m2=revision.tolerance_m2,
            )
        )
    for parent in first:
        groups = [row for row in living if row.parent_id == parent.pk]
        if any(row.polygon is not None for row in groups):
            reports.append(
                check_topology(
                    [_drawn(row) for row in groups],
                    place=parent.name,
                    outline=parent.shape,
                    tolerance_m2=revision.tolerance_m2,
                )
            )
    return reports


def neighbours_of(revision: GridRevision, *, day: date) -> list[Drawn]:
    """Return the boundaries in force of other places near the revision's own."""
    shapes = [row.shape for row in revision.cells.filter(is_closed=False, polygon__isnull=False)]
    drawn: list[Shape] = [shape for shape in shapes if shape is not None]
    if not drawn:
        return []
    others = (
        GridRevision.objects.ever_in_force()
        .on(day)
        .exclude(place_id=revision.place_id)
        .filter(touches(Box.of(union(drawn))))
    )
    rows = RevisionCell.objects.filter(
        touches(Box.of(union(drawn))), revision__in=others.values("pk"), is_closed=False
    ).exclude(kind=CellKind.GROUP)
    return [
        Drawn(f"cell-{row.cell_id}", f"{row.revision.place.name} {row.name}", row.shape)
        for row in rows.select_related("revision__place").order_by("cell_id")
    ]


def _drawn(row: RevisionCell) -> Drawn:
    return Drawn(str(row.pk), row.name, row.shape)
