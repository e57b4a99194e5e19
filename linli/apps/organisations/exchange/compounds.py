"""Who looks after compounds, and what is wrong there, as tables (小区管理台账)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.apps.organisations import permissions, services
from linli.apps.organisations.labels import CONDITIONS, STEWARDINGS
from linli.apps.organisations.rules.basis import Condition, Stewarding
from linli.apps.organisations.selectors.tables import (
    condition_rows_below,
    named_body,
    steward_rows_below,
)
from linli.apps.places.selectors.tables import named_place
from linli.core.access import Actor, Decision
from linli.kit.days import local_day
from linli.kit.registers import CellRefused, Column
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import choice, clean_day, clean_text, clean_whole

COMPOUND = Column(
    "place",
    _("Compound"),
    example="花园小区",
    help=_("Name or code; may be left out where the file is brought in at a compound."),
    headings=("小区", "小区名称", "小区编码"),
)


def clean_grade(text: str) -> int:
    """Return a grade from 1 (minor) to 3 (dangerous)."""
    grade = clean_whole(text)
    if not 1 <= grade <= 3:
        raise CellRefused("cell.grade")
    return grade


class _CompoundRegister(ActRegister):
    """What is kept of compounds, by whoever keeps their registers."""

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow whoever keeps the registers of the place."""
        return permissions.can_keep_stewardship(actor, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow whoever sees the bodies of the place."""
        return permissions.can_see_stewardship(actor, path)


class StewardRegister(_CompoundRegister):
    """Who looks after which compound since when; a new row ends what was before."""

    key = "organisations.stewardships"
    label = _("Management of compounds")
    columns = (
        COMPOUND,
        Column(
            "kind",
            _("Kind of management"),
            clean=choice({kind: STEWARDINGS[kind] for kind in Stewarding}),
            required=True,
            example="兜底托管",
            headings=("管理方式",),
        ),
        Column(
            "body",
            _("Body in charge"),
            help=_("Name of the team or committee, where it is registered."),
            headings=("责任单位", "物业企业"),
        ),
        Column("since", _("Since"), clean=clean_day, required=True, headings=("起始日期",)),
        Column(
            "exit_plan",
            _("Way back to regular management"),
            clean=clean_text(200),
            headings=("退出计划",),
        ),
        Column("review_on", _("To be reviewed on"), clean=clean_day, headings=("复核日期",)),
    )

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Record who looks after one compound."""
        for given in rows:
            values = given.values
            place = named_place(desk.path, values["place"] or "")
            body = values["body"]
            row = services.begin_stewardship(
                actor=desk.actor,
                place_id=place.pk,
                kind=values["kind"],
                body_id=named_body(place.path, body).pk if body else None,
                exit_plan=values["exit_plan"] or "",
                review_on=values["review_on"],
                valid_from=values["since"],
                now=desk.now,
            )
            yield "organisations.Stewardship", row.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out rows; what they ended holds again."""
        services.void_stewardships(actor=desk.actor, stewardship_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield who looks after each compound today."""
        for row in steward_rows_below(path, local_day(now)):
            yield [
                row.place.code,
                STEWARDINGS[row.kind],
                row.body.name if row.body else "",
                row.valid_from,
                row.exit_plan,
                row.review_on or "",
            ]


class ConditionRegister(_CompoundRegister):
    """Open shortcomings of compounds, graded from 1 to 3."""

    key = "organisations.conditions"
    label = _("Shortcomings of compounds")
    columns = (
        COMPOUND,
        Column(
            "condition",
            _("Shortcoming"),
            clean=choice({kind: CONDITIONS[kind] for kind in Condition}),
            required=True,
            example="停车",
            headings=("短板", "问题"),
        ),
        Column(
            "grade",
            _("Grade from 1 to 3"),
            clean=clean_grade,
            required=True,
            example="2",
            help=_("1 minor, 2 serious, 3 dangerous."),
            headings=("等级",),
        ),
        Column("note", _("Note"), clean=clean_text(200), headings=("说明", "备注")),
        Column("since", _("Since"), clean=clean_day, required=True, headings=("发现日期",)),
    )

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Note one shortcoming."""
        for given in rows:
            values = given.values
            row = services.note_condition(
                actor=desk.actor,
                place_id=named_place(desk.path, values["place"] or "").pk,
                condition=values["condition"],
                grade=values["grade"],
                note_text=values["note"] or "",
                valid_from=values["since"],
                now=desk.now,
            )
            yield "organisations.CompoundCondition", row.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out shortcomings."""
        services.void_conditions(actor=desk.actor, condition_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the open shortcomings."""
        for row in condition_rows_below(path, local_day(now)):
            yield row.place.code, CONDITIONS[row.condition], row.grade, row.note, row.valid_from
