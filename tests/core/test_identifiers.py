"""Identity numbers, credit codes, phones: the checks of the standards, held against an oracle."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from linli.core.errors import InvalidInput
from linli.core.identifiers import (
    CreditCodeMalformed,
    FictionalRefused,
    IdNumberCheckFails,
    IdNumberMalformed,
    IdNumberMangled,
    IdNumberOfFifteen,
    PhoneMalformed,
    Sex,
    compact_phone,
    credit_check_character,
    fictional_credit_code,
    fictional_id_number,
    fictional_phone,
    id_check_character,
    last_four,
    masked_id_number,
    masked_name,
    masked_phone,
    parse_credit_code,
    parse_id_number,
    parse_phone,
)

SEVENTEEN = st.from_regex(r"[0-9]{17}", fullmatch=True)


def test_id_number_of_the_standard_is_read() -> None:
    # The example printed in GB 11643-1999, annex A.
    number = parse_id_number("11010519491231002X")

    assert (number.birth_date, number.sex) == (date(1949, 12, 31), Sex.FEMALE)


@given(first=SEVENTEEN)
def test_id_check_character_agrees_with_oracle(first: str) -> None:
    assert id_check_character(first) == ric.calc_check_digit(first + "0")


@given(serial=st.integers(0, 999), born=st.dates(date(1900, 1, 1), date(2026, 1, 1)))
def test_any_wrong_digit_or_swap_of_neighbours_is_found(serial: int, born: date) -> None:
    number = fictional_id_number(born, serial)
    for position in range(17):
        other = str((int(number[position]) + 1) % 10)
        changed = number[:position] + other + number[position + 1 :]
        assert id_check_character(changed[:17]) != changed[17]
        if position < 16 and number[position] != number[position + 1]:
            swapped = number[:position] + number[position + 1] + number[position]
            swapped += number[position + 2 :]
            assert id_check_character(swapped[:17]) != swapped[17]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", IdNumberMalformed),
        ("110105194912310020", IdNumberCheckFails),
        ("11010519491231002", IdNumberMalformed),
        ("11010519491231002XX", IdNumberMalformed),
        ("1101051949123100ZX", IdNumberMalformed),
        ("110105491231002", IdNumberOfFifteen),
        ("3.71702E+17", IdNumberMangled),
        ("1.1010519491231E+17", IdNumberMangled),
        ("110105194912310000", IdNumberMangled),
        ("\u0661" * 17 + "X", IdNumberMalformed),
    ],
)
def test_malformed_id_number_is_refused_by_name(text: str, error: type[InvalidInput]) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_id_number(text)

    assert type(caught.value) is error


@pytest.mark.parametrize("born", ["19901301", "19900230", "00000101"])
def test_impossible_birth_date_is_refused(born: str) -> None:
    start = f"110105{born}002"

    with pytest.raises(IdNumberMalformed):
        parse_id_number(start + id_check_character(start))


def test_region_of_no_province_is_refused() -> None:
    start = "99010119900101002"

    with pytest.raises(IdNumberMalformed):
        parse_id_number(start + id_check_character(start))


def test_id_number_is_forgiven_its_form() -> None:
    assert parse_id_number(" 110105 19491231 002x ").text == "11010519491231002X"
    assert parse_id_number("110105194912310\uff10\uff12\uff38").text == "11010519491231002X"


def test_refusals_and_representations_carry_no_number() -> None:
    with pytest.raises(IdNumberCheckFails) as caught:
        parse_id_number("110105194912310020")

    assert "1949" not in str(caught.value)
    assert "19491231" not in repr(parse_id_number("11010519491231002X"))


def test_fictional_numbers_pass_only_where_allowed() -> None:
    person, company = fictional_id_number(date(1990, 1, 1), 7), fictional_credit_code(42)
    phone = fictional_phone(5)

    assert parse_id_number(person, fictional_allowed=True).sex is Sex.MALE
    assert parse_credit_code(company, fictional_allowed=True) == company
    assert parse_phone(phone, fictional_allowed=True) == phone
    for parse, number in [
        (parse_id_number, person),
        (parse_credit_code, company),
        (parse_phone, phone),
    ]:
        with pytest.raises(FictionalRefused):
            parse(number)


def test_credit_code_of_the_standard_is_read() -> None:
    # The example printed in GB 32100-2015, annex.
    assert parse_credit_code("91350100M000100Y43") == "91350100M000100Y43"


@given(serial=st.integers(0, 10**9 - 1))
def test_credit_check_character_agrees_with_oracle(serial: int) -> None:
    code = fictional_credit_code(serial)

    assert credit_check_character(code[:17]) == uscc.calc_check_digit(code[:17])


@pytest.mark.parametrize(
    "text", ["", "91350100M000100Y4", "91350100M000100Y44", "91350100I000100Y43", "9135010OM"]
)
def test_malformed_credit_code_is_refused(text: str) -> None:
    with pytest.raises(CreditCodeMalformed):
        parse_credit_code(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800001234", "13800001234"),
        ("+86 138 0000 1234", "13800001234"),
        ("0086-138-0000-1234", "13800001234"),
        ("(0530) 5310000", "05305310000"),
        ("010-65550000", "01065550000"),
    ],
)
def test_phone_is_normalised(text: str, number: str) -> None:
    assert parse_phone(text) == number


@pytest.mark.parametrize("text", ["", "12345", "23800001234", "138000012345", "110", "1380000123a"])
def test_malformed_phone_is_refused(text: str) -> None:
    with pytest.raises(PhoneMalformed):
        parse_phone(text)


def test_search_forms_meet_the_stored_form() -> None:
    assert compact_phone("+86 138-0000-1234") == parse_phone("13800001234")
    assert last_four("11010519491231002x") == "002X"
    assert last_four("12") is None


def test_masks_show_the_ends_only() -> None:
    assert masked_id_number("37170219900101123X") == "3717**********123X"
    assert masked_phone("13800001234") == "138****1234"
    assert masked_name("张三") == "张*"
    assert masked_name("王小明") == "王**"
    assert masked_name("买买提·吐尔逊") == "买**"
    assert masked_name("") == ""
