"""Tables in files: every encoding and every kind of cell, held against a library."""

import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from linli.kit.sheets import errors
from linli.kit.sheets.cells import is_rounded
from linli.kit.sheets.delimited import encoding_of
from linli.kit.sheets.reading import read_rows
from linli.kit.sheets.writing import safe_cell, stream_csv, write_workbook

ROWS = [["姓名", "证件号码"], ["欧阳𠮷", "371702190001010013"], ['O\'Neil, "x"', ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_every_encoding(tmp_path, encoding, delimiter):
    path = tmp_path / "roster.csv"
    quoted = ['"' + cell.replace('"', '""') + '"' for row in ROWS for cell in row]
    lines = [delimiter.join(quoted[i : i + 2]) for i in range(0, len(quoted), 2)]
    path.write_text("\r\n".join(lines), encoding=encoding)

    assert [row for _number, row in read_rows(path)] == ROWS


def test_encoding_is_judged_by_the_whole_file(tmp_path):
    path = tmp_path / "late.csv"
    path.write_bytes(b"a,b\r\n" * 500_000 + "网格".encode("gb18030"))

    assert encoding_of(path) == "gb18030"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", errors.FileTypeUnknown),
        (b"%PDF-1.7 ...", errors.FileTypeUnknown),
        (b"<html><table></table></html>", errors.FileTypeUnknown),
        (b"PK\x03\x04 broken", errors.FileDamaged),
        (b'a,b\r\n"never ends', errors.RowUnreadable),
        (b"a,b\r\n\xff\xff\xff\xff", errors.FileEncodingUnknown),
    ],
)
def test_other_content_is_refused_whatever_its_name(tmp_path, content, refusal):
    path = tmp_path / "roster.xlsx"
    path.write_bytes(content)

    with pytest.raises(refusal):
        list(read_rows(path))


cell = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 4)),
    st.dates(date(1950, 1, 1), date(2090, 1, 1)),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="_￾￿"),
        max_size=12,
    ),
)


def expected(value):
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def write_cell(sheet, number, index, value, day):
    if isinstance(value, date):
        sheet.write_datetime(number, index, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, bool):
        sheet.write_boolean(number, index, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(number, index, value)
    elif value:
        sheet.write_string(number, index, value)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.lists(cell, max_size=30), min_size=1, max_size=12), inline=st.booleans())
def test_scanner_agrees_with_the_library(tmp_path, rows, inline):
    path = tmp_path / "book.xlsx"
    options = {"constant_memory": inline, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for index, value in enumerate(row):
                write_cell(sheet, number, index, value, day)

    ours = [without_tail(map(number_text, row)) for _number, row in read_rows(path)]

    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    library = [without_tail(number_text(expected(value)) for value in row) for row in sheet]
    # The library leaves out empty columns in front; we keep each cell in its column.
    start = min((next(i for i, text in enumerate(row) if text) for row in ours), default=0)
    assert [row[start:] for row in ours] == [row for row in library if row]


def without_tail(texts):
    texts = list(texts)
    while texts and not texts[-1]:
        texts.pop()
    return texts


def number_text(text):
    try:
        return repr(float(text)).removesuffix(".0") if text not in {"", "nan", "inf"} else text
    except ValueError:
        return text


def test_rounded_number_is_marked(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "371702190001010013")
        sheet.write_number(0, 1, 371702190001010013)
        sheet.write_number(0, 2, 89.5)

    ((_number, row),) = read_rows(path)

    assert [is_rounded(value) for value in row] == [False, True, False]
    assert row[2] == "89.5"


def test_rows_keep_their_numbers(tmp_path):
    book, text = tmp_path / "book.xlsx", tmp_path / "text.csv"
    with xlsxwriter.Workbook(str(book)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_string(0, 0, "a")
        sheet.write_string(4, 0, "b")
    text.write_text("a\n\n\n\nb\n")

    assert list(read_rows(book)) == list(read_rows(text)) == [(1, ["a"]), (5, ["b"])]


def rewrite(path, change):
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in change(parts).items():
            new.writestr(name, content)


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "book.xlsx"
    write_workbook(path, ROWS)
    return path


def test_other_writers_prefixes_and_orders_are_read(book):
    def prefixed(parts):
        sheet = parts["xl/worksheets/sheet1.xml"].decode()
        for name in ("row", "c", "is", "t", "v", "sheetData"):
            sheet = sheet.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}>", f"<x:{name}>")
            sheet = sheet.replace(f"</{name}>", f"</x:{name}>")
        return {**parts, "xl/worksheets/sheet1.xml": sheet}

    rewrite(book, prefixed)

    assert [row[:2] for _number, row in read_rows(book)][:2] == ROWS[:2]


def test_attributes_in_another_order_are_read(book):
    def turned(parts):
        sheet = parts["xl/worksheets/sheet1.xml"].decode()
        sheet = sheet.replace('t="inlineStr"', "").replace('<c r="', '<c t="inlineStr" r="')
        return {**parts, "xl/worksheets/sheet1.xml": sheet}

    rewrite(book, turned)

    assert next(iter(read_rows(book))) == (1, ROWS[0])


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: {
            **parts,
            "xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"].split(b"</sheetData>")[0],
        },
        lambda parts: {name: content for name, content in parts.items() if "sheet1" not in name},
        lambda parts: {
            **parts,
            "xl/worksheets/sheet1.xml": b'<!DOCTYPE a [<!ENTITY x "y">]>'
            + parts["xl/worksheets/sheet1.xml"],
        },
    ],
)
def test_damaged_workbook_is_refused(book, change):
    rewrite(book, change)

    with pytest.raises(errors.FileDamaged):
        list(read_rows(book))


def test_archive_that_unpacks_to_too_much_is_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 << 20))

    with pytest.raises(errors.FileTooLarge):
        list(read_rows(path))


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1"])
def test_formula_is_never_written(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["-12.5", "+8613800000000", "3", "王", ""])
def test_numbers_and_words_stay_as_they_are(text):
    assert safe_cell(text) == text


def test_csv_written_is_read_back(tmp_path):
    path = tmp_path / "out.csv"
    path.write_bytes(b"".join(stream_csv(ROWS)))

    assert [row for _number, row in read_rows(path)] == ROWS
