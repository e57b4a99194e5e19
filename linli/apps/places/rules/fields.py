"""Columns of this application: places and units say nothing about anybody by themselves.

Source: [rule:field-register].
"""

IMPERSONAL = {
    "FormerCode": "id code place",
    "Place": "id parent path last_step kind code name valid_from valid_to since",
    "PlaceEnding": "id place with_place date closed taken_back_at",
    "PlaceVersion": "id place parent code name valid_from valid_to",
    "PlannedChange": "id place act arguments effective_date planned_by planned_at outcome reason "
    "settled_at",
    "Succession": "id from_place to_place kind date",
    "Unit": "id place scope_path kind code floor number area_cm valid_from valid_to since",
    "UnitEnding": "id unit with_place date closed taken_back_at",
    "UnitSuccession": "id from_unit to_unit kind date",
    "UnitVersion": "id unit place kind floor number area_cm valid_from valid_to",
}
