"""Reading places and units, each from what the actor may see."""

from linli.apps.places.selectors.attachments import (
    Attachment,
    AttachmentCount,
    attachment_counts,
    register_attachment,
)
from linli.apps.places.selectors.effects import Effects, effects_below, plan_sketch
from linli.apps.places.selectors.pictures import Picture, building_picture
from linli.apps.places.selectors.plans import get_plan, plans_of
from linli.apps.places.selectors.search import FoundPlace, search_places
from linli.apps.places.selectors.timelines import (
    TimelineEntry,
    place_timeline,
    unit_timeline,
)
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
    places_by_id,
    starting_places,
)
from linli.apps.places.selectors.units import (
    UnitOn,
    UnitTally,
    area_text,
    get_unit,
    joinable_units,
    unit_counts_below,
    unit_now,
    unit_on,
    unit_tallies,
    units_in,
    unmeasured_count,
    unmeasured_page,
)

__all__ = [
    "Attachment",
    "AttachmentCount",
    "Children",
    "Effects",
    "FoundPlace",
    "Picture",
    "PlaceOn",
    "TimelineEntry",
    "UnitOn",
    "UnitTally",
    "area_text",
    "attachment_counts",
    "building_picture",
    "children_of",
    "counts_below",
    "crumbs",
    "crumbs_on",
    "effects_below",
    "get_place",
    "get_plan",
    "get_unit",
    "joinable_units",
    "mergeable_places",
    "place_now",
    "place_on",
    "place_timeline",
    "places_by_id",
    "plan_sketch",
    "plans_of",
    "register_attachment",
    "search_places",
    "starting_places",
    "unit_counts_below",
    "unit_now",
    "unit_on",
    "unit_tallies",
    "unit_timeline",
    "units_in",
    "unmeasured_count",
    "unmeasured_page",
]
