"""Days, hours, posts of the ladder and check-lists as tables (工作日、办公时间、督办、核对)."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import ClassVar
from unicodedata import normalize

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.exchange.settings import PLACE, SINCE, SettingRegister, yes_text
from linli.apps.cases.labels import ACTIONS
from linli.apps.cases.labels.timing import RUNGS_ABOVE
from linli.apps.cases.rules.categories import LISTED_ACTIONS
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.hours import HoursMalformed, hours_of, hours_text
from linli.apps.cases.rules.ladder import Rung
from linli.apps.cases.rules.refusals import HoursSetAlready, ItemThere, PostNamedAlready
from linli.apps.cases.selectors.setting_tables import (
    day_is_set,
    hours_beginning,
    hours_in_force,
    hours_rows,
    item_rows,
    items_worded,
    ladder_rows,
    named_category,
    named_post_above,
    namings,
    work_day_rows,
)
from linli.apps.cases.services import catalogue, settings, voiding
from linli.apps.organisations.selectors.seat_words import seat_word
from linli.apps.places.selectors.tables import named_place
from linli.core.access import Actor
from linli.kit.days import local_day
from linli.kit.registers import CellRefused, Column
from linli.kit.row_acts import Desk, Given
from linli.kit.sheets.cleaning import (
    choice,
    clean_between,
    clean_day,
    clean_line,
    clean_text,
    clean_yes,
)

_DASHES = re.compile(r"\s*[-\u2010-\u2015~至到]\s*")
_BETWEEN = re.compile(r"[,;、\s]+")
_SHORT_HOUR = re.compile(r"(?<![0-9])([0-9]:)")


def clean_hours(text: str) -> str:
    """Return office hours, also as Chinese lists have them: 8:30—12：00、14:00至18:00."""
    plain = _BETWEEN.sub(" ", _DASHES.sub("-", normalize("NFKC", text))).strip()
    try:
        return hours_text(hours_of(_SHORT_HOUR.sub(r"0\1", plain)))
    except HoursMalformed as refusal:
        raise CellRefused(refusal.code) from None


class OfficeHoursRegister(SettingRegister):
    """The hours in which offices are open, one place and day of change a row."""

    key = "cases.office_hours"
    label = _("Office hours")
    subjects: ClassVar = {"cases.OfficeHours": "office_hours"}
    columns = (
        PLACE,
        Column(
            "hours",
            _("Office hours"),
            clean=clean_hours,
            required=True,
            example="08:30-12:00 14:00-18:00",
            help=_("Times of one day, a space between two stretches. They hold on working days."),
            headings=("办公时间", "工作时间"),
        ),
        SINCE,
    )

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Set the hours of one place; those that begin on that day already are not replaced."""
        for given in rows:
            hours, day = given.values["hours"], given.values["valid_from"]
            place = named_place(desk.path, given.values["place"] or "")
            there = hours_beginning(place, day) if day else hours_in_force(place, desk.today)
            if there == hours:
                continue
            if hours_beginning(place, day or desk.today):
                raise HoursSetAlready(field="valid_from")
            made = settings.set_hours(
                actor=desk.actor,
                place_id=place.pk,
                hours=hours,
                valid_from=day or desk.today,
                now=desk.now,
            )
            yield "cases.OfficeHours", made.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Take hours out again; what each had ended holds again."""
        voiding.void_hours(actor=desk.actor, hours_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the hours set at the place and below that hold today or later."""
        for row in hours_rows(path, local_day(now)):
            yield row.place.code, row.hours, row.valid_from


