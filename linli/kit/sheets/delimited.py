"""CSV: UTF-8 with or without mark, UTF-16 with mark, or GB18030, which Excel in China writes."""

import codecs
import csv
from pathlib import Path

from linli.kit.sheets.cells import MAX_COLUMNS, Rows
from linli.kit.sheets.errors import FileDamaged, FileEncodingUnknown, RowUnreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_HEAD = 1 << 16
_LINES_LOOKED_AT = 5  # a title may stand above the headings


def encoding_of(path: Path) -> str:
    """Return the encoding of a text file, read once from end to end.

    Raises FileEncodingUnknown when no encoding fits the whole file.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name if _decodes(path, name) else _refuse(path)
    for name in ("utf-8", "gb18030"):
        if _decodes(path, name):
            return name
    return _refuse(path)


def _refuse(path: Path) -> str:
    raise FileEncodingUnknown(file=path.name)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                text = decoder.decode(chunk)
                if "\x00" in text:
                    raise FileDamaged(problem="NUL")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def delimiter_of(first_lines: str) -> str:
    """Return the delimiter that stands most often in the first lines."""
    return max(",\t;", key=first_lines.count)


def read_delimited(path: Path) -> Rows:
    """Yield (number, texts) of each row of a CSV file, blank rows left out.

    Raises FileEncodingUnknown, RowUnreadable for a quote that never ends or a cell without end,
    or FileDamaged for NUL bytes.
    """
    with path.open(encoding=encoding_of(path), newline="") as file:
        head = file.read(_HEAD)
        file.seek(0)
        delimiter = delimiter_of("\n".join(head.splitlines()[:_LINES_LOOKED_AT]))
        rows = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            for number, row in enumerate(rows, start=1):
                if any(row):
                    yield number, row if len(row) <= MAX_COLUMNS else row[:MAX_COLUMNS]
        except csv.Error as problem:
            raise RowUnreadable(row=rows.line_num, problem=str(problem)) from problem
