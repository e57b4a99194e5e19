"""What officers and candidates declared to their body in writing, as a table (任职承诺台账)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.apps.organisations import permissions, services
from linli.apps.organisations.exchange.posts import NAME, NUMBER
from linli.apps.organisations.labels import STATEMENTS
from linli.apps.organisations.rules.basis import Statement
from linli.apps.organisations.selectors.tables import declaration_rows_below, named_body
from linli.apps.people.selectors.entries import person_listed
from linli.core.access import Actor, Decision
from linli.kit.registers import Column
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import choice, clean_day, clean_yes


class DeclarationRegister(ActRegister):
    """Declarations of ties, one a row; a later one stands before an earlier one."""

    key = "organisations.declarations"
    label = _("Declarations of officers and candidates")
    columns = (
        Column(
            "body",
            _("Body"),
            required=True,
            example="花园小区业主委员会",
            help=_("Name of the body; with a place and / in front where several have it."),
            headings=("组织", "组织名称"),
        ),
        NAME,
        NUMBER,
        Column(
            "statement",
            _("About"),
            clean=choice({one: STATEMENTS[one] for one in Statement}),
            required=True,
            headings=("承诺事项", "声明事项"),
        ),
        Column("is_so", _("Is it so?"), clean=clean_yes, required=True, example="否",
               headings=("是否存在",)),
        Column("declared_on", _("Declared on"), clean=clean_day, required=True,
               example="2026-03-01", headings=("承诺日期", "声明日期")),
    )  # fmt: skip

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return permissions.can_keep_bodies_at(actor, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place: nobody else reads who declared which tie."""
        return permissions.can_keep_bodies_at(actor, path)

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Record one declaration."""
        for given in rows:
            values = given.values
            row = services.declare_tie(
                actor=desk.actor,
                body_id=named_body(desk.path, values["body"]).pk,
                person_id=person_listed(desk.path, values["name"], values["number"] or ""),
                statement=values["statement"],
                is_so=values["is_so"],
                declared_on=values["declared_on"],
                now=desk.now,
            )
            yield "organisations.Declaration", row.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out declarations."""
        services.void_declarations(actor=desk.actor, declaration_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield what stands declared; numbers are not sent out."""
        for line in declaration_rows_below(actor, path):
            yield [
                line.row.body.name,
                line.name,
                "",
                STATEMENTS[Statement(line.row.statement)],
                _("yes") if line.row.is_so else _("no"),
                line.row.declared_on,
            ]