class WorkDayRegister(SettingRegister):
    """Days that offices work or rest other than the calendar says, one a row."""

    key = "cases.work_days"
    subjects: ClassVar = {"cases.DayOverride": "work_day"}
    label = _("Changed working days")
    columns = (
        PLACE,
        Column(
            "day",
            _("Day"),
            clean=clean_day,
            required=True,
            example="2026-10-10",
            headings=("日期",),
        ),
        Column(
            "is_worked",
            _("Worked"),
            clean=clean_yes,
            required=True,
            example="是",
            help=_("Yes: a working day. No: a day of rest."),
            headings=("是否上班", "上班"),
        ),
        Column(
            "reason",
            _("Reason"),
            clean=clean_text(120),
            required=True,
            example="国庆调休",
            help=_("Reporters read it in their clock."),
            headings=("原因", "说明"),
        ),
    )

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Change one day."""
        for given in rows:
            values = given.values
            place = named_place(desk.path, values["place"] or "")
            said = {name: values[name] for name in ("day", "is_worked", "reason")}
            if day_is_set(place, **said):
                continue
            made = settings.override_day(actor=desk.actor, place_id=place.pk, now=desk.now, **said)
            yield "cases.DayOverride", made.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Withdraw days that have not begun."""
        voiding.withdraw_overrides(actor=desk.actor, override_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the changed days of this year and later ones."""
        for row in work_day_rows(path, local_day(now)):
            yield row.place.code, row.day, yes_text(row.is_worked), row.reason


class LadderRegister(SettingRegister):
    """Which post hears of what has been overdue for long, one rung of one place a row."""

    key = "cases.ladder_posts"
    label = _("Posts for overdue cases and arbitration")
    subjects: ClassVar = {"cases.LadderPost": "ladder_post"}
    columns = (
        PLACE,
        Column(
            "rung",
            _("Rung"),
            clean=choice({one: RUNGS_ABOVE[one] for one in RUNGS_ABOVE}),
            required=True,
            example="街道（乡镇）机构",
            help=_("Only the rungs above the body that has the task, and the arbiters."),
            headings=("督办层级", "层级"),
        ),
        Column(
            "body",
            _("Body"),
            required=True,
            example="北城街道综合治理办公室",
            help=_("Name of a body of the place or above it."),
            headings=("督办单位", "组织"),
        ),
        Column(
            "post",
            _("Post"),
            clean=clean_text(60),
            required=True,
            example="负责人",
            headings=("督办岗位", "职务"),
        ),
        Column(
            "number",
            pgettext_lazy("of a post", "Which one"),
            clean=clean_between(1, 9999),
            help=_("A number, only where the body has several such posts."),
            headings=("岗位序号",),
        ),
        SINCE,
    )

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Name one post; namings of that day or later are ended by hand first."""
        for given in rows:
            values = given.values
            place = named_place(desk.path, values["place"] or "")
            day = values["valid_from"] or desk.today
            rung = Rung(values["rung"])
            seat = named_post_above(
                place.path, values["body"], values["post"], values["number"], max(day, desk.today)
            )
            named = namings(place, rung, day)
            held = values["valid_from"] or max((one.valid_from for one in named), default=day)
            if any((one.seat_id, one.valid_from) == (seat, held) for one in named):
                continue
            if any(one.valid_from >= day for one in named):
                raise PostNamedAlready(field="valid_from")
            made = settings.name_ladder_post(
                actor=desk.actor,
                place_id=place.pk,
                rung=rung,
                seat_id=seat,
                valid_from=day,
                now=desk.now,
            )
            yield "cases.LadderPost", made.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Take namings out again; what each had ended holds again."""
        voiding.void_ladder_posts(actor=desk.actor, post_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the posts named at the place and below for today or later."""
        for row in ladder_rows(path, local_day(now)):
            yield [
                row.place.code,
                RUNGS_ABOVE[Rung(row.rung)],
                row.seat.body.name,
                seat_word(row.seat),
                row.seat.position,
                row.valid_from,
            ]


class CheckListRegister(SettingRegister):
    """The check-lists of categories, one line a row; they hold from the day they come in."""

    key = "cases.check_lists"
    label = _("Check-lists of categories")
    columns = (
        PLACE,
        Column(
            "category",
            _("Category"),
            required=True,
            example="street-lamp",
            help=_("Code or Chinese name of a category of the place."),
            headings=("类别", "类别编码"),
        ),
        Column(
            "action",
            _("Before which act"),
            clean=choice({one: ACTIONS[one] for one in LISTED_ACTIONS}),
            required=True,
            example="反馈结果",
            headings=("办理动作", "环节"),
        ),
        Column(
            "text_zh",
            _("Words in Chinese"),
            clean=clean_line(120),
            required=True,
            example="已断电并设置围挡",
            headings=("核对内容", "核对项"),
        ),
        Column(
            "text_en",
            _("Words in English"),
            clean=clean_line(160),
            required=True,
            example="Power is off and a barrier stands",
            headings=("英文核对内容",),
        ),
        Column(
            "is_gate",
            _("Holds the act back"),
            clean=clean_yes,
            example="是",
            help=_("Yes where it is empty: the act waits until somebody has marked the line."),
            headings=("是否必须", "是否卡口"),
        ),
    )

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Add one line to the check-list of a category."""
        for given in rows:
            values = given.values
            place = named_place(desk.path, values["place"] or "")
            category = named_category(place.path, values["category"], desk.today)
            is_gate = values["is_gate"] is not False
            there = items_worded(category, values["action"], values["text_zh"])
            if any((one.text_en, one.is_gate) == (values["text_en"], is_gate) for one in there):
                continue
            if there:
                raise ItemThere(field="text_zh")
            made = catalogue.add_item(
                actor=desk.actor,
                category_id=category,
                action=CaseAction(values["action"]),
                text_zh=values["text_zh"],
                text_en=values["text_en"],
                is_gate=is_gate,
                now=desk.now,
            )
            yield "cases.CheckItem", made.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Take lines out again that nobody has marked."""
        voiding.void_items(actor=desk.actor, item_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the lines in force of categories set at the place and below."""
        for row in item_rows(path, local_day(now)):
            yield [
                row.category.place.code,
                row.category.code,
                ACTIONS[CaseAction(row.action)],
                row.text_zh,
                row.text_en,
                yes_text(row.is_gate),
            ]
