"""Lists of households as offices really send them: titles, wide digits, marks, wrong numbers."""

import pytest

from linli.apps.people.models import Person
from linli.apps.transfers import services
from linli.kit.sealed_fields import opened
from linli.kit.sheets.writing import write_workbook
from tests.apps.people.test_roster_files import (  # noqa: F401
    HEAD,
    bring,
    clerk,
    compound,
    enter,
    found,
    line,
    number,
)

pytestmark = pytest.mark.django_db

WIDE = {ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"}


@pytest.fixture
def bring_file(clerk, compound, now):  # noqa: F811
    def bring_file(content, name="roster.csv"):
        return services.upload_file(
            actor=clerk,
            register="people.roster",
            place_id=compound.pk,
            file_name=name,
            chunks=[content],
            now=now,
        )

    return bring_file


@pytest.mark.parametrize(
    ("column", "cell", "stored"),
    [
        ("door", "101".translate(WIDE), None),
        ("door", "101室", None),
        ("building", "1号楼".translate(WIDE), None),
        ("name", "𠮷田", "𠮷田"),
        ("name", " \u200b王小明\ufeff ", "王小明"),
        ("phone", "+86 109-0000-0001", "10900000001"),
        ("phone", "\u202d10900000001\u202c", "10900000001"),
        ("phone", "10900000001".translate(WIDE), "10900000001"),
        ("since", "2015年1月31日", None),
        ("since", "42035", None),
    ],
)
def test_usual_ways_of_writing_are_understood(enter, column, cell, stored):  # noqa: F811
    enter(line(**{"relation": "户主", "tenure": "业主", column: cell}))

    person = Person.objects.get()
    assert stored is None or stored in {opened(person.name), opened(person.phone)}


@pytest.mark.parametrize("wrap", ['="{}"', "'{}", "\t{}", " {} {}"])
def test_number_is_taken_out_of_its_wrapping(enter, wrap):  # noqa: F811
    text = number(1)
    cell = wrap.format(text) if wrap.count("{}") == 1 else wrap.format(text[:6], text[6:])
    quoted = '"' + cell.replace('"', '""') + '"'

    enter(line(id_number=quoted, relation="户主", tenure="业主"))

    assert opened(Person.objects.get().id_number) == text


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("3.71702E+17", "cell.rounded"),
        ("371702190001010000", "identifier.id_number_mangled"),
        ("371702800506001", "identifier.id_number_of_fifteen"),
        ("37170219000101001", "identifier.id_number_malformed"),
        ("#REF!", "cell.valueless"),
        ("x" * 600, "cell.too_long"),
    ],
)
def test_spoilt_number_is_told_with_its_cell(bring, cell, code):  # noqa: F811
    item = bring(line(id_number=cell, relation="户主", tenure="业主"))

    assert [(row["cell"], row["code"]) for row in item.problems] == [("F2", code)]


def test_small_x_is_the_same_number(enter):  # noqa: F811
    text = next(number(serial) for serial in range(1, 400) if number(serial).endswith("X"))

    enter(line(id_number=text.lower(), relation="户主", tenure="业主"))

    assert opened(Person.objects.get().id_number) == text


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_title_above_and_empty_cells_around(bring_file, encoding, delimiter):
    text = "\n".join(
        ["花园小区花名册", HEAD + ",,", line(relation="户主", tenure="业主") + ",,,", ",,,,"]
    )

    item = bring_file(text.replace(",", delimiter).encode(encoding))

    assert (item.state, item.rows_seen, item.problems) == ("CHECKED", 1, [])


def test_numbers_of_a_workbook_are_told_by_column_and_row(bring_file, tmp_path):
    good = line(relation="户主", tenure="业主").split(",")
    bad = line("102", id_number="371702800506001", relation="户主").split(",")
    write_workbook(tmp_path / "r.xlsx", [["花名册"], HEAD.split(","), good, [], bad])

    item = bring_file((tmp_path / "r.xlsx").read_bytes(), "r.xlsx")

    assert [(row["row"], row["cell"]) for row in item.problems] == [(5, "F5")]


def test_fifteen_digits_kept_by_a_number_cell_are_refused(bring_file, tmp_path):
    import xlsxwriter

    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD.split(","))
        sheet.write_row(1, 0, line(relation="户主", tenure="业主").split(","))
        sheet.write_number(1, 5, 371702190001010013)

    item = bring_file(path.read_bytes(), "r.xlsx")

    assert found(item) == [(2, "id_number", "cell.rounded")]


def test_english_headings_and_words(bring_file):
    head = "Building,Entrance,Door number,Name,Relation to the head of household,Tenure"

    item = bring_file(f"{head}\n1号楼,1单元,101,王小明,Head,Owner\n".encode())

    assert (item.state, item.problems) == ("CHECKED", [])
