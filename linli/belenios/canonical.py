"""The one spelling of every structure: compact JSON, exact fields in order, canonical numbers.

`read` refuses whatever `write` would not have written, so that a structure has exactly one
spelling and hashes of it mean something. The reference tool is laxer in places; nothing that
is accepted here is refused there.

Source: [rule:belenios-spelling].
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, NoReturn, TypeVar

from linli.belenios.errors import BeleniosError

T = TypeVar("T")

# Above this the protocol writes a number of votes or a weight as a string.
LARGEST_JSON_NUMBER: Final = 2**30 - 1

_HEX = re.compile("[0-9a-f]*")
_NATURAL = re.compile("0|[1-9][0-9]{0,999}")


class Malformed(BeleniosError):
    """The bytes do not have the exact form that the protocol writes."""

    code = "form"

    def __init__(self, *, where: str, expected: str, found: object) -> None:
        super().__init__(where=where, expected=expected, found=found)


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"a number that is not an integer: {text[:40]}")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_decode = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float).decode


def write(value: Any) -> bytes:
    """Return the one spelling of a JSON value."""
    # The reference escapes the delete character too; Python's encoder does not.
    return _encode(value).replace("\x7f", "\\u007f").encode()


def read(data: bytes, *, where: str) -> Any:
    """Return the JSON value of canonical bytes; anything else is Malformed."""
    try:
        value = _decode(data.decode())
        canonical = write(value) == data
    except (ValueError, RecursionError) as error:
        raise Malformed(where=where, expected="compact JSON", found=_reason(error)) from None
    if not canonical:
        raise Malformed(where=where, expected="compact JSON", found="another spelling of it")
    return value


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"bytes that are not UTF-8 ({error.reason})"
    return "nesting without end" if isinstance(error, RecursionError) else str(error)


def fields(value: Any, *names: str, where: str) -> dict[str, Any]:
    """Return the object if its fields are exactly `names`, in order; `name?` may be absent."""
    if not isinstance(value, dict):
        raise Malformed(where=where, expected="an object", found=_kind(value))
    expected = [name.rstrip("?") for name in names if not name.endswith("?") or name[:-1] in value]
    if list(value) != expected:
        raise Malformed(
            where=where, expected=f"fields {', '.join(names)}", found=", ".join(value) or "none"
        )
    return value


def text(value: Any, *, where: str) -> str:
    """Return a string that can be written as UTF-8."""
    if not isinstance(value, str):
        raise Malformed(where=where, expected="a string", found=_kind(value))
    return value


def integer(value: Any, *, where: str, least: int = 0) -> int:
    """Return a JSON number (never a boolean) of at least `least`."""
    if type(value) is not int or value < least:
        raise Malformed(where=where, expected=f"an integer from {least}", found=_shown(value))
    return value


def items(value: Any, parse: Callable[..., T], *, where: str) -> tuple[T, ...]:
    """Return every element of a list, parsed; `parse` is told where it is."""
    if not isinstance(value, list):
        raise Malformed(where=where, expected="a list", found=_kind(value))
    return tuple(parse(item, where=f"{where}[{i}]") for i, item in enumerate(value))


def hex_text(value: Any, *, length: int, where: str) -> str:
    """Return a text of exactly `length` lower-case hex digits."""
    if not isinstance(value, str) or len(value) != length or not _HEX.fullmatch(value):
        expected = f"{length} lower-case hex digits"
        raise Malformed(where=where, expected=expected, found=_shown(value))
    return value


def hash_text(value: Any, *, where: str) -> str:
    """Return a SHA-256 in lower-case hex."""
    return hex_text(value, length=64, where=where)


def natural(value: Any, *, where: str, below: int | None = None) -> int:
    """Return the number of a canonical decimal string, below `below` where that is given."""
    if not isinstance(value, str) or not _NATURAL.fullmatch(value):
        raise Malformed(where=where, expected="a canonical decimal", found=_shown(value))
    number = int(value)
    if below is not None and number >= below:
        raise Malformed(where=where, expected="a number below the group's order", found=value)
    return number


def weight(value: Any, *, where: str) -> int:
    """Return a weight: a JSON number up to 2^30 - 1, a decimal string above."""
    if type(value) is int and 0 <= value <= LARGEST_JSON_NUMBER:
        return value
    if isinstance(value, str):
        number = natural(value, where=where)
        if number > LARGEST_JSON_NUMBER:
            return number
    raise Malformed(
        where=where, expected="a number up to 2^30-1, a string above", found=_shown(value)
    )


def written_weight(number: int) -> int | str:
    """Return the JSON value that stands for a weight."""
    return number if number <= LARGEST_JSON_NUMBER else str(number)


def without_absent(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of the pairs whose value is not None."""
    return {name: value for name, value in pairs if value is not None}


def _kind(value: object) -> str:
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "a boolean"}
    return "null" if value is None else kinds.get(type(value), "a number")


def _shown(value: object) -> str:
    return repr(value)[:120] if isinstance(value, str | int) else _kind(value)
