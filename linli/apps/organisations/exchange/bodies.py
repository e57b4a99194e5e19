"""Bodies as a table (组织台账)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from linli.apps.organisations import permissions, services
from linli.apps.organisations.exchange.posts import TERM_UNTIL
from linli.apps.organisations.labels import BODY_TYPES
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.rules.days import last_day
from linli.apps.organisations.selectors.own_types import own_type_named
from linli.apps.organisations.selectors.tables import body_rows_below, named_parent
from linli.apps.places.selectors.tables import named_place
from linli.core.access import Actor, Decision
from linli.kit.days import local_day
from linli.kit.joining import listed
from linli.kit.registers import CellRefused, Column, RowRefused
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import choice, clean_day, clean_line, clean_text, clean_whole

TYPES = {
    kind: BODY_TYPES[kind] for kind in BodyType if kind not in {BodyType.OPERATOR, BodyType.OWN}
}
_built_in = choice(TYPES)


def clean_type(text: str) -> BodyType | str:
    """Return a built-in type, or the name of what may be one that a place set up."""
    try:
        return _built_in(text)
    except CellRefused:
        return clean_line(60)(text)


def typed(value: BodyType | str, path: str, *, column: str = "type") -> tuple[BodyType, int | None]:
    """Return the type and the number of the own type; raises RowRefused for an unknown name."""
    if isinstance(value, BodyType):
        return value, None
    own = own_type_named(path, value)
    if own is None:
        raise RowRefused("cell.choice", column=column, allowed=listed(TYPES.values()))
    return BodyType.OWN, own.pk


class BodyRegister(ActRegister):
    """Bodies, one a row; a body below another one of the file may stand before it."""

    key = "organisations.bodies"
    label = _("Bodies")
    columns = (
        Column(
            "type",
            _("Type of body"),
            clean=clean_type,
            required=True,
            example="业主委员会",
            headings=("组织类型", "类型"),
        ),
        Column(
            "name",
            _("Name of the body"),
            clean=clean_text(120),
            required=True,
            example="花园小区业主委员会",
            headings=("组织名称", "名称"),
        ),
        Column(
            "place",
            _("Place of the body"),
            example="花园小区",
            help=_(
                "Code or name of the place; names of several levels with / between. "
                "Empty for the place where the file is brought in."
            ),
            headings=("所在地点", "所属小区", "地点"),
        ),
        Column(
            "parent",
            _("Body above"),
            help=_("Name of the body above it in its own tree, where there is one."),
            headings=("上级组织", "上级"),
        ),
        Column(
            "size",
            _("Number of members"),
            clean=clean_whole,
            example="5",
            help=_("Empty for the usual number of posts."),
            headings=("职数", "人数"),
        ),
        Column("trade", _("Trade"), clean=clean_text(60), headings=("产业", "行业")),
        Column(
            "work_phone",
            _("Number on the door"),
            clean=clean_text(40),
            help=_("A telephone of the office, never a private one."),
            headings=("办公电话", "联系电话"),
        ),
        Column(
            "document_number",
            _("Document number"),
            clean=clean_text(80),
            headings=("批准文号", "备案号", "文号"),
        ),
        Column(
            "since",
            _("Since"),
            clean=clean_day,
            example="2024-06-01",
            help=_("Today where it is empty."),
            headings=("成立日期", "起始日期"),
        ),
        TERM_UNTIL,
    )

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return permissions.can_keep_bodies_at(actor, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow whoever sees the bodies of the place."""
        return permissions.can_take_out_bodies(actor, path)

    def in_order(self, rows: list[Given]) -> list[Given]:
        """Return each body behind the one it stands below."""
        waiting = {given.values["name"]: given for given in reversed(rows)}
        ordered: list[Given] = []
        done: set[int] = set()

        def put(given: Given) -> None:
            if given.row in done:
                return
            done.add(given.row)
            above = waiting.get((given.values["parent"] or "").rpartition("/")[2])
            if above is not None:
                put(above)
            ordered.append(given)

        for given in rows:
            put(given)
        return ordered

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Set up one body."""
        for given in rows:
            values = given.values
            place = named_place(desk.path, values["place"] or "")
            above = values["parent"]
            term = values["term_until"]
            body_type, own_type_id = typed(values["type"], place.path)
            body = services.found_body(
                actor=desk.actor,
                body_type=body_type,
                own_type_id=own_type_id,
                name=values["name"],
                place_id=place.pk,
                parent_id=named_parent(body_type, place.path, above).pk if above else None,
                size=values["size"],
                trade=values["trade"] or "",
                work_phone=values["work_phone"] or "",
                document_number=values["document_number"] or "",
                term_ends=term + timedelta(days=1) if term else None,
                valid_from=values["since"] or desk.today,
                now=desk.now,
            )
            yield "organisations.Body", body.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out bodies."""
        services.void_bodies(actor=desk.actor, body_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the bodies, those above first."""
        for body in body_rows_below(actor, path, local_day(now)):
            yield [
                body.own_type.name if body.own_type else BODY_TYPES[body.type],
                body.name,
                body.place.code,
                body.parent.name if body.parent else "",
                body.size if body.size is not None else "",
                body.trade,
                body.work_phone,
                body.document_number,
                body.valid_from,
                last_day(body.term_ends) or "",
            ]
