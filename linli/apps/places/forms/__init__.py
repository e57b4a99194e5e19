"""What people type about places and units."""

from linli.apps.places.forms.places import (
    AddPlaceForm,
    BuildingForm,
    DatedForm,
    EndForm,
    MergeForm,
    MoveForm,
    PlaceForm,
    RecodeForm,
    RenameForm,
    SplitForm,
)
from linli.apps.places.forms.units import (
    DivideForm,
    JoinForm,
    RestoreForm,
    UnitForm,
    unit_values,
)

__all__ = [
    "AddPlaceForm",
    "BuildingForm",
    "DatedForm",
    "DivideForm",
    "EndForm",
    "JoinForm",
    "MergeForm",
    "MoveForm",
    "PlaceForm",
    "RecodeForm",
    "RenameForm",
    "RestoreForm",
    "SplitForm",
    "UnitForm",
    "unit_values",
]
