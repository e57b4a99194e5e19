"""Excel workbooks read as a stream, in memory that does not grow with the rows.

The libraries for this either hold the whole sheet (about 1 kB a row) or are ten times slower
(docs/decisions/reading-excel.md), so the first sheet of an .xlsx is scanned here; tests hold the
scanner against such a library. Older .xls and .ods files are small by nature and go through it.
"""

import re
import zipfile
from collections.abc import Generator, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO

from linli.kit.sheets.cells import MAX_COLUMNS, VALUELESS, Row, Rows, number_text
from linli.kit.sheets.errors import FileDamaged, FileTooLarge
from linli.kit.sheets.regular import last_number, regular_block, stretch_of
from linli.kit.sheets.shared import SharedStrings, plain, raw_text

# Rows with their numbers, or the block of them (`regular_block`).
Part = list[Row] | bytes

MAX_UNPACKED = 2 << 30
MAX_RATIO = 200
MAX_PARTS = 2_000
_CHUNK = 1 << 20
_SAFE_DIGITS = 15

_ROW_NUMBER = re.compile(rb'\br="([0-9]+)"')
_INLINE = re.compile(rb"<is><t(?: [^>]*)?>([^<]*)</t></is></c>")
_SHARED = re.compile(rb' t="s"><v>([0-9]+)</v></c>')
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})[0-9]+"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?'
    rb"(?:/>|>(?:<v>([^<]*)</v></c>|<is><t[^>]*>([^<]*)</t></is></c>|(.*?)</c>))",
    re.DOTALL,
)
_ANY_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""\b([a-z]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_VALUE = re.compile(rb"<v\b[^>]*>(.*?)</v>", re.DOTALL)
_PREFIX = re.compile(rb"<(/?)[a-zA-Z0-9]+:(?=(?:row|c|v|is|t|si|r|rPh|sheetData)\b)")

# Number formats of the standard that show a day: ECMA-376, part 1, 18.8.30.
_DATE_FORMATS = frozenset(
    {14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58}
)


def check_archive(path: Path) -> zipfile.ZipFile:
    """Open an .xlsx and refuse what would unpack to too much.

    Raises FileTooLarge or FileDamaged.
    """
    try:
        archive = zipfile.ZipFile(path)
        parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as problem:
        raise FileDamaged(problem=str(problem)) from problem
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if (
        len(parts) > MAX_PARTS
        or unpacked > MAX_UNPACKED
        or unpacked > MAX_RATIO * packed + (1 << 20)
    ):
        raise FileTooLarge(unpacked=unpacked)
    return archive


def read_workbook(path: Path) -> Rows:
    """Yield (number, texts) of each row of the first sheet that is not hidden, blank rows left out.

    Days come as ISO texts, true and false as "TRUE" and "FALSE"; numbers that a spreadsheet has
    rounded are marked (`cells.number_text`). Raises FileDamaged or FileTooLarge.
    """
    for part in workbook_parts(path):
        yield from stretch_of(part).rows() if isinstance(part, bytes) else part


def workbook_parts(path: Path) -> Generator[Part, None, None]:
    """Yield the same rows many together: lists of rows, or a block where they are all alike."""
    with check_archive(path) as archive:
        try:
            shared = _shared_strings(archive)
            dates, epoch = _date_styles(archive)
            with archive.open(_first_sheet(archive)) as sheet:
                yield from _Scanner(shared, dates, epoch).parts(sheet)
        except (zipfile.BadZipFile, KeyError, IndexError, ValueError, EOFError, OSError) as problem:
            raise FileDamaged(problem=str(problem)) from problem
        except (RuntimeError, NotImplementedError) as problem:  # encrypted or unknown packing
            raise FileDamaged(problem=str(problem)) from problem


def _part(archive: zipfile.ZipFile, name: str, limit: int = 16 << 20) -> bytes:
    try:
        with archive.open(name) as file:
            content = file.read(limit + 1)
    except KeyError:
        return b""
    if len(content) > limit:
        raise FileTooLarge(part=name)
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileDamaged(problem="a document type declaration has no place in a workbook")
    return content


def _attributes(text: bytes) -> dict[bytes, bytes]:
    return {name: first or second for name, first, second in _ATTRIBUTE.findall(text)}


def _first_sheet(archive: zipfile.ZipFile) -> str:
    book = _part(archive, "xl/workbook.xml")
    relations = _part(archive, "xl/_rels/workbook.xml.rels")
    targets = {}
    for tag in re.findall(rb"<(?:\w+:)?Relationship\b([^>]*)>", relations):
        found = dict(re.findall(rb'\b(Id|Target)\s*=\s*"([^"]*)"', tag))
        if b"Id" in found and b"Target" in found:
            targets[found[b"Id"]] = found[b"Target"].decode()
    for tag in re.findall(rb"<(?:\w+:)?sheet\b([^>]*)>", book):
        identity = re.search(rb'\b\w+:id\s*=\s*"([^"]*)"', tag)
        target = targets.get(identity.group(1), "") if identity else ""
        if "worksheets/" in target and not re.search(rb'\bstate\s*=\s*"(?:very)?[hH]idden"', tag):
            target = target.lstrip("/")
            return target if target.startswith("xl/") else f"xl/{target}"
    raise FileDamaged(problem="the workbook shows no sheet")


def _shared_strings(archive: zipfile.ZipFile) -> SharedStrings:
    shared = SharedStrings()
    if "xl/sharedStrings.xml" in archive.namelist():
        with archive.open("xl/sharedStrings.xml") as file:
            shared.read(file)
    return shared


def _date_styles(archive: zipfile.ZipFile) -> tuple[frozenset[int], date]:
    """Return the cell styles that show a day, and the day that number 0 stands for."""
    styles = _part(archive, "xl/styles.xml")
    custom = {}
    for tag in re.findall(rb"<(?:\w+:)?numFmt\b([^>]*)>", styles):
        attributes = dict(re.findall(rb'\b(numFmtId|formatCode)\s*=\s*"([^"]*)"', tag))
        if len(attributes) == 2:
            code = re.sub(
                rb'&quot;.*?&quot;|\[[^\]]*\]|\\.|"[^"]*"', b"", attributes[b"formatCode"]
            )
            custom[int(attributes[b"numFmtId"])] = bool(re.search(rb"[yYdD]", code))
    formats = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    found = set()
    if formats:
        for index, tag in enumerate(re.findall(rb"<(?:\w+:)?xf\b([^>]*)>", formats.group(0))):
            number = re.search(rb'\bnumFmtId\s*=\s*"([0-9]+)"', tag)
            identity = int(number.group(1)) if number else 0
            if identity in _DATE_FORMATS or custom.get(identity, False):
                found.add(index)
    since_1904 = re.search(rb'\bdate1904\s*=\s*"(1|true)"', _part(archive, "xl/workbook.xml"))
    return frozenset(found), date(1904, 1, 1) if since_1904 else date(1899, 12, 30)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = tuple((first + second).encode() for first in ["", *_ALPHABET] for second in _ALPHABET)
_COLUMNS = {letters: index for index, letters in enumerate(_LETTERS)}


class _Scanner:
    """Rows out of the XML of a sheet, a chunk at a time."""

    def __init__(self, shared: SharedStrings, dates: frozenset[int], epoch: date) -> None:
        self.shared = shared
        self.dates = dates
        self.epoch = epoch
        self._number_of_row = 0

    def parts(self, sheet: IO[bytes]) -> Iterator[Part]:
        """Yield the rows that have a cell with content, chunk by chunk."""
        rest, seen, prefixed = b"", 0, None
        while chunk := sheet.read(_CHUNK):
            seen += len(chunk)
            if seen > MAX_UNPACKED:
                raise FileTooLarge(unpacked=seen)
            if prefixed is None:
                if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                    raise FileDamaged(problem="a document type declaration")
                prefixed = bool(_PREFIX.search(chunk))
            text = rest + chunk
            end = text.rfind(b"</row>") if not prefixed else text.rfind(b":row>")
            if end < 0:
                if len(text) > 64 * _CHUNK:
                    raise FileTooLarge(unpacked=len(text))
                rest = text
                continue
            end = text.index(b">", end) + 1
            rest = text[end:]
            yield self._part(_PREFIX.sub(rb"<\1", text[:end]) if prefixed else text[:end])
        if (
            b"</sheetData>" not in rest
            and b"sheetData/>" not in rest
            and b":sheetData>" not in rest
        ):
            raise FileDamaged(problem="the sheet breaks off")

    def _part(self, text: bytes) -> Part:
        block = regular_block(text, self.shared)
        if block is None:
            return list(self._rows_of(text))
        self._number_of_row = last_number(block)
        return block

    def _rows_of(self, text: bytes) -> Iterator[tuple[int, list[str]]]:
        for part in text.split(b"</row>"):
            start = part.rfind(b"<row")
            if start < 0:
                continue
            end = part.find(b">", start) + 1
            cells = self._cells(part[end:])
            number = _ROW_NUMBER.search(part, start, end)
            passed = part.count(b"<row")  # empty rows may stand in front, closed in themselves
            self._number_of_row = int(number.group(1)) if number else self._number_of_row + passed
            if any(cells):
                yield self._number_of_row, cells

    def _cells(self, body: bytes) -> list[str]:
        count = body.count(b"<c ")
        last = body.rfind(b'<c r="') + 6
        letters = _LETTERS[count - 1] if count <= len(_LETTERS) else b"?"
        if body.startswith(letters, last) and body[last + len(letters)] in b"0123456789":
            # The usual row has no gaps, and texts of one kind: read and decoded in one go.
            inlines = _INLINE.findall(body)
            if len(inlines) == count:
                return plain(b"\x00".join(inlines)).split("\x00")
            shared = _SHARED.findall(body)
            if len(shared) == count:
                return [self.shared[int(index)] for index in shared]
        found = _CELL.findall(body)
        if len(found) != count + body.count(b"<c>"):
            return self._any_cells(body)
        return self._mixed_cells(body, found)

    def _mixed_cells(self, body: bytes, found: list[tuple[bytes, ...]]) -> list[str]:
        cells: list[str] = []
        for letters, style, kind, value, inline, other in found:
            index = _COLUMNS[letters] if letters in _COLUMNS else _column(letters)
            if index >= MAX_COLUMNS:
                break
            if index < len(cells):
                return self._any_cells(body)
            if index > len(cells):
                cells.extend([""] * (index - len(cells)))
            if inline:
                cells.append(plain(inline))
            elif value or other:
                cells.append(self._cell(style, kind, value, other))
            else:
                cells.append("")
        return cells

    def _any_cells(self, body: bytes) -> list[str]:
        """Read cells whose attributes come in another order, or that stand out of order."""
        placed: dict[int, str] = {}
        for position, (head, content) in enumerate(_ANY_CELL.findall(body)):
            attributes = _attributes(head)
            letters = attributes.get(b"r", b"").rstrip(b"0123456789")
            index = _column(letters) if letters else position
            if index < MAX_COLUMNS:
                style, kind = attributes.get(b"s", b""), attributes.get(b"t", b"")
                placed[index] = self._cell(style, kind, b"", content)
        width = max(placed, default=-1) + 1
        return [placed.get(index, "") for index in range(width)]

    def _cell(self, style: bytes, kind: bytes, value: bytes, other: bytes) -> str:
        if kind == b"inlineStr":
            return plain(raw_text(other))
        if not value and other:
            match = _VALUE.search(other)
            value = match.group(1) if match else b""
        if kind == b"e":
            return VALUELESS + plain(value)
        if not value:  # a formula of text may have an empty one; other formulas were never run
            return VALUELESS if b"<f" in other and not kind else ""
        if kind == b"s":
            return self.shared[int(value)]
        if kind == b"b":
            return "TRUE" if value == b"1" else "FALSE"
        text = plain(value)
        if kind in {b"str", b"d"}:
            return text
        return self._number(text, style)

    def _number(self, text: str, style: bytes) -> str:
        if style and int(style) in self.dates:
            return self._day(float(text))
        digits = text.lstrip("-").replace(".", "")
        if "E" in text or "e" in text or len(digits) > _SAFE_DIGITS:
            return number_text(float(text))
        return text

    def _day(self, number: float) -> str:
        days, fraction = divmod(number, 1)
        try:
            day = self.epoch + timedelta(days=int(days))
        except OverflowError:
            return repr(number)
        seconds = round(fraction * 86_400)
        if not seconds:
            return day.isoformat()
        moment = datetime.combine(day, time()) + timedelta(seconds=seconds)
        return moment.isoformat(" ")
