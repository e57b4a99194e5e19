"""Codes of places and units: the official ones of divisions, our own below the village.

Source: [rule:division-code] for divisions, [rule:own-code] for the rest. Codes are text; a code
once given is never given again, to whatever else.
"""

import re

from linli.apps.places.rules.kinds import (
    DIVISIONS,
    PARENT_KINDS,
    PlaceKind,
    TownshipClass,
    UnitKind,
)
from linli.core.errors import InvalidInput, RuleViolation

COUNTRY_CODE = "CN"

_DIGITS = {
    PlaceKind.PROVINCE: 2,
    PlaceKind.PREFECTURE: 4,
    PlaceKind.COUNTY: 6,
    PlaceKind.TOWNSHIP: 9,
    PlaceKind.COMMUNITY: 12,
    PlaceKind.VILLAGE: 12,
}
_LETTERS = {
    PlaceKind.COMPOUND: "C",
    PlaceKind.NATURAL_VILLAGE: "N",
    PlaceKind.BUILDING: "B",
    PlaceKind.ENTRANCE: "E",
}
_UNIT_LETTERS = {
    UnitKind.DWELLING: "",
    UnitKind.SHOP: "S",
    UnitKind.PARKING: "P",
    UnitKind.SHED: "H",
    UnitKind.OTHER: "X",
}
_ZONE = re.compile(r"[0-9]{4}(7[1-9]|80)[0-9]*", re.ASCII)
_NOT_IN_UNIT_CODE = re.compile(r"[^0-9A-Z]+", re.ASCII)


class CodeMalformed(InvalidInput):
    """The code has not the form of the codes of this kind of place."""

    code = "place.code_malformed"


class CodeOutsideParent(RuleViolation):
    """The code does not begin with the code of the place above."""

    code = "place.code_outside_parent"


class CodeUsed(RuleViolation):
    """The code is or was the code of another place."""

    code = "place.code_used"


class KindNotHere(RuleViolation):
    """A place of this kind does not stand below a place of that kind."""

    code = "place.kind_not_here"


def check_kind(kind: PlaceKind, parent_kind: PlaceKind | None) -> None:
    """Check that `kind` may stand below `parent_kind`; the country stands below nothing.

    Raises KindNotHere.
    """
    allowed = PARENT_KINDS[kind]
    if (parent_kind is None) != (not allowed) or (parent_kind and parent_kind not in allowed):
        raise KindNotHere(kind=str(kind), parent_kind=str(parent_kind or ""), field="kind")


def check_code(code: str, kind: PlaceKind, parent_code: str) -> None:
    """Check the official code of a division against its kind and the division above.

    A development zone of the statistical list may stand below a county whose code it does not
    share; it then still shares the four digits of the prefecture.
    Raises CodeMalformed, CodeOutsideParent. Source: [rule:division-code].
    """
    digits = _DIGITS[kind]
    if not re.fullmatch(rf"[0-9]{{{digits}}}", code, re.ASCII):
        raise CodeMalformed(given=code[:40], digits=digits, field="code")
    if parent_code == COUNTRY_CODE or code.startswith(parent_code):
        return
    is_zone = bool(_ZONE.fullmatch(code) or _ZONE.fullmatch(parent_code))
    if not (is_zone and len(parent_code) >= 6 and code[:4] == parent_code[:4]):
        raise CodeOutsideParent(given=code, parent_code=parent_code, field="code")


def township_class(code: str) -> TownshipClass | None:
    """Return what the third part of a township's code says, None outside the known classes."""
    number = int(code[6:9])
    if 1 <= number <= 99:
        return TownshipClass.SUBDISTRICT
    if 100 <= number <= 199:
        return TownshipClass.TOWN
    if 200 <= number <= 399:
        return TownshipClass.RURAL_TOWNSHIP
    return TownshipClass.COMBINED if 400 <= number <= 599 else None


def village_kind(code: str) -> PlaceKind:
    """Return whether a 12-digit code is of the residents' (居委会) or the villagers' kind (村委会).

    200-399 and 500-599 are villages and what resembles them, the rest communities.
    """
    return PlaceKind.VILLAGE if code[9] in "235" else PlaceKind.COMMUNITY


def is_official(kind: PlaceKind) -> bool:
    """Tell whether places of this kind carry an official code."""
    return kind in DIVISIONS


def own_code(kind: PlaceKind, parent_code: str, step: int) -> str:
    """Return our code for a place below the village: the code above, a letter and a number.

    `step` is the number the parent hands out once, so the code is new. It stays when the place
    moves or is renamed. Source: [rule:own-code].
    """
    return f"{parent_code}-{_LETTERS[kind]}{step:02d}"


def unit_code(kind: UnitKind, place_code: str, number: str, repeat: int = 0) -> str:
    """Return the code of a unit: the place's code, a letter unless a dwelling, the door number.

    `repeat` above 0 tells apart units that bore the same number one after the other.
    """
    plain = _NOT_IN_UNIT_CODE.sub("", number.upper())[:12]
    code = f"{place_code}-{_UNIT_LETTERS[kind]}{plain}"
    return f"{code}.{repeat}" if repeat or not plain else code
