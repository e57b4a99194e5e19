"""Codes of cells and the order in which they are given out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.apps.grids.rules.cells import (
    CellCode,
    CellCodeMalformed,
    CellCodesExhausted,
    PlaceWithoutCode,
    cell_code,
    parse_cell_code,
    reading_order,
)


def test_code_of_the_published_example():
    assert parse_cell_code("370102001003005") == CellCode("370102", "001", "003", 5)
    assert parse_cell_code("370102001003005").place_code == "370102001003"


@given(place=st.integers(0, 10**12 - 1), sequence=st.integers(1, 999))
def test_code_and_its_parts_are_the_same_thing(place, sequence):
    code = cell_code(f"{place:012d}", sequence)

    assert len(code) == 15
    assert str(parse_cell_code(code)) == code
    assert parse_cell_code(code).sequence == sequence


FULL_WIDTH = "".join(map(chr, range(0xFF11, 0xFF1A))) + "123456"


@pytest.mark.parametrize(
    "text",
    ["", "37170200400200", "3717020040020011", "371702004002000", "37170200400200A", FULL_WIDTH],
)
def test_code_malformed_is_refused(text):
    with pytest.raises(CellCodeMalformed):
        parse_cell_code(text)


@pytest.mark.parametrize("sequence", [0, -1, 1000])
def test_code_past_the_last_number_is_refused(sequence):
    with pytest.raises(CellCodesExhausted):
        cell_code("371702004002", sequence)


@pytest.mark.parametrize("place", ["371702004", "", "C-17", "3717020040021"])
def test_place_without_a_twelve_digit_code_has_no_cells(place):
    with pytest.raises(PlaceWithoutCode):
        cell_code(place, 1)


def test_reading_order_goes_from_west_to_east_and_north_to_south():
    lower = [((115.2, 35.1), "SE"), ((115.1, 35.1), "SW")]
    upper = [((115.2, 35.2), "NE"), ((115.1, 35.2), "NW")]

    assert reading_order(lower + upper) == ["NW", "NE", "SW", "SE"]


def test_reading_order_of_nothing_and_of_one_row():
    assert reading_order([]) == []
    assert reading_order([((115.3, 35.0), "b"), ((115.1, 35.0), "a")]) == ["a", "b"]
