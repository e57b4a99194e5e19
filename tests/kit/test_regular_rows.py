"""Rows that all look alike are read together, and say the same as read cell by cell."""

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
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


def test_text_that_is_no_utf_8_is_damage(tmp_path):
    rows = rows_of(["a", "b"]).encode().replace(b">a<", b">\xff<")

    with pytest.raises(UnicodeDecodeError):
        regular_block(rows, SharedStrings())
