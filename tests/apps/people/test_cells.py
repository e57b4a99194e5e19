"""Cells cleaned as a whole column are what each alone would be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.apps.people.exchange import cells
from linli.core.identifiers import fictional_credit_code, fictional_id_number, fictional_phone
from linli.kit.registers import CellRefused

BORN = date(1980, 5, 6)
RIGHT = [fictional_id_number(BORN, serial) for serial in range(30)]
REAL = "11010519491231002X"
WRONG = [RIGHT[0][:-1] + "?", RIGHT[1][:17], "999999198013400015", "E12345678", "371702800506001"]
WRONG += ["00" + RIGHT[0][2:], fictional_credit_code(3), RIGHT[2] + RIGHT[3]]
WRONG += [RIGHT[4][:-1] + ("1" if RIGHT[4][-1] != "1" else "2"), RIGHT[5].replace("9", "\uff19")]
PHONES = [
    fictional_phone(7),
    "13800001234",
    "1380000123",
    "01065551234",
    "12345678901",
    "\uff113800001234",
]
NAMES = ["王小明", "王", "阿卜杜拉·买买提", "Smith", "1号", "王" * 21, "㐀", "王 小"]


def outcome(clean, *given):
    try:
        return list(clean(*given))
    except CellRefused as refusal:
        return refusal.code


@pytest.mark.parametrize("fictional", [True, False])
@pytest.mark.parametrize(
    ("one", "many", "given_cells"),
    [
        (cells.clean_number, cells.clean_numbers, [*RIGHT[:4], REAL, *WRONG]),
        (cells.clean_phone, cells.clean_phones, PHONES),
        (cells.clean_name, cells.clean_names, NAMES),
    ],
)
def test_a_column_is_cleaned_as_its_cells_are(settings, fictional, one, many, given_cells):
    settings.FICTIONAL_PEOPLE = fictional

    for first in given_cells:
        for second in given_cells:
            pair = [first, second]
            assert outcome(many, pair) == outcome(map, one, pair), pair


@given(numbers=st.lists(st.sampled_from([*RIGHT, REAL]), max_size=40))
def test_many_right_numbers_say_what_each_says(numbers):
    assert list(cells.clean_numbers(numbers)) == [cells.clean_number(text) for text in numbers]
