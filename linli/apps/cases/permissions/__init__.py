"""Who may do what with cases: parts in a case, its tasks, and what an office sets."""

from linli.apps.cases.permissions.parts import (
    Casting,
    actions_open_to,
    can_act,
    can_add_photo,
    can_apply_retention,
    can_join,
    can_mark_item,
    can_open_contact,
    can_rate,
    can_refile,
    can_remark,
    can_report,
    can_report_on_behalf,
    can_see,
    can_see_inner,
    can_see_photos,
)

__all__ = [
    "Casting",
    "actions_open_to",
    "can_act",
    "can_add_photo",
    "can_apply_retention",
    "can_join",
    "can_mark_item",
    "can_open_contact",
    "can_rate",
    "can_refile",
    "can_remark",
    "can_report",
    "can_report_on_behalf",
    "can_see",
    "can_see_inner",
    "can_see_photos",
]
