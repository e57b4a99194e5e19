"""Places without a framework: kinds, codes, the regular building, history and its replay."""

from linli.apps.places.rules.fields import IMPERSONAL
from linli.apps.places.rules.kinds import (
    DIVISIONS,
    PARENT_KINDS,
    UNIT_PLACES,
    Happening,
    PlaceKind,
    SuccessionKind,
    TownshipClass,
    UnitKind,
)

__all__ = [
    "DIVISIONS",
    "IMPERSONAL",
    "PARENT_KINDS",
    "UNIT_PLACES",
    "Happening",
    "PlaceKind",
    "SuccessionKind",
    "TownshipClass",
    "UnitKind",
]
