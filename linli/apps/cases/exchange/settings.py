"""Categories and limits of cases as tables (类别、时限)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from linli.apps.cases.labels import DISCLOSURES, LEVELS, STEPS
from linli.apps.cases.labels.timing import UNITS, unit_of
from linli.apps.cases.permissions.settings import can_keep_settings
from linli.apps.cases.rules.categories import ICONS
from linli.apps.cases.rules.clocks import Step, TimeUnit
from linli.apps.cases.rules.kinds import Disclosure, Level
from linli.apps.cases.rules.limits import Span
from linli.apps.cases.rules.refusals import LimitSetAlready
from linli.apps.cases.selectors.setting_tables import (
    category_rows,
    limit_beginning,
    limit_rows,
    named_category,
    named_lead,
    same_category,
)
from linli.apps.cases.services import catalogue, settings, voiding
from linli.apps.places.selectors.tables import named_place
from linli.core.access import Actor, Decision
from linli.kit.days import local_day
from linli.kit.registers import CellRefused, Column
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import (
    choice,
    clean_between,
    clean_day,
    clean_text,
    clean_whole,
    clean_yes,
)

PLACE = Column(
    "place",
    _("Place"),
    example="北城街道",
    help=_("Name or code; may be left out where the file is brought in at the place."),
    headings=("地点", "适用地点"),
)
SINCE = Column(
    "valid_from",
    _("Holds from"),
    clean=clean_day,
    help=_("Today or later; today where it is empty."),
    headings=("生效日期", "起始日期"),
)

CATEGORY = Column(
    "category",
    _("Category"),
    help=_("Code or Chinese name; empty for all categories."),
    headings=("类别",),
)


def clean_icon(text: str) -> str:
    """Return a picture of the set that categories may have."""
    if text not in ICONS:
        raise CellRefused("cell.choice", allowed=", ".join(ICONS))
    return text


def clean_code(text: str) -> str:
    """Return a code of small letters, figures and hyphens."""
    if not all(one.isascii() and (one.isalnum() or one in "-_") for one in text) or len(text) > 40:
        raise CellRefused("cases.code_malformed")
    return text.lower()


_unit = choice({name: one[0] for name, one in UNITS.items()})  # type: ignore[type-var]


def clean_unit(text: str) -> str:
    """Return a unit of limits; the counter before it (个工作日) may be left out."""
    try:
        return _unit(text)
    except CellRefused:
        return _unit(f"个{text}")


def yes_text(value: bool) -> str:
    """Return yes or no in the language of the reader."""
    return str(_("yes") if value else _("no"))


class SettingRegister(ActRegister):
    """What an office sets for cases, kept by the administrators of its place.

    A row that says what is set already changes nothing.
    """

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return can_keep_settings(actor, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return can_keep_settings(actor, path)


class CategoryRegister(SettingRegister):
    """Categories added at a place, one a row."""

    key = "cases.categories"
    label = _("Categories of cases")
    columns = (
        Column(
            "code",
            _("Code"),
            clean=clean_code,
            required=True,
            example="street-lamp",
            help=_("Small letters, figures and hyphens; it stays when the name changes."),
            headings=("类别编码", "编码"),
        ),
        Column(
            "name_zh",
            _("Name in Chinese"),
            clean=clean_text(40),
            required=True,
            example="路灯不亮",
            headings=("类别名称", "名称"),
        ),
        Column(
            "name_en",
            _("Name in English"),
            clean=clean_text(60),
            required=True,
            example="Street lamp out",
            headings=("英文名称",),
        ),
        Column(
            "icon",
            _("Picture"),
            clean=clean_icon,
            required=True,
            example="lightbulb",
            headings=("图标",),
        ),
        Column(
            "order",
            _("Order"),
            clean=clean_between(0, 9999),
            example="100",
            headings=("排序", "顺序"),
        ),
        Column(
            "is_ours",
            _("We take reports"),
            clean=clean_yes,
            example="是",
            help=_("Yes where it is empty; no needs where to go, in both languages."),
            headings=("是否受理",),
        ),
        Column(
            "redirect_zh",
            _("Where to go, in Chinese"),
            clean=clean_text(1000),
            headings=("办理指引",),
        ),
        Column(
            "redirect_en",
            _("Where to go, in English"),
            clean=clean_text(1000),
            headings=("英文办理指引",),
        ),
        Column(
            "level",
            _("How urgent, usually"),
            clean=choice({one: LEVELS[one] for one in Level}),
            headings=("紧急程度",),
        ),
        Column(
            "least",
            _("The least a reporter has to disclose"),
            clean=choice({one: DISCLOSURES[one] for one in Disclosure}),
            headings=("最低公开程度",),
        ),
        Column(
            "lead",
            _("Usual lead"),
            help=_("Name of a body at the place, below or above it."),
            headings=("主办单位",),
        ),
        PLACE,
        SINCE,
    )

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Add one category."""
        for given in rows:
            values = given.values
            place = named_place(desk.path, values["place"] or "")
            more = _more(values, place.path)
            told = {"name_zh": values["name_zh"], "name_en": values["name_en"], **more}
            if same_category(place, values["code"], told | {"icon": values["icon"]}):
                continue
            made = catalogue.add_category(
                actor=desk.actor,
                place_id=place.pk,
                code=values["code"],
                name_zh=values["name_zh"],
                name_en=values["name_en"],
                icon=values["icon"],
                valid_from=values["valid_from"] or desk.today,
                now=desk.now,
                **more,
            )
            yield "cases.Category", made.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Take categories out again that nothing was filed under."""
        voiding.void_categories(actor=desk.actor, category_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the categories set at the place and below that hold today or later."""
        for row in category_rows(path, local_day(now)):
            yield [
                row.code,
                row.name_zh,
                row.name_en,
                row.icon,
                row.order,
                yes_text(row.is_ours),
                row.redirect_zh,
                row.redirect_en,
                LEVELS[Level(row.level)],
                DISCLOSURES[Disclosure(row.least)],
                row.lead.name if row.lead else "",
                row.place.code,
                row.valid_from,
            ]


