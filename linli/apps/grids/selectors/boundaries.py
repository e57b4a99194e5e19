"""What new boundaries are held against: the outline of the place and those drawn up to now."""

from datetime import date

from linli.apps.grids.models import GridRevision
from linli.apps.grids.rules.shapes import Shape
from linli.apps.grids.selectors.location import outline_of


def reference_shapes(revision_id: int, *, day: date) -> dict[str, Shape]:
    """Return code and name of each drawn cell to its boundary, "" to the outline of the place.

    Boundaries are those of the revision this one is based on.
    """
    revision = GridRevision.objects.select_related("based_on").filter(pk=revision_id).first()
    if revision is None:
        return {}
    found: dict[str, Shape] = {}
    outline = outline_of(revision.place_id, day)
    if outline is not None and outline.shape is not None:
        found[""] = outline.shape
    if revision.based_on is not None:
        rows = revision.based_on.cells.filter(is_closed=False, polygon__isnull=False)
        for row in rows.select_related("cell"):
            if row.shape is not None and row.cell is not None:
                found[row.cell.code] = found[row.name] = row.shape
    return found
