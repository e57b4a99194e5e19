"""The layer of the building picture that the grid knows: which cell each door belongs to."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.grids.models import Cell
from linli.apps.grids.rules.cells import GRID_READERS
from linli.apps.grids.selectors.responsibility import cells_of_units
from linli.apps.places.rules.layers import KINDS_APART, Layer, Mark, works_around
from linli.core.access import Actor

_NO_CELL = Mark("warn", pgettext_lazy("sign: belongs to no cell", "–"), _("Belongs to no cell"))


def _cells(actor: Actor, unit_ids: Sequence[int], day: date) -> Mapping[int, Mark]:
    """Return the cell of each unit on the day; cells follow one another in the order of codes."""
    found = cells_of_units(unit_ids, day=day)
    rows = Cell.objects.filter(pk__in=set(found.values())).order_by("code")
    marks = {
        cell.pk: Mark(KINDS_APART[place % len(KINDS_APART)], str(int(cell.code[-3:])), cell.name)
        for place, cell in enumerate(rows)
    }
    return {unit: marks[found[unit]] if unit in found else _NO_CELL for unit in unit_ids}


CELLS = Layer(
    "cells",
    pgettext_lazy("layer", "Cells"),
    (),
    _cells,
    lambda actor, path: works_around(actor, GRID_READERS, path),
    note=_("The sign is the end of the cell's code."),
)
