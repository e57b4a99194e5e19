"""Templates, files of refused rows, and exports, as bytes to send."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from linli.apps.transfers.labels import problem_text
from linli.kit.registers import Problem, Register
from linli.kit.sheets.cells import REMARK
from linli.kit.sheets.writing import stream_csv, write_workbook

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Watermark:
    """Who took rows out, when, what for, until when: stands in the file itself."""

    number: int
    who: str
    purpose: str
    at: datetime
    until: datetime

    def __str__(self) -> str:
        return _(
            "Export no. %(number)s by %(who)s on %(at)s for: %(purpose)s. Delete by %(until)s."
        ) % {
            "number": self.number,
            "who": self.who,
            "purpose": self.purpose,
            "at": f"{self.at:%Y-%m-%d %H:%M}",
            "until": f"{self.until:%Y-%m-%d %H:%M}",
        }


def headings(register: Register) -> list[str]:
    """Return the heading row; a star marks what must not be empty."""
    return [str(column.label) + ("*" if column.required else "") for column in register.columns]


def template_rows(register: Register) -> list[list[str]]:
    """Return the template: headings, one example row, and a remark on each column."""
    notes = [f"{column.label}: {column.help}" for column in register.columns if str(column.help)]
    rows = [headings(register), [column.example for column in register.columns]]
    rows += [[f"{REMARK} {note}"] for note in notes]
    return rows


def problem_rows(
    register: Register, checked: Iterator[tuple[list[str], Sequence[Problem]]]
) -> Iterator[list[str]]:
    """Yield rows as they were given; what is wrong is told in a last column, a remark itself."""
    names = {column.key: str(column.label) for column in register.columns}
    told = REMARK + _("What is wrong")
    headings, _none = next(checked)
    kept = [place for place, name in enumerate(headings) if not name.startswith(REMARK)]
    yield [*(headings[place] for place in kept), told]
    for cells, problems in checked:
        texts = [
            (f"{names[problem.column]}: " if problem.column in names else "")
            + problem_text(problem.code, problem.facts)
            for problem in problems
        ]
        yield [*(cells[place] for place in kept), " / ".join(texts)]


def export_rows(
    register: Register, rows: Iterator[Sequence[object]], watermark: Watermark
) -> Iterator[Sequence[object]]:
    """Yield headings, rows, and the watermark as a remark behind them."""
    yield headings(register)
    yield from rows
    yield [f"{REMARK} {watermark}"]


def csv_bytes(rows: Iterator[Sequence[object]]) -> Iterator[bytes]:
    """Yield a CSV piece by piece."""
    return stream_csv(rows)


def workbook_bytes(rows: Iterator[Sequence[object]], *, title: str, footer: str = "") -> bytes:
    """Return an .xlsx; it is built on disk, row by row."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.xlsx"
        write_workbook(path, rows, title=title, footer=footer, widths=[18] * 40)
        return path.read_bytes()
