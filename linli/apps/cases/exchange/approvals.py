"""How many must agree, as a table (审批人数)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from linli.apps.cases.exchange.settings import CATEGORY, PLACE, SINCE, SettingRegister
from linli.apps.cases.labels import LEVELS
from linli.apps.cases.labels.approvals import APPROVAL_KINDS
from linli.apps.cases.rules.approvals import LEAST, MOST, ApprovalKind, NeededSetAlready
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.selectors.approval_rules import needed_beginning, rule_rows
from linli.apps.cases.selectors.setting_tables import named_category
from linli.apps.cases.services import approval_rules
from linli.apps.cases.services.approval_rules import For
from linli.apps.places.selectors.tables import named_place
from linli.core.access import Actor
from linli.kit.days import local_day
from linli.kit.registers import Column
from linli.kit.row_acts import Desk, Given
from linli.kit.sheets.cleaning import choice, clean_between


class ApprovalRegister(SettingRegister):
    """How many people must agree to what, one number a row."""

    key = "cases.approvals"
    subjects: ClassVar = {"cases.ApprovalRule": "approval_rule"}
    label = _("How many must agree")
    columns = (
        PLACE,
        Column(
            "kind",
            _("To what"),
            clean=choice({one: APPROVAL_KINDS[one] for one in ApprovalKind}),
            required=True,
            example="挂账",
            headings=("审批事项", "事项"),
        ),
        CATEGORY,
        Column(
            "level",
            _("How urgent"),
            clean=choice({one: LEVELS[one] for one in Level}),
            help=_("Empty for all."),
            headings=("紧急程度",),
        ),
        Column(
            "needed",
            _("How many must agree"),
            clean=clean_between(LEAST, MOST),
            required=True,
            example="2",
            headings=("审批人数", "会签人数"),
        ),
        SINCE,
    )

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Set one number; one that begins on a day on which another began is corrected by hand."""
        for given in rows:
            values = given.values
            place = named_place(desk.path, values["place"] or "")
            day = values["valid_from"] or desk.today
            named = values["category"]
            category = named_category(place.path, named, desk.today) if named else None
            level = values["level"] or None
            there = needed_beginning(
                place, kind=values["kind"], category_id=category, level=level, valid_from=day
            )
            if there == values["needed"]:
                continue
            if there is not None:
                raise NeededSetAlready(field="valid_from")
            made = approval_rules.set_needed(
                actor=desk.actor,
                place_id=place.pk,
                what=For(values["kind"], category, level),
                needed=values["needed"],
                valid_from=day,
                now=desk.now,
            )
            yield "cases.ApprovalRule", made.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Take numbers out again; what each had ended holds again."""
        approval_rules.void_needed(actor=desk.actor, rule_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the numbers set at the place and below that hold today or later."""
        for row in rule_rows(path, local_day(now)):
            yield [
                row.place.code,
                APPROVAL_KINDS[ApprovalKind(row.kind)],
                row.category.code if row.category else "",
                LEVELS[Level(row.level)] if row.level else "",
                row.needed,
                row.valid_from,
            ]
