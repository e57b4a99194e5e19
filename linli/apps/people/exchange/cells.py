"""What may stand in the cells of a list of people, and what it is turned into."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from string import ascii_letters
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from linli.apps.people.labels import RELATIONS, TENURES
from linli.apps.people.rules.kinds import IdKind, Relation, Tenure
from linli.apps.people.rules.names import are_plain_names, normal_name
from linli.core.errors import InvalidInput
from linli.core.identifiers import (
    Sex,
    are_mobiles,
    compact_identifier,
    parse_credit_code,
    parse_id_number,
    parse_phone,
    read_id_numbers,
)
from linli.kit.registers import CellRefused

# What lists of households write for the same thing, beside our own words.
_RELATION_WORDS = {
    "本人": Relation.HEAD,
    "户主本人": Relation.HEAD,
    "妻": Relation.SPOUSE,
    "妻子": Relation.SPOUSE,
    "夫": Relation.SPOUSE,
    "丈夫": Relation.SPOUSE,
    "子": Relation.CHILD,
    "女": Relation.CHILD,
    "儿子": Relation.CHILD,
    "女儿": Relation.CHILD,
    "长子": Relation.CHILD,
    "次子": Relation.CHILD,
    "长女": Relation.CHILD,
    "次女": Relation.CHILD,
    "儿媳": Relation.CHILD_IN_LAW,
    "女婿": Relation.CHILD_IN_LAW,
    "父": Relation.PARENT,
    "母": Relation.PARENT,
    "父亲": Relation.PARENT,
    "母亲": Relation.PARENT,
    "岳父": Relation.PARENT_IN_LAW,
    "岳母": Relation.PARENT_IN_LAW,
    "公公": Relation.PARENT_IN_LAW,
    "婆婆": Relation.PARENT_IN_LAW,
    "祖父": Relation.GRANDPARENT,
    "祖母": Relation.GRANDPARENT,
    "孙子": Relation.GRANDCHILD,
    "孙女": Relation.GRANDCHILD,
    "外孙": Relation.GRANDCHILD,
    "外孙女": Relation.GRANDCHILD,
    "兄": Relation.SIBLING,
    "弟": Relation.SIBLING,
    "姐": Relation.SIBLING,
    "妹": Relation.SIBLING,
    "其他": Relation.NOT_KIN,
}
_TENURE_WORDS = {
    "业主": Tenure.OWNER,
    "产权人": Tenure.OWNER,
    "共有": Tenure.CO_OWNER,
    "共同所有": Tenure.CO_OWNER,
    "未出售": Tenure.UNSOLD,
    "未售": Tenure.UNSOLD,
    "未交付": Tenure.UNDELIVERED,
    "租户": Tenure.TENANT,
    "租客": Tenure.TENANT,
}
# Only these: brackets and dashes of full width belong to the names of many compounds.
_USUAL_WIDTH = str.maketrans(
    {chr(code + 0xFEE0): chr(code) for code in map(ord, "0123456789" + ascii_letters)}
)
_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9A-Z]{6,11}", re.ASCII)
_RESIDENT_ID = IdKind.RESIDENT_ID

E = TypeVar("E", bound=StrEnum)


class Number(NamedTuple):
    """An identity number in its stored form, with what it says."""

    text: str
    kind: IdKind
    birth_date: date | None = None
    sex: Sex | None = None


def clean_number(text: str) -> Number:
    """Return a resident number, credit code or passport number, told apart by their forms."""
    fictional = settings.FICTIONAL_PEOPLE
    try:
        number, born, sex = parse_id_number(text, fictional_allowed=fictional)
        return Number(number, _RESIDENT_ID, born, sex)
    except InvalidInput as problem:
        refusal = problem
    compact = compact_identifier(text)
    if _PASSPORT.fullmatch(compact) and any(character.isdigit() for character in compact):
        return Number(compact, IdKind.PASSPORT)
    if _may_be_credit_code(compact):
        try:
            return Number(parse_credit_code(text, fictional_allowed=fictional), IdKind.CREDIT_CODE)
        except InvalidInput as problem:
            refusal = refusal if compact.isdigit() else problem
    raise CellRefused(refusal.code) from None


def clean_numbers(texts: Sequence[str]) -> Iterable[Number]:
    """Return what `clean_number` does for each; quick where all are resident numbers."""
    said = read_id_numbers(texts, fictional_allowed=settings.FICTIONAL_PEOPLE)
    if said is None:
        return map(clean_number, texts)
    return [
        Number(text, _RESIDENT_ID, born, sex) for text, (born, sex) in zip(texts, said, strict=True)
    ]


def _may_be_credit_code(compact: str) -> bool:
    """Tell whether 18 characters are rather a credit code than a mistyped resident number.

    One mistyped number in 31 has the check character of a credit code by chance; but a resident
    number has no letter in front, and holds a day.
    """
    if len(compact) != 18:
        return False
    if not compact[:17].isdigit():
        return True
    try:
        born = date(int(compact[6:10]), int(compact[10:12]), int(compact[12:14]))
    except ValueError:
        return True
    return not 1880 <= born.year < 2100


def clean_address(text: str) -> str:
    """Return part of an address with digits and letters of the usual width."""
    return text if text.isascii() else text.translate(_USUAL_WIDTH)


def clean_phone(text: str) -> str:
    """Return a phone number in its stored form."""
    try:
        return parse_phone(text, fictional_allowed=settings.FICTIONAL_PEOPLE)
    except InvalidInput as problem:
        raise CellRefused(problem.code) from None


def clean_phones(texts: Sequence[str]) -> Iterable[str]:
    """Return what `clean_phone` does for each; quick where all are mobile numbers."""
    if are_mobiles(texts, fictional_allowed=settings.FICTIONAL_PEOPLE):
        return texts
    return map(clean_phone, texts)


def clean_names(texts: Sequence[str]) -> Iterable[str]:
    """Return what `clean_name` does for each; quick where all are usual names."""
    return texts if are_plain_names(texts) else map(clean_name, texts)


def clean_name(text: str) -> str:
    """Return a name in its stored form."""
    try:
        return normal_name(text)
    except InvalidInput as problem:
        raise CellRefused(problem.code) from None


def clean_relation(text: str) -> Relation:
    """Return a relation to the head, in either language or as lists write it."""
    return _clean_word(text, "roster.relation", _relations)


def clean_tenure(text: str) -> Tenure:
    """Return a tenure, in either language or as lists write it."""
    return _clean_word(text, "roster.tenure", _tenures)


def _clean_word(text: str, code: str, words: Callable[[], Mapping[str, E]]) -> E:
    found = words()
    value = found.get(text) or found.get("".join(text.split()).casefold())
    if value is None:
        raise CellRefused(code)
    return value


@cache
def _relations() -> dict[str, Relation]:
    return {**_words(RELATIONS), **_RELATION_WORDS}


@cache
def _tenures() -> dict[str, Tenure]:
    return {**_words(TENURES), **_TENURE_WORDS}


def _words(labels: Mapping[E, Promise]) -> dict[str, E]:
    found: dict[str, E] = {}
    for value, label in labels.items():
        found[value.casefold()] = value
        for language in ("zh-hans", "en"):
            with override(language):
                found["".join(str(label).split()).casefold()] = value
    return found
