"""The shared strings of an .xlsx: a million of them in a few tens of megabytes."""

import re
from array import array
from html import escape, unescape
from typing import IO

import numpy as np

from linli.kit.sheets.errors import FileDamaged, FileTooLarge

MAX_BYTES = 192 << 20
_CHUNK = 1 << 20
_KEPT = 1 << 14
_LONGEST = 8  # chunks that one string may fill: a cell holds 32,767 characters
_PREFIX = re.compile(rb"<(/?)[a-zA-Z0-9]+:(?=(?:t|si|r|rPh)\b)")
_ITEM = re.compile(rb"<si\b[^>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_EMPTY = re.compile(rb"<si\b[^<>]*/>")
_TEXT = re.compile(rb"<t\b[^>]*?(?:/>|>(.*?)</t>)", re.DOTALL)
_PHONETIC = re.compile(rb"<rPh\b.*?</rPh>", re.DOTALL)
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
# How a workbook writes a character that XML cannot hold: ECMA-376, part 1, 22.9.2.19.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedStrings(dict[int, str]):
    """Texts by number: bytes one behind the other, decoded when asked for; the last asked stay."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes = bytearray()
        self._ends = array("q", [0])

    def read(self, file: IO[bytes]) -> None:
        """Take the strings of the part, a chunk at a time.

        Raises FileTooLarge, or FileDamaged for a document type.
        """
        rest = b""
        while chunk := file.read(_CHUNK):
            if not self._bytes and (b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk):
                raise FileDamaged(problem="a document type declaration")
            text = _PREFIX.sub(rb"<\1", rest + chunk)
            cut = text.rfind(b"</si>")
            if cut >= 0:
                self._take(_ITEM.findall(text[: cut + 5]))
                text = text[cut + 5 :]
            rest = text
            if len(rest) > _LONGEST * _CHUNK or len(self._bytes) > MAX_BYTES:
                raise FileTooLarge(unpacked=len(self._bytes) + len(rest))
        self._take([b""] * len(_EMPTY.findall(rest)))  # such may stand at the end

    def _take(self, items: list[bytes]) -> None:
        for item in items:
            self._bytes += raw_text(item)
            self._ends.append(len(self._bytes))

    def located(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return all bytes, still escaped, and where in them each of these texts begins, how long.

        Raises IndexError for a string that is missing.
        """
        ends = np.frombuffer(self._ends, np.int64)
        begins = ends[numbers]
        return np.frombuffer(self._bytes, np.uint8), begins, ends[numbers + 1] - begins

    def __missing__(self, number: int) -> str:
        if not 0 <= number < len(self._ends) - 1:
            raise IndexError(number)
        text = plain(bytes(self._bytes[self._ends[number] : self._ends[number + 1]]))
        if len(self) >= _KEPT:
            self.clear()
        self[number] = text
        return text


def raw_text(item: bytes) -> bytes:
    """Return the text of a string in one or many runs, still escaped; readings are left out."""
    if b"<rPh" in item:
        item = _PHONETIC.sub(b"", item)
    if b"<![CDATA[" in item:
        item = _CDATA.sub(lambda match: escape(match.group(1).decode()).encode(), item)
    return b"".join(_TEXT.findall(item))


def plain(text: bytes) -> str:
    """Return text without the escapes of XML and of workbooks."""
    decoded = text.decode("utf-8")
    if "&" in decoded:
        decoded = unescape(decoded)
    return _ESCAPED.sub(_unescaped, decoded) if "_x" in decoded else decoded


def _unescaped(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    return match.group() if 0xD800 <= code < 0xE000 else chr(code)