def _more(values: Any, path: str) -> dict[str, Any]:
    """Return what a row says beyond what it must."""
    found = {
        name: values[name]
        for name in ("order", "is_ours", "redirect_zh", "redirect_en", "level", "least")
        if values[name] is not None and values[name] != ""
    }
    if values["lead"]:
        found["lead_id"] = named_lead(path, values["lead"]).pk
    return found


class LimitRegister(SettingRegister):
    """How long steps may take, one limit a row."""

    key = "cases.limits"
    subjects: ClassVar = {"cases.Limit": "case_limit"}
    label = _("Limits of cases")
    columns = (
        PLACE,
        CATEGORY,
        Column(
            "step",
            _("Step"),
            clean=choice({one: STEPS[one] for one in Step}),
            required=True,
            example="处置",
            headings=("环节",),
        ),
        Column(
            "level",
            _("How urgent"),
            clean=choice({one: LEVELS[one] for one in Level}),
            required=True,
            example="一般",
            headings=("紧急程度",),
        ),
        Column(
            "amount",
            _("How long"),
            clean=clean_whole,
            required=True,
            example="3",
            headings=("时限",),
        ),
        Column(
            "unit",
            _("Counted in"),
            clean=clean_unit,
            required=True,
            example="工作日",
            headings=("单位", "计时单位"),
        ),
        SINCE,
    )

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Set one limit; one that begins on a day on which another began is corrected by hand."""
        for given in rows:
            values = given.values
            place = named_place(desk.path, values["place"] or "")
            day = values["valid_from"] or desk.today
            named = values["category"]
            category = named_category(place.path, named, desk.today) if named else None
            key = {"category_id": category, "level": values["level"], "step": values["step"]}
            _label, unit, times = UNITS[values["unit"]]
            span = Span(values["amount"] * times, unit)
            there = limit_beginning(place, valid_from=day, **key)
            if there == span:
                continue
            if there is not None:
                raise LimitSetAlready(field="valid_from")
            made = settings.set_limit(
                actor=desk.actor,
                place_id=place.pk,
                span=span,
                valid_from=day,
                now=desk.now,
                **key,
            )
            yield "cases.Limit", made.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Take limits out again; what each had ended holds again."""
        voiding.void_limits(actor=desk.actor, limit_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the limits set at the place and below that hold today or later."""
        for row in limit_rows(path, local_day(now)):
            name, amount = unit_of(row.amount, TimeUnit(row.unit))
            yield [
                row.place.code,
                row.category.code if row.category else "",
                STEPS[Step(row.step)],
                LEVELS[Level(row.level)],
                amount,
                UNITS[name][0],
                row.valid_from,
            ]
