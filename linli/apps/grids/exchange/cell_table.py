"""Cells as a table (网格台账): what comes in is a draft of a plan, what goes out is in force."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.apps.grids import permissions
from linli.apps.grids.labels import CELL_KINDS
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.selectors.tables import DraftCell, cell_lines, rows_of_draft
from linli.apps.grids.services.drafts import add_cell, plan_moves, rename_cell
from linli.apps.grids.services.revisions import begin_revision, discard_revision
from linli.apps.places.selectors.tables import named_place
from linli.core.access import Actor, Decision
from linli.kit.days import local_day
from linli.kit.registers import Column, RowRefused
from linli.kit.row_acts import ActRegister, Desk, Given, told_of
from linli.kit.sheets.cleaning import choice, clean_text

_BETWEEN = re.compile(r"[、，,；;]")
PLAN = "grids.plan"


class CellRegister(ActRegister):
    """Cells, one a row; the rows of one community or village become one draft of a plan.

    Nothing changes for anybody by bringing the table in: loads and topology are looked at on the
    page of the plan, which is checked and published there. Source: [rule:grid-revision].
    """

    key = "grids.cells"
    label = _("Cells")
    columns = (
        Column(
            "place",
            _("Community or village"),
            example="371702004002",
            help=_("Name or code; may be left out where the file is brought in there."),
            headings=("社区", "村", "所属社区"),
        ),
        Column(
            "code",
            _("Code of the cell"),
            help=_("15 digits of a cell there is, formatted as text; empty for a new one."),
            headings=("网格编码", "网格代码"),
        ),
        Column(
            "name",
            _("Name of the cell"),
            clean=clean_text(120),
            required=True,
            example="第一网格",
            headings=("网格名称", "名称"),
        ),
        Column(
            "kind",
            _("Kind of cell"),
            clean=choice({kind: CELL_KINDS[kind] for kind in CellKind}),
            example="单元网格",
            help=_("A unit grid where it is empty."),
            headings=("网格类别", "类别"),
        ),
        Column(
            "parent",
            _("Village grid it belongs to"),
            help=_("Name of the village grid of a group grid."),
            headings=("所属网格",),
        ),
        Column(
            "holds",
            _("Buildings in it"),
            example="花园小区/1号楼、花园小区/2号楼",
            help=_(
                "Codes or names of compounds, buildings or entrances with 、 between; "
                "what is not named stays where it is."
            ),
            headings=("包含楼栋", "楼栋", "范围"),
        ),
    )

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow whoever may draft plans for the place."""
        return permissions.can_plan(actor, path)

    may_export = may_import

    def together(self, given: Given) -> object:
        """Take the rows of one community into one plan."""
        return given.values["place"]

    def in_order(self, rows: list[Given]) -> list[Given]:
        """Return communities one after another, village grids before their groups."""
        return sorted(rows, key=lambda given: (given.values["place"] or "", _is_group(given)))

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Begin a plan with the cells as they are, and put in what the rows say."""
        with told_of(rows[0]):
            place = named_place(desk.path, rows[0].values["place"] or "")
            revision = begin_revision(
                actor=desk.actor, place_id=place.pk, title=f"{desk.today}", now=desk.now
            )
        yield PLAN, revision.pk
        by_code, by_name = rows_of_draft(revision)
        moves: dict[int, int] = {}
        for given in rows:
            with told_of(given):
                row = self._cell(desk, revision.pk, given, by_code, by_name)
                by_name[row.name] = row
                for text in filter(None, _BETWEEN.split(given.values["holds"] or "")):
                    held = named_place(place.path, text.strip(), field="holds")
                    if held.pk in moves:
                        raise RowRefused("grid.held_twice", column="holds", row=given.row)
                    moves[held.pk] = row.pk
        if moves:
            plan_moves(actor=desk.actor, revision_id=revision.pk, places=moves, now=desk.now)

    def _cell(
        self,
        desk: Desk,
        revision_id: int,
        given: Given,
        by_code: Mapping[str, DraftCell],
        by_name: Mapping[str, DraftCell],
    ) -> DraftCell:
        values = given.values
        if values["code"]:
            row = by_code.get(values["code"])
            if row is None:
                raise RowRefused("grid.cell_unknown", column="code", row=given.row)
            if row.name == values["name"]:
                return row
            return rename_cell(
                actor=desk.actor,
                revision_id=revision_id,
                row_id=row.pk,
                name=values["name"],
                now=desk.now,
            )
        parent = by_name.get(values["parent"] or "")
        if values["parent"] and parent is None:
            raise RowRefused("grid.parent_missing", column="parent", row=given.row)
        return add_cell(
            actor=desk.actor,
            revision_id=revision_id,
            name=values["name"],
            kind=values["kind"] or CellKind.UNIT,
            parent_id=parent.pk if parent else None,
            now=desk.now,
        )

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Give the plans up; one that was published meanwhile refuses."""
        for number in numbers:
            discard_revision(actor=desk.actor, revision_id=number, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the cells in force, with what was put into each."""
        for line in cell_lines(path, local_day(now)):
            cell = line.cell
            yield [
                cell.place.code,
                cell.code,
                cell.name,
                CELL_KINDS[CellKind(cell.kind)],
                cell.parent.name if cell.parent else "",
                "、".join(line.holds),
            ]


def _is_group(given: Given) -> bool:
    return given.values["kind"] == CellKind.GROUP
