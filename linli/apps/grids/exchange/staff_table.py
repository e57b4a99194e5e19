"""Posts on cells and who holds them as a table (网格员台账)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.apps.grids import permissions
from linli.apps.grids.labels import POST_KINDS
from linli.apps.grids.selectors.staff import staff_of
from linli.apps.grids.selectors.tables import cell_lines, named_cell
from linli.apps.grids.services.stations import close_listed_posts, post_worker
from linli.apps.organisations import services as organisations
from linli.apps.organisations.rules.basis import Basis
from linli.apps.people.selectors.entries import person_listed
from linli.core.access import Actor, Decision
from linli.kit.bulk import batches
from linli.kit.days import local_day
from linli.kit.registers import Column, Span
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import choice, clean_day, clean_text

STATION = "grids.Station"
REASON = "import"


class StaffRegister(ActRegister):
    """Workers, one a row: who works on which cell in which post since when."""

    key = "grids.staff"
    label = _("Posts on cells")
    columns = (
        Column(
            "cell",
            _("Cell"),
            required=True,
            example="第一网格",
            help=_("Code of the cell, formatted as text, or its name."),
            headings=("网格", "网格编码", "网格名称"),
        ),
        Column(
            "kind",
            _("Kind of post"),
            clean=choice(POST_KINDS),
            required=True,
            example="专职网格员",
            headings=("岗位", "岗位类别"),
        ),
        Column("name", _("Name"), required=True, example="王小明", headings=("姓名",)),
        Column(
            "number",
            _("Identity or phone number"),
            help=_(
                "Tells people of one name apart, and finds somebody who lives elsewhere. "
                "Format the column as text. It is not sent out."
            ),
            headings=("身份证号", "公民身份号码", "手机号", "证件号码"),
        ),
        Column(
            "since",
            _("Since"),
            clean=clean_day,
            required=True,
            example="2024-06-01",
            headings=("任职日期", "起始日期"),
        ),
        Column(
            "work_phone",
            _("Telephone of the post"),
            clean=clean_text(40),
            help=_("It is posted in the cell: an office number, never a private one."),
            headings=("工作电话", "联系电话"),
        ),
        Column("work_number", _("Work number"), help=_("Is given out by the system.")),
    )

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return permissions.can_staff_at(actor, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow whoever keeps the registers of the place."""
        return permissions.can_plan(actor, path)

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Put one person on a cell; a post is set up for it."""
        for given in rows:
            values = given.values
            station, post = post_worker(
                actor=desk.actor,
                cell_id=named_cell(desk.path, values["cell"], desk.today).pk,
                kind=values["kind"],
                person_id=person_listed(desk.path, values["name"], values["number"] or ""),
                post=organisations.PostData(valid_from=values["since"], basis=Basis.ENGAGED),
                work_phone=values["work_phone"] or "",
                now=desk.now,
            )
            yield STATION, station.pk
            yield "organisations.Appointment", post.pk

    def take_back(self, *, actor: Actor, spans: Sequence[Span], now: datetime) -> None:
        """Strike out the posts first, then what was set up for them."""
        stations_first = sorted(spans, key=lambda span: span.model)
        super().take_back(actor=actor, spans=stations_first, now=now)

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out posts, or take them from their cells."""
        if model == STATION:
            close_listed_posts(actor=desk.actor, station_ids=numbers, now=desk.now)
        else:
            organisations.void_listed_posts(
                actor=desk.actor, appointment_ids=numbers, reason=REASON, now=desk.now
            )

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield who works on which cell today; vacant posts with an empty name."""
        day = local_day(now)
        for lines in batches(cell_lines(path, day), 500):
            staff = staff_of([line.cell.pk for line in lines], day=day)
            for line in lines:
                for row in staff.get(line.cell.pk, ()):
                    yield [
                        line.cell.code,
                        POST_KINDS[row.kind],
                        row.name,
                        "",
                        row.since,
                        row.work_phone,
                        row.work_number,
                    ]
