"""Words for where cases come from and which way they went."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from linli.apps.cases.labels import CHANNELS
from linli.apps.cases.rules.courses import Direction, Origin, Source
from linli.apps.cases.rules.kinds import Channel

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

# In the order of the list; what a resident says comes in by many ways.
SOURCES: dict[Source, Promise] = {
    Source.RESIDENT: pgettext_lazy("case source", "residents, by any way"),
    Source.ONLINE: CHANNELS[Channel.RESIDENT],
    Source.COUNTER: CHANNELS[Channel.COUNTER],
    Source.TELEPHONE: CHANNELS[Channel.TELEPHONE],
    Source.SMS: CHANNELS[Channel.SMS],
    Source.CHAT: CHANNELS[Channel.CHAT],
    Source.PAPER: CHANNELS[Channel.PAPER],
    Source.GRID: CHANNELS[Channel.GRID],
    Source.OUTSIDE: CHANNELS[Channel.INTERFACE],
}
