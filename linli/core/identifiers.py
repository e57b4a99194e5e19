"""Identity numbers, credit codes and phone numbers: parsed once, shown masked.

Source: [rule:identity-number], [rule:credit-code], [rule:fictional-identifiers].

Errors carry no part of what was typed: it may be somebody's number.
"""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from linli.core.errors import InvalidInput


class IdNumberMalformed(InvalidInput):
    """The text is no resident identity number of 18 characters."""

    code = "identifier.id_number_malformed"


class IdNumberOfFifteen(InvalidInput):
    """An identity number of the first generation; invalid since 2013, the holder has a new one."""

    code = "identifier.id_number_of_fifteen"


class IdNumberMangled(InvalidInput):
    """A spreadsheet has turned the number into 3.717E+17 or has cut its last digits to zeros."""

    code = "identifier.id_number_mangled"


class IdNumberCheckFails(InvalidInput):
    """The check character does not fit: a digit is wrong or two are swapped."""

    code = "identifier.id_number_check"


class CreditCodeMalformed(InvalidInput):
    """The text is no unified social credit code of 18 characters, or its check does not fit."""

    code = "identifier.credit_code"


class PhoneMalformed(InvalidInput):
    """The text is no phone number of this country."""

    code = "identifier.phone"


class FictionalRefused(InvalidInput):
    """A number from the ranges of the demo, where real people are kept."""

    code = "identifier.fictional"


class Sex(StrEnum):
    """As the identity number says (性别, GB/T 2261.1)."""

    FEMALE = "FEMALE"
    MALE = "MALE"


# The ranges that belong to nobody, for tests and the demo: a region that does not exist, and a
# prefix outside the block of mobile numbers (13 to 19) that begins no service number either.
FICTIONAL_REGION = "999999"
FICTIONAL_PHONE_PREFIX = "109"

_PROVINCE_NUMBERS = (
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    *range(81, 84),
)
_PROVINCES = frozenset(map(str, _PROVINCE_NUMBERS))
_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_ID_NUMBERS = re.compile(r"(?:[0-9]{17}[0-9X])*", re.ASCII)
_LENGTH_OF_NUMBER = 18
_ID_WEIGHTS = tuple(pow(2, 17 - position, 11) for position in range(17))
_ID_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES = {character: value for value, character in enumerate(_CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
_MOBILE = re.compile(r"(?:1[3-9][0-9]|109)[0-9]{8}", re.ASCII)
_MOBILES = re.compile(r"(?:1[3-9][0-9]{9})*", re.ASCII)
_FICTIONAL_MOBILES = re.compile(r"(?:(?:1[3-9][0-9]|109)[0-9]{8})*", re.ASCII)
_LENGTH_OF_MOBILE = 11
_LANDLINE = re.compile(r"0[1-9][0-9]{1,2}[2-8][0-9]{6,7}", re.ASCII)
_EXPONENT = re.compile(r"[0-9]+(?:\.[0-9]+)?E\+?[0-9]+", re.ASCII)
_FILLING = re.compile(r"[\s\-\u2010-\u2015()（）]+")


class IdNumber(NamedTuple):
    """A resident identity number (公民身份号码) and what it says."""

    text: str
    birth_date: date
    sex: Sex

    def __repr__(self) -> str:
        return f"IdNumber({masked_id_number(self.text)})"

    @property
    def is_fictional(self) -> bool:
        """Tell whether it lies in the range of the demo."""
        return self.text.startswith(FICTIONAL_REGION)


def id_check_character(first_seventeen: str) -> str:
    """Return the eighteenth character (ISO 7064 MOD 11-2)."""
    if len(first_seventeen) != 17:
        raise ValueError("the check character follows seventeen digits")
    return _check_of(first_seventeen)


def _check_of(number: str) -> str:
    total = _region(number[:6])[0] + _day(number[6:14])[0] + _serial(number[14:17])[0]
    return _ID_CHECKS[total % 11]


def _share(start: int, digits: str) -> int:
    """Return what some digits add to the check sum."""
    weights = _ID_WEIGHTS[start : start + len(digits)]
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))


# The parts of a number repeat from one to the next: each is looked at once.
@lru_cache(maxsize=1 << 13)
def _region(digits: str) -> tuple[int, bool]:
    """Return the share of a region in the check sum and whether there is such a province."""
    return _share(0, digits), digits == FICTIONAL_REGION or digits[:2] in _PROVINCES


