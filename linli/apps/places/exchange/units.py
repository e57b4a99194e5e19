"""Dwellings, shops, parking spaces and sheds as a table (房屋台账)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.apps.places import permissions, services
from linli.apps.places.labels import UNIT_KINDS
from linli.apps.places.rules import UnitKind
from linli.apps.places.selectors.tables import named_place, unit_rows
from linli.core.access import Actor, Decision
from linli.core.arithmetic import AreaCm
from linli.kit.registers import Column
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import choice, clean_area, clean_day, clean_whole


class UnitRegister(ActRegister):
    """Units, one a row; consecutive rows of one place and day are entered by one act."""

    key = "places.units"
    label = _("Dwellings and other units")
    columns = (
        Column(
            "place",
            _("Stands in"),
            example="花园小区/1号楼/1单元",
            help=_(
                "Code or name of the place above; names of several levels with / between. "
                "Empty for the place where the file is brought in."
            ),
            headings=("所属单元", "所属楼栋", "位置", "上级"),
        ),
        Column(
            "number",
            _("Door number"),
            required=True,
            example="101",
            headings=("房号", "门牌号", "室号"),
        ),
        Column(
            "kind",
            _("Kind of unit"),
            clean=choice(UNIT_KINDS),
            example="住宅",
            help=_("A dwelling where it is empty."),
            headings=("用途", "房屋用途", "类别"),
        ),
        Column("floor", _("Floor"), clean=clean_whole, example="1", headings=("楼层", "所在层")),
        Column(
            "area",
            _("Area in m²"),
            clean=clean_area,
            example="89.57",
            headings=("建筑面积", "面积"),
        ),
        Column("on", _("Since"), clean=clean_day, headings=("起始日期", "建成日期")),
    )

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow whoever keeps the register at the place."""
        return permissions.can_keep_structures_at(actor, path)

    may_export = may_import

    def together(self, given: Given) -> object:
        """Enter units of one place and day together."""
        return given.values["place"], given.values["on"]

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Add units to one place."""
        place_text, on = rows[0].values["place"], rows[0].values["on"]
        units = [
            services.NewUnit(
                number=given.values["number"],
                kind=given.values["kind"] or UnitKind.DWELLING,
                floor=given.values["floor"],
                area=given.values["area"],
            )
            for given in rows
        ]
        place = named_place(desk.path, place_text or "")
        added = services.add_units(
            actor=desk.actor, place_id=place.pk, units=units, on=on, now=desk.now
        )
        for unit in added:
            yield "places.Unit", unit.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out units."""
        services.void_units(actor=desk.actor, unit_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the units, place by place."""
        for place_code, unit in unit_rows(path):
            area = AreaCm(unit.area_cm) if unit.area_cm is not None else ""
            kind = UNIT_KINDS[UnitKind(unit.kind)]
            yield place_code, unit.number, kind, unit.floor, area, unit.valid_from
