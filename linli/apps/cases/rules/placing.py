"""Where a case goes whose place was wrong: there, or to the office above both places.

Nobody hands a case over a border of their own area: the office in which both sides lie decides.
Source: [rule:case-place].
"""

from linli.core.errors import InvalidInput, RuleViolation
from linli.core.tree import is_within, meeting


class PlaceUnchanged(InvalidInput):
    """The case lies there already."""

    code = "cases.place_unchanged"


class PlaceBeyond(RuleViolation):
    """No office of the platform stands above both places: they lie in different districts."""

    code = "cases.place_beyond"


def works_at(body_path: str, path: str) -> bool:
    """Tell whether a body works at a place: it stands there, above it, or within it."""
    return is_within(path, body_path) or is_within(body_path, path)


def place_to_decide(now_path: str, right_path: str, *, reaches: bool) -> str:
    """Return where a case goes: to the right place, or the lowest place around both.

    `reaches` says that whoever puts it right has the right place in their own area, or is the
    reporter, who knows best where it is.
    """
    return right_path if reaches else meeting(now_path, right_path)
