"""What cells and divisions into cells are called in the trail."""

from collections.abc import Collection

from linli.apps.grids.models import Cell, GridRevision
from linli.kit.trail_words import row_numbers


def cell_names(numbers: Collection[str]) -> dict[str, str]:
    """Return codes and names of cells."""
    rows = Cell.objects.filter(pk__in=row_numbers(numbers)).values_list("pk", "code", "name")
    return {str(pk): f"{code} {name}" for pk, code, name in rows}


def cells_called(typed: str) -> list[str]:
    """Return the number of the cell with this code."""
    return [str(pk) for pk in Cell.objects.filter(code=typed).values_list("pk", flat=True)]


def revision_titles(numbers: Collection[str]) -> dict[str, str]:
    """Return the titles of divisions into cells."""
    rows = GridRevision.objects.filter(pk__in=row_numbers(numbers)).values_list("pk", "title")
    return {str(pk): title for pk, title in rows}