@lru_cache(maxsize=1 << 16)
def _day(digits: str) -> tuple[int, date | None]:
    """Return the share of a day of birth in the check sum and the day, if there is such a day."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        born = None
    return _share(6, digits), born


@lru_cache(maxsize=1 << 10)
def _serial(digits: str) -> tuple[int, Sex]:
    """Return the share of a serial number in the check sum and the sex it tells."""
    return _share(14, digits), Sex.MALE if int(digits) % 2 else Sex.FEMALE


def parse_id_number(text: str, *, fictional_allowed: bool = False) -> IdNumber:
    """Return the number with its birth date and sex; spaces and a small x are forgiven.

    Raises IdNumberOfFifteen, IdNumberMangled, IdNumberMalformed, IdNumberCheckFails, or
    FictionalRefused for a number of the demo where that is not allowed.
    """
    number = text if _ID_NUMBER.fullmatch(text) else _unspoilt(text)
    region, known = _region(number[:6])
    day, born = _day(number[6:14])
    serial, sex = _serial(number[14:17])
    if _ID_CHECKS[(region + day + serial) % 11] != number[17]:
        if number.endswith("000"):
            raise IdNumberMangled(field="id_number")
        raise IdNumberCheckFails(field="id_number")
    if born is None or not known:
        raise IdNumberMalformed(field="id_number")
    if not fictional_allowed and number.startswith(FICTIONAL_REGION):
        raise FictionalRefused(field="id_number")
    return IdNumber(number, born, sex)


def read_id_numbers(
    texts: Sequence[str], *, fictional_allowed: bool = False
) -> list[tuple[date, Sex]] | None:
    """Return what many numbers say, None unless every one is right as it is written.

    Quicker than `parse_id_number` for each, which tells what is wrong with one.
    """
    if any(map(_LENGTH_OF_NUMBER.__ne__, map(len, texts))):
        return None
    if _ID_NUMBERS.fullmatch("".join(texts)) is None:
        return None
    found = []
    for text in texts:
        region, known = _region(text[:6])
        day, born = _day(text[6:14])
        serial, sex = _serial(text[14:17])
        if _ID_CHECKS[(region + day + serial) % 11] != text[17] or born is None or not known:
            return None
        found.append((born, sex))
    if not fictional_allowed and any(text.startswith(FICTIONAL_REGION) for text in texts):
        return None
    return found


def _unspoilt(text: str) -> str:
    """Return the number without spaces and full-width forms, or raise what has spoilt it."""
    number = _compact(text)
    if len(number) == 15 and number.isascii() and number.isdigit():
        raise IdNumberOfFifteen(field="id_number")
    if _EXPONENT.fullmatch(number):
        raise IdNumberMangled(field="id_number")
    if _ID_NUMBER.fullmatch(number) is None:
        raise IdNumberMalformed(field="id_number")
    return number


def credit_check_character(first_seventeen: str) -> str:
    """Return the eighteenth character of a unified social credit code (MOD 31, weights 3^i)."""
    total = sum(
        weight * _CREDIT_VALUES[character]
        for weight, character in zip(_CREDIT_WEIGHTS, first_seventeen, strict=True)
    )
    return _CREDIT_ALPHABET[-total % 31]


def parse_credit_code(text: str, *, fictional_allowed: bool = False) -> str:
    """Return the normalised unified social credit code (统一社会信用代码).

    Raises CreditCodeMalformed, or FictionalRefused where a code of the demo is not allowed.
    """
    code = _compact(text)
    known = len(code) == 18 and all(character in _CREDIT_VALUES for character in code)
    if not known or not code[2:8].isdigit() or credit_check_character(code[:17]) != code[17]:
        raise CreditCodeMalformed(field="id_number")
    if code[2:8] == FICTIONAL_REGION and not fictional_allowed:
        raise FictionalRefused(field="id_number")
    return code


def parse_phone(text: str, *, fictional_allowed: bool = False) -> str:
    """Return the digits of a mobile or landline number; +86, spaces and dashes are forgiven.

    Raises PhoneMalformed, or FictionalRefused where a number of the demo is not allowed.
    """
    number = text if _MOBILE.fullmatch(text) else compact_phone(text)
    if _MOBILE.fullmatch(number) is None and _LANDLINE.fullmatch(number) is None:
        raise PhoneMalformed(field="phone")
    if number.startswith(FICTIONAL_PHONE_PREFIX) and not fictional_allowed:
        raise FictionalRefused(field="phone")
    return number


def are_mobiles(texts: Sequence[str], *, fictional_allowed: bool = False) -> bool:
    """Tell whether each of many texts is a mobile number in its stored form."""
    if any(map(_LENGTH_OF_MOBILE.__ne__, map(len, texts))):
        return False
    pattern = _FICTIONAL_MOBILES if fictional_allowed else _MOBILES
    return pattern.fullmatch("".join(texts)) is not None


def compact_phone(text: str) -> str:
    """Return a phone number without spaces, dashes and country code, unchecked: the search form."""
    number = _compact(text).removeprefix("+")
    for prefix in ("0086", "86"):
        if number.startswith(prefix) and len(number) >= len(prefix) + 10:
            return number.removeprefix(prefix)
    return number


def compact_identifier(text: str) -> str:
    """Return an identity number or code as it is searched: no spaces, capitals, plain digits."""
    return _compact(text)


def last_four(text: str) -> str | None:
    """Return the last four characters of a number, as asked for at the counter."""
    number = _compact(text)
    return number[-4:] if len(number) >= 4 else None


def masked_id_number(text: str) -> str:
    """Return the first and last four characters with stars between: 3717**********123X."""
    return f"{text[:4]}{'*' * (len(text) - 8)}{text[-4:]}" if len(text) > 8 else "*" * len(text)


def masked_phone(text: str) -> str:
    """Return the first three and last four digits with stars between: 138****1234."""
    return f"{text[:3]}****{text[-4:]}" if len(text) > 8 else "*" * len(text)


def masked_name(text: str) -> str:
    """Return the first character and a star for each further one, two at most: 张*, 王**."""
    return text[:1] + "*" * min(max(len(text) - 1, 1), 2) if text else ""


def fictional_id_number(birth_date: date, serial: int) -> str:
    """Return the number of an invented person: region 999999, `serial` 0 to 999 (odd: male)."""
    start = f"{FICTIONAL_REGION}{birth_date:%Y%m%d}{serial:03d}"
    return start + id_check_character(start)


def fictional_phone(serial: int) -> str:
    """Return the mobile number of an invented person, `serial` below a hundred million."""
    return f"{FICTIONAL_PHONE_PREFIX}{serial:08d}"


def fictional_credit_code(serial: int) -> str:
    """Return the code of an invented company, `serial` below a thousand million."""
    start = f"91{FICTIONAL_REGION}{serial:09d}"
    return start + credit_check_character(start)


def _compact(text: str) -> str:
    folded = text.translate(_FULL_WIDTH)
    return _FILLING.sub("", folded).upper()


_FULL_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
