"""Names of places and numbers of units as people type them."""

import unicodedata

from linli.core.arithmetic import AreaCm
from linli.core.errors import InvalidInput

NAME_LENGTH = 120
NUMBER_LENGTH = 30
# A dwelling, shop or parking space beyond this is a slip of the pen (m² for cm², a lost point).
LARGEST_AREA = AreaCm(100_000_00)
LOWEST_FLOOR, HIGHEST_FLOOR = -9, 199


class NameUnusable(InvalidInput):
    """The name is empty, too long or holds characters that cannot be seen."""

    code = "place.name_unusable"


class NumberUnusable(InvalidInput):
    """The door number is empty, too long or holds characters that cannot be seen."""

    code = "unit.number_unusable"


class AreaUnbelievable(InvalidInput):
    """The area is nought, or larger than any unit."""

    code = "unit.area_unbelievable"


class FloorUnbelievable(InvalidInput):
    """No building has this floor."""

    code = "unit.floor_unbelievable"


def _tidy(text: str) -> str | None:
    """Return the text with single spaces, or None where a character can't be shown."""
    text = " ".join(text.split())
    hidden = any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in text)
    return None if hidden else text


def place_name(text: str) -> str:
    """Return the name as it is stored; raises NameUnusable."""
    name = _tidy(text)
    if not name or len(name) > NAME_LENGTH:
        raise NameUnusable(limit=NAME_LENGTH, field="name")
    return name


def unit_number(text: str) -> str:
    """Return the door number as it is stored; raises NumberUnusable."""
    number = _tidy(text)
    if not number or len(number) > NUMBER_LENGTH:
        raise NumberUnusable(limit=NUMBER_LENGTH, field="number")
    return number


def unit_area(area: AreaCm | None) -> AreaCm | None:
    """Return the area when it can be one, None when it is unknown; raises AreaUnbelievable."""
    if area is not None and not AreaCm(0) < area <= LARGEST_AREA:
        raise AreaUnbelievable(given=str(area), limit=str(LARGEST_AREA), field="area")
    return area


def unit_floor(floor: int | None) -> int | None:
    """Return the floor when a building can have it; raises FloorUnbelievable."""
    if floor is not None and not (LOWEST_FLOOR <= floor <= HIGHEST_FLOOR and floor != 0):
        raise FloorUnbelievable(
            given=floor, lowest=LOWEST_FLOOR, highest=HIGHEST_FLOOR, field="floor"
        )
    return floor
