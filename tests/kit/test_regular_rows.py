"""Rows that all look alike are read together, and say the same as read cell by cell."""

import io
import re
from datetime import date
from xml.etree import ElementTree

import pytest
import xlsxwriter
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from linli.kit.sheets import workbook
from linli.kit.sheets.reading import read_rows
from linli.kit.sheets.regular import regular_block, stretch_of
from linli.kit.sheets.shared import SharedStrings
from tests.kit.test_odd_sheets import write_book

text = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=6)
odd = st.sampled_from(["", "_x001F_", "&#31;", "a&b<c>", "_x0041_", "\t", " x "])


def write_texts(path, rows, *, inline):
    options = {"constant_memory": inline, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        style = book.add_format({"num_format": "@"})
        for number, row in enumerate(rows):
            for index, value in enumerate(row):
                sheet.write_string(number, index, value, style)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.integers(1, 5).flatmap(
        lambda width: st.lists(
            st.lists(text | odd, min_size=width, max_size=width), min_size=1, max_size=8
        )
    ),
    inline=st.booleans(),
)
def test_together_as_cell_by_cell(tmp_path, rows, inline):
    path = tmp_path / "book.xlsx"
    write_texts(path, rows, inline=inline)

    together = list(workbook.read_workbook(path))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "regular_block", lambda *_given: None)
        assert list(workbook.read_workbook(path)) == together
    assert list(read_rows(path)) == together


@pytest.mark.parametrize("inline", [True, False])
def test_a_table_of_texts_is_read_together(tmp_path, inline):
    rows = [["楼栋", "姓名", "备注"], *[[f"{one}号楼", "王&李", ""] for one in range(500)]]
    write_texts(tmp_path / "book.xlsx", rows, inline=inline)

    parts = list(workbook.workbook_parts(tmp_path / "book.xlsx"))

    assert [type(part) for part in parts] == [bytes]
    assert stretch_of(parts[0]).rows() == list(enumerate(rows, start=1))


INLINE = '<c r="{0}{1}" t="inlineStr"><is><t>{2}</t></is></c>'


def rows_of(*rows):
    return "".join(
        f'<row r="{number}">'
        + "".join(INLINE.format("AB"[place], number, one) for place, one in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )


@pytest.mark.parametrize(
    "rows",
    [
        rows_of(["a", "b"], ["c", ""], ["", ""], ["d", "e"]),  # a blank row is left out
        rows_of(["a", "b"], ["c"], ["d", "e"]),  # a row lacks a cell
        rows_of(["a", "b"], ["c_x001F_d", "e"], ["f", "g"]),  # a separator within a cell
        rows_of(["a", "b"], ["c_x001E_d", "e"], ["f", "g"]),
        rows_of(["a", "b"]).replace("B1", "C1") + rows_of(["", ""], ["c", "d"])[91:],
        rows_of(["a", "b"], ["c", "d"]).replace('<row r="2">', '<row r="7"/><row r="9">'),
        rows_of(["a", "b"], ["c", "d"]).replace("<is><t>d</t></is>", "<is><r><t>d</t></r></is>"),
    ],
)
def test_rows_that_differ_are_read_cell_by_cell(tmp_path, rows):
    path = write_book(tmp_path / "book.xlsx", rows)

    assert regular_block(rows.encode(), SharedStrings()) is None
    together = list(workbook.read_workbook(path))

    assert len(together) >= 2
    assert all(any(cells) for _number, cells in together)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "regular_block", lambda *_given: None)
        assert list(workbook.read_workbook(path)) == together
    assert [number for number, _cells in read_rows(path)] == [one for one, _cells in together]


@pytest.mark.parametrize("width", [25, 26, 27, 52, 53, 64])
def test_wide_tables_are_read_together_too(tmp_path, width):
    rows = [[f"{number}:{place}" for place in range(width)] for number in range(40)]
    write_texts(tmp_path / "book.xlsx", rows, inline=True)

    parts = list(workbook.workbook_parts(tmp_path / "book.xlsx"))

    assert [type(part) for part in parts] == [bytes]
    assert stretch_of(parts[0]).rows() == list(enumerate(rows, start=1))


def test_numbers_of_rows_may_leave_some_out(tmp_path):
    rows = "".join(
        f'<row r="{number}">{INLINE.format("A", number, "x")}</row>' for number in (9, 10, 1048576)
    )

    together = stretch_of(regular_block(rows.encode(), SharedStrings())).rows()

    assert together == [(9, ["x"]), (10, ["x"]), (1048576, ["x"])]


def without_tails(rows):
    """Return rows without empty cells at their ends."""
    return [(number, "\x1f".join(cells).rstrip("\x1f")) for number, cells in rows]


SHARED_ROWS = (
    '<row r="1" spans="1:3"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" t="s"><v>12</v></c>'
    '<c r="C1" s="1"/></row><row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" s="1" t="s"><v>2</v>'
    '</c><c r="C2" t="s"><v>0</v></c></row>'
)


def mentioned():
    shared = SharedStrings()
    items = "".join(f"<si><t>t{number}</t></si>" for number in range(13))
    shared.read(io.BytesIO(f"<sst>{items}</sst>".encode()))
    return shared


def test_shared_strings_are_looked_up_together():
    rows = stretch_of(regular_block(SHARED_ROWS.encode(), mentioned())).rows()

    assert rows == [(1, ["t0", "t12", ""]), (2, ["t3", "t2", "t0"])]


CHANGES = [
    *("", "<", ">", "/", '"', "9", "x", "A", "ZZ", "&#31;", " t='s'", ' s="2"', "<!-- -->"),
    *("<c/>", "<v>", "<v/>", "</row>", "<t>", "<t>z</t>", "<is/>"),
]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(
    rows=st.sampled_from(
        [SHARED_ROWS, rows_of(["a", "b"], ["c", ""]), rows_of(["a&amp;b", "_x0041_"], ["c", "d"])]
    ),
    place=st.integers(0, 250),
    cut=st.integers(0, 6),
    put=st.sampled_from(CHANGES),
)
def test_whatever_was_changed_it_is_left_or_said_alike(rows, place, cut, put):
    """Where some of the XML is another, nothing is read together that is not read so by cells."""
    text = (rows[:place] + put + rows[place + cut :]).encode()
    try:
        cells = ElementTree.fromstring(b"<x>" + text + b"</x>").iter("c")
    except ElementTree.ParseError:
        reject()
    assume(all(re.fullmatch("[A-Z]+[0-9]+", cell.get("r", "A1")) for cell in cells))
    try:
        block = regular_block(text, mentioned())
    except (ValueError, IndexError):
        return
    if block is not None:
        scanner = workbook._Scanner(mentioned(), frozenset(), date(1899, 12, 30))
        by_cells = list(scanner._rows_of(text))
        assert without_tails(by_cells) == without_tails(stretch_of(block).rows())


def test_text_that_is_no_utf_8_is_damage(tmp_path):
    rows = rows_of(["a", "b"]).encode().replace(b">a<", b">\xff<")

    with pytest.raises(UnicodeDecodeError):
        regular_block(rows, SharedStrings())
