"""Words for where cases come from and which way they went."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from linli.apps.cases.rules.courses import Direction, Origin

ORIGINS: dict[Origin, Promise] = {
    Origin.RESIDENT: pgettext_lazy("case origin", "from a resident"),
    Origin.GRID: pgettext_lazy("case origin", "from the grid"),
    Origin.OUTSIDE: pgettext_lazy("case origin", "from another system"),
}

DIRECTIONS: dict[Direction, Promise] = {
    Direction.UP: pgettext_lazy("case direction", "sent up to the district"),
    Direction.TO_BOARD: pgettext_lazy("case direction", "sent up to be dispatched"),
    Direction.SIDEWAYS: pgettext_lazy("case direction", "sent across to an office of the township"),
    Direction.DOWN: pgettext_lazy("case direction", "sent down to the place"),
}
