"""Types of bodies that places set up for themselves, as a table (自设组织类型)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.organisations import permissions, services
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.organisations.rules.own import MOST_DEPUTIES, MOST_MEMBERS, OwnShape, places_text
from linli.apps.organisations.selectors.own_types import own_type_there, own_types_below
from linli.apps.places.labels import PLACE_KINDS
from linli.apps.places.rules import PlaceKind
from linli.apps.places.selectors.tables import named_place
from linli.core.access import Actor, Decision
from linli.kit.days import local_day
from linli.kit.registers import Column
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import choice, clean_between, clean_day, clean_line

_kind = choice(
    {kind: PLACE_KINDS[kind] for kind in PlaceKind if kind in TYPES[BodyType.OWN].places}
)
_BETWEEN = "、"


def clean_kinds(text: str) -> frozenset[PlaceKind]:
    """Return the kinds of place in a cell, with 、 or commas between them."""
    words = text.replace("，", _BETWEEN).replace(",", _BETWEEN).replace("/", _BETWEEN)
    return frozenset(_kind(word) for word in words.split(_BETWEEN) if word.strip())


class OwnTypeRegister(ActRegister):
    """Types of bodies, one a row."""

    key = "organisations.own_types"
    label = _("Types of bodies")
    subjects: ClassVar = {"organisations.OwnType": "own_type"}
    columns = (
        Column(
            "name", _("Name of the type"), clean=clean_line(60), required=True,
            example="邻里议事会", headings=("组织类型", "类型名称"),
        ),
        Column(
            "place", _("Place it is for"), example="371702004",
            help=_("Name or code. Empty: where the file is brought in."),
            headings=("适用地点", "适用区划"),
        ),
        Column(
            "places", _("Such a body stands on"), clean=clean_kinds, required=True,
            example="社区、小区", headings=("设立层级", "设在"),
        ),
        Column(
            "head_title", _("Title of the seat that leads"), clean=clean_line(60), required=True,
            example="会长", headings=("负责人职务",),
        ),
        Column("deputy_title", _("Title of deputies"), clean=clean_line(60), example="副会长",
               headings=("副职职务",)),
        Column("deputies", _("Number of deputies"), clean=clean_between(0, MOST_DEPUTIES),
               example="1", headings=("副职人数",)),
        Column("member_title", _("Title of members"), clean=clean_line(60), example="理事",
               headings=("成员职务",)),
        Column("members", _("Number of members"), clean=clean_between(0, MOST_MEMBERS),
               example="5", headings=("成员人数",)),
        Column("helper_title", _("Title of helpers"), clean=clean_line(60),
               headings=("协助人员职务",)),
        Column(
            "source", pgettext_lazy("of a rule", "Source"), clean=clean_line(200), required=True,
            example="北城街道办 2026 年 3 号文件", headings=("依据",),
        ),
        Column("valid_from", _("Since"), clean=clean_day, required=True, example="2026-01-01",
               headings=("起始日期", "施行日期")),
    )  # fmt: skip

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return permissions.can_keep_local_rules(actor, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return permissions.can_keep_local_rules(actor, path)

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Set up one type; one that is there just so changes nothing."""
        for given in rows:
            values = given.values
            place = named_place(desk.path, values["place"] or "")
            titles: dict[str, Any] = {
                name: values[name] or ""
                for name in ("head_title", "deputy_title", "member_title", "helper_title")
            }
            numbers: dict[str, Any] = {name: values[name] or 0 for name in ("deputies", "members")}
            said = {key: values[key] for key in ("name", "source", "valid_from")}
            kinds = values["places"]
            if own_type_there(
                place=place, stands_on=places_text(kinds), **titles, **numbers, **said
            ):
                continue
            shape = OwnShape(places=kinds, **titles, **numbers)
            made = services.set_own_type(
                actor=desk.actor, place_id=place.pk, shape=shape, now=desk.now, **said
            )
            yield "organisations.OwnType", made.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike the types out."""
        services.void_own_types(actor=desk.actor, own_type_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the types of the place and of those below it that are in force today or later."""
        for row in own_types_below(path, local_day(now)):
            shape = row.shape
            kinds = (PLACE_KINDS[kind] for kind in PlaceKind if kind in shape.places)
            yield [
                row.name,
                row.place.code,
                _BETWEEN.join(str(label) for label in kinds),
                row.head_title,
                row.deputy_title,
                row.deputies,
                row.member_title,
                row.members,
                row.helper_title,
                row.source,
                row.valid_from,
            ]
