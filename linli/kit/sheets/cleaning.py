"""What cells of many registers hold: days, whole numbers, areas, words of a list."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import TypeVar
from unicodedata import normalize

from django.utils.functional import Promise
from django.utils.translation import override

from linli.core.arithmetic import AreaCm
from linli.core.errors import InvalidInput
from linli.kit.joining import listed
from linli.kit.registers import CellRefused

_DAY = re.compile(
    r"(?:([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2}))"
    r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?",
    re.ASCII,
)
_SERIAL = re.compile(r"[0-9]{1,5}", re.ASCII)
_WHOLE = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_YES = frozenset({"是", "yes", "y", "1", "true", "√"})
_NO = frozenset({"否", "no", "n", "0", "false"})
_EARLIEST = date(1900, 1, 1)
E = TypeVar("E", bound=StrEnum)


def clean_day(text: str) -> date:
    """Return the day of 2015-01-31, 2015/1/31, 2015年1月31日, 20150131 or a spreadsheet's number.

    A time of day behind it is left out.
    """
    text = normalize("NFKC", text)
    if _SERIAL.fullmatch(text):
        day = date(1899, 12, 30) + timedelta(days=int(text))
    else:
        match = _DAY.fullmatch(text)
        try:
            day = date(*map(int, filter(None, match.groups()))) if match else date.min
        except ValueError:
            day = date.min
    if day < _EARLIEST:
        raise CellRefused("cell.day")
    return day


def clean_whole(text: str) -> int:
    """Return a whole number."""
    text = normalize("NFKC", text)
    if not _WHOLE.fullmatch(text):
        raise CellRefused("cell.whole_number")
    return int(text)


def clean_between(least: int, most: int) -> Callable[[str], int]:
    """Return clean(text) -> a whole number, refused outside the two, which are included."""

    def clean(text: str) -> int:
        number = clean_whole(text)
        if not least <= number <= most:
            raise CellRefused("cell.between", least=least, most=most)
        return number

    return clean


def clean_yes(text: str) -> bool:
    """Return whether a cell says yes: 是, 否, yes, no, 1, 0."""
    word = normalize("NFKC", text).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellRefused("cell.yes_or_no")


def clean_text(longest: int) -> Callable[[str], str]:
    """Return clean(text) -> the text, refused when it is longer than `longest` characters."""

    def clean(text: str) -> str:
        if len(text) > longest:
            raise CellRefused("cell.too_long", longest=longest)
        return text

    return clean


def clean_line(longest: int) -> Callable[[str], str]:
    """Return clean(text) -> the text in one line, single spaces, at most `longest` characters."""
    short = clean_text(longest)
    return lambda text: short(" ".join(text.split()))


def clean_area(text: str) -> AreaCm:
    """Return an area in square metres with at most two decimals."""
    try:
        return AreaCm.from_text(normalize("NFKC", text))
    except InvalidInput as refusal:
        raise CellRefused(refusal.code) from None


def choice(labels: "Mapping[E, str | Promise]", code: str = "cell.choice") -> Callable[[str], E]:
    """Return clean(text) -> a word of the list, as it is labelled in either language or stored."""

    @cache
    def words() -> dict[str, E]:
        found: dict[str, E] = {}
        for value, label in labels.items():
            found[_plain(value)] = value
            for language in ("zh-hans", "en"):
                with override(language):
                    found[_plain(label)] = value
        return found

    def clean(text: str) -> E:
        value = words().get(_plain(text))
        if value is None:
            raise CellRefused(code, allowed=listed(labels.values()))
        return value

    return clean


def _plain(text: object) -> str:
    return "".join(str(text).split()).casefold()
