"""The division tree below a place as a table (行政区划代码表)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.places import permissions, services
from linli.apps.places.labels import PLACE_KINDS
from linli.apps.places.rules import DIVISIONS, PlaceKind
from linli.apps.places.selectors.tables import named_place, structure_rows
from linli.core.access import Actor, Decision
from linli.kit.registers import Column
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import choice, clean_day


class DivisionRegister(ActRegister):
    """Divisions with their official codes; new ones may be brought in, the higher first."""

    key = "places.divisions"
    label = _("Divisions")
    columns = (
        Column(
            "code",
            _("Official code"),
            required=True,
            example="371702004",
            help=_("Format the column as text."),
            headings=("代码", "区划代码", "统计用区划代码"),
        ),
        Column(
            "name",
            pgettext_lazy("place", "Name"),
            required=True,
            example="东城街道",
            headings=("名称",),
        ),
        Column(
            "kind",
            _("Kind of place"),
            clean=choice({kind: PLACE_KINDS[kind] for kind in DIVISIONS}),
            required=True,
            headings=("类别", "层级"),
        ),
        Column(
            "parent",
            _("Code of the division above"),
            required=True,
            example="371702",
            headings=("上级代码", "上级区划代码"),
        ),
        Column("on", _("Since"), clean=clean_day, headings=("起始日期",)),
    )

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return permissions.can_keep_divisions_at(actor, path)

    may_export = may_import

    def in_order(self, rows: list[Given]) -> list[Given]:
        """Return the higher divisions first."""
        return sorted(rows, key=lambda given: DIVISIONS.index(given.values["kind"]))

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Add one division."""
        for given in rows:
            values = given.values
            parent = named_place(desk.path, values["parent"], field="parent")
            place = services.add_place(
                actor=desk.actor,
                parent_id=parent.pk,
                kind=values["kind"],
                name=values["name"],
                code=values["code"],
                on=values["on"],
                now=desk.now,
            )
            yield "places.Place", place.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out divisions."""
        services.void_places(actor=desk.actor, place_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the divisions, the higher first."""
        for place, above in structure_rows(path, DIVISIONS):
            kind = PLACE_KINDS[PlaceKind(place.kind)]
            yield place.code, place.name, kind, above, place.valid_from
