"""Words for kinds, and sentences for refusals and acts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.places.rules import Happening, PlaceKind, TownshipClass, UnitKind
from linli.apps.places.rules.buildings import Numbering
from linli.apps.places.rules.plans import PlannedAct, PlanOutcome
from linli.core.arithmetic import AreaCm
from linli.kit.sentences import register_sentences
from linli.kit.trail_words import (
    Says,
    register_facts,
    register_things,
)

PLACE_KINDS: "dict[PlaceKind, str | Promise]" = {
    PlaceKind.COUNTRY: _("Country"),
    PlaceKind.PROVINCE: _("Province"),
    PlaceKind.PREFECTURE: _("Prefecture"),
    PlaceKind.COUNTY: _("County or district"),
    PlaceKind.TOWNSHIP: _("Township or sub-district"),
    PlaceKind.COMMUNITY: _("Community"),
    PlaceKind.VILLAGE: _("Village"),
    PlaceKind.COMPOUND: _("Compound"),
    PlaceKind.NATURAL_VILLAGE: _("Natural village"),
    PlaceKind.BUILDING: pgettext_lazy("place", "Building"),
    PlaceKind.ENTRANCE: _("Entrance"),
}

TOWNSHIP_CLASSES: "dict[TownshipClass, str | Promise]" = {
    TownshipClass.SUBDISTRICT: _("Sub-district"),
    TownshipClass.TOWN: _("Town"),
    TownshipClass.RURAL_TOWNSHIP: _("Rural township"),
    TownshipClass.COMBINED: _("Unit that is both enterprise and government"),
}

UNIT_KINDS: "dict[UnitKind, str | Promise]" = {
    UnitKind.DWELLING: _("Dwelling"),
    UnitKind.SHOP: _("Shop"),
    UnitKind.PARKING: _("Parking space"),
    UnitKind.SHED: _("Shed"),
    UnitKind.OTHER: pgettext_lazy("unit", "Other"),
}

# One character that stands in the building picture for the kind, beside its colour.
UNIT_SIGNS: "dict[UnitKind, str | Promise]" = {
    UnitKind.DWELLING: pgettext_lazy("sign of a dwelling", "D"),
    UnitKind.SHOP: pgettext_lazy("sign of a shop", "S"),
    UnitKind.PARKING: pgettext_lazy("sign of a parking space", "P"),
    UnitKind.SHED: pgettext_lazy("sign of a shed", "H"),
    UnitKind.OTHER: pgettext_lazy("sign of another unit", "O"),
}

HAPPENINGS: "dict[Happening, str | Promise]" = {
    Happening.BEGAN: _("Began as %(after)s"),
    Happening.RENAMED: _("%(before)s renamed %(after)s"),
    Happening.RECODED: _("Code %(before)s became %(after)s"),
    Happening.MOVED: _("Moved from %(before)s to %(after)s"),
    Happening.CAME_BY_MERGE: _("%(after)s went up in it"),
    Happening.CAME_BY_SPLIT: _("Taken out of %(after)s"),
    Happening.WENT_BY_MERGE: _("Went up in %(after)s"),
    Happening.WENT_BY_SPLIT: _("%(after)s taken out of it"),
    Happening.RENUMBERED: _("Number %(before)s became %(after)s"),
    Happening.MEASURED: _("Area changed from %(before)s to %(after)s"),
    Happening.OTHER_FLOOR: _("Floor changed from %(before)s to %(after)s"),
    Happening.OTHER_KIND: _("Kind changed from %(before)s to %(after)s"),
    Happening.ENDED: _("Exists no longer"),
}

NUMBERINGS: "dict[Numbering, str | Promise]" = {
    Numbering.PER_ENTRANCE: _("Each entrance begins again: 101, 102 and 101, 102"),
    Numbering.ACROSS: _("Doors count on along the building: 101, 102 and 103, 104"),
    Numbering.WITH_ENTRANCE: _("The entrance stands before the door: 1-101 and 2-101"),
}

PLANNED_ACTS: "dict[PlannedAct, str | Promise]" = {
    PlannedAct.RENAME: _("Rename"),
    PlannedAct.RECODE: _("New code"),
    PlannedAct.MOVE: _("Move"),
    PlannedAct.MERGE: _("Merge"),
    PlannedAct.MERGE_INTO_NEW: _("Merge into a new place"),
    PlannedAct.SPLIT: _("Split"),
    PlannedAct.END: _("End the place"),
    PlannedAct.DEMOLISH: _("End the place with everything in it"),
}

register_sentences(
    {
        "place.not_named": _("No place below is called %(name)s. Enter it first, or use its code."),
        "place.named_twice": _("Several places are called %(name)s. Use the code."),
        "place.code_malformed": _("A code of this kind has %(digits)s digits."),
        "place.code_outside_parent": _("The code has to begin with %(parent_code)s."),
        "place.code_used": _("The code %(given)s is, or once was, another place's."),
        "place.kind_not_here": _("Such a place does not stand here."),
        "place.name_unusable": _(
            "Type a name of at most %(limit)s characters, without hidden characters."
        ),
        "place.day_in_future": _("Enter the change on or after the day it takes effect."),
        "place.day_too_early": _(
            "The day can't be before %(earliest)s: later changes build on it."
        ),
        "place.plan_settled": _("The change planned for %(day)s is settled already."),
        "place.day_not_to_come": _("Only changes of a day to come are planned."),
        "place.day_malformed": _("This is no day: %(given)s."),
        "place.ended": _("%(name)s no longer exists."),
        "place.nothing_changes": _("This is what stands there already."),
        "place.stands": _("%(name)s has not ended."),
        "place.ended_with": _("%(name)s ended with %(around)s: take the end of %(around)s back."),
        "place.ending_unknown": _(
            "What the end of %(name)s closed was not kept: it was merged or split, or ended before "
            "this was kept. If it stands, enter it anew."
        ),
        "place.name_taken": _(
            "There is another %(name)s in %(place)s by now: rename it, or end it, first."
        ),
        "place.in_use": _("There are still places or units in %(name)s."),
        "place.moves_into_itself": _("A place can't hang below itself."),
        "place.not_alike": _("%(name)s and %(target)s are not places of one kind that can merge."),
        "place.split_incomplete": _(
            "When a place ends, everything in it has to go to one of at least two parts; "
            "%(left)s are left over."
        ),
        "place.not_in_place": _("Not everything chosen stands in %(name)s."),
        "unit.number_unusable": _(
            "Type a door number of at most %(limit)s characters, without hidden characters."
        ),
        "unit.area_unbelievable": _("Type an area above 0 and up to %(limit)s square metres."),
        "unit.floor_unbelievable": _(
            "Floors go from %(lowest)s to %(highest)s, and there is no floor 0."
        ),
        "unit.ended": _("Unit %(number)s no longer exists."),
        "unit.stands": _("Unit %(number)s has not ended."),
        "unit.ending_unknown": _(
            "It is not known what the end of unit %(number)s closed: it was joined or divided, or "
            "ended long ago. Enter what is there as a new unit."
        ),
        "unit.number_taken": _("There is already a unit %(number)s of this kind here."),
        "unit.not_here": _("No units stand directly in %(name)s."),
        "unit.not_alike": _("Only units of one kind can be joined. Change the kind first."),
        "unit.apart": _("Only units of one building can be joined."),
        "unit.too_few": _("It takes at least two units."),
        "unit.area_missing": _("The areas were known so far: type the area of every new unit."),
        "unit.areas_differ": _(
            "The new areas add up to %(have)s m², the old ones to %(had)s m². Put them right, or "
            "say that they were measured anew."
        ),
        "building.plan_impossible": _("This has to lie between %(lowest)s and %(highest)s."),
        "division.level_unknown": _("The level %(given)s is not known."),
        "division.code_repeated": _("The code %(given)s stands in an earlier row."),
        "division.parent_unknown": _(
            "The division above, %(given)s, stands neither in the list nor in the tree."
        ),
        "division.differs": _(
            "The tree has %(given)s as another kind of place, or below another division."
        ),
        "division.list_faulty": _("Nothing was loaded: %(faults)s rows are faulty."),
        "division.columns_missing": _("These columns are missing: %(columns)s."),
        "event.place.added": _("Place added"),
        "event.place.building_added": _("Building added with its units"),
        "event.place.list_loaded": _("Division list loaded"),
        "event.place.renamed": _("Place renamed"),
        "event.place.recoded": _("Division given a new code"),
        "event.place.moved": _("Place moved below another"),
        "event.place.merged": _("Places merged"),
        "event.place.split": _("Place split"),
        "event.place.ended": _("Place ended"),
        "event.place.restored": _("End of a place taken back"),
        "event.place.change_planned": _("Change of a place planned"),
        "event.place.plan_settled": _("Planned change of a place settled"),
        "event.unit.added": _("Units added"),
        "event.unit.changed": _("Unit changed"),
        "event.unit.ended": _("Unit ended"),
        "event.unit.restored": _("End of a unit taken back"),
        "event.unit.joined": _("Units joined"),
        "event.unit.divided": _("Unit divided"),
        "event.unit.voided": _("Units struck out"),
        "event.place.voided": _("Place struck out"),
    }
)

PLAN_OUTCOMES: "dict[PlanOutcome, str | Promise]" = {
    PlanOutcome.DONE: pgettext_lazy("trail", "made"),
    PlanOutcome.WITHDRAWN: pgettext_lazy("trail", "withdrawn"),
    PlanOutcome.REFUSED: pgettext_lazy("trail", "could not be made"),
}


def area_said(area_cm: str) -> str:
    """Return an area of the trail in square metres."""
    return f"{AreaCm(int(area_cm))} m²"


register_things(place=pgettext_lazy("trail", "Place"), unit=pgettext_lazy("trail", "Unit"))
_PLACE, _UNIT = (
    Says(pgettext_lazy("trail", "Place"), thing="place"),
    Says(pgettext_lazy("trail", "Unit"), thing="unit"),
)
_PLACES, _UNITS = (
    Says(pgettext_lazy("trail", "Places"), thing="place"),
    Says(pgettext_lazy("trail", "Units"), thing="unit"),
)
_KIND_OF_PLACE = Says(pgettext_lazy("trail", "Kind"), values=PLACE_KINDS)
_KIND_OF_UNIT = Says(pgettext_lazy("trail", "Kind"), values=UNIT_KINDS)
_MORE_FACTS: dict[str, str | Promise | Says] = {
    "is": pgettext_lazy("trail", "After"),
    "places_changed.id": _PLACE,
    "units_changed.id": _UNIT,
}
register_facts(
    "place",
    "unit",
    part=pgettext_lazy("trail", "Part of the list"),
    places_added=Says(
        pgettext_lazy("trail", "Places added"),
        columns=(
            _PLACE,
            _PLACE,
            _KIND_OF_PLACE,
            Says(pgettext_lazy("trail", "Code")),
            Says(pgettext_lazy("trail", "Name")),
        ),
    ),
    units_added=Says(
        pgettext_lazy("trail", "Units added"),
        columns=(
            *(
                _UNIT,
                _PLACE,
                _KIND_OF_UNIT,
                Says(pgettext_lazy("trail", "Code")),
                Says(pgettext_lazy("trail", "Number")),
            ),
            *(
                Says(pgettext_lazy("trail", "Floor")),
                Says(pgettext_lazy("trail", "Area"), values=area_said),
            ),
        ),
    ),
    places_changed=pgettext_lazy("trail", "Places changed"),
    units_changed=pgettext_lazy("trail", "Units changed"),
    places_ended=Says(pgettext_lazy("trail", "Places ended"), thing="place"),
    units_ended=Says(pgettext_lazy("trail", "Units ended"), thing="unit"),
    places_restored=Says(pgettext_lazy("trail", "Places that exist again"), thing="place"),
    units_restored=Says(pgettext_lazy("trail", "Units that exist again"), thing="unit"),
    places_voided=Says(pgettext_lazy("trail", "Places struck out"), thing="place"),
    units_voided=Says(pgettext_lazy("trail", "Units struck out"), thing="unit"),
    successions=Says(pgettext_lazy("trail", "Became"), thing="place", is_change=True),
    unit_successions=Says(pgettext_lazy("trail", "Became"), thing="unit", is_change=True),
    measured_anew=pgettext_lazy("trail", "Measured anew"),
    ended=pgettext_lazy("trail", "Had ended on"),
    was=pgettext_lazy("trail", "Before"),
    parent_id=Says(pgettext_lazy("trail", "Below"), thing="place"),
    number=pgettext_lazy("trail", "Number"),
    floor=pgettext_lazy("trail", "Floor"),
    area_cm=Says(pgettext_lazy("trail", "Area"), values=area_said),
    kind=Says(pgettext_lazy("trail", "Kind"), values={**PLACE_KINDS, **UNIT_KINDS}),
    plan=pgettext_lazy("trail", "Planned change no."),
    act=Says(pgettext_lazy("trail", "What is planned"), values=PLANNED_ACTS),
    arguments=pgettext_lazy("trail", "How"),
    ends=pgettext_lazy("trail", "The place ends"),
    parts=pgettext_lazy("trail", "Parts"),
    place_ids=_PLACES,
    unit_ids=_UNITS,
    source_ids=_PLACES,
    target_id=Says(pgettext_lazy("trail", "Into"), thing="place"),
    outcome=Says(pgettext_lazy("trail", "Outcome"), values=PLAN_OUTCOMES),
    **_MORE_FACTS,
)
