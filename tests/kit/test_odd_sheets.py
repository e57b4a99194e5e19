"""Files as outsiders send them: packed to burst, protected, renamed, half calculated."""

import io
import zipfile

import pytest
import xlsxwriter

from linli.kit.registers import CellRefused
from linli.kit.sheets import apart, errors, workbook
from linli.kit.sheets.cells import is_rounded, is_valueless, number_text, shown, trimmed
from linli.kit.sheets.cleaning import clean_day
from linli.kit.sheets.reading import read_rows
from linli.kit.sheets.shared import SharedStrings

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)
RELATION = '<Relationship Id="rId{0}" Type="http://x/worksheet" Target="worksheets/sheet{0}.xml"/>'


def write_book(path, *sheets, states=(), **parts):
    """Write a workbook from the rows of its sheets as XML; `states` hide sheets."""
    names = "".join(
        f'<sheet name="s{number}" sheetId="{number}" {state} r:id="rId{number}"/>'
        for number, state in enumerate([*states, *[""] * (len(sheets) - len(states))], start=1)
    )
    relations = "".join(RELATION.format(number) for number in range(1, len(sheets) + 1))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", f"<workbook><sheets>{names}</sheets></workbook>")
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f"<Relationships>{relations}</Relationships>"
        )
        for number, rows in enumerate(sheets, start=1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", SHEET.format(rows))
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.xml", content)
    return path


def rows_of(path):
    return list(read_rows(path))


def test_formula_without_a_value_and_an_error_are_marked(tmp_path):
    cells = (
        '<c r="A1"><f>B1*2</f><v>84</v></c><c r="B1"><f>NOW()</f></c>'
        '<c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D1" t="str"><f>""</f><v></v></c>'
        '<c r="E1" t="str"><f>A1&amp;"x"</f><v>84x</v></c>'
    )
    path = write_book(tmp_path / "book.xlsx", f'<row r="1">{cells}</row>')

    ((_number, row),) = rows_of(path)

    assert [is_valueless(cell) for cell in row] == [False, True, True, False, False]
    assert [shown(cell) for cell in row] == ["84", "", "#DIV/0!", "", "84x"]


def test_first_sheet_that_is_shown_is_read(tmp_path):
    row = '<row r="1"><c r="A1" t="str"><v>{}</v></c></row>'
    sheets = [row.format("hidden"), row.format("shown"), row.format("third")]
    path = write_book(tmp_path / "book.xlsx", *sheets, states=['state="hidden"'])

    assert rows_of(path) == [(1, ["shown"])]


def test_workbook_without_a_sheet_to_see_is_refused(tmp_path):
    path = write_book(tmp_path / "book.xlsx", "", states=['state="veryHidden"'])

    with pytest.raises(errors.FileDamaged):
        rows_of(path)


def test_rich_text_readings_escapes_and_character_data(tmp_path):
    shared = (
        "<sst><si><r><t>欧</t></r><r><t xml:space='preserve'>阳 </t></r><rPh><t>ou</t></rPh></si>"
        "<si><t>a_x000D_b &amp;lt; _x0041</t></si><si><t><![CDATA[<王>]]></t></si><si/></sst>"
    )
    cells = "".join(f'<c r="{"ABCD"[n]}1" t="s"><v>{n}</v></c>' for n in range(4))
    path = write_book(tmp_path / "b.xlsx", f'<row r="1">{cells}</row>', sharedStrings=shared)

    assert rows_of(path) == [(1, ["欧阳 ", "a\rb &lt; _x0041", "<王>", ""])]


def test_rows_without_numbers_are_counted(tmp_path):
    cell = '<c t="str"><v>x</v></c>'
    path = write_book(tmp_path / "b.xlsx", f"<row>{cell}</row><row/><row/><row>{cell}</row>")

    assert rows_of(path) == [(1, ["x"]), (4, ["x"])]


def test_string_that_the_table_does_not_have_is_damage(tmp_path):
    path = write_book(tmp_path / "b.xlsx", '<row r="1"><c r="A1" t="s"><v>7</v></c></row>')

    with pytest.raises(errors.FileDamaged):
        rows_of(path)


def test_shared_strings_are_taken_across_chunks(monkeypatch):
    monkeypatch.setattr("linli.kit.sheets.shared._CHUNK", 7)
    texts = [f"字{number}" for number in range(300)]
    strings = SharedStrings()

    strings.read(io.BytesIO("".join(f"<x:si><x:t>{text}</x:t></x:si>" for text in texts).encode()))

    assert [strings[number] for number in range(300)] == texts


def test_many_small_parts_are_refused(tmp_path):
    path = tmp_path / "parts.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(workbook.MAX_PARTS + 1):
            archive.writestr(f"xl/{number}.xml", b"")

    with pytest.raises(errors.FileTooLarge):
        rows_of(path)


def test_size_that_is_declared_too_small_does_not_help(tmp_path):
    path = write_book(tmp_path / "lie.xlsx", "<row r='1'>" + " " * 4_000_000 + "</row>")
    content = bytearray(path.read_bytes())
    archive = zipfile.ZipFile(path)
    size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    path.write_bytes(bytes(content).replace(size, (100).to_bytes(4, "little")))

    with pytest.raises(errors.FileRefused):
        rows_of(path)


def test_sheet_without_an_end_of_a_row_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "_CHUNK", 1 << 10)
    path = write_book(tmp_path / "b.xlsx", '<row r="1">' + "<c/>" * 40_000)

    with pytest.raises(errors.FileTooLarge):
        list(workbook.read_workbook(path))


