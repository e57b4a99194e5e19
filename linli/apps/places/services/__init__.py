"""Acts on places and units. Nothing else writes their tables."""

from linli.apps.places.services.structure import add_place, found_country
from linli.apps.places.services.units import (
    NewUnit,
    add_building,
    add_units,
    change_unit,
    end_unit,
)

__all__ = [
    "NewUnit",
    "add_building",
    "add_place",
    "add_units",
    "change_unit",
    "end_unit",
    "found_country",
]
