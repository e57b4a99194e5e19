"""Households, owners and tenants as a table (花名册): taken dwelling by dwelling, sent masked."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.apps.people import permissions, services
from linli.apps.people.exchange import cells
from linli.apps.people.exchange.roster_loading import RosterLoading
from linli.apps.people.labels import RELATIONS, TENURES
from linli.apps.people.selectors.rosters import roster_lines
from linli.core.access import Actor, Decision
from linli.kit.days import local_day
from linli.kit.registers import Column, Span
from linli.kit.sheets.cleaning import clean_day


class RosterRegister:
    """Who lives where and who owns what, one row a person and dwelling."""

    key = "people.roster"
    label = _("Households, owners and tenants")
    takes = True
    sends = True
    columns = (
        Column(
            "place",
            _("Compound or village"),
            clean=cells.clean_address,
            example="371702004002-C01",
            help=_("Name or code; may be left out where the file is brought in at a compound."),
            headings=("小区", "小区名称", "小区编码", "自然村"),
        ),
        Column(
            "building",
            _("Building"),
            clean=cells.clean_address,
            example="1号楼",
            headings=("楼栋", "楼号", "幢号"),
        ),
        Column(
            "entrance",
            _("Entrance"),
            clean=cells.clean_address,
            example="1单元",
            headings=("单元", "单元号"),
        ),
        Column(
            "number",
            _("Door number"),
            clean=cells.clean_address,
            required=True,
            example="101",
            help=_("The dwelling must be in the register of dwellings already."),
            headings=("房号", "门牌号", "室号", "户号"),
        ),
        Column(
            "name",
            _("Name"),
            clean=cells.clean_name,
            clean_plain=cells.clean_names,
            distinct=True,
            required=True,
            example="王小明",
            headings=("姓名", "业主姓名", "单位名称"),
        ),
        Column(
            "id_number",
            _("Identity number or credit code"),
            clean=cells.clean_number,
            clean_plain=cells.clean_numbers,
            distinct=True,
            help=_("Format the column as text, or the spreadsheet cuts the last digits."),
            headings=("身份证号", "身份证号码", "公民身份号码", "证件号码", "证件号"),
        ),
        Column(
            "phone",
            _("Phone"),
            clean=cells.clean_phone,
            clean_plain=cells.clean_phones,
            distinct=True,
            headings=("电话", "手机", "手机号", "联系电话", "联系方式"),
        ),
        Column(
            "relation",
            _("Relation to the head of household"),
            clean=cells.clean_relation,
            example="户主",
            help=_("Empty for somebody who does not live there. Every household has one head."),
            headings=("与户主关系", "关系"),
        ),
        Column(
            "tenure",
            _("Tenure"),
            clean=cells.clean_tenure,
            example="所有权人",
            help=_("Empty for somebody who neither owns nor rents. Co-owners are named one a row."),
            headings=("权属", "产权", "产权性质"),
        ),
        Column(
            "since",
            _("Since"),
            clean=clean_day,
            example="2015-01-31",
            headings=("起始日期", "入住日期"),
        ),
    )

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow whoever keeps the register at the place."""
        return permissions.can_register_at(actor, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow whoever keeps the register at the place."""
        return permissions.can_register_at(actor, path)

    def loading(self, *, actor: Actor, path: str, now: datetime, trial: bool) -> RosterLoading:
        """Return a new run for rows at the place."""
        return RosterLoading(actor=actor, path=path, now=now, trial=trial)

    def take_back(self, *, actor: Actor, spans: Sequence[Span], now: datetime) -> None:
        """Void what a run has entered."""
        services.void_roster(actor=actor, spans=spans, now=now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield who lives and owns there now, masked."""
        for line in roster_lines(path, day=local_day(now)):
            yield [
                *line.address,
                line.person.name,
                line.person.id_number,
                line.person.phone,
                RELATIONS[line.relation] if line.relation else "",
                TENURES[line.tenure] if line.tenure else "",
                line.since,
            ]
