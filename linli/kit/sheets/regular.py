"""Stretches of a sheet whose rows all look alike, taken by one expression for a whole row.

That is how programs write tables: each row has the same cells, all texts, none left out though
some may be empty. Whatever differs is told by `None` and read cell by cell (`sheets.workbook`).
"""

import re
from functools import lru_cache

from linli.kit.sheets.shared import SharedStrings, plain

# What stands between rows and between cells of a block; no cell holds them.
CELL, ROW = "\x1f", "\x1e"
_MOST = 64  # columns; wider rows are hardly alike
_LETTERS = tuple(
    (first + second).encode() for first in ("", "A", "B") for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)[:_MOST]
# Of attributes a cell has its place, its style and its kind, in this order.
_CELL = rb'<c r="%s[0-9]+"[ s="0-9]*(?:%s</c>|/>)'
_INLINE = rb't="inlineStr"><is><t[^>]*>([^<]*)</t></is>'
_SHARED = rb't="s"><v>([0-9]+)</v>'


@lru_cache(maxsize=8)
def _row(width: int, content: bytes) -> re.Pattern[bytes]:
    cells = b"".join(_CELL % (letters, content) for letters in _LETTERS[:width])
    return re.compile(rb'<row r="([0-9]+)"[^>]*>' + cells + b"</row>")


def regular_block(text: bytes, shared: SharedStrings) -> bytes | None:
    """Return rows with their numbers in front, separated by CELL and ROW, where all are alike.

    `text` holds whole rows. A blank row, or a separator within a cell, makes it None. Raises
    ValueError for what is no text, IndexError for a shared string that is missing.
    """
    last = text[text.rfind(b"<row") :]
    width = last.count(b"<c ")
    if not 0 < width <= _MOST:
        return None
    is_inline = b'"inlineStr"' in last
    found = _row(width, _INLINE if is_inline else _SHARED).findall(text)
    if len(found) != text.count(b"<row"):
        return None
    if is_inline:
        block = b"\x1e".join(map(b"\x1f".join, found)).decode()
        if "&" in block or "_x" in block:
            block = plain(block.encode())
    else:
        block = ROW.join(
            [
                CELL.join([number.decode(), *[shared[int(one)] if one else "" for one in cells]])
                for number, *cells in found
            ]
        )
    is_whole = block.count(CELL) == width * len(found) and block.count(ROW) == len(found) - 1
    if not is_whole or CELL * width + ROW in block + ROW:
        return None
    return block.encode(errors="replace")


def block_rows(block: bytes) -> list[tuple[int, list[str]]]:
    """Return the rows of a block."""
    rows = [row.split(CELL) for row in block.decode().split(ROW)]
    return [(int(cells[0]), cells[1:]) for cells in rows]


def last_number(block: bytes) -> int:
    """Return the number of the last row of a block."""
    return int(block[block.rfind(b"\x1e") + 1 :].partition(b"\x1f")[0])