def test_reader_that_takes_too_much_memory_takes_nothing_down(tmp_path, monkeypatch):
    path = write_book(tmp_path / "b.xlsx", '<row r="1"><c r="A1" t="str"><v>x</v></c></row>')
    main = "import linli.kit.sheets.apart as a,sys,pathlib;a.MEMORY_BYTES=1<<20;"
    monkeypatch.setattr(apart, "COMMAND", ["-c", main + "a.main(pathlib.Path(sys.argv[1]))"])

    with pytest.raises(errors.FileTooLarge):
        rows_of(path)


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, errors.FileDamaged),
        (
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * 600
            + "EncryptedPackage".encode("utf-16le"),
            errors.FileEncrypted,
        ),
        ("a.csv", b"\x1f\x8b\x08\x00", errors.FileTypeUnknown),
        ("a.csv", "a,b\r\n1,2".encode("utf-16-le"), errors.FileTypeUnknown),
    ],
)
def test_other_files_are_told_apart(tmp_path, name, content, refusal):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(refusal):
        rows_of(path)


def test_archive_of_another_kind_is_no_workbook(tmp_path):
    path = tmp_path / "letter.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", b"<document/>")

    with pytest.raises(errors.FileTypeUnknown):
        rows_of(path)


def test_merged_and_empty_cells_keep_their_columns(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "花园小区花名册")
        sheet.write_string(1, 0, "房号")
        sheet.write_string(1, 3, "姓名")
        sheet.write_blank(2, 5, None, book.add_format({"bold": True}))
        sheet.set_row(3, options={"hidden": True})
        sheet.write_string(3, 3, "王")

    assert [(number, [*filter(None, row)]) for number, row in rows_of(path)] == [
        (1, ["花园小区花名册"]),
        (2, ["房号", "姓名"]),
        (4, ["王"]),
    ]
    assert rows_of(path)[1][1] == ["房号", "", "", "姓名"]


def test_quoted_line_ends_stay_in_their_cell(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes('title;\n姓名;备注\r\n"王\r\n小明";"a;b"\r\n李;\r\n'.encode())

    assert rows_of(path) == [
        (1, ["title", ""]),
        (2, ["姓名", "备注"]),
        (3, ["王\r\n小明", "a;b"]),
        (4, ["李", ""]),
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("\u202d138 0000 0000\u202c", "138 0000 0000"),
        ("\ufeff\u3000 王 \xa0\t", "王"),
        ('="0102"', "0102"),
        ("'371702190001010013", "371702190001010013"),
        ("'=1+1", "=1+1"),
        ("'t Hooft", "'t Hooft"),
        ("𠮷", "𠮷"),
        ('="', '="'),
    ],
)
def test_what_surrounds_a_text_is_left_out(cell, text):
    assert trimmed(cell) == text


@pytest.mark.parametrize("text", ["3.71702E+17", "1.23e+15", number_text(3.7e17)])
def test_rounded_numbers_are_known(text):
    assert is_rounded(text)


@pytest.mark.parametrize("text", ["2E05", "371702190001010013", "1E+", "E+17"])
def test_doors_and_numbers_are_not_rounded(text):
    assert not is_rounded(text)


@pytest.mark.parametrize(
    "text",
    [
        "2015-01-31",
        "2015/1/31",
        "2015年1月31日",
        "20150131",
        "42035",
        "2015.1.31",
        "2015-01-31 08:30:00",
        "".join(chr(ord(digit) + 0xFEE0) for digit in "2015") + "-01-31",
    ],
)
def test_days_in_every_form(text):
    assert clean_day(text).isoformat() == "2015-01-31"


@pytest.mark.parametrize("text", ["201511", "2015-13-01", "31.1.2015", "2015-02-30", "明天", "-5"])
def test_days_that_could_be_two_or_none_are_refused(text):
    with pytest.raises(CellRefused):
        clean_day(text)
