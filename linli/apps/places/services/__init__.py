"""Acts on places and units. Nothing else writes their tables."""

from linli.apps.places.selectors.attachments import Attachment, register_attachment
from linli.apps.places.services.acts import locked_place
from linli.apps.places.services.divisions import LoadReport, load_divisions
from linli.apps.places.services.endings import (
    Consequence,
    Ended,
    Ending,
    Restoring,
    register_closer,
    register_reopener,
)
from linli.apps.places.services.planning import (
    make_due_changes,
    plan_change,
    planned_act,
    withdraw_plan,
)
from linli.apps.places.services.redivision import (
    Redivided,
    Redivision,
    divide_unit,
    join_units,
    register_heir,
)
from linli.apps.places.services.rehearsal import rehearse
from linli.apps.places.services.reshaping import (
    Part,
    demolish_place,
    end_place,
    merge_into_new_place,
    merge_places,
    move_place,
    recode_place,
    rename_place,
    split_place,
)
from linli.apps.places.services.restoring import restore_place, restore_unit
from linli.apps.places.services.structure import add_place, found_country, void_places
from linli.apps.places.services.units import (
    NewUnit,
    add_building,
    add_units,
    change_unit,
    end_unit,
    locked_unit,
    void_units,
)

__all__ = [
    "Attachment",
    "Consequence",
    "Ended",
    "Ending",
    "LoadReport",
    "NewUnit",
    "Part",
    "Redivided",
    "Redivision",
    "Restoring",
    "add_building",
    "add_place",
    "add_units",
    "change_unit",
    "demolish_place",
    "divide_unit",
    "end_place",
    "end_unit",
    "found_country",
    "join_units",
    "load_divisions",
    "locked_place",
    "locked_unit",
    "make_due_changes",
    "merge_into_new_place",
    "merge_places",
    "move_place",
    "plan_change",
    "planned_act",
    "recode_place",
    "register_attachment",
    "register_closer",
    "register_heir",
    "register_reopener",
    "rehearse",
    "rename_place",
    "restore_place",
    "restore_unit",
    "split_place",
    "void_places",
    "void_units",
    "withdraw_plan",
]
