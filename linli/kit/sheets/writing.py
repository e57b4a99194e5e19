"""Writing tables: nothing in a cell can become a formula, memory does not grow with the rows."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from linli.kit.sheets.cells import RUN


def safe_cell(value: object) -> str:
    """Return the text of a cell; an apostrophe in front keeps it from being run."""
    text = "" if value is None else str(value)
    if text.startswith(RUN) and not _is_number(text):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    body = text[1:] if text[:1] in "+-" else text
    return body.replace(".", "", 1).isdecimal() and body.isascii()


class _Echo:
    def write(self, text: str) -> str:
        return text


def stream_csv(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Yield the bytes of a CSV that Excel opens rightly: UTF-8 with mark, CRLF."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf"
    for row in rows:
        line: str = writer.writerow([safe_cell(value) for value in row])
        yield line.encode()


def write_workbook(
    path: Path,
    rows: Iterable[Sequence[object]],
    *,
    title: str = "Sheet1",
    widths: Sequence[int] = (),
    footer: str = "",
) -> None:
    """Write rows, the heading first, as an .xlsx of texts; `footer` is printed on each page."""
    # Loaded by whoever writes one: a tenth of the start of every process.
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "text_wrap": True})
        text = book.add_format({"num_format": "@"})
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width, text)
        if footer:
            sheet.set_footer("&L" + footer.replace("&", "&&")[:240])
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for index, value in enumerate(row):
                sheet.write_string(number, index, safe_cell(value), bold if number == 0 else text)
