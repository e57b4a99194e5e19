"""Reading places and units, each from what the actor may see."""

from linli.apps.places.selectors.attachments import (
    Attachment,
    AttachmentCount,
    attachment_counts,
    register_attachment,
)
from linli.apps.places.selectors.search import FoundPlace, search_places
from linli.apps.places.selectors.trees import (
    Children,
    PlaceOn,
    children_of,
    counts_below,
    crumbs,
    crumbs_on,
    get_place,
    mergeable_places,
    place_now,
    place_on,
    starting_places,
)
from linli.apps.places.selectors.units import (
    UnitOn,
    get_unit,
    unit_counts_below,
    unit_now,
    unit_on,
    units_of,
)

__all__ = [
    "Attachment",
    "AttachmentCount",
    "Children",
    "FoundPlace",
    "PlaceOn",
    "UnitOn",
    "attachment_counts",
    "children_of",
    "counts_below",
    "crumbs",
    "crumbs_on",
    "get_place",
    "get_unit",
    "mergeable_places",
    "place_now",
    "place_on",
    "register_attachment",
    "search_places",
    "starting_places",
    "unit_counts_below",
    "unit_now",
    "unit_on",
    "units_of",
]
