"""Reading a table from an uploaded file, by its content, not by its name."""

from collections.abc import Generator
from contextlib import closing
from itertools import islice
from pathlib import Path

from linli.kit.sheets.apart import stretches_apart
from linli.kit.sheets.cells import Row, Rows, Stretch, Stretches, number_text
from linli.kit.sheets.delimited import read_delimited
from linli.kit.sheets.errors import (
    FileDamaged,
    FileEncrypted,
    FileTooLarge,
    FileTypeUnknown,
)
from linli.kit.sheets.workbook import Part, check_archive, workbook_parts

MAX_BYTES = 256 << 20
MAX_OLD_BYTES = 32 << 20
_ROWS = 2_000
_ZIP = b"PK\x03\x04"
_OTHERS = (b"<!doctype html", b"<html", b"%pdf", b"{\\rtf")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_rows(path: Path) -> Rows:
    """Yield (number, texts) of each row of a file, as `read_stretches` reads it."""
    for stretch in read_stretches(path):
        yield from stretch.rows()


def read_stretches(path: Path) -> Stretches:
    """Yield the rows of a CSV, .xlsx, .xls or .ods file, some hundreds or thousands together.

    Numbers are those a spreadsheet shows, from 1; blank rows are left out. Workbooks are read by
    a process of their own.

    Raises a FileRefused when the file cannot be taken, at the latest when the fault is reached.
    """
    if path.stat().st_size > MAX_BYTES:
        raise FileTooLarge(size=path.stat().st_size, limit=MAX_BYTES)
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((_ZIP, _OLE)):
        return stretches_apart(path)
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileTypeUnknown(file=path.name)
    if head.lstrip()[:14].lower().startswith(_OTHERS):
        raise FileTypeUnknown(file=path.name)
    return _stretches(read_delimited(path))


def workbook_parts_of(path: Path) -> Generator[Part, None, None]:
    """Yield the rows of the first sheet of a workbook, many together, in this process."""
    with path.open("rb") as file:
        is_archive = file.read(4) == _ZIP
    if is_archive:
        with check_archive(path) as archive:
            names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            return workbook_parts(path)
        if "content.xml" in names:
            return _together(_read_old(path))
        raise FileTypeUnknown(file=path.name)
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes()[: 4 << 20]:
        raise FileEncrypted(file=path.name)
    return _together(_read_old(path))


def _together(rows: Rows) -> Generator[list[Row], None, None]:
    with closing(rows):
        while batch := list(islice(rows, _ROWS)):
            yield batch


def _stretches(rows: Rows) -> Stretches:
    with closing(_together(rows)) as batches:
        for batch in batches:
            yield Stretch.of_rows(batch)


def _read_old(path: Path) -> Rows:
    if path.stat().st_size > MAX_OLD_BYTES:
        raise FileTooLarge(size=path.stat().st_size, limit=MAX_OLD_BYTES)
    # Only the process apart loads it: some megabytes that the others have no use for.
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with closing(CalamineWorkbook.from_path(str(path))) as book:
            table = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
            for number, row in enumerate(table, start=1):
                cells = [_text(value) for value in row]
                if any(cells):
                    yield number, cells
    except CalamineError as problem:
        if "password" in str(problem).lower():
            raise FileEncrypted(file=path.name) from problem
        raise FileDamaged(problem=str(problem)) from problem


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    return str(value)
