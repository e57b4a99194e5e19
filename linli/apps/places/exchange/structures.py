"""Compounds, natural villages, buildings and entrances as a table (小区楼栋表)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.places import permissions, services
from linli.apps.places.labels import PLACE_KINDS
from linli.apps.places.rules import PlaceKind
from linli.apps.places.selectors.tables import named_place, structure_rows
from linli.core.access import Actor, Decision
from linli.kit.registers import Column
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import choice, clean_day

KINDS = (
    PlaceKind.COMPOUND,
    PlaceKind.NATURAL_VILLAGE,
    PlaceKind.BUILDING,
    PlaceKind.ENTRANCE,
)


class StructureRegister(ActRegister):
    """What stands below communities and villages, one row a place, those above first."""

    key = "places.structures"
    label = _("Compounds, buildings and entrances")
    columns = (
        Column(
            "parent",
            _("Stands in"),
            example="花园小区/1号楼",
            help=_(
                "Code or name of the place above; names of several levels with / between. "
                "Empty for the place where the file is brought in."
            ),
            headings=("上级", "所属小区", "所属楼栋", "上级名称"),
        ),
        Column(
            "kind",
            _("Kind of place"),
            clean=choice({kind: PLACE_KINDS[kind] for kind in KINDS}),
            required=True,
            example="单元",
            headings=("类别", "层级"),
        ),
        Column(
            "name",
            pgettext_lazy("place", "Name"),
            required=True,
            example="1单元",
            headings=("名称",),
        ),
        Column(
            "on",
            _("Since"),
            clean=clean_day,
            example="2015-01-31",
            headings=("起始日期", "建成日期"),
        ),
    )

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow whoever keeps the register at the place."""
        return permissions.can_keep_structures_at(actor, path)

    may_export = may_import

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Add one place."""
        for given in rows:
            values = given.values
            parent = named_place(desk.path, values["parent"] or "", field="parent")
            place = services.add_place(
                actor=desk.actor,
                parent_id=parent.pk,
                kind=values["kind"],
                name=values["name"],
                on=values["on"],
                now=desk.now,
            )
            yield "places.Place", place.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out places."""
        services.void_places(actor=desk.actor, place_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the places, those above first."""
        for place, above in structure_rows(path, KINDS):
            yield above, PLACE_KINDS[PlaceKind(place.kind)], place.name, place.valid_from
